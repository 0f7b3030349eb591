"""JSON lists, as gov.cn or Have Your Say have them. In: the text of an answer and where its records are. Out: Entries.

Paths are dotted names. A list on the way stands for each of its members unless a number picks one; "" is the answer itself.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from articles.errors import NotAFeed
from articles.model import JsonList
from crawlers.lists.entries import Entry

MAX_RECORDS = 5000

_CALLBACK = re.compile(r"[\w.$]{1,100}\s?\(")
_FIELD = re.compile(r"\{([^{}]+)\}")


def read_json(text: str, *, url: str) -> Any:
    """The value of a JSON or JSONP answer. Raises: NotAFeed, also for nesting without end."""
    try:
        return json.loads(_unwrapped(text))
    except RecursionError as error:
        raise NotAFeed(f"{url} is JSON nested deeper than any list is; it was not read", subject=url) from error
    except ValueError as error:
        raise NotAFeed(f"{url} is no JSON: {error}", subject=url) from error


def read_json_list(text: str, json_list: JsonList, *, url: str) -> Iterator[Entry]:
    """One Entry a record that has an address. Raises: NotAFeed where `records` leads to no list."""
    answer = read_json(text, url=url)
    if not any(isinstance(one, list | dict) for one in _ends(answer, json_list.records)):
        has = f"the keys {', '.join(list(answer)[:8])}" if isinstance(answer, dict) else f"a {type(answer).__name__}"
        raise NotAFeed(f"{url} has no list at records = '{json_list.records}'; at its top is {has}", subject=url)
    records = values_at(answer, json_list.records)[:MAX_RECORDS]
    links = [_link(record, json_list) for record in records]
    if records and not any(links):
        where = json_list.link or json_list.url_template
        raise NotAFeed(f"{url} has {len(records)} records, but none with an address by '{where}'", subject=url)
    for record, link in zip(records, links, strict=True):
        if link:
            yield Entry(
                link=link,
                base=url,
                title=text_at(record, json_list.title),
                published=text_at(record, json_list.date),
            )


def values_at(value: Any, path: str) -> list[Any]:
    """Everything a dotted path leads to, the members of a list one by one; empty where it leads nowhere."""
    return [inner for one in _ends(value, path) for inner in (one if isinstance(one, list) else [one])]


def text_at(record: Any, path: str | None) -> str | None:
    """The first string or number at a path."""
    for value in values_at(record, path) if path else ():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    return None


def _unwrapped(text: str) -> str:
    """Without the call around it that JSONP is."""
    answer = text.strip().rstrip(";").rstrip()
    call = _CALLBACK.match(answer)
    return answer[call.end() : -1] if call is not None and answer.endswith(")") else answer


def _ends(value: Any, path: str) -> list[Any]:
    found = [value]
    for part in filter(None, path.split(".")):
        found = [inner for one in found for inner in _step(one, part)]
    return found


def _step(value: Any, part: str) -> list[Any]:
    if isinstance(value, list):
        if part.isdecimal():
            return value[int(part) : int(part) + 1]
        return [one[part] for one in value if isinstance(one, dict) and part in one]
    return [value[part]] if isinstance(value, dict) and part in value else []


def _link(record: Any, json_list: JsonList) -> str | None:
    """A field of the record, or the template with its {field}s; None where the record lacks one."""
    template = json_list.url_template
    if template is None:
        return text_at(record, json_list.link)
    values = {path: text_at(record, path) for path in _FIELD.findall(template)}
    if not all(values.values()):
        return None
    return _FIELD.sub(lambda found: quote(values[found[1]] or "", safe="/-._~"), template)
