"""What is told when Elasticsearch is not there, is another, refuses or is slow."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles.errors import SearchUnavailable
from search.elastic_client import ElasticOptions, connect, spoken
from tests.crawlers.certificates import Authority
from tests.search.elasticsearch_server import free_port
from tests.search.fake_elasticsearch import Fake, error, serving

RESUMES = "nothing is lost, the step goes on where it stopped"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as one:
        yield one


def complaint(fake: Fake, **options: Any) -> str:
    with pytest.raises(SearchUnavailable) as caught:
        connect(ElasticOptions(urls=(fake.url,), **options))
    return str(caught.value)


def test_a_server_of_version_9_is_taken(fake: Fake) -> None:
    with connect(ElasticOptions(urls=(fake.url,))) as client:
        assert client.info()["version"]["number"] == "9.5.3"


@pytest.mark.parametrize("number", ["8.19.2", "10.0.0"])
def test_a_server_of_another_major_version_is_named(fake: Fake, number: str) -> None:
    fake.greeting = (200, {"version": {"number": number}})
    assert f"is Elasticsearch of {number}, expected 9.x; run Elasticsearch 9" in complaint(fake)


def test_a_server_that_does_not_know_our_media_type_is_of_another_version(fake: Fake) -> None:
    fake.greeting = error(400, "media_type_header_exception", "must be either version 8 or 7, but found 9")
    assert "is Elasticsearch of another major version, expected 9.x" in complaint(fake)


def test_something_else_that_speaks_http_is_no_elasticsearch(fake: Fake) -> None:
    fake.product = {}
    assert "is no Elasticsearch; see elasticsearch.url" in complaint(fake)


def test_a_wrong_password_says_where_to_set_it_and_never_shows_it(fake: Fake) -> None:
    fake.greeting = error(401, "security_exception", "unable to authenticate user [elastic]")
    told = complaint(fake, user="elastic", password="s3cret")
    assert "does not know this key, user or password; see elasticsearch.api_key" in told
    assert RESUMES in told
    assert "s3cret" not in told


def test_a_key_without_rights_says_which_it_needs(fake: Fake) -> None:
    fake.greeting = error(403, "security_exception", "action [cluster:monitor/main] is unauthorized")
    assert "needs monitor on the cluster and all privileges on news*" in complaint(fake, index="news")


def test_a_server_that_is_not_ready_is_waited_for_by_the_step(fake: Fake) -> None:
    fake.greeting = error(503, "master_not_discovered_exception")
    assert RESUMES in complaint(fake)


def test_a_slow_server_is_given_up_after_the_time_that_is_set(fake: Fake) -> None:
    fake.delay_s = 1.0
    told = complaint(fake, timeout_s=0.2)
    assert "gave no answer within 0.2 s" in told
    assert RESUMES in told


def test_a_server_that_is_down_says_how_to_start_it() -> None:
    told = complaint(Fake(url=f"http://127.0.0.1:{free_port()}"))
    assert "no Elasticsearch answers at http://127.0.0.1:" in told
    assert "docker compose up -d elasticsearch" in told
    assert RESUMES in told


def test_a_full_disk_is_told_from_an_overload(fake: Fake) -> None:
    options = ElasticOptions(urls=(fake.url,))
    client = connect(options)
    fake.answers["/news"] = lambda _: error(429, "cluster_block_exception", "disk usage exceeded flood-stage watermark")
    assert "read-only because its disk is full" in asked(client, options)
    fake.answers["/news"] = lambda _: error(429, "circuit_breaking_exception", "Data too large")
    assert "is overloaded (Data too large)" in asked(client, options)


def asked(client: Any, options: ElasticOptions) -> str:
    with pytest.raises(SearchUnavailable) as caught, spoken(options):
        client.options(max_retries=0).search(index="news")
    return str(caught.value)


def test_an_api_key_or_a_user_stands_in_every_request(fake: Fake) -> None:
    connect(ElasticOptions(urls=(fake.url,), api_key="a2V5"))
    assert fake.seen[-1][1]["authorization"] == "ApiKey a2V5"
    connect(ElasticOptions(urls=(fake.url,), user="elastic", password="pw"))
    assert fake.seen[-1][1]["authorization"] == "Basic " + base64.b64encode(b"elastic:pw").decode()
    assert "pw" not in repr(ElasticOptions(password="pw", api_key="pw"))


def test_requests_go_through_a_proxy_whatever_the_environment_says(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "*")
    connect(ElasticOptions(urls=("http://elasticsearch.internal:9200",), proxy=fake.url))
    assert fake.seen[-1][0] == "GET http://elasticsearch.internal:9200/"


def test_a_second_node_answers_for_the_first(fake: Fake) -> None:
    options = ElasticOptions(urls=(f"http://127.0.0.1:{free_port()}", fake.url))
    assert connect(options).info()["version"]["number"] == "9.5.3"


def test_a_certificate_nobody_trusts_says_which_setting_names_its_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    with serving(Fake(), tls=authority.server("localhost")) as fake:
        assert "no trusted TLS connection" in (told := complaint(fake))
        assert "set elasticsearch.ca_file to the PEM file" in told
        connect(ElasticOptions(urls=(fake.url,), ca_file=authority.certificate)).close()
        connect(ElasticOptions(urls=(fake.url,), verify=False)).close()
