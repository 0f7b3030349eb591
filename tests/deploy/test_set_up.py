"""What runs once before the rest: each step as a plain process, with the words and the environment of docker-compose.yml."""

import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from deploy.search_users import INDICES
from tests.deploy.compose import marked, services
from tests.deploy.entries import airflow, environment, run, words
from tests.places import REPOSITORY, missing
from tests.search.elasticsearch_server import free_port
from tests.search.fake_elasticsearch import Fake, error, serving

NAMES = ("elasticsearch", "kibana")


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders as the volumes are after `certificates` has run."""
    folder = tmp_path_factory.mktemp("volumes")
    done = certify(folder)
    assert done.returncode == 0, done.stderr
    return folder


def certify(folder: Path) -> subprocess.CompletedProcess[str]:
    here = {"/authority": str(folder / "authority"), "/certificates": str(folder / "certificates")}
    return run(words("certificates", here), environment("certificates"), folder=folder)


@contextmanager
def tls_server(folder: Path, name: str, fake: Fake) -> Iterator[Fake]:
    """A server that shows the certificate of a service."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificates" / f"{name}.crt", folder / "certificates" / f"{name}.key")
    with serving(fake, tls=context) as served:
        yield served


# certificates


def test_every_service_with_tls_has_a_certificate_for_its_name_and_for_this_machine(certified: Path) -> None:
    for name in NAMES:
        told = subprocess.run(
            ["openssl", "x509", "-noout", "-text", "-in", str(certified / "certificates" / f"{name}.crt")],
            capture_output=True,
            text=True,
        ).stdout
        assert f"DNS:{name}, DNS:localhost, IP Address:127.0.0.1" in told
        assert "CA:FALSE" in told
        used = services()[name]["environment"].values()
        assert all(any(value.endswith(f"certificates/{name}.{kind}") for value in used) for kind in ("crt", "key"))


def test_keys_are_secret_and_that_of_the_authority_is_in_no_volume_of_a_service(certified: Path) -> None:
    for name in NAMES:
        assert (certified / "certificates" / f"{name}.key").stat().st_mode & 0o777 == 0o400
    assert (certified / "authority" / "ca.key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (certified / "certificates").iterdir()) == [
        "ca.crt",
        "elasticsearch.crt",
        "elasticsearch.key",
        "kibana.crt",
        "kibana.key",
    ]
    holders = [name for name, service in services().items() if "authority" in str(service.get("volumes"))]
    assert holders == ["certificates"]


def test_a_second_run_changes_nothing(certified: Path) -> None:
    before = {path.name: path.read_bytes() for path in (certified / "certificates").iterdir()}
    done = certify(certified)
    assert "elasticsearch keeps the one it has" in done.stdout
    assert {path.name: path.read_bytes() for path in (certified / "certificates").iterdir()} == before


def test_a_certificate_of_another_authority_is_replaced(certified: Path, tmp_path: Path) -> None:
    folder = tmp_path / "volumes"
    shutil.copytree(certified, folder)
    shutil.rmtree(folder / "authority")
    done = certify(folder)
    assert "a new authority" in done.stdout and "kibana has a new one" in done.stdout
    chain = [
        "openssl",
        "verify",
        "-CAfile",
        str(folder / "certificates/ca.crt"),
        str(folder / "certificates/kibana.crt"),
    ]
    assert subprocess.run(chain, capture_output=True).returncode == 0


# users and objects


def test_users_are_set_up_over_tls_by_the_superuser(certified: Path) -> None:
    answers = {
        "/_security/user/kibana_system/_password": lambda body: (200, {}),
        "/_security/role/dreiklang": lambda body: (200, {"role": {"created": True}}),
        "/_security/user/": lambda body: (200, {"created": True}),
    }
    with tls_server(certified, "elasticsearch", Fake(answers=answers)) as server:
        here = {"https://elasticsearch:9200": server.url, "/certificates": str(certified / "certificates")}
        done = run(words("search-users", here), environment("search-users", here), folder=certified)
    assert done.returncode == 0, done.stderr
    asked = {what: json.loads(body) for what, _, body in server.seen if body}
    assert asked["PUT /_security/user/kibana_system/_password"] == {"password": marked("KIBANA_PASSWORD")}
    assert asked["PUT /_security/role/dreiklang"] == {"cluster": ["monitor"], "indices": INDICES}
    assert asked["PUT /_security/user/dreiklang"]["password"] == marked("DREIKLANG_SEARCH_PASSWORD")
    assert asked["PUT /_security/user/reader"] == {"roles": ["viewer"], "password": marked("READER_PASSWORD")}
    assert len(asked) == 4


def test_the_privileges_are_those_the_manual_asks_for() -> None:
    text = (REPOSITORY / "docs" / "elasticsearch.md").read_text(encoding="utf-8")
    assert json.dumps(INDICES)[1:-1] in text.replace("\n  ", " ")


