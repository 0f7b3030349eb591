"""Texts of a file, joined: copies and stories within their windows, in any order, thousands of them."""

import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from dreiklang.labelling.joining import Trace, join
from dreiklang.labelling.spool import Spool
from nlp import duplicates, stories
from nlp.duplicates import Print
from nlp.heads import Head
from nlp.stories import group
from nlp.traits import Traits
from tests.nlp.test_stories import NOON, cosine_head, made

NOTHING = Print("", "de")
WORDS = ("Haus", "Baum", "Weg", "Tor", "Rat", "Amt", "Tal", "Hof", "Bad", "See", "Ort", "Ast")


def joined(found: Sequence[Traits], head: Head | None) -> list[int]:
    traces = [Trace(traits=one, bands=()) for one in found]
    return [place.story for place in join(traces, text_of=lambda at: NOTHING, head=head)]


def text(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=80))


def copied(texts: Sequence[str], days: Sequence[float]) -> list[int | None]:
    prints = [Print(one, "de") for one in texts]
    traces = [
        Trace(traits=replace(made(), lead=None, title=None, dated=NOON + timedelta(days=day)), bands=one.bands)
        for one, day in zip(prints, days, strict=True)
    ]
    return [place.original for place in join(traces, text_of=lambda at: prints[at], head=None)]


@pytest.mark.parametrize("head", [cosine_head(), None])
def test_stories_are_those_of_the_list_that_is_compared_whole(head: Head | None) -> None:
    rng = random.Random(3)
    found = [made(rng.randrange(8), days=rng.uniform(0, 90)) for _ in range(80)]
    assert joined(found, head) == group(found, head)


def test_a_story_is_called_by_its_first_text_and_ends_with_its_window() -> None:
    window = stories.WINDOW.days
    assert joined([made(days=0), made(1), made(days=window), made(days=3 * window)], cosine_head()) == [0, 1, 0, 3]


def test_texts_without_vectors_are_joined_by_rules_beside_those_with_them() -> None:
    named = frozenset(("abcd", "bcde", "cdef"))
    bare = made(lead=None, title=None, shingles=named)
    assert joined([made(2, shingles=named), bare, made(3)], cosine_head()) == [0, 0, 2]


def test_copies_have_the_earliest_as_their_original_in_every_order() -> None:
    days = (2.0, 0.0, 1.0)
    for order in itertools.permutations(range(3)):
        found = copied([text(1)] * 3, [days[at] for at in order])
        assert [order[at] for at, original in enumerate(found) if original is None] == [1]
        assert {order[original] for original in found if original is not None} == {1}


def test_what_is_printed_again_later_is_news_again() -> None:
    days = duplicates.WINDOW.days
    assert copied([text(1)] * 2, [0, days]) == [None, 0]
    assert copied([text(1)] * 2, [0, days + 0.1]) == [None, None]
    assert copied([text(1), text(2)], [0, 1]) == [None, None]


def test_no_texts_are_no_stories() -> None:
    assert joined([], cosine_head()) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_thousand_texts_of_a_year_are_joined_in_minutes() -> None:
    rng = np.random.default_rng(1)
    found = []
    for number in range(10_000):
        vector = rng.normal(size=384)
        vector /= np.linalg.norm(vector)
        found.append(replace(made(number, days=float(rng.uniform(0, 365))), lead=vector, title=vector))
    started_s = time.process_time()  # of this process alone, whatever else runs
    assert len(joined(found, cosine_head())) == 10_000
    assert time.process_time() - started_s < 90


def test_rows_and_texts_come_back_from_the_disk_as_they_went() -> None:
    with Spool() as spool:
        for number in range(3):
            spool.add({"id": number, "story": None}, Print(f"Zeile\n{number} \u2028 人工智能", "zh"))
        assert [spool.row(number)["id"] for number in (2, 0, 1)] == [2, 0, 1]
        assert spool.text(1) == Print("Zeile\n1 \u2028 人工智能", "zh")
        assert len(spool) == 3
