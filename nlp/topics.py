"""Which topics a text has. In: a relevant Reading and its Head. Out: (topic id, probability) pairs, likeliest first.

The head reads the vectors of lead and tail (where there is an embedder) and, for every topic, how many of its keywords stand
in the title and in the text.
"""

from collections import Counter
from functools import cache

import numpy as np

from articles.matcher import Matcher, Term
from articles.taxonomy import load_taxonomy
from nlp.heads import Floats, Head
from nlp.reading import Reading
from nlp.words import MOST_CHARS

FEATURES = "topics-1"
THRESHOLD = 0.3  # by cross-validation over stories on the relevant training articles; best for micro-F1


def features(reading: Reading) -> Floats:
    """What the head is fitted on: both vectors (2d,), then the keyword counts."""
    counts = _counts(reading)
    if reading.lead_vector is None or reading.tail_vector is None:
        return counts
    return np.concatenate([reading.lead_vector, reading.tail_vector, counts])


def topics(reading: Reading, head: Head) -> tuple[tuple[str, float], ...]:
    """Every topic that is likely enough, and the likeliest one in any case: a relevant text has a topic."""
    ranked = sorted(likelihoods(reading, head).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for number, pair in enumerate(ranked) if not number or pair[1] >= THRESHOLD)


def likelihoods(reading: Reading, head: Head) -> dict[str, float]:
    """The probability of every topic."""
    said = head.probabilities(features(reading)[None])[0]
    return {topic: round(float(one), 4) for topic, one in zip(head.classes, said, strict=True)}


def _counts(reading: Reading) -> Floats:
    """Per topic: keywords in the title, different ones in the text, all of them in the text; as logarithms."""
    title, body = _found(reading.title), _found(reading.body[:MOST_CHARS])
    rows = [(title[topic].total(), len(body[topic]), body[topic].total()) for topic in load_taxonomy().topics]
    counts: Floats = np.log1p(np.array(rows, dtype=np.float64)).ravel()
    return counts


def _found(text: str) -> dict[str, Counter[str]]:
    """How often each keyword of each topic stands in a text."""
    found: dict[str, Counter[str]] = {topic: Counter() for topic in load_taxonomy().topics}
    for hit in _matcher().find(text):
        for term in hit.terms:
            found[term.id][term.text] += 1
    return found


@cache
def _matcher() -> Matcher:
    return Matcher(
        Term(text=word, id=topic.id, language=language)
        for topic in load_taxonomy().topics.values()
        for language, words in topic.keywords.items()
        for word in words
    )
