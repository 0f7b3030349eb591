"""Putting saved objects into Kibana: what is sent, and what is told when Kibana does not take them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles.errors import SearchUnavailable
from search.kibana import as_ndjson, saved_objects
from search.kibana.importing import import_objects
from tests.search.elasticsearch_server import free_port
from tests.search.fake_elasticsearch import Answer, Fake, serving

MADE = as_ndjson(saved_objects("dreiklang"))
IMPORT = "/api/saved_objects/_import"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as one:
        yield one


def answering(fake: Fake, answer: Answer) -> None:
    fake.answers = {IMPORT: lambda body: answer}


def complaint(url: str, **options: Any) -> str:
    with pytest.raises(SearchUnavailable) as caught:
        import_objects(MADE, url=url, user="elastic", password="s3cret", **options)
    assert "s3cret" not in str(caught.value)
    return str(caught.value)


def test_every_object_is_sent_and_those_of_before_are_replaced(fake: Fake) -> None:
    answering(fake, (200, {"success": True, "successCount": 7}))
    assert import_objects(MADE, url=fake.url + "/", user="elastic", password="s3cret") == 7
    ((asked, headers, body),) = fake.seen
    assert asked == f"POST {IMPORT}?overwrite=true"
    assert headers["kbn-xsrf"] and headers["authorization"].startswith("Basic ")
    assert MADE.encode() in body and b'filename="dreiklang.ndjson"' in body


def test_without_a_user_nobody_is_named(fake: Fake) -> None:
    answering(fake, (200, {"success": True, "successCount": 7}))
    import_objects(MADE, url=fake.url)
    assert "authorization" not in fake.seen[0][1]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_user_is_told_where_its_password_stands(fake: Fake, status: int) -> None:
    answering(fake, (status, {"message": "no"}))
    assert "refuses this user; see --user and DREIKLANG_KIBANA_PASSWORD" in complaint(fake.url)


def test_objects_that_were_not_taken_are_named(fake: Fake) -> None:
    refused = [{"id": "dreiklang-coverage", "error": {"type": "missing_references"}}, {"id": "odd", "error": "?"}]
    answering(fake, (200, {"success": False, "successCount": 1, "errors": refused}))
    told = complaint(fake.url)
    assert "did not take every object: dreiklang-coverage (missing_references), odd (unknown)" in told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((503, {"message": "Kibana server is not ready yet"}), "answered 503: Kibana server is not ready yet"),
        ((200, ["odd"]), "did not take every object"),
        ((404, {}), "answered 404"),
    ],
)
def test_another_answer_is_told(fake: Fake, answer: Answer, told: str) -> None:
    answering(fake, answer)
    assert told in complaint(fake.url)


def test_no_kibana_at_all_is_told() -> None:
    assert "no Kibana answers at http://127.0.0.1:" in complaint(f"http://127.0.0.1:{free_port()}")


def test_a_page_of_some_other_server_is_not_quoted(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    monkeypatch.setattr("tests.search.fake_elasticsearch.json.dumps", lambda answer: str(answer))
    answering(fake, (502, "<html>a gateway</html>"))
    assert "answered 502: a page of HTML" in complaint(fake.url)


def test_a_file_of_an_authority_is_used(fake: Fake, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    assert "no Kibana answers" in complaint(fake.url.replace("http:", "https:"), ca_file=empty)
