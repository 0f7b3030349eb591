"""docker-compose.yml, read by Docker's own parser: nothing unpinned, unbounded, published or with a password by default."""

import re

import pytest

from deploy.make_env import SECRETS
from dreiklang import __version__
from dreiklang.settings import load_settings
from tests.deploy.compose import (
    EVERYTHING,
    FOR_TESTS,
    PROFILES,
    Service,
    marked,
    parse,
    project,
    services,
    stages,
)
from tests.places import REPOSITORY

DOCS = REPOSITORY / "docs" / "containers.md"
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-\w+)*$")
SECRET = re.compile(r"PASSWORD|SECRET|KEY$|CONN|BROKER_URL|RESULT_BACKEND|STORE__URL")
NO_SECRET = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE", "SERVER_SSL_KEY"}  # names of files
SET_UP = {"certificates", "search-users", "search-index", "kibana-objects", "models", "airflow-setup"}
AIRFLOW = {f"airflow-{one}" for one in ("api", "scheduler", "dag-processor", "triggerer", "worker", "setup")} | {
    "redis"
}
PUBLISHED = {"elasticsearch": 9200, "kibana": 5601, "airflow-api": 8080, "mail": 8025}
WITHOUT_A_PROBE = {"mail", "watch"}  # their images bring one
NAMES = sorted(services())


@pytest.fixture(params=NAMES)
def service(request: pytest.FixtureRequest) -> Service:
    return services()[request.param] | {"name": request.param}


@pytest.mark.parametrize("profiles", PROFILES.values(), ids=PROFILES)
def test_every_profile_is_read(profiles: list[str]) -> None:
    assert parse("config", "--quiet", profiles=profiles).returncode == 0
    assert parse("config", "--quiet", files=[FOR_TESTS], variables={}).returncode == 0


def test_full_is_airflow_and_light_is_the_watch_and_both_share_everything_else() -> None:
    full, light = set(services("full")), set(services("light"))
    assert full - light == AIRFLOW
    assert light - full == {"watch"}
    assert set(services("light", "demo")) - light == {"newsroom", "mail"}


def test_make_env_chooses_full() -> None:
    from deploy.make_env import HEAD

    assert "COMPOSE_PROFILES=full\n" in HEAD


def test_every_image_is_pinned_by_version(service: Service) -> None:
    assert PINNED.fullmatch(service["image"]), service["image"]
    if "build" in service:
        assert service["image"].endswith(f":{__version__}")


def test_the_images_a_build_begins_with_are_pinned_too() -> None:
    begun = {lines[0].split()[1] for lines in stages().values()} - set(stages())
    assert begun and all(PINNED.fullmatch(image) for image in begun)
    assert services()["certificates"]["image"] in begun


def test_elasticsearch_for_the_tests_is_the_one_of_the_product() -> None:
    text = (REPOSITORY / FOR_TESTS).read_text(encoding="utf-8")
    assert f"image: {services()['elasticsearch']['image']}\n" in text
    assert services()["elasticsearch"]["image"].rpartition(":")[2] == services()["kibana"]["image"].rpartition(":")[2]


@pytest.mark.parametrize("name", SECRETS)
def test_without_a_secret_nothing_starts_and_the_message_says_what_to_do(name: str) -> None:
    others = {other: marked(other) for other in SECRETS if other != name}
    done = parse("config", "--quiet", profiles=EVERYTHING, variables=others)
    assert done.returncode != 0
    assert f"required variable {name} is missing a value: run make env" in done.stderr


def test_no_password_has_a_default(service: Service) -> None:
    for name, value in (service.get("environment") or {}).items():
        if SECRET.search(name) and name not in NO_SECRET and not name.startswith("xpack."):
            assert "secret-of-" in value, name


def test_a_service_gets_the_secrets_it_needs_and_no_others() -> None:
    text = {name: str(service.get("environment")) for name, service in services().items()}
    got = {name: {one for one in SECRETS if marked(one) in told} for name, told in text.items()}
    assert got["watch"] == got["dreiklang"] == {"DREIKLANG_DB_PASSWORD", "DREIKLANG_SEARCH_PASSWORD"}
    assert got["newsroom"] == got["models"] == got["certificates"] == got["mail"] == set()
    assert "ELASTIC_PASSWORD" not in got["airflow-worker"] | got["kibana"]
    assert not {"DREIKLANG_DB_PASSWORD", "DREIKLANG_SEARCH_PASSWORD"} & got["airflow-scheduler"]


