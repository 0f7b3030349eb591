"""The steps and commands on a real Elasticsearch: what is indexed is found, and a reindex changes nothing for anybody."""

import json
from pathlib import Path
from typing import Any

import pytest

from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import article, put
from tests.search.elasticsearch_server import elasticsearch_url, index_name

__all__ = ["elasticsearch_url", "index_name"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elasticsearch"), pytest.mark.timeout(300)]


@pytest.fixture
def desk(call: Call, noon: Any, real_settings: Path, elasticsearch_url: str, index_name: str) -> Desk:
    """Two articles that went through every step up to the index."""
    noon(NOON)
    real_settings.write_text(
        real_settings.read_text() + '[models]\nembedder = "none"\n[search]\nengine = "elasticsearch"\n'
        f'[elasticsearch]\nurl = ["{elasticsearch_url}"]\nindex = "{index_name}"\n'
    )
    made = Desk(load_settings(real_settings))
    put(made, article(1), article(2, source_id="amtsblatt"))
    for step in ("screen", "analyse", "join", "index"):
        work(made, step)
    return made


def found(call: Call) -> set[str]:
    return {json.loads(line)["id"] for line in call("search", "Gesetz", "--json").out.splitlines()}


def test_what_is_indexed_is_found_before_and_after_a_reindex(call: Call, desk: Desk, index_name: str) -> None:
    both = {article(1).id, article(2, source_id="amtsblatt").id}
    assert found(call) == both
    told = call("reindex")
    assert told.out == f"reindex: 2 articles in {index_name}-000002; {index_name}-000001 is kept for --rollback\n"
    assert found(call) == both
    put(desk, article(3))
    for step in ("screen", "analyse", "join", "index"):
        work(desk, step)
    assert call("reindex", "--rollback").out.startswith(f"reindex: 3 articles in {index_name}-000001")
    assert found(call) == both | {article(3).id}


def test_a_server_that_is_away_is_one_line_and_exit_code_1(call: Call, desk: Desk, real_settings: Path) -> None:
    settings = real_settings.read_text().replace(desk.settings.elasticsearch.url[0], "http://127.0.0.1:1")
    real_settings.write_text(settings)
    put(desk, article(4))
    for step in ("screen", "analyse", "join"):
        work(desk, step)
    for command in (("search", "Gesetz"), ("index",), ("reindex",)):
        told = call(*command)
        assert told.code == 1
        assert "no Elasticsearch answers at http://127.0.0.1:1" in told.err
        assert "Traceback" not in told.err
    assert "1 waiting" in call("index", "--dry-run").out
