"""Tables of what a search found: the same rows in both formats, excerpts by rights, nothing a spreadsheet would run."""

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from articles.model import Analysis, Evidence, Rendering, StanceLabel
from delivery.export import COLUMNS, FORMULA, Row, row, write_csv, write_json_lines
from tests.delivery.test_digest import HOSTILE
from tests.dreiklang.desks import article, source

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("https://evil.example")']


def stance(**changes: object) -> StanceLabel:
    usual = StanceLabel(
        target="eu_ai_act", label="support", score=0.9, unsure=False, evidence=Evidence(text="x", start=0, end=1)
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields of a StanceLabel


def a_row(**changes: object) -> Row:
    analysis = Analysis(
        article_id="a",
        revision=1,
        relevant=True,
        relevance=0.9,
        topics=(("regulation_law", 0.9),),
        stances=(stance(), stance(target="eu_delay", unsure=True), stance(target="eu_delay", holder="Bitkom")),
        entities=("eu", "de"),
    )
    made = row(
        article(1), analysis, source("tagblatt"), translated=Rendering(english="Cabinet approves AI law"), story="s1"
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of a Row


def read_csv(*rows: Row) -> list[dict[str, str]]:
    out = StringIO(newline="")
    assert write_csv(rows, out) == len(rows)
    return list(csv.DictReader(StringIO(out.getvalue(), newline="")))


def test_both_formats_carry_the_same_row() -> None:
    (one,) = read_csv(a_row())
    out = StringIO()
    write_json_lines([a_row()], out)
    other = json.loads(out.getvalue())
    assert list(one) == list(other) == list(COLUMNS)
    assert one["title"] == other["title"] == "Kabinett billigt KI-Gesetz"
    assert one["entities"] == "eu; de" and other["entities"] == ["eu", "de"]
    assert one["excerpt"] == other["excerpt"] and len(one["excerpt"]) <= 300


def test_a_doubtful_translation_names_its_doubts() -> None:
    article_row = row(
        article(1),
        Analysis(article_id="a", revision=1, relevant=True, relevance=0.9),
        source("tagblatt"),
        translated=Rendering(english="The law of 2021", flags=("numbers", "names")),
        story=None,
    )
    (one,) = read_csv(article_row)
    assert (one["machine_translation"], one["machine_translation_flags"]) == ("The law of 2021", "numbers; names")


def test_unsure_stances_and_those_of_others_stay_out() -> None:
    assert read_csv(a_row())[0]["stances"] == "eu_ai_act=support"


@pytest.mark.parametrize("words", [*HOSTILE, *FORMULAS])
def test_no_cell_is_a_formula_and_every_row_stays_one_row(words: str) -> None:
    rows = read_csv(a_row(title=words, excerpt=words, source_name=words), a_row())
    assert len(rows) == 2
    assert not any(cell.startswith(FORMULA) for one in rows for cell in one.values())
    if not words.startswith(FORMULA):
        assert rows[0]["source_name"].replace("\r\n", "\n") == words.replace("\r\n", "\n")
