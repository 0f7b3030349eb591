"""Finding names at once in three languages."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.matcher import Matcher, Term, fold

TERMS = (
    Term(text="KI-Verordnung", id="act", language="de"),
    Term(text="Verordnung", id="regulation", language="de"),
    Term(text="Meta", id="meta"),
    Term(text="Iran", id="iran", language="de"),
    Term(text="KI", id="ki", language="de"),
    Term(text="BIS", id="bis"),
    Term(text="AI Act", id="act"),
    Term(text="action plan", id="plan"),
    Term(text="外交部", id="mfa", language="zh"),
    Term(text="德国外交部", id="aa", language="zh"),
    Term(text="出口管制法", id="law", language="zh"),
    Term(text="人工智能", id="ai", language="zh"),
)
MATCHER = Matcher(TERMS)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.terms[0].id) for hit in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die KI-Verordnung gilt", [("KI-Verordnung", "act")]),
        ("drei KI-Verordnungen", [("KI-Verordnung", "act")]),
        ("der KI-Verordnungsentwurf", [("KI-Verordnung", "act")]),
        ("die EU-KI‑Verordnung", [("KI‑Verordnung", "act")]),
        ("KI Verordnung", [("KI Verordnung", "act")]),
        ("Irans Führung, Iranerinnen", [("Iran", "iran")]),
        ("Metall, Metapher, Metas Modelle", [("Meta", "meta")]),
        ("Meta’s model; meta-analysis", [("Meta", "meta")]),
        ("META PLANS", [("META", "meta")]),
        ("Kind, Ski, KIs, bis morgen", []),
        ("das KI-Büro", [("KI", "ki")]),
        ("用KI监管", [("KI", "ki")]),
        ("The AI Act's scope, ai act", [("AI Act", "act")]),
        ("Action Plans and ACTION PLAN", [("Action Plan", "plan"), ("ACTION PLAN", "plan")]),
        ("德國外交部與外交部", [("德國外交部", "aa"), ("外交部", "mfa")]),
        ("外交部门、出口管制法律", []),
        ("《出口管制法》规定", [("出口管制法", "law")]),
        ("ＡＩ　Ａｃｔ", [("ＡＩ　Ａｃｔ", "act")]),
        ("", []),
    ],
)
def test_names_are_found_as_each_language_writes_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_the_longest_name_wins_and_hits_never_overlap() -> None:
    matcher = Matcher([Term(text="a b", id="1"), Term(text="b c d", id="2"), Term(text="d e", id="3")])
    assert [hit.terms[0].id for hit in matcher.find("a b c d e")] == ["2"]


def test_a_name_of_two_things_gives_both() -> None:
    matcher = Matcher([Term(text="SAC", id="1"), Term(text="SAC", id="2")])
    assert {term.id for term in matcher.find("the SAC said")[0].terms} == {"1", "2"}


def test_no_terms_are_never_found() -> None:
    assert Matcher([]).find("KI") == ()
    assert Matcher([Term(text="", id="x")]).find("KI") == ()


def test_names_do_not_reach_across_paragraphs() -> None:
    assert found("the AI\nAct") == []


@given(st.text())
@example("İstanbul KI ﬁ ß ẞ 臺灣 ＡＩ")
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(
    st.lists(
        st.sampled_from(["德國外交部", "KI-Verordnung", "AI Act", " ", "，", "Meta", "s", "人工智慧", "ﬁ", "\n", "x"])
    )
)
def test_offsets_are_verbatim(parts: list[str]) -> None:
    text = "".join(parts)
    hits = MATCHER.find(text)
    assert all(fold(text[hit.start : hit.end]) == fold(hit.terms[0].text) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
