"""The words that decide whether an article of a general newspaper is worth a request."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from articles.model import Candidate
from crawlers.lists.filters import words_of
from crawlers.lists.keywords import mentions_ai, terms
from tests.places import shared

LEAD_CHARS = 200  # what feeds give as a summary
FOUND, LET_THROUGH = 0.95, 0.2


@pytest.mark.parametrize(
    "text",
    [
        "Bundestag berät KI-Verordnung", "Streit um Chipexporte nach China", "Datenschützer warnen vor Gesichtserkennung",
        "Neue Regeln für Rechenzentren", "Commission delays AI Act rules", "US tightens chip export controls",
        "OpenAI signs EU code of practice", "Council agrees digital omnibus", "AI监管新规", "国家网信办就管理办法公开征求意见",
        "国务院：深入实施“人工智能+”行动", "多部门整治AI换脸", "DeepSeek被调查", "立法院三讀人工智慧基本法", "稀土出口管制",
        "ChatGPT in der Schule", "GEMA siegt im Urheberrecht-Prozess", "Algorithmen in der Verwaltung",
        "What Nvidia's Huang told the president",
    ],
)  # fmt: skip
def test_the_keywords_miss_nothing_that_a_policy_monitor_must_see(text: str) -> None:
    assert mentions_ai(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bayern gewinnt 3:1",
        "Kind in Kiel vermisst",
        "Rain in Spain",
        "国足2比0取胜",
        "Air raid in the east",
        "Soldaten im Kino",
        "",
    ],
)
def test_the_keywords_leave_out_what_only_looks_alike(text: str) -> None:
    assert not mentions_ai(text)


def test_the_terms_are_clean() -> None:
    assert len(terms()) > 300
    assert all(term == term.strip() and not term.startswith("#") for term in terms())


def rows(name: str, *, language: str, relevant: bool) -> Iterator[Candidate]:
    """Labelled articles as a feed would list them."""
    for line in shared("labels", name).read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["language"] == language and row["relevant"] is relevant:
            lead = row["body"].replace("\n", " ")[:LEAD_CHARS]
            yield Candidate(url=row["url"], source="x", title=row["title"], summary=lead)


def share(candidates: Iterator[Candidate]) -> float:
    passed = [mentions_ai(words_of(candidate)) for candidate in candidates]
    return sum(passed) / len(passed)


@pytest.mark.parametrize("language", ["de", "zh", "en"])
def test_nearly_all_relevant_articles_are_found_by_title_and_lead(language: str) -> None:
    assert share(rows("realistic_articles.jsonl", language=language, relevant=True)) >= FOUND


@pytest.mark.parametrize("language", ["de", "zh", "en"])
def test_most_of_a_general_newspapers_day_is_left_out(language: str) -> None:
    assert share(rows("general_negatives.jsonl", language=language, relevant=False)) <= LET_THROUGH
