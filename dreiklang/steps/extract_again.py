"""Archived answers -> work for extract, without the network. In: the archive and the store. Out: how many answers wait.

The newest answer of every known page comes again. A page that the store does not know (it is empty, or the row's
retention is over) is registered from the archive: with all its answers where it has no article yet. They wait in the order
in which they were fetched, so that ids, revisions and merges come out as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from articles import clock
from articles.model import Page
from articles.store.claims import Priority, enqueue
from articles.store.pages import keep_page, link_documents, newest_visits
from articles.store.texts import article_id
from dreiklang.desk import Desk

AT_ONCE = 1000  # answers in one transaction, so that a large archive does not keep other writers out of the store


@dataclass(frozen=True, kw_only=True)
class Found:
    """An archived answer without its bytes. Visits are counted up to 0, since the crawler's own begin with 1."""

    page: Page
    parent: str | None
    visit: int


def enqueue_archived(desk: Desk) -> int:
    """Let everything that is still in the archive be extracted again."""
    files = set(desk.archive.files())
    with desk.store.begin() as connection:
        known = newest_visits(connection)
        ready = [(url, visit) for url, (visit, file) in known.items() if file is None or file in files]
        enqueue(connection, "extract", ready, priority=Priority.REDO)
    with desk.store.read() as connection:
        found = sorted(_wanted(connection, _unknown(desk, known)), key=lambda one: one.page.fetched_at)
    start = clock.now()
    for at in range(0, len(found), AT_ONCE):
        with desk.store.begin() as connection:
            _register(connection, found[at : at + AT_ONCE], since=start + timedelta(microseconds=at))
    return len(ready) + len(found)


def _unknown(desk: Desk, known: Iterable[str]) -> Mapping[str, list[Found]]:
    """The answers of pages that the store does not know, by URL."""
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for answer in desk.archive.answers():
        if answer.step == "fetch" and answer.page.url not in known:
            page = replace(answer.page, body=b"")
            found[page.url].append(Found(page=page, parent=answer.parent, visit=0))
    return found


def _wanted(connection: Connection, found: Mapping[str, list[Found]]) -> Iterator[Found]:
    """All answers of a page that is no article yet, else the newest."""
    for url, answers in found.items():
        inorder = sorted(answers, key=lambda one: one.page.fetched_at)
        chosen = inorder[-1:] if article_id(connection, url) else inorder
        for visit, one in enumerate(chosen, start=1 - len(chosen)):
            yield replace(one, visit=visit)


def _register(connection: Connection, found: Sequence[Found], *, since: datetime) -> None:
    for place, one in enumerate(found):
        url, waits = one.page.url, since + timedelta(microseconds=place)
        keep_page(connection, one.page, url=url, visit=one.visit)
        enqueue(connection, "extract", [(url, one.visit)], priority=Priority.REDO, since=waits)
        if one.parent is not None:
            link_documents(connection, [url], parent=one.parent)
