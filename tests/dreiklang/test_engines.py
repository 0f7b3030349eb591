"""Which engine the settings ask for."""

from pathlib import Path

import pytest

from articles.errors import SearchUnavailable, SettingsError
from dreiklang.engines import elastic_options, make_engine
from dreiklang.settings import Settings, load_settings
from search.elastic import ElasticEngine
from search.embedded import EmbeddedEngine
from tests.search.elasticsearch_server import free_port


def loaded(tmp_path: Path, text: str, **environment: str) -> Settings:
    path = tmp_path / "dreiklang.toml"
    path.write_text(text)
    return load_settings(path, environment=environment)


def test_without_a_word_it_is_the_embedded_one(tmp_path: Path) -> None:
    assert isinstance(make_engine(loaded(tmp_path, "")), EmbeddedEngine)


def test_a_cluster_is_connected_to_when_it_is_first_asked(tmp_path: Path) -> None:
    text = f'[search]\nengine = "elasticsearch"\n[elasticsearch]\nurl = ["http://127.0.0.1:{free_port()}"]\n'
    engine = make_engine(loaded(tmp_path, text))
    assert isinstance(engine, ElasticEngine)
    with pytest.raises(SearchUnavailable, match="no Elasticsearch answers"):
        engine.count()


def test_everything_that_is_set_reaches_the_client(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    text = (
        '[elasticsearch]\nurl = ["https://a:9200", "https://b:9200"]\nindex = "news"\nshards = 2\nreplicas = 1\n'
        f'ca_file = "{authority}"\nproxy = "http://proxy:3128"\ntimeout_s = 5\nverify = true\n'
    )
    options = elastic_options(loaded(tmp_path, text, DREIKLANG_ELASTICSEARCH__API_KEY="a2V5").elasticsearch)
    assert options.urls == ("https://a:9200", "https://b:9200")
    assert (options.api_key, options.index, options.shards, options.replicas) == ("a2V5", "news", 2, 1)
    assert (options.ca_file, options.proxy, options.timeout_s) == (authority, "http://proxy:3128", 5)
    assert options.shown == "https://a:9200, https://b:9200"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('url = ["es:9200"]', "elasticsearch.url = .*expected http://host:port or https://host:port"),
        ('url = ["https://elastic:s3cret@es:9200"]', "user and password go below"),
        ("url = []", "expected http://host:port"),
        (
            'api_key = "s3cret"\nuser = "elastic"',
            "elasticsearch.user = 'elastic': give either api_key, or user and password",
        ),
        ('index = "News*"', "elasticsearch.index = 'News.*'"),
        ('api_key = ["s3cret"]', r"elasticsearch.api_key = \*\*\*"),
        ('proxy = "proxy"', "expected http://host:port, or nothing for no proxy"),
        ('ca_file = "nowhere.pem"', "no such file; expected a PEM file"),
    ],
)
def test_a_wrong_setting_is_told_without_its_secrets(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as caught:
        loaded(tmp_path, f"[elasticsearch]\n{text}\n")
    assert "s3cret" not in str(caught.value)


def test_secrets_are_in_no_representation(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[elasticsearch]\nuser = "elastic"\npassword = "s3cret"\n')
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in repr(elastic_options(settings.elasticsearch))
