"""HTML pages of links. In: the text of a page and CSS selectors. Out: Entries, in the page's order."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from articles.errors import NotAFeed
from articles.model import Listing
from articles.text import clean
from crawlers.lists.entries import Entry
from crawlers.lists.json_lists import read_json
from crawlers.pages.tree import parse, too_big
from crawlers.urls import join

MAX_ENTRIES = 1000
CUT = ("...", "…")


def read_listing(text: str, listing: Listing, *, url: str) -> Iterator[Entry]:
    """What `entry` selects, where a link is in it. Raises: NotAFeed where it selects nothing: the page was rebuilt."""
    markup = _markup(text, url=url)
    large = too_big(markup)
    tree = parse(markup) if large is None else None
    if tree is None:
        raise NotAFeed(f"{url} is no page that can be read ({large or 'no markup in it'})", subject=url)
    elements = tree.cssselect(listing.entry)[:MAX_ENTRIES]
    found = [(element, link) for element in elements if (link := _link(element, listing.link)) is not None]
    if not found:
        what = f"no link by link = '{listing.link}'" if elements else f"nothing at entry = '{listing.entry}'"
        raise NotAFeed(
            f"{url} has {what} in the page titled '{clean(tree.findtext('.//title') or '')}'; "
            "was it rebuilt? Look at the page and mend the selectors of the source",
            subject=url,
        )
    base = _base(tree, url)
    for element, link in found:
        yield Entry(
            link=link.get("href", ""),
            base=base,
            title=_title(element, link, listing.title),
            published=_date(element, listing.date),
        )


def _markup(text: str, *, url: str) -> str:
    """The page; of a JSON answer the longest string in it: ministries of China serve the entries as HTML inside JSON."""
    if not text.lstrip().startswith("{"):
        return text
    longest, waiting = "", [read_json(text, url=url)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            longest = max(longest, value, key=len)
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
    return longest


def _base(tree: HtmlElement, url: str) -> str:
    declared = tree.find(".//base[@href]")
    return (join(url, declared.get("href", "")) if declared is not None else None) or url


def _link(element: HtmlElement, selector: str) -> HtmlElement | None:
    """The first link in an entry that leads somewhere; the entry itself may be it."""
    for found in ([element] if element.get("href") else []) + element.cssselect(selector):
        if found.get("href", "").strip().partition("#")[0]:
            return found
    return None


def _title(element: HtmlElement, link: HtmlElement, selector: str | None) -> str | None:
    """The text that was asked for; the link's title attribute where the text is cut off or missing."""
    chosen = element.cssselect(selector)[:1] if selector else [link]
    text = clean(chosen[0].text_content()) if chosen else ""
    whole = clean(link.get("title") or "")
    return whole if whole and (not text or text.endswith(CUT)) else text or None


def _date(element: HtmlElement, selector: str | None) -> str | None:
    for found in element.cssselect(selector) if selector else ():
        date = found.get("datetime") or found.get("content") or found.text_content()
        if date and date.strip():
            return clean(date)
    return None
