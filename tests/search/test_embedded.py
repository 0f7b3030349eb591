"""The search engine of one machine, beside what the contract says."""

import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.errors import AlreadyRunning, BadInput, QueryError
from articles.model import Answer, Search, SearchDocument
from search.embedded import EmbeddedEngine

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def document(article_id: str, title: str = "law", **fields: Any) -> SearchDocument:
    vector = fields.pop("vector", None)
    given = {"title": title, "language": "en", "published": DAY.isoformat()} | fields
    return SearchDocument(article_id=article_id, fields=given, vector=vector)


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "index")


def ids(answer: Answer) -> list[str]:
    return [hit.article_id for hit in answer.hits]


def test_an_engine_nobody_wrote_to_is_empty(engine: EmbeddedEngine) -> None:
    assert engine.count() == 0
    assert engine.search(Search(query="law")) == Answer(total=0, hits=())
    assert engine.search(Search(query="", histogram="day", facets=("source",))).histogram == ()


def test_a_document_is_replaced_by_its_id_and_deleted_by_it(engine: EmbeddedEngine) -> None:
    assert engine.index([document("a"), document("b")]) == 2
    assert engine.index([document("a", "zoning")]) == 1
    assert engine.count() == 2
    assert ids(engine.search(Search(query="zoning"))) == ["a"]
    assert ids(engine.search(Search(query="law"))) == ["b"]
    engine.delete(["a", "never there"])
    engine.delete([])
    assert ids(engine.search(Search(query=""))) == ["b"]


def test_a_reader_of_another_process_sees_what_was_committed(engine: EmbeddedEngine) -> None:
    reader = EmbeddedEngine(engine.generations.folder)
    assert reader.count() == 0
    engine.index([document("a")])
    assert ids(reader.search(Search(query="law"))) == ["a"]


def test_a_reader_tells_two_commits_of_one_tick_of_the_clock_apart(engine: EmbeddedEngine) -> None:
    reader = EmbeddedEngine(engine.generations.folder)
    engine.index([document("a")])
    assert reader.count() == 1
    meta = engine.generations.current() / "meta.json"
    tick = meta.stat().st_mtime_ns
    engine.index([document("b")])
    os.utime(meta, ns=(tick, tick))
    assert reader.count() == 2


def test_the_best_hit_comes_first_and_pages_follow_each_other(engine: EmbeddedEngine) -> None:
    engine.index([document(f"a{number}", "law " * number + "other " * (9 - number)) for number in range(1, 8)])
    whole = ids(engine.search(Search(query="law", limit=7)))
    assert whole[0] == "a7"
    paged = [one for offset in (0, 3, 6) for one in ids(engine.search(Search(query="law", limit=3, offset=offset)))]
    assert paged == whole
    assert engine.search(Search(query="law", limit=3, offset=3)).total == 7


def test_newest_first_goes_by_publication(engine: EmbeddedEngine) -> None:
    engine.index([document(f"a{age}", published=(DAY - timedelta(hours=age)).isoformat()) for age in (3, 1, 2)])
    assert ids(engine.search(Search(query="law", order="newest"))) == ["a1", "a2", "a3"]


def test_a_search_may_be_bounded_to_some_articles(engine: EmbeddedEngine) -> None:
    engine.index([document("a"), document("b"), document("c", "zoning")])
    assert ids(engine.search(Search(query="law", ids=("b", "c", "gone")))) == ["b"]
    assert engine.search(Search(query="law", ids=())).total == 0


def test_facets_count_everything_found_most_frequent_first(engine: EmbeddedEngine) -> None:
    countries = ["DE", "CN", "DE", "US", "CN", "DE"]
    engine.index(
        [document(f"a{at}", country=country, tier=at % 2, topic=["b", "a"]) for at, country in enumerate(countries)]
    )
    answer = engine.search(Search(query="", limit=1, facets=("country", "topic", "tier")))
    assert answer.facets == {
        "country": (("DE", 3), ("CN", 2), ("US", 1)),
        "topic": (("a", 6), ("b", 6)),
        "tier": (("0", 3), ("1", 3)),
    }


def test_a_facet_nobody_can_count_by_is_named(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryError, match=r"no facet named 'titel'.*country"):
        engine.search(Search(query="", facets=("titel",)))


def test_days_are_those_of_the_time_zone_also_when_the_clocks_change(engine: EmbeddedEngine) -> None:
    """On 29 March 2026 the day has 23 hours in Berlin."""
    moments = [
        "2026-03-28T22:59:00Z",
        "2026-03-28T23:00:00Z",
        "2026-03-29T21:59:00Z",
        "2026-03-29T22:00:00Z",
        "2026-03-31T10:00:00Z",
    ]
    engine.index([document(f"a{at}", published=moment) for at, moment in enumerate(moments)])
    bars = engine.search(Search(query="", histogram="day", time_zone="Europe/Berlin")).histogram
    assert [(start.isoformat(), number) for start, number in bars] == [
        ("2026-03-27T23:00:00+00:00", 1),
        ("2026-03-28T23:00:00+00:00", 2),
        ("2026-03-29T22:00:00+00:00", 1),
        ("2026-03-30T22:00:00+00:00", 1),
    ]


