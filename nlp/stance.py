"""Where a text stands towards what it discusses. In: a Reading, Heads. Out: StanceLabels of its own voice, and of other people.

1. Find the targets that the text may discuss.
2. Ask of every sentence on which side of a target it stands, and how telling it is of the text's own voice.
3. Weigh them together: support, oppose, neutral, or not discussed at all; the most telling sentence is the evidence, and what is
   seldom right is unsure.
4. Of sentences that report what somebody says, give the side with its holder.
Without an embedder the same heads read counted words alone. No text is ever asked what its label is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from articles.model import Evidence, Stance, StanceLabel
from nlp import stance_features
from nlp.heads import Floats, Head, Heads, sigmoid
from nlp.passages import Passages, passages
from nlp.quotes import quotes
from nlp.reading import Reading
from nlp.reported import UNNAMED, holder
from nlp.sentences import Sentence
from nlp.stance_features import FEATURES
from nlp.targets import target_ids

LABELS: tuple[Stance, ...] = ("support", "oppose", "neutral")
ABSENT = len(LABELS)  # the class of a target that is not discussed
NAMES = ("stance_discussed", "stance_about", "stance_side", "stance_evidence", "stance_reported", "stance")
# Chosen by cross-validation over stories on the training articles; measure anew after a change of features or rows.
MOST_ABSENT = 0.9  # a target that is surer absent than this gets no label
SURE = 0.7  # a label that is right so probably, if the target is discussed, is shown
FIRM = 0.5  # and the target must not be surer absent than this
REPORTED = 0.2  # a sentence reports a stance
REPORTED_SURE = 0.4  # and target and side are right in two of three
FAIR = 0.08  # a target that is less likely discussed is not looked at


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Shapes, for n sentences and t targets: `likely` (t,): is it discussed; `about`, `sides`, `telling` (n, t): logits of each
    sentence, above zero for one that speaks of it, for opposition, for good evidence; `title_sides`, `lead_sides` (t,).
    """

    passages: Passages
    likely: Floats
    about: Floats
    sides: Floats
    title_sides: Floats
    lead_sides: Floats
    telling: Floats

    def candidates(self) -> tuple[int, ...]:
        """The targets that are worth looking at: fairly likely, named, or among the two likeliest."""
        found = (self.likely > FAIR) | (self.passages.named.sum(axis=0) > 0)
        found[np.argsort(-self.likely)[:2]] = True
        return tuple(int(number) for number in np.flatnonzero(found))

    def stance_features(self, target: int) -> Floats:
        """What the head `stance` reads."""
        read = stance_features.Sides(
            sentences=self.sides[:, target],
            telling=self.telling[:, target],
            about=self.about,
            title=float(self.title_sides[target]),
            lead=float(self.lead_sides[target]),
        )
        return stance_features.stance(self.passages, target=target, likely=self.likely, read=read)

    def reported_features(self, target: int) -> Floats:
        """What the head `stance_reported` reads, one row a sentence."""
        likely = float(self.likely[target])
        return stance_features.reported(
            self.passages,
            target=target,
            likely=likely,
            likeliest=bool(likely >= self.likely.max()),
            about=self.about[:, target],
        )


@dataclass(frozen=True, kw_only=True)
class Plain:
    """The heads that read texts and sentences; the others read what these say."""

    discussed: Head
    about: Head
    side: Head
    evidence: Head


def weigh(read: Passages, plain: Plain) -> Weighed:
    """Every sentence of a text, weighed for every target."""
    targets = len(target_ids())
    nobody = np.zeros((1, read.speech.shape[1]))
    whole = read.cues.mean(axis=0)[None]

    def sides(vectors: Floats, cues: Floats, speech: Floats) -> Floats:
        rows = (stance_features.side(vectors, cues, speech, target=one, targets=targets) for one in range(targets))
        return np.array([plain.side.logits(row)[:, 0] for row in rows]).T

    return Weighed(
        passages=read,
        likely=sigmoid(plain.discussed.logits(stance_features.discussed(read)[None])[0]),
        about=plain.about.logits(stance_features.about(read)),
        sides=sides(read.vectors, read.cues, read.speech),
        title_sides=sides(read.title_vector, read.title_cues, nobody)[0],
        lead_sides=sides(read.lead_vector, whole, nobody)[0],
        telling=np.array(
            [plain.evidence.logits(stance_features.evidence(read, target=one))[:, 0] for one in range(targets)]
        ).T,
    )