def test_what_is_published_is_published_on_this_machine_alone(service: Service) -> None:
    ports = service.get("ports") or []
    assert [port["target"] for port in ports] == ([PUBLISHED[service["name"]]] if service["name"] in PUBLISHED else [])
    assert all(port["host_ip"] == "127.0.0.1" for port in ports)


def test_the_databases_are_reached_from_inside_alone() -> None:
    assert project(*EVERYTHING)["networks"]["store"]["internal"] is True
    for name in ("postgres", "redis"):
        assert list(services()[name]["networks"]) == ["store"]


def test_every_service_has_a_limit_of_memory(service: Service) -> None:
    assert int(service["mem_limit"]) >= 128 * 1024**2


def test_no_service_has_rights_it_does_not_need(service: Service) -> None:
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (
        ["CHOWN", "DAC_OVERRIDE", "FOWNER"] if service["name"] == "certificates" else []
    )
    assert service.get("read_only") or service["image"].startswith("docker.elastic.co/")


def test_what_stays_up_is_watched_and_what_runs_once_ends(service: Service) -> None:
    if service["name"] in SET_UP:
        assert service["restart"] == "no"
    elif service["name"] not in {"dreiklang", *WITHOUT_A_PROBE}:
        assert service["healthcheck"]["test"]
        assert service["restart"] == "unless-stopped"


def test_the_image_of_the_product_brings_its_own_probe() -> None:
    assert any(line.startswith("HEALTHCHECK ") for line in stages()["dreiklang"])
    assert services()["watch"]["command"][-1] in next(
        line for line in stages()["dreiklang"] if line.startswith("HEALTHCHECK ")
    )


def test_workers_can_be_scaled() -> None:
    worker = services()["airflow-worker"]
    assert not {"container_name", "hostname", "ports"} & set(worker)


def test_everything_waits_for_the_set_up_it_needs() -> None:
    after = {name: set(service.get("depends_on", {})) for name, service in services().items()}
    assert after["elasticsearch"] == {"certificates"}
    assert "elasticsearch" in after["search-users"] and "search-users" in after["kibana"]
    assert {"kibana", "search-index"} <= after["kibana-objects"]
    assert {"models", "search-index"} <= after["watch"] & after["airflow-worker"]
    assert "airflow-api" in after["airflow-scheduler"]


def test_the_settings_of_the_containers_hold() -> None:
    for file in ("dreiklang.toml", "demo.toml"):
        environment = services()["watch"]["environment"] | {"DREIKLANG_ELASTICSEARCH__CA_FILE": str(DOCS)}
        settings = load_settings(REPOSITORY / "deploy" / file, environment=environment)
        assert settings.search.engine == "elasticsearch"
        assert settings.store_url.startswith("postgresql://dreiklang:")
        assert settings.demo.enabled == (file == "demo.toml")


def test_the_demo_is_a_project_of_its_own() -> None:
    done = parse("--env-file", "deploy/demo.env", "config", "--services")
    assert set(done.stdout.split()) == set(services("light", "demo"))
    told = parse("--env-file", "deploy/demo.env", "config").stdout
    assert told.startswith("name: dreiklang-demo\n")
    assert f"file: {REPOSITORY}/deploy/demo.toml" in told


def test_elasticsearch_can_be_started_alone() -> None:
    """Without an engine the parser gets as far as asking for one, which it does only when it knows every service."""
    assert "docker API" in parse("up", "-d", "elasticsearch", profiles=["full"]).stderr
    assert "docker API" in parse("up", "-d", "elasticsearch", files=[FOR_TESTS], variables={}).stderr
    assert "no such service" in parse("up", "-d", "opensearch", profiles=["full"]).stderr


def test_every_variable_stands_in_the_manual_and_no_other() -> None:
    told = parse("config", "--variables", profiles=EVERYTHING).stdout.splitlines()[1:]
    asked = {line.split()[0] for line in told}
    rows = re.findall(r"^\| `([A-Z_]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert asked == set(rows) - {"COMPOSE_PROFILES"}
    assert set(SECRETS) <= asked and "COMPOSE_PROFILES" in rows and len(rows) == len(set(rows))


def test_every_service_and_volume_stands_in_the_manual() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in [*NAMES, *project(*EVERYTHING)["volumes"]] if f"`{name}`" not in text] == []
