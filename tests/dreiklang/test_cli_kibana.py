"""The command kibana."""

import json
from pathlib import Path

from tests.dreiklang.conftest import Call


def test_the_export_is_written_for_the_index_of_the_settings(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dreiklang.toml").write_text('[elasticsearch]\nindex = "news"\n')
    wrote = call("kibana", "export", "kibana.ndjson")
    lines = (tmp_path / "kibana.ndjson").read_text(encoding="utf-8").splitlines()
    assert wrote.code == 0
    assert f"wrote {len(lines)} saved objects to kibana.ndjson" in wrote.out
    assert json.loads(lines[0])["attributes"]["title"] == "news"
    assert call("kibana", "export", "-").out.splitlines() == lines
