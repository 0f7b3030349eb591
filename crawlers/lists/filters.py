"""Which candidates are worth a request. In: a Candidate, its Source, and a word test. Out: yes or no.

    1. what `drop_paths` names is never fetched
    2. without other rules everything is
    3. else one rule that says yes is enough: a path, a section, or a keyword
So a paper's politics pages can be taken whole and the rest of its day by keyword. An official source has no keyword rule.
"""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote, urlsplit

from articles.model import Candidate, Source
from articles.text import squash
from crawlers.lists.entries import SECTIONS

_WORD_BREAKS = re.compile(r"[-_/.+]+")


def is_wanted(candidate: Candidate, *, source: Source, keyword_match: Callable[[str], bool]) -> bool:
    """Whether the source's filter lets a candidate through."""
    rules = source.filter
    path = _path(candidate.url)
    if any(_matches(pattern, path) for pattern in rules.drop_paths):
        return False
    by_keyword = rules.keywords and source.kind != "official"
    if not (rules.keep_paths or rules.sections or by_keyword):
        return True
    return (
        any(_matches(pattern, path) for pattern in rules.keep_paths)
        or bool(_sections(candidate) & {squash(section) for section in rules.sections})
        or (by_keyword and keyword_match(words_of(candidate)))
    )


def words_of(candidate: Candidate) -> str:
    """Everything a list says of an article: title, summary, section, and the words of its address."""
    slug = _WORD_BREAKS.sub(" ", _path(candidate.url))
    return "\n".join(filter(None, (candidate.title, candidate.summary, candidate.section, slug)))


def _path(url: str) -> str:
    split = urlsplit(url)
    return unquote(split.path + ("?" + split.query if split.query else ""))


def _sections(candidate: Candidate) -> set[str]:
    """What the list calls its section, and the folders of its address."""
    named = (candidate.section or "").split(SECTIONS)
    return {squash(name) for name in (*named, *_path(candidate.url).split("/")[:-1])} - {""}


def _matches(pattern: str, path: str) -> bool:
    return _compiled(pattern).match(path) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A path matches from its beginning; * stands for anything, a $ at the end for the end."""
    whole = pattern.endswith("$")
    parts = (re.escape(part) for part in unquote(pattern.removesuffix("$")).split("*"))
    return re.compile(".*".join(parts) + ("$" if whole else ""), re.IGNORECASE)
