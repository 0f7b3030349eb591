"""The command kibana."""

import json
from pathlib import Path

import pytest

from tests.dreiklang.conftest import Call
from tests.search.elasticsearch_server import free_port
from tests.search.fake_elasticsearch import Fake, serving


def test_the_export_is_written_for_the_index_of_the_settings(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dreiklang.toml").write_text('[elasticsearch]\nindex = "news"\n')
    wrote = call("kibana", "export", "kibana.ndjson")
    lines = (tmp_path / "kibana.ndjson").read_text(encoding="utf-8").splitlines()
    assert wrote.code == 0
    assert f"wrote {len(lines)} saved objects to kibana.ndjson" in wrote.out
    assert json.loads(lines[0])["attributes"]["title"] == "news"
    assert call("kibana", "export", "-").out.splitlines() == lines


def test_the_import_goes_to_the_kibana_that_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DREIKLANG_KIBANA_PASSWORD", "s3cret")
    answers = {"/api/saved_objects/_import": lambda body: (200, {"success": True, "successCount": 3})}
    with serving(Fake(answers=answers)) as kibana:
        done = call("kibana", "import", kibana.url, "--user", "elastic")
    assert done.out == f"3 saved objects are in Kibana at {kibana.url}\n"
    assert kibana.seen[0][1]["authorization"].startswith("Basic ")


def test_a_kibana_that_is_not_there_ends_with_1(call: Call) -> None:
    done = call("kibana", "import", f"http://127.0.0.1:{free_port()}")
    assert (done.code, done.out) == (1, "")
    assert "no Kibana answers" in done.err
