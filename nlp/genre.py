"""What kind of text it is: report, opinion, policy announcement or press release. In: a Reading, its Head. Out: the type, and
how sure that is.

The head reads the lead vector (where there is an embedder), the source type and counted cues.
"""

import math
import re

import numpy as np

from articles.text import simplify
from nlp.genre_words import CUES
from nlp.heads import Floats, Head
from nlp.reading import Reading
from nlp.words import MOST_CHARS

FEATURES = "genre-1"
TYPES = ("news_report", "opinion", "policy_announcement", "press_release")
SOURCE_TYPES = ("news", "opinion", "blog", "official")
EDGE_CHARS = {"zh": 120}  # how far opening and ending reach
DEFAULT_EDGE_CHARS = 300
CHARS_PER_UNIT = {"zh": 400}  # cues are counted per unit of text
DEFAULT_CHARS_PER_UNIT = 1000
SMOOTHING = 0.3  # units, so that one cue in three lines does not look like a text that is full of them


def features(reading: Reading) -> Floats:
    """What the head is fitted on: the lead vector (d,), then cues and source type."""
    counts = _counts(reading)
    return counts if reading.lead_vector is None else np.concatenate([reading.lead_vector, counts])


def genre(reading: Reading, head: Head) -> tuple[str, float]:
    """The likeliest type and its probability."""
    likely = head.probabilities(features(reading)[None])[0]
    best = int(likely.argmax())
    return head.classes[best], round(float(likely[best]), 4)


def _counts(reading: Reading) -> Floats:
    """Per cue: in the title? how often in the body? in its opening? in its ending? Then length and source type."""
    title, body = simplify(reading.title), simplify(reading.body[:MOST_CHARS])
    edge = EDGE_CHARS.get(reading.language, DEFAULT_EDGE_CHARS)
    units = len(body) / CHARS_PER_UNIT.get(reading.language, DEFAULT_CHARS_PER_UNIT) + SMOOTHING
    counts: list[float] = []
    for cue in CUES.values():
        share = math.log1p(len(cue.findall(body)) / units)
        counts += [_in(cue, title), share, _in(cue, body[:edge]), _in(cue, body[-edge:])]
    source = [float(reading.source_type == one) for one in SOURCE_TYPES]
    return np.array([*counts, math.log1p(units), *source])


def _in(cue: re.Pattern[str], text: str) -> float:
    return float(cue.search(text) is not None)