def weighed(reading: Reading, heads: Heads) -> Weighed | None:
    """The same by the heads of the product; None where one of them is missing: nobody guesses a stance."""
    found = [head for name in NAMES if (head := heads.head(name, FEATURES)) is not None]
    if len(found) < len(NAMES):
        return None
    discussed, about, side, evidence, *_ = found
    return weigh(passages(reading), Plain(discussed=discussed, about=about, side=side, evidence=evidence))


def stances(read: Weighed, heads: Heads) -> tuple[StanceLabel, ...]:
    """The text's own stance towards every target that it discusses, the surest first."""
    candidates = read.candidates()
    chances = heads.heads["stance"].probabilities(np.array([read.stance_features(one) for one in candidates]))
    found = [
        _stance(read, target, chance)
        for target, chance in zip(candidates, chances, strict=True)
        if chance[ABSENT] <= MOST_ABSENT
    ]
    return tuple(sorted(found, key=lambda label: -label.score))


def _stance(read: Weighed, target: int, chances: Floats) -> StanceLabel:
    """`score` is the probability of the label if the target is discussed."""
    best = int(chances[:ABSENT].argmax())
    score = float(chances[best] / chances[:ABSENT].sum())
    telling = read.telling[:, target] + _agreement(read.sides[:, target], LABELS[best])
    return StanceLabel(
        target=target_ids()[target],
        label=LABELS[best],
        score=round(score, 4),
        unsure=score < SURE or float(chances[ABSENT]) > FIRM,
        evidence=_evidence(read.passages.sentences[int(telling.argmax())]),
    )


def _agreement(sides: Floats, label: Stance) -> Floats:
    """Evidence of support is a sentence that stands on that side."""
    if label == "neutral":
        return np.zeros_like(sides)
    signed: Floats = np.clip(sides if label == "oppose" else -sides, -2, 2)
    return signed


def reported_stances(read: Weighed, heads: Heads) -> tuple[StanceLabel, ...]:
    """What others are said to think, in the order of the text: one label a target, label and holder."""
    head = heads.heads["stance_reported"]
    found: dict[tuple[str, str, str], StanceLabel] = {}
    for number, target, score in _reports(read, head):
        sentence = read.passages.sentences[number]
        opposed = read.sides[number, target] > 0
        said = StanceLabel(
            target=target_ids()[target],
            label="oppose" if opposed else "support",
            score=round(score, 4),
            unsure=score < REPORTED_SURE,
            evidence=_evidence(sentence),
            holder=holder_of(sentence, read.passages.reading),
        )
        found.setdefault((said.target, said.label, str(said.holder)), said)
    return tuple(found.values())


def _reports(read: Weighed, head: Head) -> Sequence[tuple[int, int, float]]:
    """(sentence, target, probability) of every report, in the order of the text."""
    reports = [
        (number, target, float(score))
        for target in read.candidates()
        for number, score in enumerate(head.probabilities(read.reported_features(target))[:, 0])
        if score >= REPORTED
    ]
    return sorted(reports)


def holder_of(sentence: Sentence, reading: Reading) -> str:
    """Who is said to think so, as written; UNNAMED where the text names nobody."""
    named = holder(sentence.text, language=reading.language)
    quoted = (
        quote.holder
        for quote in quotes(reading.body, language=reading.language)
        if quote.holder and quote.start < sentence.end and quote.end > sentence.start
    )
    return named or next(quoted, UNNAMED)


def _evidence(sentence: Sentence) -> Evidence:
    return Evidence(text=sentence.text, start=sentence.start, end=sentence.end)
