"""Archived answers -> work for extract, without the network. In: the archive and the store. Out: how many answers wait.

The newest answer of every known page comes again. A page that the store does not know (it is empty, or the row's
retention is over) is registered from the archive: with all its answers, in their order, where it has no article yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from articles.store.claims import Priority, enqueue
from articles.store.pages import keep_page, link_documents, newest_visits
from articles.store.texts import article_id
from dreiklang.desk import Desk

if TYPE_CHECKING:
    from crawlers.warc import Answer

URLS_AT_ONCE = 200  # so that a large archive does not keep other writers out of the store


def enqueue_archived(desk: Desk) -> int:
    """Let everything that is still in the archive be extracted again."""
    files = desk.archive.files()
    with desk.store.begin() as connection:
        known = newest_visits(connection)
        ready = [(url, visit) for url, (visit, file) in known.items() if file is None or file in files]
        enqueue(connection, "extract", ready, priority=Priority.REDO)
    return len(ready) + sum(_register(desk, portion) for portion in _portions(_unknown(desk, known)))


def _unknown(desk: Desk, known: Iterable[str]) -> Mapping[str, list["Answer"]]:
    """The answers of pages that the store does not know, by URL, without their bytes."""
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in desk.archive.answers():
        if answer.step == "fetch" and answer.page.url not in known:
            found[answer.page.url].append(replace(answer, page=replace(answer.page, body=b"")))
    return found


def _portions(found: Mapping[str, list["Answer"]]) -> Iterator[list[list["Answer"]]]:
    every = list(found.values())
    for at in range(0, len(every), URLS_AT_ONCE):
        yield every[at : at + URLS_AT_ONCE]


def _register(desk: Desk, portion: list[list["Answer"]]) -> int:
    with desk.store.begin() as connection:
        return sum(_register_url(connection, answers) for answers in portion)


def _register_url(connection: Connection, answers: list["Answer"]) -> int:
    """Visits are counted up to 0, since the crawler's own begin with 1."""
    url = answers[0].page.url
    inorder = sorted(answers, key=lambda answer: answer.page.fetched_at)
    wanted = inorder[-1:] if article_id(connection, url) else inorder
    for visit, answer in enumerate(wanted, start=1 - len(wanted)):
        keep_page(connection, answer.page, url=url, visit=visit)
        enqueue(connection, "extract", [(url, visit)], priority=Priority.REDO)
        if answer.parent is not None:
            link_documents(connection, [url], parent=answer.parent)
    return len(wanted)