def test_a_certificate_of_somebody_else_is_not_trusted(certified: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.mkdir()
    certify(strange)
    with tls_server(strange, "elasticsearch", Fake()) as server:
        here = {"https://elasticsearch:9200": server.url, "/certificates": str(certified / "certificates")}
        done = run(words("search-users", here), environment("search-users", here), folder=certified)
    assert done.returncode != 0
    assert not server.seen


def test_kibana_gets_its_objects_over_tls(certified: Path) -> None:
    taken = {"success": True, "successCount": 9, "errors": []}
    fake = Fake(answers={"/api/saved_objects/_import?overwrite=true": lambda body: (200, taken)})
    with tls_server(certified, "kibana", fake) as server:
        here = kibana_here(certified, server)
        done = run(words("kibana-objects", here), environment("kibana-objects", here), folder=certified)
    assert done.returncode == 0, done.stderr
    ((what, headers, body),) = server.seen
    assert what.startswith("POST /api/saved_objects/_import") and headers["kbn-xsrf"]
    assert b'"type": "dashboard"' in body
    assert "9 saved objects are in Kibana" in done.stdout


def test_a_refused_import_is_told_without_the_password(certified: Path) -> None:
    fake = Fake(answers={"/api/saved_objects/_import": lambda body: error(401, "security_exception")})
    with tls_server(certified, "kibana", fake) as server:
        here = kibana_here(certified, server)
        done = run(words("kibana-objects", here), environment("kibana-objects", here), folder=certified)
    assert done.returncode == 1
    assert "refuses this user" in done.stderr and marked("ELASTIC_PASSWORD") not in done.stderr


def kibana_here(folder: Path, server: Fake) -> dict[str, str]:
    return {
        "https://kibana:5601": server.url,
        "/certificates": str(folder / "certificates"),
        "/etc/dreiklang/dreiklang.toml": str(REPOSITORY / "deploy" / "dreiklang.toml"),
    }


# databases and the queue


@pytest.mark.slow
def test_each_program_has_a_database_of_its_own(postgresql_server: str, tmp_path: Path) -> None:
    given = environment("postgres")
    file = REPOSITORY / "deploy" / "databases.sql"
    psql = ["psql", "--set", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", f"{postgresql_server}/postgres"]
    done = run([*psql, "--file", str(file)], given, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("dreiklang", "airflow"):
        url = f"{postgresql_server.replace('postgres@', f'{name}@')}/{name}"
        with psycopg.connect(url, password=marked(f"{name}_DB_PASSWORD")) as connection:
            connection.execute("CREATE TABLE words (word text)")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(f"{postgresql_server.replace('postgres@', 'dreiklang@')}/airflow")
    with psycopg.connect(f"{postgresql_server}/postgres") as connection:
        kept = connection.execute(
            "SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('dreiklang', 'airflow')"
        ).fetchall()
    assert all(password.startswith("SCRAM-SHA-256$") for _, password in kept) and len(kept) == 2


@pytest.mark.slow
def test_the_queue_wants_its_password(tmp_path: Path) -> None:
    if shutil.which("redis-server") is None:
        missing("redis-server is not there; apt-get install redis-server")
    port = free_port()
    command = words("redis", {"/data": str(tmp_path)})
    given = environment("redis", TMPDIR=str(tmp_path))
    with subprocess.Popen(
        [*command, "--port", str(port), "--bind", "127.0.0.1"], env=given, stdout=subprocess.DEVNULL
    ) as server:
        try:
            probe = (
                services()["redis"]["healthcheck"]["test"][1]
                .replace("$$", "$")
                .replace("redis-cli", f"redis-cli -p {port}")
            )
            until = time.monotonic() + 30
            while run(["sh", "-c", probe], given, folder=tmp_path).returncode and time.monotonic() < until:
                time.sleep(0.1)
            refused = run(["redis-cli", "-p", str(port), "ping"], given, folder=tmp_path)
            assert "NOAUTH" in refused.stdout
            assert run(["sh", "-c", probe], given, folder=tmp_path).returncode == 0
            shown = Path(f"/proc/{server.pid}/cmdline").read_bytes()
            assert marked("REDIS_PASSWORD").encode() not in shown
        finally:
            server.terminate()
    assert (tmp_path / "redis.conf").stat().st_mode & 0o777 == 0o600


# Airflow


@pytest.mark.slow
def test_airflow_gets_its_tables_and_pools(tmp_path: Path) -> None:
    command = words("airflow-setup")
    store = f"sqlite:///{tmp_path / 'airflow.db'}"
    given = environment(
        "airflow-setup",
        PATH=f"{airflow()}{os.pathsep}{os.environ['PATH']}",
        AIRFLOW_HOME=str(tmp_path),
        AIRFLOW__CORE__LOAD_EXAMPLES="false",
        AIRFLOW__CORE__FERNET_KEY="",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=store,
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC=store.replace("sqlite:", "sqlite+aiosqlite:"),
    )
    done = run(command, given, folder=tmp_path, timeout_s=110)
    assert done.returncode == 0, done.stderr[-2000:]
    pools = json.loads((REPOSITORY / "dags" / "pools.json").read_text())
    listed = run([str(airflow() / "airflow"), "pools", "list", "--output", "json"], given, folder=tmp_path)
    assert set(pools) <= {row["pool"] for row in json.loads(listed.stdout)}


def test_airflows_page_knows_the_password_and_shows_it_to_no_list_of_processes(tmp_path: Path) -> None:
    (tmp_path / "airflow").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "airflow").chmod(0o755)
    passwords = tmp_path / "passwords.json"
    given = environment("airflow-api", {"/tmp/passwords.json": str(passwords)}, PATH=f"{tmp_path}:/usr/bin:/bin")
    done = run(words("airflow-api"), given, folder=tmp_path)
    assert done.stdout == "api-server --host 0.0.0.0 --port 8080\n"
    assert json.loads(passwords.read_text()) == {"admin": marked("AIRFLOW_PASSWORD")}
    assert passwords.stat().st_mode & 0o777 == 0o600
