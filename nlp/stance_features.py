"""What the heads of stance read. In: Passages. Out: feature rows for each of five questions.

1. `discussed`: which targets may the text discuss?
2. `about`: which targets does a sentence speak of?
3. `side`: on which side of a target does a sentence stand?
4. `evidence`: which sentence tells best where the text itself stands towards a target?
5. `reported`: does a sentence report how somebody else stands towards a target?
The stance itself (`stance`) weighs the sides of all sentences by how telling they are as evidence, and knows a fourth answer:
the target is not discussed at all.

Features come ready weighed: factors beside them were chosen by cross-validation over stories on the training articles.
"""

from dataclasses import dataclass

import numpy as np

from nlp.heads import Floats
from nlp.passages import Passages

FEATURES = "stance-2"
SOURCE_TYPES = ("official", "opinion", "blog", "news")


@dataclass(frozen=True, kw_only=True)
class Sides:
    """What the heads of sentences say of one target: logits, above zero for opposition; `telling` above zero for evidence.

    Shapes, for n sentences and t targets: `sentences`, `telling` (n,); `about` (n, t).
    """

    sentences: Floats
    telling: Floats
    about: Floats
    title: float
    lead: float


# How strongly what is said counts beside the words that take a side, and what is said of one target beside what is said of any.
SAID, OWN, WORDS = 1.0, 1.4, 0.22


def discussed(passages: Passages) -> Floats:
    """Shape (d,): lead and mean sentence, then mentions of each target in title and text."""
    any_mention = np.minimum(passages.named + passages.pointed, 1)
    counts = np.concatenate(
        [
            np.minimum(passages.title_mentions, 1),
            np.log1p(np.minimum(passages.named, 1).sum(axis=0))[None],
            np.log1p(np.minimum(passages.pointed, 1).sum(axis=0))[None],
            any_mention.mean(axis=0)[None] * 2,
        ]
    )
    return np.concatenate([passages.lead_vector[0] * 5, passages.vectors.mean(axis=0) * 2.3, counts.T.ravel()])


def about(passages: Passages) -> Floats:
    """Shape (n, d), one row a sentence."""
    return np.concatenate(
        [passages.vectors * 3, np.minimum(passages.named, 1), np.minimum(passages.pointed, 2) / 2], axis=1
    )


def side(vectors: Floats, cues: Floats, speech: Floats, *, target: int, targets: int) -> Floats:
    """Shape (n, d) for n passages: what is said, what is said of this very target, and the words that take a side."""
    which = np.zeros((len(vectors), targets))
    which[:, target] = SAID / OWN
    return np.concatenate(
        [
            which,
            vectors * SAID,
            _of_target(vectors * OWN, target, targets),
            cues * WORDS,
            _of_target(cues * WORDS / 2, target, targets),
            speech * WORDS,
        ],
        axis=1,
    )


def _of_target(rows: Floats, target: int, targets: int) -> Floats:
    """The same columns, in the target's own place among zeros."""
    placed = np.zeros((len(rows), targets * rows.shape[1]))
    placed[:, target * rows.shape[1] : (target + 1) * rows.shape[1]] = rows
    return placed


def evidence(passages: Passages, *, target: int) -> Floats:
    """Shape (n, d), one row a sentence."""
    place = _place(passages, target)
    opinion, official = _is_opinion(passages), _is_official(passages)
    spoken = np.concatenate([passages.speech, passages.attribution], axis=1)
    return np.concatenate(
        [
            place,
            place * opinion,
            passages.cues,
            passages.cues * opinion,
            passages.cues * official,
            spoken * (1 - official),
            spoken * official,
            passages.vectors,
        ],
        axis=1,
    )


def reported(passages: Passages, *, target: int, likely: float, likeliest: bool, about: Floats) -> Floats:
    """Shape (n, d), one row a sentence.

    `likely` is how sure it is that the text discusses the target, `about` (n,) that a sentence speaks of it, as logits.
    """
    opinion, official = _is_opinion(passages), _is_official(passages)
    place = _place(passages, target)
    spoken = np.concatenate([passages.speech, passages.attribution], axis=1)
    by_person = passages.attribution[:, -1:]
    n = len(place)
    hint = np.tile([likely, np.log(likely + 0.01) / 2, float(likeliest)], (n, 1))
    return np.concatenate(
        [
            place,
            passages.cues,
            spoken,
            spoken * opinion,
            spoken * official,
            hint,
            by_person * likely,
            passages.speech[:, :1] * likely,
            place[:, :4] * likely,
            _nearby(about) / 3,
            passages.vectors,
        ],
        axis=1,
    )


