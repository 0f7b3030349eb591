"""What a list says of one article. In: an Entry, its strings as found in a feed, sitemap, page or JSON. Out: a Candidate.

Here hostile text ends: links are resolved and normalised, markup and entities are gone, lengths are bounded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape

from articles.model import Candidate, Source
from articles.text import clean
from crawlers.lists.dates import read_date
from crawlers.urls import join

TITLE_CHARS = 500
SUMMARY_CHARS = 1000
SECTION_CHARS = 200
RAW_CHARS = 20_000  # of one field are looked at; full texts stand in feeds too, and the page itself is read later
MANY = 3  # that two pages change in one minute can be; of three in a list, and no other, we do not believe it
JUST_MADE = timedelta(days=1)
SECTIONS = "; "  # between several categories of one entry

_INLINE = re.compile(r"(?i)</?(?:a|abbr|b|em|font|i|mark|nobr|small|span|strong|sub|sup|u|wbr)\b[^<>]*>")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
# Unclosed ones reach to the end: looking for each closing tag in vain would take quadratic time.
_UNSEEN = re.compile(r"(?is)<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Raw strings; `base` is what the link is relative to."""

    link: str
    base: str
    title: str | None = None
    summary: str | None = None
    published: str | None = None
    updated: str | None = None
    sections: tuple[str, ...] = ()


def as_candidates(entries: Iterable[Entry], *, source: Source, now: datetime) -> list[Candidate]:
    """The readable ones in their order, each URL once; what leads nowhere on the web is left out."""
    found: dict[str, Candidate] = {}
    for entry in entries:
        url = join(entry.base, entry.link)
        if url is not None and url not in found:
            found[url] = _candidate(entry, url, source=source, now=now)
    return _without_made_up_changes(list(found.values()), now=now)


def plain(markup: str | None, *, limit: int) -> str | None:
    """Text without tags and entities, one line, cut at `limit` characters; None when nothing is left."""
    if not markup:
        return None
    text = _TAG.sub(" ", _INLINE.sub("", _UNSEEN.sub(" ", markup[:RAW_CHARS])))
    return clean(unescape(text))[:limit].rstrip() or None


def _without_made_up_changes(candidates: list[Candidate], *, now: datetime) -> list[Candidate]:
    """Without the times of change of a list that was just made and gives its own moment to every page.

    Taken for edits they would make every known page due at every poll.
    """
    minutes = {one.updated.replace(second=0, microsecond=0) for one in candidates if one.updated}
    if len(candidates) < MANY or len(minutes) != 1 or now - minutes.pop() > JUST_MADE:
        return candidates
    return [replace(one, updated=None) for one in candidates]


def _candidate(entry: Entry, url: str, *, source: Source, now: datetime) -> Candidate:
    sections = [plain(section, limit=SECTION_CHARS) for section in entry.sections]
    return Candidate(
        url=url,
        source=source.id,
        title=plain(entry.title, limit=TITLE_CHARS),
        summary=plain(entry.summary, limit=SUMMARY_CHARS),
        published=read_date(entry.published, time_zone=source.time_zone, now=now),
        updated=read_date(entry.updated, time_zone=source.time_zone, now=now),
        section=SECTIONS.join(dict.fromkeys(filter(None, sections)))[:SECTION_CHARS] or None,
    )
