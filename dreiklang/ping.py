"""The dead-man ping. In: how the last hour went. Out: a POST to health.ping_url, or to its /fail where a step failed.

Whoever waits for it misses us when we fall silent altogether, which nothing in here could tell. It never raises: a server that
does not answer must not end a deliver.
"""

import http.client
import logging
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, func, select

from articles import clock
from articles.addresses import Guard
from articles.errors import Forbidden
from articles.outcome import STEPS, Outcome
from articles.store.faults import going_on
from articles.store.tables import results
from delivery.channels.posting import post
from dreiklang.desk import Desk

TIMEOUT_S = 10.0
LATELY = timedelta(hours=1)
log = logging.getLogger(__name__)


def ping(desk: Desk) -> None:
    """Say that a deliver came to its end, and which steps have failed."""
    url = desk.settings.health.ping_url.get_secret_value()
    if not url:
        return
    with desk.store.read() as connection:
        told = "; ".join(failed_steps(connection))
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Dreiklang"}
    guard = Guard(allowed=frozenset(desk.settings.crawl.allow_private))
    try:
        status, _ = post(_failing(url) if told else url, told.encode(), headers, guard=guard, timeout_s=TIMEOUT_S)
    except (Forbidden, http.client.HTTPException, OSError, UnicodeError) as error:
        _not_taken(url, type(error).__name__)
        return
    if not 200 <= status < 300:
        _not_taken(url, f"status {status}")


def failed_steps(connection: Connection) -> list[str]:
    """Steps that ended nothing in the last hour but as `failed`, and those whose work waits for too long."""
    failed = results.c.outcome == str(Outcome.FAILED)
    counted = (
        select(results.c.step, func.count().filter(failed), func.count().filter(~failed))
        .where(results.c.step.in_(STEPS), results.c.finished_at >= clock.now() - LATELY)
        .group_by(results.c.step)
    )
    told = [
        f"{step}: {bad} failed, nothing else ended"
        for step, bad, good in connection.execute(counted)
        if bad and not good
    ]
    return told + [f"{step}: its work waits for too long" for step in going_on(connection, "step")]


def _failing(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/fail"))


def _not_taken(url: str, error: str) -> None:
    """The address stays out of the log: it is all that is needed to say that we are well."""
    log.warning("ping_failed", extra={"host": urlsplit(url).hostname, "error": error})
