"""The sentences that may tell where a text stands. In: a Reading. Out: Passages: what each sentence says, row by row.

A long text is read by its most telling sentences alone: those that speak of a target in words that take a side, the first and
the last ones, so that an article costs at most so many vectors whatever its length.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nlp.heads import Floats
from nlp.polarity import cues
from nlp.quotes import quotes, spoken
from nlp.reading import Reading
from nlp.reported import attribution
from nlp.sentences import Sentence
from nlp.targets import mentions

MOST = 16  # sentences read; invented articles have 10 in the median, real ones 25; about 0.6 s of embedding on two idle cores
MOST_SCANNED = 200  # of 200,000 characters only the beginning and the end are scanned
EDGE = 2  # first and last sentences are always read: opinions conclude
LONGEST = {"zh": 200}
LEAST_LENGTH = 1e-9
DEFAULT_LONGEST = 500  # characters of a sentence that are embedded: captions and lists without full stops run on


@dataclass(frozen=True, kw_only=True)
class Passages:
    """What the sentences say, and `title_...` the same of the title.

    Shapes, for n sentences and t targets: `named`, `pointed` (n, t); `cues`, `attribution` (n, k); `speech` (n, 2): the share
    in direct speech, and whether it is reported; `vectors` (n, d), d = 0 without an embedder.
    """

    reading: Reading
    sentences: tuple[Sentence, ...]
    named: Floats
    pointed: Floats
    cues: Floats
    attribution: Floats
    speech: Floats

    @cached_property
    def vectors(self) -> Floats:
        """Each sentence, centred by language, of length 1."""
        longest = LONGEST.get(self.reading.language, DEFAULT_LONGEST)
        return _vectors(self.reading, tuple(sentence.text[:longest] for sentence in self.sentences))

    @cached_property
    def title_vector(self) -> Floats:
        """Shape (1, d)."""
        return _vectors(self.reading, (self.reading.title,))

    @cached_property
    def lead_vector(self) -> Floats:
        """Shape (1, d)."""
        lead = self.reading.lead_vector
        return np.zeros((1, 0)) if lead is None else lead[None]

    @cached_property
    def title_mentions(self) -> Floats:
        """Shape (2, t): named, pointed to."""
        return mentions(self.reading.title)

    @cached_property
    def title_cues(self) -> Floats:
        """Shape (1, k)."""
        return cues(self.reading.title)[None]


def passages(reading: Reading) -> Passages:
    """What the sentences of a text say of the targets. At least one row, if need be of an empty sentence."""
    every = reading.sentences or (Sentence(text="", start=0, end=0, paragraph=0),)
    scanned = every if len(every) <= MOST_SCANNED else every[: MOST_SCANNED // 2] + every[-MOST_SCANNED // 2 :]
    spoke = np.array([mentions(sentence.text) for sentence in scanned])
    sided = np.array([cues(sentence.text) for sentence in scanned])
    kept = _telling(spoke, sided)
    sentences = tuple(scanned[number] for number in kept)
    return Passages(
        reading=reading,
        sentences=sentences,
        named=spoke[kept, 0],
        pointed=spoke[kept, 1],
        cues=sided[kept],
        attribution=np.array([attribution(sentence.text, language=reading.language) for sentence in sentences]),
        speech=_speech(reading, sentences),
    )


def _telling(spoke: Floats, sided: Floats) -> list[int]:
    """Which sentences to read, in order."""
    count = len(spoke)
    if count <= MOST:
        return list(range(count))
    worth = 2 * np.minimum(spoke[:, 0].sum(axis=1), 2) + np.minimum(spoke[:, 1].sum(axis=1), 2) + sided.sum(axis=1) / 4
    worth[:EDGE] += 100
    worth[-EDGE:] += 100
    return sorted(np.argsort(-worth, kind="stable")[:MOST].tolist())


def _speech(reading: Reading, sentences: tuple[Sentence, ...]) -> Floats:
    """Shape (n, 2): how much of each sentence stands in quotation marks; whether it reports what somebody says."""
    inside = spoken(reading.body, language=reading.language)
    told = [quote for quote in quotes(reading.body, language=reading.language) if not quote.direct]
    shares = [
        sum(max(0, min(one.end, end) - max(one.start, start)) for start, end in inside) / max(1, one.end - one.start)
        for one in sentences
    ]
    reports = [float(any(quote.start < one.end and quote.end > one.start for quote in told)) for one in sentences]
    return np.array([shares, reports]).T


def _vectors(reading: Reading, texts: tuple[str, ...]) -> Floats:
    if reading.embedder is None:
        return np.zeros((len(texts), 0))
    vectors: Floats = reading.embedder.embed(texts).astype(np.float64)
    centred: Floats = vectors - (reading.means or {}).get(reading.language, np.zeros(vectors.shape[1]))
    unit: Floats = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), LEAST_LENGTH)
    return unit
