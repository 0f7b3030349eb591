"""The embedded engine answers as the contract says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.errors import QueryError
from articles.model import Search
from search.embedded import EmbeddedEngine
from search.expand import make_expand
from tests.search.contract import BROKEN, CASES, DOCUMENTS, NOW, Case


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, EmbeddedEngine]:
    folder = tmp_path_factory.mktemp("index")
    EmbeddedEngine(folder).index(DOCUMENTS)
    return {False: EmbeddedEngine(folder), True: EmbeddedEngine(folder, expand=make_expand({}))}


@pytest.fixture(autouse=True)
def _at_noon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("DREIKLANG_CLOCK", str(clock))
    yield


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_query_finds_exactly_these(case: Case, engines: dict[bool, EmbeddedEngine]) -> None:
    search = Search(query=case.query, limit=100, time_zone=case.time_zone)
    answer = engines[case.expands].search(search)
    assert {hit.article_id for hit in answer.hits} == case.wanted
    assert answer.total == len(case.wanted)


@pytest.mark.parametrize("query", BROKEN, ids=lambda query: query[:30])
def test_a_broken_query_is_pointed_at(query: str, engines: dict[bool, EmbeddedEngine]) -> None:
    with pytest.raises(QueryError, match=rf"^column {BROKEN[query]}: ") as caught:
        engines[False].search(Search(query=query))
    assert str(caught.value).endswith("^")
