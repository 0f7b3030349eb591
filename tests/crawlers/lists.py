"""Sources and answers for the tests of discovery. In: what a test cares about. Out: a Source, a Page."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from articles.model import Candidate, Page, Source
from crawlers.discovery import Listed, Route, read_route

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
URL = "https://www.tagblatt.example/rss.xml"
TAGBLATT = Source(
    id="tagblatt", name="Tagblatt", homepage="https://www.tagblatt.example/", country="DE", languages=("de",), kind="news",
    ownership="commercial", tier=1, time_zone="Europe/Berlin", interval_minutes=15,
)  # fmt: skip


def source(**changes: Any) -> Source:
    return replace(TAGBLATT, **changes)


def page(body: str | bytes, *, url: str = URL, content_type: str = "") -> Page:
    raw = body.encode("utf-8") if isinstance(body, str) else body
    headers = {"content-type": content_type} if content_type else {}
    return Page(url=url, final_url=url, status=200, headers=headers, body=raw, fetched_at=NOW)


def rss(*items: str, attributes: str = "") -> str:
    """A feed of items."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss{attributes}><channel>{inside}</channel></rss>"


def read(body: str | bytes, *, kind: Any = "feed", since: datetime | None = None, **more: Any) -> Listed:
    """What a list of tagblatt says."""
    route = Route(kind=kind, url=URL, listing=more.pop("listing", None), json_list=more.pop("json_list", None))
    return read_route(route, page(body, **more), source=TAGBLATT, since=since)


def only(body: str | bytes, **more: Any) -> Candidate:
    """The one candidate of a list that has one."""
    (candidate,) = read(body, **more).candidates
    return candidate
