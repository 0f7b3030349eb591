"""Where a source's articles are listed, and what the lists say. In: a Source, or a Page of a list. Out: Routes, Candidates.

Pure functions: whoever calls them does the fetching. `plan` decides which candidates are worth a request, and when.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from lxml import etree

from articles.errors import NotAFeed
from articles.model import Candidate, JsonList, Listing, Page, Source
from articles.store.claims import Priority
from articles.store.visits import Noted
from crawlers.charset import decode
from crawlers.lists import feeds, safe_xml, sitemaps
from crawlers.lists.dates import ANY_ZONE, last_day_in_url
from crawlers.lists.entries import Entry, as_candidates
from crawlers.lists.filters import is_wanted
from crawlers.lists.json_lists import read_json_list
from crawlers.lists.listings import read_listing
from crawlers.urls import host_of

RouteKind = Literal["feed", "news_sitemap", "sitemap", "listing", "json_list"]
FRESH = timedelta(days=3)  # the 72 hours of DigestSettings.max_age_hours: what is older never alerts and can wait
POLLED_CHILDREN = 3  # of an index that is polled for news: today, yesterday and a spare one
BACK_FILL_CHILDREN = 500  # of an index in back-fill: 40 years of months, or 16 months of days

NO_XML = ("an ", "a ", "JSON")  # how looks_like begins on pages, images, documents


@dataclass(frozen=True, kw_only=True)
class Route:
    """One list of a source, and how it is read."""

    kind: RouteKind
    url: str
    listing: Listing | None = None
    json_list: JsonList | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a list named: articles, and further lists worth reading, newest first."""

    candidates: list[Candidate]
    more: list[Route]


def routes(source: Source, *, back_fill: bool = False) -> list[Route]:
    """The lists to poll; in back-fill the plain sitemaps too, which are too large to poll."""
    return [
        *(Route(kind="feed", url=url) for url in source.feeds),
        *(Route(kind="news_sitemap", url=url) for url in source.news_sitemaps),
        *(Route(kind="listing", url=listing.url, listing=listing) for listing in source.listings),
        *(Route(kind="json_list", url=one.url, json_list=one) for one in source.json_lists),
        *(Route(kind="sitemap", url=url) for url in source.sitemaps if back_fill),
    ]


def read_route(route: Route, page: Page, *, source: Source, since: datetime | None = None) -> Listed:
    """What the answer to a route names, dated before `since` left out. Raises: NotAFeed, and nothing else.

    A feed's address may answer with a sitemap and the other way round; what counts is what came.
    """
    entries: Iterable[Entry]
    more: list[Route] = []
    body = safe_xml.unpacked(page.body, url=page.final_url)
    text = decode(body, content_type=page.headers.get("content-type"))
    if route.listing is not None:
        entries = read_listing(text, route.listing, url=page.final_url)
    elif route.json_list is not None:
        entries = read_json_list(text, route.json_list, url=page.final_url)
    elif text.lstrip()[:1] == "{":
        entries = feeds.read_json_feed(text, url=page.final_url)
    elif text.lstrip().startswith(("http://", "https://")):
        entries = sitemaps.read_text_sitemap(text, url=page.final_url)
    else:
        root = _list_root(text, route, looks=safe_xml.looks_like(body), source=source, url=page.final_url)
        entries = feeds.read_feed(root) if feeds.is_feed(root) else sitemaps.read_sitemap(root)
        more = _more(route, sitemaps.children(root, source=source, now=page.fetched_at, since=since), since)
    candidates = as_candidates(entries, source=source, now=page.fetched_at)
    return Listed(candidates=[one for one in candidates if not _is_before(one, since)], more=more)


def plan(
    candidate: Candidate,
    *,
    source: Source,
    now: datetime,
    max_age_days: int,
    since: datetime | None = None,
    keyword_match: Callable[[str], bool],
) -> Noted:
    """Whether and how urgently to fetch a candidate: official before press, fresh before old, never what is filtered out."""
    too_old = _is_before(candidate, since or now - timedelta(days=max_age_days))
    wanted = not too_old and is_wanted(candidate, source=source, keyword_match=keyword_match)
    return Noted(
        candidate=candidate,
        host=host_of(candidate.url),
        priority=_priority(candidate, source=source, now=now, since=since),
        due_at=now if wanted else None,
    )


def latest(candidate: Candidate) -> datetime | None:
    """The latest moment an article can be of: its date, else the day in its URL, else its last change; None without any.

    A list's last change comes last because many servers set it to now on every page.
    """
    named = last_day_in_url(candidate.url)
    if candidate.published is not None or named is None:
        return candidate.published or candidate.updated
    return datetime.combine(named, time.max, tzinfo=UTC) + ANY_ZONE


def _list_root(text: str, route: Route, *, looks: str, source: Source, url: str) -> etree._Element:
    """The root of a feed or sitemap. Raises: NotAFeed for every other answer."""
    if "<" in text and not looks.startswith(NO_XML):
        root = safe_xml.parse_xml(text, url=url)
        if feeds.is_feed(root) or sitemaps.is_sitemap(root):
            return root
    raise NotAFeed(
        f"{url} is no {route.kind.replace('_', ' ')}: it is {looks}; "
        f"`dreiklang sources add {source.homepage}` looks for the lists of a site",
        subject=url,
    )


def _more(route: Route, found: Iterable[sitemaps.Child], since: datetime | None) -> list[Route]:
    limit = POLLED_CHILDREN if since is None else BACK_FILL_CHILDREN
    others = [child.url for child in found if child.url != route.url]
    return [Route(kind=route.kind, url=url) for url in others[:limit]]


def _is_before(candidate: Candidate, moment: datetime | None) -> bool:
    newest = latest(candidate)
    return moment is not None and newest is not None and newest < moment


def _priority(candidate: Candidate, *, source: Source, now: datetime, since: datetime | None) -> Priority:
    undated_back_fill = latest(candidate) is None and since is not None
    if undated_back_fill or _is_before(candidate, now - FRESH):
        return Priority.BACK_FILL
    return Priority.OFFICIAL if source.kind == "official" else Priority.NEWS