def test_highlights_are_escaped_text_with_marks_alone(engine: EmbeddedEngine) -> None:
    engine.index([document("a", 'The <b>law</b> & "more"', text="No word of it here.")])
    (hit,) = engine.search(Search(query="law", highlight=True)).hits
    assert hit.highlights == {"title": ("The &lt;b&gt;<mark>law</mark>&lt;/b&gt; &amp; &quot;more&quot;",)}
    assert engine.search(Search(query="law")).hits[0].highlights == {}


def test_a_hit_carries_its_fields_without_the_long_texts(engine: EmbeddedEngine) -> None:
    engine.index([document("a", text="long", translation="English title\nand its text", country="DE")])
    fields = engine.search(Search(query="law")).hits[0].fields
    assert (fields["translation"], fields["country"]) == ("English title", "DE")
    assert "text" not in fields


def corner(*numbers: float) -> tuple[float, ...]:
    length = sum(number**2 for number in numbers) ** 0.5
    return tuple(number / length for number in numbers)


@pytest.fixture
def meaning(engine: EmbeddedEngine) -> EmbeddedEngine:
    engine.index(
        [
            document("near", "zoning", vector=corner(1, 0.1, 0)),
            document("far", "law", vector=corner(0, 0, 1)),
            document("middle", "law and order", country="DE", vector=corner(1, 1, 0)),
            document("silent", "law without a meaning"),
        ]
    )
    return engine


def test_the_nearest_meaning_comes_first(meaning: EmbeddedEngine) -> None:
    answer = meaning.search(Search(query="anything", mode="semantic", vector=(1.0, 0.0, 0.0)))
    assert ids(answer) == ["near", "middle", "far"]
    assert answer.total == 3
    assert [round(hit.score, 2) for hit in answer.hits] == [1.0, 0.71, 0.0]


def test_fields_of_a_query_bound_its_meaning_and_words_do_not(meaning: EmbeddedEngine) -> None:
    asked = Search(query="anything country:DE", mode="semantic", vector=(1.0, 0.0, 0.0))
    assert ids(meaning.search(asked)) == ["middle"]
    asked = Search(query="anything -order", mode="semantic", vector=(1.0, 0.0, 0.0))
    assert ids(meaning.search(asked)) == ["near", "far"]


def test_hybrid_brings_in_what_either_finds_and_puts_first_what_both_do(meaning: EmbeddedEngine) -> None:
    answer = meaning.search(Search(query="order", mode="hybrid", vector=(1.0, 0.0, 0.0), facets=("country",)))
    assert ids(answer)[0] == "middle"
    assert set(ids(answer)) == {"near", "middle", "far"}
    assert answer.total == 3
    assert answer.facets["country"] == (("DE", 1),)


def test_hybrid_counts_words_beyond_the_nearest(meaning: EmbeddedEngine) -> None:
    assert meaning.search(Search(query="law", mode="hybrid", vector=(1.0, 0.0, 0.0))).total == 4


def test_a_search_for_meaning_without_a_vector_says_what_it_needs(meaning: EmbeddedEngine) -> None:
    with pytest.raises(BadInput, match="mode hybrid needs an embedder"):
        meaning.search(Search(query="law", mode="hybrid"))


def test_vectors_of_another_embedder_are_refused(meaning: EmbeddedEngine) -> None:
    with pytest.raises(BadInput, match=r"a vector of 2 numbers does not fit the index.*dreiklang reindex"):
        meaning.search(Search(query="law", mode="semantic", vector=(1.0, 0.0)))
    with pytest.raises(BadInput, match="the embedder was changed"):
        meaning.index([document("x", vector=(1.0, 0.0))])
    assert meaning.count() == 4


def test_a_vector_that_stays_the_same_is_written_once(meaning: EmbeddedEngine) -> None:
    (file,) = meaning.generations.current().glob("vectors-*")
    before = file.stat().st_size
    meaning.index([document("near", "new words", vector=corner(1, 0.1, 0))])
    assert file.stat().st_size == before
    meaning.index([document("near", "new words", vector=corner(0, 1, 0))])
    assert file.stat().st_size == before + 3 * 4
    answer = meaning.search(Search(query="x", mode="semantic", vector=(0.0, 1.0, 0.0)))
    assert ids(answer)[0] == "near"


