"""Answers in the store, on both databases: their bytes, their retention, and the documents they link."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from articles.errors import BadInput
from articles.model import ArchiveRef, Page
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, claim, enqueue, finish
from articles.store.pages import (
    KEPT_HEADERS,
    Validators,
    is_superseded,
    keep_page,
    keep_validators,
    link_documents,
    load_page,
    load_validators,
    newest_visit,
    newest_visits,
    parents_of,
)
from articles.store.retention import forget, old_pages
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("moved_clock")
URL = "https://amt.example/anhoerung"
REF = ArchiveRef(file="a.warc.gz", offset=5_000_000_000)


def page(**changes: object) -> Page:
    made = Page(
        url=URL,
        final_url=URL + "/",
        status=200,
        headers={"content-type": "text/html", "etag": '"1"'},
        body=b"<p>Anh\xf6rung</p>",
        fetched_at=NOON,
        source="amt",
    )
    return replace(made, **changes)


def keep(store: Store, one: Page, visit: int = 1) -> None:
    with store.begin() as connection:
        keep_page(connection, one, url=one.url, visit=visit)


def load(store: Store, visit: int = 1, from_archive: Callable[[ArchiveRef], Page] | None = None) -> Page:
    def nothing(ref: ArchiveRef) -> Page:
        raise AssertionError(f"asked the archive for {ref}")

    with store.read() as connection:
        return load_page(connection, URL, visit, from_archive=from_archive or nothing)


def test_bytes_that_are_not_archived_are_in_the_row(any_store: Store) -> None:
    keep(any_store, page())
    assert load(any_store) == page()


def test_archived_bytes_are_read_from_the_archive(any_store: Store) -> None:
    keep(any_store, page(archived=REF, body=b"not stored"))
    asked = []

    def archive(ref: ArchiveRef) -> Page:
        asked.append(ref)
        return page(body=b"from the archive")

    assert load(any_store, from_archive=archive) == page(archived=REF, body=b"from the archive")
    assert asked == [REF]


def test_only_headers_that_mean_something_later_are_kept(any_store: Store) -> None:
    keep(any_store, page(headers={"set-cookie": "secret"} | dict.fromkeys(KEPT_HEADERS, "x")))
    assert load(any_store).headers == dict.fromkeys(KEPT_HEADERS, "x")


def test_an_answer_is_kept_once(any_store: Store) -> None:
    keep(any_store, page())
    keep(any_store, page(body=b"again"))
    assert load(any_store).body == page().body


def test_what_is_not_known_says_what_to_do(any_store: Store) -> None:
    with pytest.raises(BadInput, match=f"visit 3 to {URL} is no longer known; fetch it again"):
        load(any_store, visit=3)


def test_the_newest_visit_of_every_url_is_known(any_store: Store) -> None:
    keep(any_store, page(), visit=0)
    keep(any_store, page(archived=REF), visit=2)
    keep(any_store, page(url="https://amt.example/b"))
    with any_store.read() as connection:
        assert newest_visits(connection) == {URL: (2, REF.file), "https://amt.example/b": (1, None)}
        assert newest_visit(connection, URL) == 2
        assert newest_visit(connection, "https://amt.example/c") is None


def extract(store: Store, visit: int, outcome: Outcome | None) -> None:
    with store.begin() as connection:
        enqueue(connection, "extract", [(URL, visit)], priority=Priority.NEWS)
    if outcome is not None:
        (lease,) = claim(store, "extract", version="1", limit=1)
        with store.begin() as connection:
            finish(connection, lease, outcome)


def test_an_answer_is_superseded_once_a_later_one_is_extracted(any_store: Store) -> None:
    keep(any_store, page(), visit=1)
    keep(any_store, page(fetched_at=NOON + timedelta(hours=1)), visit=2)
    with any_store.read() as connection:
        assert not is_superseded(connection, URL, 1)
    extract(any_store, 2, Outcome.EXTRACTED)
    with any_store.read() as connection:
        assert is_superseded(connection, URL, 1)
        assert not is_superseded(connection, URL, 2)


def test_old_answers_are_forgotten_except_those_that_wait(any_store: Store) -> None:
    for visit, days in ((1, 40), (2, 35), (3, 1)):
        keep(any_store, page(fetched_at=NOON - timedelta(days=days)), visit=visit)
    extract(any_store, 1, Outcome.EXTRACTED)
    extract(any_store, 2, None)
    before = NOON - timedelta(days=30)
    assert [expired(any_store, before, dry_run=dry_run) for dry_run in (True, True, False, False)] == [1, 1, 1, 0]
    with pytest.raises(BadInput):
        load(any_store, visit=1)
    assert load(any_store, visit=2).status == 200


def expired(store: Store, before: datetime, *, dry_run: bool) -> int:
    return forget(store, old_pages(before), alive=lambda _: None, dry_run=dry_run)


def test_a_document_knows_every_page_that_links_it(any_store: Store) -> None:
    with any_store.begin() as connection:
        link_documents(connection, ["https://amt.example/a.pdf", "https://amt.example/b.pdf"], parent=URL)
        link_documents(connection, ["https://amt.example/a.pdf"], parent=URL)
        link_documents(connection, ["https://amt.example/a.pdf"], parent="https://amt.example/news")
        link_documents(connection, [], parent="https://amt.example/none")
    with any_store.read() as connection:
        assert parents_of(connection, "https://amt.example/a.pdf") == [URL, "https://amt.example/news"]
        assert parents_of(connection, "https://amt.example/b.pdf") == [URL]
        assert parents_of(connection, URL) == []


def test_validators_are_those_of_the_newest_answer(any_store: Store, moved_clock: Callable[[datetime], None]) -> None:
    known = Validators(url=URL, digest="a" * 64, etag='"1"', archived=REF)
    with any_store.begin() as connection:
        assert load_validators(connection, URL) is None
        keep_validators(connection, known)
        assert load_validators(connection, URL) == replace(known, checked_at=NOON)
        moved_clock(NOON + timedelta(days=1))
        fresh = Validators(url=URL, digest="b" * 64, last_modified="yesterday", trusted=False)
        keep_validators(connection, fresh)
        assert load_validators(connection, URL) == replace(fresh, checked_at=NOON + timedelta(days=1))
