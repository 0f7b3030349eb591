"""What stays up: the words each container begins with, and its probe, as plain processes."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from dreiklang.demo import moments
from nlp.naming import find_model
from tests.delivery.servers import Mailbox, mail_server
from tests.deploy.compose import entry, services
from tests.deploy.entries import environment, probe, run, unknown_to_airflow, words
from tests.places import REPOSITORY
from tests.search.elasticsearch_server import elasticsearch_url, forget, free_port
from tests.typed import wrong_with

__all__ = ["elasticsearch_url"]

OF_THE_PRODUCT = [name for name in sorted(services()) if entry(services()[name])[:1] == ["dreiklang"]]
OF_AIRFLOW = [name for name in sorted(services()) if entry(services()[name])[:1] == ["airflow"]]
STARTS_S = 100
SMALL = {  # one machine without weights
    "DREIKLANG_SEARCH__ENGINE": "embedded",
    "DREIKLANG_MODELS__EMBEDDER": "none",
    "DREIKLANG_MODELS__JUDGE": "none",
    "DREIKLANG_MODELS__TRANSLATOR": "none",
    "DREIKLANG_ELASTICSEARCH__CA_FILE": "",
    "DREIKLANG_ELASTICSEARCH__USER": "",
}


def local(folder: Path, **more: str) -> dict[str, str]:
    """Settings that put everything into a folder."""
    (folder / "dreiklang.toml").write_text("")
    return (
        SMALL
        | {
            "DREIKLANG_CONFIG": str(folder / "dreiklang.toml"),
            "DREIKLANG_DATA": str(folder / "data"),
            "DREIKLANG_OUT": str(folder / "out"),
            "DREIKLANG_STORE__URL": f"sqlite:///{folder / 'store.db'}",
        }
        | more
    )


@contextmanager
def running(command: list[str], variables: Mapping[str, str], folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The process, whose words go to a log in its folder, and which SIGTERM has to end well."""
    folder.mkdir(exist_ok=True)
    log = (folder / "log").open("w")
    with log, subprocess.Popen(command, env=variables, cwd=folder, stdout=log, stderr=log, text=True) as process:
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, (folder / "log").read_text()[-2000:]
        finally:
            process.kill()


def healthy(name: str, here: Mapping[str, str], process: "subprocess.Popen[str]", folder: Path) -> bool:
    """Whether its probe says so before its time is over."""
    until = time.monotonic() + STARTS_S
    while process.poll() is None and time.monotonic() < until:
        if run(probe(name, here), environment(name), folder=folder).returncode == 0:
            return True
        time.sleep(0.3)
    return False


@pytest.mark.parametrize("name", OF_THE_PRODUCT)
def test_the_command_line_knows_what_a_container_asks_of_it(name: str) -> None:
    assert wrong_with(entry(services()[name])[1:]) is None


def test_every_image_of_ours_begins_with_something_that_is_tested() -> None:
    begun = {name: entry(service)[0] for name, service in services().items() if "build" in service}
    assert set(begun.values()) == {"dreiklang", "python", "airflow", "sh"}
    assert {name for name, first in begun.items() if first in ("python", "sh")} == {
        "search-users",
        "airflow-setup",
        "airflow-api",
    }


def test_the_weights_that_are_pulled_are_known_and_translate(tmp_path: Path) -> None:
    pulled = [find_model(name, tmp_path) for name in entry(services()["models"])[3:]]
    assert {model.role for model in pulled} == {"embedder", "judge", "translator"}
    assert [model.id for model in pulled if model.role == "translator"] == ["opus-mt-de-en", "opus-mt-zh-en"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_demo_brings_mail_from_the_newsroom_through_the_watch(tmp_path: Path) -> None:
    """Two containers as two processes, with the settings of the demo; the mail server is ours."""
    box, newsroom, probed = Mailbox(), str(free_port()), str(free_port())
    given = local(tmp_path)
    here = {"8080": newsroom, "/var/lib/dreiklang/data": given["DREIKLANG_DATA"]}
    with mail_server(box) as port:
        settings = (REPOSITORY / "deploy" / "demo.toml").read_text().replace("newsroom:8080", f"127.0.0.1:{newsroom}")
        settings = settings.replace('host = "mail"', 'host = "127.0.0.1"').replace("port = 1025", f"port = {port}")
        (tmp_path / "dreiklang.toml").write_text(settings)
        with running(words("newsroom", here), environment("newsroom", here), tmp_path / "newsroom") as playing:
            assert healthy("newsroom", here, playing, tmp_path), (tmp_path / "newsroom" / "log").read_text()
            assert Path(given["DREIKLANG_DATA"], "clock").read_text() == moments()[0].isoformat()
            watch = words("watch", {"9464": probed})
            with running(watch, environment("watch", **given), tmp_path / "watch") as watching:
                assert healthy("watch", {"9464": probed}, watching, tmp_path), (tmp_path / "watch" / "log").read_text()
                until = time.monotonic() + STARTS_S
                while not box.ids and watching.poll() is None and time.monotonic() < until:
                    time.sleep(0.2)
    assert box.ids, (tmp_path / "watch" / "log").read_text()[-2000:]


@pytest.mark.slow
@pytest.mark.xdist_group("elasticsearch")
def test_the_index_is_made_on_a_real_elasticsearch(elasticsearch_url: str, tmp_path: Path) -> None:
    index = f"dreiklang-container-{os.getpid()}"
    given = local(tmp_path, DREIKLANG_SEARCH__ENGINE="elasticsearch", DREIKLANG_ELASTICSEARCH__INDEX=index)
    given = environment("search-index", {"https://elasticsearch:9200": elasticsearch_url}, **given)
    try:
        for _ in range(2):
            done = run(words("search-index"), given | {"DREIKLANG_ELASTICSEARCH__PASSWORD": ""}, folder=tmp_path)
            assert done.returncode == 0, done.stderr
        with Elasticsearch(elasticsearch_url) as client:
            assert list(client.indices.get(index=f"{index}-*")) == [f"{index}-000001"]
    finally:
        forget(elasticsearch_url, index)


@pytest.mark.slow
def test_airflow_knows_its_commands_probes_and_settings(tmp_path: Path) -> None:
    probes = [one for name in OF_AIRFLOW if (one := services()[name].get("healthcheck", {}).get("test"))]
    commands = [entry(services()[name])[1:] for name in OF_AIRFLOW]
    commands += [one[2:] for one in probes if one[1] == "airflow"]
    commands += [["api-server", *entry(services()["airflow-api"])[2:]], ["db", "migrate"]]
    variables = {name for name in services()["airflow-api"]["environment"] if name.startswith("AIRFLOW__")}
    assert len(commands) >= 8
    assert unknown_to_airflow(commands, variables, tmp_path) == []
