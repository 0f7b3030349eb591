"""German compounds -> the nouns inside them. In: a word in small letters, ß as ss. Out: its parts and how they hang together.

compounds.txt beside this file lists the nouns. A word is parted where all of it is made of them and of linking letters, into as
few as possible; else where it ends in a long one and what stands before could be a word. It is meant for finding:
Datenschutzverordnung gives daten, schutz, verordnung, datenschutz and schutzverordnung.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

SHORTEST = 8  # letters of a compound; shorter ones are hardly ever searched for by their parts
LONG_PART = 6  # letters of a known last part behind an unknown first one: shorter ones end too many simple words
LONG_REST = 4
STEADY = 4  # letters that no stemmer touches
LINKS = ("", "s", "es", "n", "en", "er", "e")
# What makes one word of a known noun and nothing before it: Verwertung is no compound of Wert.
_PREFIX = re.compile(
    "ab|alt|an|auf|aus|be|bei|ein|ent|er|fort|ge|gegen|gesamt|haupt|her|hin|miss|mit|nach|neben|neu|nicht|nieder|ober|rück|um|un"
    "|unter|ver|vor|weg|wider|wieder|zer|zu|zusammen|über"
)
_VOWEL = re.compile("[aeiouyäöü]")


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """Every known part and every run of parts shorter than the word; empty for what is no compound."""
    if len(word) < SHORTEST or not word.isalpha() or word in _nouns() or word in _whole():
        return ()
    found = _cover(word) or _known_end(word)
    runs = [
        word[found[first][0] : found[last][1]]
        for first in range(len(found))
        for last in range(first, len(found))
        if last - first + 1 < len(found)
    ]
    return tuple(dict.fromkeys(runs))


def _cover(word: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each part, linking letters left out; the fewest parts, the longest first ones among those."""
    best: dict[int, tuple[tuple[int, int], ...]] = {}
    for start in range(len(word) - 1, -1, -1):
        if start == 0 or start >= 2:
            options = [_with_rest(word, start, end, best) for end in range(len(word), start + 2, -1)]
            covered = [option for option in options if option]
            if covered:
                best[start] = min(covered, key=len)
    whole = best.get(0, ())
    return whole if len(whole) > 1 else ()


def _with_rest(
    word: str, start: int, end: int, best: dict[int, tuple[tuple[int, int], ...]]
) -> tuple[tuple[int, int], ...]:
    """The part word[start:end] and what covers the rest behind a linking element; empty where either is unknown."""
    if end == len(word):
        return ((start, end),) if _is_noun(word[start:]) else ()
    if word[start:end] not in _nouns():
        return ()
    rests = [best[end + len(link)] for link in LINKS if word.startswith(link, end) and end + len(link) in best]
    return ((start, end), *min(rests, key=len)) if rests else ()


def _known_end(word: str) -> tuple[tuple[int, int], ...]:
    """An unknown first part and the longest known last one."""
    for cut in range(LONG_REST, len(word) - LONG_PART + 1):
        rest = word[:cut]
        if not _PREFIX.fullmatch(rest) and _VOWEL.search(rest) and _is_noun(word[cut:]):
            return (0, cut), (cut, len(word))
    return ()


@lru_cache(maxsize=100_000)
def _is_noun(word: str) -> bool:
    """Known as it stands or in another case: Verordnungen."""
    if word in _nouns():
        return True
    return len(word) > LONG_PART and word[:STEADY] in _beginnings() and _stemmer().stemWord(word) in _stems()


@cache
def _beginnings() -> frozenset[str]:
    """What every case of a noun begins with; looked up before the slower stem."""
    return frozenset(word[:STEADY] for word in _nouns())


@cache
def _nouns() -> frozenset[str]:
    return frozenset(word for line in _lines() if not line.startswith("!") for word in line.split())


@cache
def _whole() -> frozenset[str]:
    return frozenset(word for line in _lines() if line.startswith("!") for word in line[1:].split())


@cache
def _stems() -> frozenset[str]:
    return frozenset(_stemmer().stemWord(word) for word in _nouns())


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("german")


def _lines() -> list[str]:
    text = files(__package__).joinpath("compounds.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
