"""Which texts are the same text? In: a body and its language. Out: its Print, the bands it is looked up by, and the verdict.

1. Cut the letters into shingles, the whole text and its beginning.
2. Sketch both by MinHash (Broder 1997) and cut the sketches into bands: texts that share a band may be copies, others are not
   looked at. The beginning finds what was cut short, or ends in somebody else's text.
3. Compare exactly: copies share most shingles, or the shorter one stands almost wholly in the longer; and they name the same
   numbers, so that two notices made from one template are not the same notice.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import combinations
from typing import Any

from articles.text import squash

VERSION = "minhash-1"
SHINGLE = {"zh": 4}
DEFAULT_SHINGLE = 8
# Letters and digits of the beginning; half a screen in either script.
BEGINNING = {"zh": 160}
DEFAULT_BEGINNING = 500
# Three rows a band: texts that share half their shingles meet in 16 bands with a probability of .88, those that share .7
# with .999, those that share a tenth (any two texts on one subject) with .016.
ROWS, WHOLE_BANDS, BEGINNING_BANDS = 3, 16, 8
WINDOW = timedelta(days=30)  # what is printed again later is news again
SAME = 0.6  # swapped paragraphs and a rewritten sentence leave .8; different reports on one event stay below .2
CONTAINED = 0.85
LEAST_LETTERS = {"zh": 60}
DEFAULT_LEAST_LETTERS = 160  # of a text that may be a part of another; shorter ones are found in too many
SHORTEST_PART = 0.25
LEAST_NUMBERS, SAME_NUMBERS = 3, 0.5
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Print:
    """A text as copies are told by."""

    text: str
    language: str

    @cached_property
    def letters(self) -> str:
        """Without spaces, marks and case."""
        return squash(self.text)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Of the whole text."""
        return shingles(self.letters, language=self.language)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """In digits."""
        return frozenset(_NUMBER.findall(self.text))

    @cached_property
    def bands(self) -> tuple[str, ...]:
        """Keys that copies share; none of a text without letters."""
        if not self.letters:
            return ()
        beginning = self.letters[: BEGINNING.get(self.language, DEFAULT_BEGINNING)]
        start = shingles(beginning, language=self.language)
        return (*_bands("w", self.shingles, WHOLE_BANDS), *_bands("b", start, BEGINNING_BANDS))


def shingles(letters: str, *, language: str) -> frozenset[str]:
    """Overlapping runs of letters; shorter ones for Chinese. A text shorter than one run is its own shingle."""
    length = SHINGLE.get(language, DEFAULT_SHINGLE)
    return frozenset(letters[at : at + length] for at in range(max(1, len(letters) - length + 1)))


def same_text(one: Print, other: Print) -> bool:
    """Whether one is a copy, a lightly edited copy or a part of the other."""
    if one.language != other.language or not one.letters or not other.letters:
        return False
    if one.letters == other.letters:
        return True
    return _share(one, other) and _same_numbers(one.numbers, other.numbers)


def copies(texts: Sequence[Print]) -> list[tuple[int, int]]:
    """All pairs of a list with the same text, as numbers in it, the lower first."""
    by_band: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for band in text.bands:
            by_band.setdefault(band, []).append(number)
    met = {pair for numbers in by_band.values() for pair in combinations(numbers, 2)}
    return sorted((one, other) for one, other in met if same_text(texts[one], texts[other]))


def originals(texts: Sequence[Print], order: Sequence[Any]) -> list[int | None]:
    """For each text of a list the first, by `order` (such as its date), of those it is a copy of; None for originals."""
    first: list[int | None] = [None] * len(texts)
    for pair in copies(texts):
        earlier, later = sorted(pair, key=lambda number: (order[number], number))
        known = first[later]
        if known is None or (order[earlier], earlier) < (order[known], known):
            first[later] = earlier
    return first


def _share(one: Print, other: Print) -> bool:
    shared = len(one.shingles & other.shingles)
    if shared >= SAME * len(one.shingles | other.shingles):
        return True
    shorter, longer = sorted((one, other), key=lambda text: len(text.letters))
    long_enough = len(shorter.letters) >= max(
        LEAST_LETTERS.get(one.language, DEFAULT_LEAST_LETTERS), SHORTEST_PART * len(longer.letters)
    )
    return long_enough and shared >= CONTAINED * len(shorter.shingles)


def _same_numbers(one: frozenset[str], other: frozenset[str]) -> bool:
    """Of the text with fewer numbers, since the other may go on behind its end."""
    fewest = min(len(one), len(other))
    return fewest < LEAST_NUMBERS or len(one & other) >= SAME_NUMBERS * fewest


def _bands(kind: str, of: frozenset[str], number: int) -> Iterator[str]:
    from datasketch import MinHash

    sketch = MinHash(num_perm=ROWS * number)  # its seed is fixed: the same text has the same bands in every process
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in of])
    for band in range(number):
        rows = sketch.hashvalues[band * ROWS : (band + 1) * ROWS].astype("<u8").tobytes()
        yield f"{kind}{band:02d}{hashlib.blake2b(rows, digest_size=8).hexdigest()}"
