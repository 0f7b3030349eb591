"""Is a text about how AI is governed? In: a Reading and its Head. Out: a probability, and a yes or no.

The head reads the lead vector (where there is an embedder) and counted words for AI, for what it depends on and for
governing: in title, lead, body, and together in a sentence.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from nlp.heads import Floats, Head
from nlp.reading import Reading
from nlp.sentences import split
from nlp.words import KINDS, hints

FEATURES = "relevance-1"
LEAD_CHARS = {"zh": 250}
DEFAULT_LEAD_CHARS = 700
CHARS_PER_UNIT = {"zh": 100}  # densities are per 100 Chinese characters, or per 300 of the others: about as much text
DEFAULT_CHARS_PER_UNIT = 300
SOURCE_TYPES = ("official", "opinion", "blog")
SMOOTHING = 2  # sentences, so that one of two is less than ten of twenty
# By cross-validation over stories on the training articles: F1 is the same from .5 to .6, and a live feed holds fewer relevant
# texts than they do, hence the upper end. Rerun `dreiklang models calibrate` and benchmarks/labels.py after a change.
THRESHOLD = 0.6
OFFICIAL_THRESHOLD = 0.4  # recall first: an act that is missed cannot be found again
THRESHOLD_WITHOUT_WORDS = 0.9


def features(reading: Reading) -> Floats:
    """What the head is fitted on: vector (d,) and then counts; without an embedder the counts alone."""
    counts = np.array(_counts(reading))
    return counts if reading.lead_vector is None else np.concatenate([reading.lead_vector, counts])


def relevance(reading: Reading, head: Head) -> float:
    """How sure we are that a substantive part is about governing AI."""
    return float(head.probabilities(features(reading)[None])[0, 0])


def is_relevant(reading: Reading, probability: float) -> bool:
    """Whether it passes the screen: official sources earlier; later, what holds no word by which AI is spoken of."""
    if _names_nothing(reading) and not hints(f"{reading.title}\n{reading.opening}"):
        return probability >= THRESHOLD_WITHOUT_WORDS
    return probability >= (OFFICIAL_THRESHOLD if reading.source_type == "official" else THRESHOLD)


def _names_nothing(reading: Reading) -> bool:
    """Is there no word for AI nor for what it depends on?"""
    return not any(found[kind] for found in (reading.title_words, reading.body_words) for kind in ("ai", "depends"))


def _counts(reading: Reading) -> list[float]:
    """Shares rather than sums, so that a long page does not look like a text that is full of them."""
    title, body = reading.title_words, reading.body_words
    lead = LEAD_CHARS.get(reading.language, DEFAULT_LEAD_CHARS)
    units = len(reading.opening) / CHARS_PER_UNIT.get(reading.language, DEFAULT_CHARS_PER_UNIT) + 1
    counts: list[float] = []
    for kind in KINDS:
        counts += [_log(len(title[kind])), _log(bisect_right(body[kind], lead)), len(body[kind]) / units]
    counts += _together(reading)
    counts += [float(not (title["ai"] or body["ai"])), float(_names_nothing(reading))]
    return counts + [float(reading.source_type == one) for one in SOURCE_TYPES]


def _together(reading: Reading) -> list[float]:
    """In what share of the sentences a subject and governing meet."""
    starts = [sentence.start for sentence in split(reading.opening, language=reading.language)] or [0]
    by_kind = {kind: _per_sentence(starts, reading.body_words[kind]) for kind in KINDS}
    pairs = list(zip(by_kind["ai"], by_kind["depends"], by_kind["governing"], strict=True))
    meetings = (
        sum(1 for ai, _, law in pairs if ai and law),
        sum(1 for ai, _, law in pairs if ai and law > 1),
        sum(1 for _, depends, law in pairs if depends and law),
        sum(1 for ai, _, _ in pairs if ai),
    )
    return [number / (len(starts) + SMOOTHING) for number in meetings]


def _per_sentence(starts: Sequence[int], found: Sequence[int]) -> list[int]:
    counts = [0] * len(starts)
    for place in found:
        counts[max(bisect_right(starts, place) - 1, 0)] += 1
    return counts


def _log(count: int) -> float:
    return math.log1p(count)
