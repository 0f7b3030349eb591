"""Finding thousands of names at once in three languages. In: Terms and a text. Out: Hits, the longest first, never overlapping.

One pass by an Aho-Corasick automaton over the folded text; folding keeps every character in its place, so offsets are
those of the original. A capital letter of a term matches a capital only, a small one both; hyphens, spaces and the marks of
half-width and full-width text are the same; traditional characters match simplified ones. What may stand behind a term in
its word depends on the language: nothing, an inflection, or the rest of a compound. Chinese terms match anywhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from articles.text import has_cjk, simplified_forms

# Whole words only: "KI", "AI", "BIS" begin too many others.
SHORT = 3
# From here on a German term may be the first part of a compound (Bundestagswahl); shorter ones begin other words (Meta-ll).
COMPOUND = 8
_INFLECTIONS = {
    "de": frozenset(("", "s", "es", "n", "en", "e", "er", "em", "ern", "erin", "innen")),
    "en": frozenset(("", "s", "es")),
}
# A last character that more often begins the next word before these: 外交|部门, 出口管制|法律.
_RUNS_ON = {"部": frozenset("门队位件分署"), "法": frozenset("律规院治官"), "局": frozenset("部面势限")}
_OWN_WORD = "部署"  # 总局|部署, in which nothing runs on
_SPACES = "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_REST_OF_WORD = re.compile(
    r"[^\W_\u2e80-\u9fff\uf900-\ufaff]*"
)  # letters and digits of scripts with spaces between words


@dataclass(frozen=True, kw_only=True)
class Term:
    """A way to write what `id` stands for; in a language that is neither German nor Chinese it inflects like English."""

    text: str
    id: str
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class Hit:
    """text[start:end] is how the terms are written here; several where one name stands for several things."""

    start: int
    end: int
    terms: tuple[Term, ...]


class Matcher:
    """Built once for its terms, then used on any text from any thread."""

    def __init__(self, terms: Iterable[Term]) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        by_form = sorted((term for term in terms if term.text), key=lambda term: fold(term.text))
        for form, same in groupby(by_form, key=lambda term: fold(term.text)):
            self._automaton.add_word(form, tuple(same))
        self._empty = not by_form
        self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Hit, ...]:
        """Where terms occur, in order; of overlapping ones the longest, of equally long ones the first."""
        if self._empty:
            return ()
        taken = bytearray(len(text))
        kept = []
        for hit in sorted(self._hits(text), key=lambda hit: (hit.start - hit.end, hit.start)):
            if taken.find(1, hit.start, hit.end) < 0:
                taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
                kept.append(hit)
        return tuple(sorted(kept, key=lambda hit: hit.start))

    def _hits(self, text: str) -> Iterator[Hit]:
        for last, same in self._automaton.iter(fold(text)):
            end = last + 1
            start = end - len(same[0].text)
            terms = tuple(term for term in same if _stands(term, text, start, end))
            if terms:
                yield Hit(start=start, end=end, terms=terms)


def fold(text: str) -> str:
    """The form in which text is compared, as long as the text itself."""
    return text.translate(_folding())


def _stands(term: Term, text: str, start: int, end: int) -> bool:
    """Whether it is this term that stands there, and not the middle of a word or a small-letter word."""
    if any(own.isupper() and not found.isupper() for own, found in zip(term.text, text[start:end], strict=True)):
        return False
    if start and _is_letter(text[start - 1]) and _is_letter(text[start]):
        return False
    if not _is_letter(text[end - 1]):
        return text.startswith(_OWN_WORD, end) or text[end : end + 1] not in _RUNS_ON.get(fold(text[end - 1]), ())
    rest = _rest_of_word(text, end)
    return not rest or (len(term.text) > SHORT and _may_follow(rest, term))


def _may_follow(rest: str, term: Term) -> bool:
    if term.language == "de" and len(term.text) >= COMPOUND:
        return rest.isalpha()
    return rest.lower() in _INFLECTIONS["de" if term.language == "de" else "en"]


def _rest_of_word(text: str, start: int) -> str:
    match = _REST_OF_WORD.match(text, start)
    return match.group() if match else ""


def _is_letter(character: str) -> bool:
    return character.isalnum() and not has_cjk(character)


@cache
def _folding() -> dict[int, str]:
    """Small letters, plain spaces, Hans characters; only what is one character for one."""
    marks = dict.fromkeys(map(ord, _SPACES + _HYPHENS), " ") | dict.fromkeys(map(ord, "’‘ʼ"), "'")
    letters = {code: chr(code).lower() for code in range(0x530) if len(chr(code).lower()) == 1}
    wide = {code: unicodedata.normalize("NFKC", chr(code)).lower() for code in range(0xFF01, 0xFF5F)}
    return letters | wide | simplified_forms() | marks
