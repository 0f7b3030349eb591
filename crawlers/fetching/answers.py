"""What an answer means. In: a Reply, and whether a page had been there before. Out: a Verdict with its Outcome.

Pure: what to do about it (try again, follow, archive, store) is decided by whoever asked.
"""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from articles.errors import BadInput
from articles.outcome import Outcome
from crawlers.documents import is_document
from crawlers.fetching.challenges import refreshes_to, refuses_readers, wants_browser
from crawlers.fetching.reply import NoReply, Reply
from crawlers.fetching.waits import retry_after_s
from crawlers.urls import host_of

RETRYABLE = frozenset({Outcome.RATE_LIMITED, Outcome.SERVER_ERROR, Outcome.TIMED_OUT, Outcome.UNREACHABLE})
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)
REFUSED = (401, 402, 403, 451)
REFUSES_ROBOTS = (412, 521)  # what some protective walls answer to whoever is no browser
TRY_LATER = (408, 425, 500, 502, 504)
MARKUP_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/x-server-parsed-html")
MARKUP_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<!--")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """An Outcome with its reason; `redirect` leads on, `wait_s` is what the server asked for before the next attempt."""

    outcome: Outcome
    detail: str | None = None
    redirect: str | None = None
    permanent: bool = False
    wait_s: float | None = None

    @property
    def retryable(self) -> bool:
        """Whether another attempt may end differently."""
        return self.outcome in RETRYABLE


def judge(reply: Reply | NoReply, *, had_page: bool, any_type: bool = False) -> Verdict:
    """Read an answer by its status, then by its headers, then by its body; `any_type` for feeds and other lists."""
    if isinstance(reply, NoReply):
        return Verdict(outcome=reply.outcome, detail=reply.detail)
    if reply.status == 304 and had_page:
        return Verdict(outcome=Outcome.UNCHANGED)
    if reply.status in REDIRECTS:
        return _redirect(reply, reply.headers.get("location", "").strip())
    if reply.status in (404, 410):
        return _missing(reply, had_page=had_page)
    if reply.status in REFUSES_ROBOTS:
        return Verdict(outcome=Outcome.BLOCKED, detail=f"status {reply.status}")
    if wants_browser(reply):
        return Verdict(outcome=Outcome.JS_CHALLENGE, detail=f"status {reply.status}")
    if reply.status in (429, 503):
        return Verdict(
            outcome=Outcome.RATE_LIMITED, detail=f"status {reply.status}", wait_s=retry_after_s(reply.headers)
        )
    if reply.status >= 500 or reply.status in TRY_LATER:
        return Verdict(outcome=Outcome.SERVER_ERROR, detail=f"status {reply.status}")
    if reply.status in REFUSED or reply.status >= 400:
        return _refused(reply)
    return _good(reply, any_type=any_type)


def is_page(reply: Reply) -> bool:
    """Whether a body is HTML, or a document we read."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in MARKUP_TYPES or (not kind and not reply.body):
        return True
    start = reply.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(MARKUP_STARTS):
        return True
    return is_document(reply.as_page(reply.url, source=None))


def _good(reply: Reply, *, any_type: bool) -> Verdict:
    if not 200 <= reply.status < 300:
        return Verdict(outcome=Outcome.SERVER_ERROR, detail=f"status {reply.status}")
    if refuses_readers(reply):
        return Verdict(outcome=Outcome.BLOCKED, detail="a page that says so")
    elsewhere = refreshes_to(reply)
    if elsewhere is not None:
        return _redirect(reply, elsewhere)
    if not any_type and not is_page(reply):
        return Verdict(outcome=Outcome.NOT_HTML, detail=reply.headers.get("content-type") or "no content type")
    return Verdict(outcome=Outcome.FETCHED)


def _redirect(reply: Reply, location: str) -> Verdict:
    target = _target(reply.url, location)
    if target is None:
        return Verdict(outcome=Outcome.SERVER_ERROR, detail=f"status {reply.status} to '{location[:200]}'")
    return Verdict(
        outcome=Outcome.REDIRECT_LOOP, redirect=target, permanent=reply.status in PERMANENT_REDIRECTS, detail=target
    )


def _target(url: str, location: str) -> str | None:
    """Where a redirect leads, as the server wrote it: a parameter that names no page may be what ends the redirects."""
    try:
        target = urldefrag(safe_url_string(urljoin(url, location))).url if location else ""
        host_of(target)
    except (BadInput, ValueError):
        return None
    return target


def _missing(reply: Reply, *, had_page: bool) -> Verdict:
    gone = had_page or reply.status == 410
    return Verdict(outcome=Outcome.GONE if gone else Outcome.NOT_FOUND, detail=f"status {reply.status}")


def _refused(reply: Reply) -> Verdict:
    blocked = refuses_readers(reply) and reply.status not in REFUSED
    return Verdict(outcome=Outcome.BLOCKED if blocked else Outcome.FORBIDDEN, detail=f"status {reply.status}")
