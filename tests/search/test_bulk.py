"""Many documents: back-pressure, patience where the server asks for it, and what becomes of those that do not fit."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from articles.errors import DocumentsRefused, SearchUnavailable
from search import bulk
from search.bulk import Action, send
from search.elastic_client import ElasticOptions
from tests.search.fake_elasticsearch import Answer, Fake, error, serving

OPTIONS = ElasticOptions()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(bulk, "PORTION", 10)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as one:
        yield one


@pytest.fixture
def client(fake: Fake) -> Iterator[Elasticsearch]:
    with Elasticsearch(fake.url) as one:
        yield one


def actions(number: int) -> Iterator[Action]:
    return ({"_op_type": "index", "_id": f"a{at}", "_source": {"title": "x"}} for at in range(number))


def ids_in(body: bytes) -> list[str]:
    lines = [json.loads(line) for line in body.splitlines()]
    return [line["index"]["_id"] for line in lines if "index" in line]


def taken(body: bytes) -> Answer:
    items = [{"index": {"_id": one, "status": 201, "result": "created"}} for one in ids_in(body)]
    return 200, {"errors": False, "items": items}


def with_trouble(body: bytes, trouble: dict[str, tuple[int, str]]) -> Answer:
    items = []
    for one in ids_in(body):
        status, kind = trouble.get(one, (201, ""))
        items.append(
            {"index": {"_id": one, "status": status} | ({"error": {"type": kind, "reason": "why"}} if kind else {})}
        )
    return 200, {"errors": bool(trouble), "items": items}


def test_documents_are_read_as_the_server_takes_them(fake: Fake, client: Elasticsearch) -> None:
    read: list[str] = []
    most_ahead = 0

    def slowly(body: bytes) -> Answer:
        nonlocal most_ahead
        most_ahead = max(most_ahead, len(read) - int(ids_in(body)[0][1:]))
        return taken(body)

    def reading() -> Iterator[Action]:
        for action in actions(100):
            read.append(action["_id"])
            yield action

    fake.answers["/news/_bulk"] = slowly
    assert send(client, reading(), alias="news", options=OPTIONS) == 100
    assert most_ahead <= 11  # one portion, and the document that showed that it is full


def test_only_what_was_rejected_for_a_while_is_sent_again(fake: Fake, client: Elasticsearch) -> None:
    sent: list[list[str]] = []

    def busy(body: bytes) -> Answer:
        sent.append(ids_in(body))
        busy_now = {"a1": (429, "es_rejected_execution_exception")} if len(sent) < 3 else {}
        return with_trouble(body, busy_now)

    fake.answers["/news/_bulk"] = busy
    assert send(client, actions(3), alias="news", options=OPTIONS) == 3
    assert sent == [["a0", "a1", "a2"], ["a1"], ["a1"]]


def test_a_whole_request_that_was_refused_for_a_while_is_sent_again(fake: Fake, client: Elasticsearch) -> None:
    answers = iter([error(429, "circuit_breaking_exception"), error(503, "unavailable")])
    fake.answers["/news/_bulk"] = lambda body: next(answers, None) or taken(body)
    assert send(client.options(max_retries=0), actions(3), alias="news", options=OPTIONS) == 3


def test_a_server_that_stays_overloaded_is_given_up(fake: Fake, client: Elasticsearch) -> None:
    fake.answers["/news/_bulk"] = lambda body: with_trouble(body, {"a1": (429, "es_rejected_execution_exception")})
    with pytest.raises(SearchUnavailable, match=r"is overloaded .*nothing is lost"):
        send(client, actions(3), alias="news", options=OPTIONS)


def test_documents_that_do_not_fit_are_named_and_stop_no_others(fake: Fake, client: Elasticsearch) -> None:
    seen: list[str] = []

    def strict(body: bytes) -> Answer:
        seen.extend(ids_in(body))
        return with_trouble(
            body, {"a3": (400, "strict_dynamic_mapping_exception"), "a14": (400, "document_parsing_exception")}
        )

    fake.answers["/news/_bulk"] = strict
    with pytest.raises(DocumentsRefused, match=r"2 documents do not fit, the first is a3 .strict_dynamic") as caught:
        send(client, actions(30), alias="news", options=OPTIONS)
    assert caught.value.refused == {
        "a3": "strict_dynamic_mapping_exception: why",
        "a14": "document_parsing_exception: why",
    }
    assert len(seen) == 30


def test_a_deletion_of_what_is_not_there_is_done(fake: Fake, client: Elasticsearch) -> None:
    item: dict[str, Any] = {"delete": {"_id": "x", "status": 404, "result": "not_found"}}
    fake.answers["/news/_bulk"] = lambda _: (200, {"errors": False, "items": [item]})
    assert send(client, [{"_op_type": "delete", "_id": "x"}], alias="news", options=OPTIONS) == 1