def test_many_allowed_documents_are_ranked_as_few_are(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import search.embedded_nearest as module

    engine.index(
        [document(f"a{at:03}", country="DE" if at % 7 else "CN", vector=corner(at, 300 - at)) for at in range(300)]
    )
    asked = Search(query="country:CN", mode="semantic", vector=(1.0, 0.0), limit=50)
    of_few = ids(engine.search(asked))
    monkeypatch.setattr(module, "FEW", 5)
    monkeypatch.setattr(module, "DEPTH", 20)
    monkeypatch.setattr(module, "WIDER", 2)
    assert ids(engine.search(asked)) == of_few[:20]
    assert of_few[:2] == ["a294", "a287"]


def test_one_process_writes_at_a_time(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import search.embedded_index as module

    monkeypatch.setattr(module, "TOGETHER", 1)
    other = EmbeddedEngine(engine.generations.folder)

    def documents() -> Any:
        yield document("a")
        with pytest.raises(AlreadyRunning, match="another process is writing the index"):
            other.index([document("b")])

    engine.index(documents())
    assert other.index([document("b")]) == 1
    assert engine.count() == 2


def test_an_error_midway_leaves_the_index_as_it_was(engine: EmbeddedEngine) -> None:
    engine.index([document("a")])

    def broken() -> Any:
        yield document("b")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        engine.index(broken())
    assert ids(engine.search(Search(query=""))) == ["a"]
    assert engine.index([document("c")]) == 1


@pytest.mark.parametrize("damaged", ["meta.json", "*.store"])
def test_a_damaged_index_says_how_to_build_it_anew_and_can_be(engine: EmbeddedEngine, damaged: str) -> None:
    engine.index([document("a")])
    for path in engine.generations.current().glob(damaged):
        path.write_bytes(b"\0" * 20)
    again = EmbeddedEngine(engine.generations.folder)
    with pytest.raises(BadInput, match=r"is damaged.*`dreiklang reindex`"):
        again.search(Search(query="law"))
    again.reindex(lambda _: [document("a")])
    assert ids(again.search(Search(query="law"))) == ["a"]


def test_a_rebuild_takes_over_at_once_and_the_old_index_can_come_back(engine: EmbeddedEngine) -> None:
    engine.index([document("a"), document("b")])
    reader = EmbeddedEngine(engine.generations.folder)
    assert reader.count() == 2
    built = engine.reindex(lambda _: [document("b"), document("c")])
    assert (built.name, built.documents, built.replaced) == ("0002", 2, "0001")
    assert sorted(ids(reader.search(Search(query="")))) == ["b", "c"]
    back = engine.rollback(lambda _: [document("c"), document("d")])
    assert (back.name, back.documents) == ("0001", 2)
    assert sorted(ids(reader.search(Search(query="")))) == ["c", "d"]


def test_only_one_old_index_is_kept(engine: EmbeddedEngine) -> None:
    engine.index([document("a")])
    for _ in range(3):
        engine.reindex(lambda _: [document("a")])
    assert [path.name for path in engine.generations.all()] == ["0003", "0004"]


def test_a_rebuild_from_the_wrong_store_is_refused(engine: EmbeddedEngine) -> None:
    engine.index([document(f"a{number}") for number in range(10)])
    with pytest.raises(BadInput, match="the store has 1 articles for the index, 10 are in it"):
        engine.reindex(lambda _: [document("a1")])
    assert engine.count() == 10
    assert engine.reindex(lambda _: [document("a1")], shrink=True).documents == 1


def test_there_is_nothing_to_go_back_to_at_first(engine: EmbeddedEngine) -> None:
    with pytest.raises(BadInput, match="no earlier index"):
        engine.rollback(lambda _: [])


def _write_for_ever(folder: Path, rebuild: bool) -> None:
    engine = EmbeddedEngine(folder)
    number = 0
    while True:
        some = [document(f"w{number + at}", vector=corner(1, number + at + 1)) for at in range(20)]
        if rebuild:
            engine.reindex(lambda _, some=some: [document("kept", vector=corner(1, 0)), *some])  # type: ignore[misc]  # bound at once
        else:
            engine.index(some)
        number += 20


@pytest.mark.slow
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_killed_writer_leaves_a_whole_index(engine: EmbeddedEngine, rebuild: bool) -> None:
    folder = engine.generations.folder
    engine.index([document("kept", vector=corner(1, 0))])
    for after_s in (0.3, 0.5, 0.9):
        process = multiprocessing.get_context("spawn").Process(target=_write_for_ever, args=(folder, rebuild))
        process.start()
        _wait_for_writing(folder, _state(folder))
        time.sleep(after_s)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        found = _everything(EmbeddedEngine(folder))
        assert "kept" in found
        assert len(found) % 20 == 1
        nearest = EmbeddedEngine(folder).search(Search(query="", mode="semantic", vector=(1.0, 0.0), limit=100))
        assert ids(nearest)[0] == "kept"
    assert EmbeddedEngine(folder).index([document("after", vector=corner(0, 1))]) == 1


def _state(folder: Path) -> tuple[str, int]:
    engine = EmbeddedEngine(folder)
    return engine.generations.current().name, engine.count()


def _wait_for_writing(folder: Path, before: tuple[str, int]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _state(folder) == before:
        time.sleep(0.05)


def _everything(engine: EmbeddedEngine) -> Sequence[str]:
    return ids(engine.search(Search(query="", limit=100_000)))