def stance(passages: Passages, *, target: int, likely: Floats, read: Sides) -> Floats:
    """Shape (d,): the sides weighed by how telling each sentence is, and how sure it is that the target is discussed at all."""
    weights = [_shares(read.telling / temperature) for temperature in (1.0, 0.4, 2.0)]
    mixed = [float(weight @ read.sentences) for weight in weights]
    opinion, official = _is_opinion(passages), _is_official(passages)
    best = weights[0]
    numbers = [
        *mixed,
        read.title / 2,
        read.lead / 2,
        float(read.sentences.mean()),
        float(read.telling.max()) / 2,
        *(2.0 * (passages.reading.source_type == one) for one in SOURCE_TYPES),
        *(best @ passages.speech),
        *passages.speech.mean(axis=0),
        mixed[0] * opinion,
        mixed[0] * official,
        read.title * opinion / 2,
        read.title * official / 2,
    ]
    counted = np.concatenate([best @ passages.cues, passages.cues.mean(axis=0), passages.title_cues[0]]) / 2
    presence = [*_presence(passages, target, likely), *_spoken_of(read.about, target, best)]
    strongest = [float(np.abs(read.sentences).max()) / 2, float(read.telling.max() > 0)]
    return np.concatenate([numbers, counted, presence, strongest, passages.lead_vector[0]])


def _presence(passages: Passages, target: int, likely: Floats) -> list[float]:
    """How sure it is that the text discusses the target, alone and against the other targets."""
    chance = float(likely[target])
    named, pointed = passages.named[:, target], passages.pointed[:, target]
    return [
        float(np.log(chance / (1 - chance) + 1e-9)) / 2,
        chance,
        *np.minimum(passages.title_mentions[:, target], 1),
        float(np.log1p(named.sum())),
        float(np.log1p(pointed.sum())),
        float(np.minimum(named + pointed, 1).mean()) * 2,
        min(int((likely > chance).sum()), 4) / 2,
        chance / float(likely.max()),
    ]


def _spoken_of(about: Floats, target: int, telling: Floats) -> list[float]:
    """How surely the sentences speak of the target: the surest, all of them, the most telling, the surest against others."""
    own = about[:, target]
    others = np.delete(about, target, axis=1).max()
    return [
        float(own.max()) / 3,
        float(np.logaddexp(0, own).sum()) / 3,
        float(telling @ own) / 3,
        float(own.max() - others) / 3,
    ]


def _nearby(about: Floats) -> Floats:
    """Shape (n, 2): of a sentence itself, and the best of its neighbours and itself."""
    padded = np.pad(about, 1, mode="edge")
    around = np.max([padded[:-2], padded[1:-1], padded[2:]], axis=0)
    return np.array([about, around]).T


def _place(passages: Passages, target: int) -> Floats:
    """Shape (n, d): how a sentence and its neighbours speak of the target, and where it stands."""
    named, pointed = passages.named[:, target], passages.pointed[:, target]
    strength = np.minimum(named, 1) * 2 + np.minimum(pointed, 1)
    before, behind = np.roll(strength, 1), np.roll(strength, -1)
    before[0] = behind[-1] = 0
    n = len(strength)
    number = np.arange(n)
    chinese = passages.reading.language == "zh"
    lengths = np.array([np.log1p(len(sentence.text)) / 4 * (2 if chinese else 1) for sentence in passages.sentences])
    columns = [
        np.minimum(named, 1),
        np.minimum(pointed, 2) / 2,
        strength > 0,
        (before > 0) | (behind > 0) | (strength > 0),
        before > 0,
        behind > 0,
        strength / max(strength.max(), 1e-9),
        np.full(n, strength.max() == 0),
        number / n,
        number == 0,
        number == n - 1,
        number == n - 2,
        lengths,
        np.full(n, chinese),
        np.full(n, 1 / n),
    ]
    return np.array(columns, dtype=np.float64).T


def _shares(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max())
    shares: Floats = raised / raised.sum()
    return shares


def _is_opinion(passages: Passages) -> float:
    return float(passages.reading.source_type in ("opinion", "blog"))


def _is_official(passages: Passages) -> float:
    return float(passages.reading.source_type == "official")
