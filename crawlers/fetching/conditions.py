"""Asking only for what is new. In: what a server said the last time. Out: conditional headers, and what the answer means.

Some servers answer 304 for ever although the page has changed. So after RECHECK without a full answer we ask without
conditions; when the body then differs from the one that 304 vouched for, the server is no longer trusted.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from articles.model import ArchiveRef
from articles.store.pages import Validators
from crawlers.fetching.reply import Reply

RECHECK = timedelta(days=3)  # a stale server costs us three days at most, an honest one a full answer every three days


def digest_of(body: bytes) -> str:
    """What two equal bodies have in common."""
    return hashlib.sha256(body).hexdigest()


def conditions(known: Validators | None, *, now: datetime) -> dict[str, str]:
    """The headers of a conditional request; none at the first visit, at a recheck, or where the server is not trusted."""
    if known is None or not known.trusted or _due_for_recheck(known, now):
        return {}
    headers = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def same_body(known: Validators | None, body: bytes) -> bool:
    """Whether a full answer is the one we had."""
    return known is not None and known.digest == digest_of(body)


def after_full(known: Validators | None, reply: Reply, *, url: str, archived: ArchiveRef | None) -> Validators:
    """What to remember of a full answer; a recheck that finds another body ends the trust."""
    digest = digest_of(reply.body)
    caught = known is not None and _due_for_recheck(known, reply.fetched_at) and known.digest != digest
    return Validators(
        url=url,
        digest=digest,
        etag=_header(reply.headers, "etag"),
        last_modified=_header(reply.headers, "last-modified"),
        archived=archived,
        trusted=(known is None or known.trusted) and not caught,
        checked_at=reply.fetched_at,
    )


def after_same(known: Validators, reply: Reply) -> Validators:
    """What to remember when nothing had changed: a 304 leaves the time of the last full answer as it is."""
    if reply.status == 304:
        return known
    fresh = after_full(known, reply, url=known.url, archived=known.archived)
    return replace(fresh, archived=known.archived)


def _due_for_recheck(known: Validators, now: datetime) -> bool:
    has_conditions = known.etag is not None or known.last_modified is not None
    return has_conditions and known.checked_at is not None and now - known.checked_at >= RECHECK


def _header(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name, "").strip()
    return value[:512] or None
