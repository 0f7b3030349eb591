"""Official names in translations, whichever engine runs. In: a sentence and its language. Out: its terms; the sentence
with their English in place; which of them a translation has lost.

Chinese terms are found as the glossary finds them; German ones by the stems of their words, so that every case and plural is
found: "den KI-Modellen mit allgemeinem Verwendungszweck". What begins a compound (Bundestagswahl) stays as it is.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from articles.matcher import SHORT, fold
from articles.taxonomy.glossary import find_terms, load_glossary

_WORD = re.compile(r"[\w'’]+(?:[-.]\w+)*")
_PLURALS = (("tren", "trum"), ("siken", "siko"))  # Rechenzentren, Risiken, which the stemmer does not know
Way = Literal["plain", "brackets", "tokens"]
PLAIN: Way = "plain"
BRACKETS: Way = "brackets"
TOKENS: Way = "tokens"
# In this order: with brackets the words around a term stay fluent, a token is never lost.
WAYS_APART = (BRACKETS, TOKENS)
# In a Chinese text models leave it out, or say "Chinese Ministry of Commerce": it is put back when all is translated.
OF_CHINA = " of China"
_SPELLINGS = (
    (r"[sz](?=ation|e\b|ed\b|ing\b)", "[sz]"),
    (r"ll?(?=ing\b|ed\b)", "ll?"),
    (r"(?<=cent)(?:re|er)\b", "(?:re|er)"),
    (r"(?<=licen)[cs](?=e)", "[cs]"),
    (r"ou?r(?=\b|is)", "ou?r"),
    (r"\\[- ]", "[- ]"),
)


@dataclass(frozen=True, kw_only=True)
class Official:
    """text[start:end] is a term of the glossary; `english` is its rendering, `accepted` are all that are right."""

    start: int
    end: int
    english: str
    accepted: tuple[str, ...]


def official_terms(text: str, language: str) -> tuple[Official, ...]:
    """The terms a sentence holds, in order, never overlapping."""
    found = _in_german(text) if language == "de" else _in_chinese(text)
    return tuple(
        Official(
            start=start, end=end, english=_alike(text[start:end], _accepted()[english]), accepted=_accepted()[english]
        )
        for start, end, english in found
    )


def _alike(written: str, accepted: tuple[str, ...]) -> str:
    """An abbreviation for an abbreviation (KI, AI; DSGVO, GDPR), else the preferred rendering."""
    short = [one for one in accepted if one.isupper()]
    return short[0] if short and written.isupper() and written.isascii() else accepted[0]


def with_english(text: str, terms: Sequence[Official], *, way: Way = PLAIN, missed: Collection[str] = ()) -> str:
    """The sentence with the English of its terms in place, which translators leave as it is.

    Those that an earlier try has `missed` are set apart, in one of the WAYS_APART.
    """
    parts, at = [], 0
    for number, term in enumerate(terms):
        parts += [text[at : term.start], _written(term, number, way if term.english in missed else PLAIN)]
        at = term.end
    return "".join([*parts, text[at:]])


def restored(english: str, terms: Sequence[Official], *, way: Way = PLAIN) -> str:
    """A translation with its terms as their issuers write them, and without what set them apart."""
    if way == BRACKETS:
        english = re.sub(r"\[([^\]]*)\]", r"\1", english)
    for number, term in enumerate(terms):
        if way == TOKENS:
            english = english.replace(_token(number), term.english)
        if lost([term], english):
            english = _any_spelling(term.english).sub(term.english, english)  # no name has a backslash
    return english


def _written(term: Official, number: int, way: Way) -> str:
    if way == TOKENS:
        return _token(number)
    short = term.english.removesuffix(OF_CHINA)
    return f"[{short}]" if way == BRACKETS else short


def _token(number: int) -> str:
    """A word that no language has, so that every translator takes it for a name."""
    return f"QX{chr(ord('A') + number % 26)}"


def lost(terms: Iterable[Official], english: str) -> tuple[str, ...]:
    """The terms whose right rendering a translation does not have, in one or several, each once."""
    said = _bare(english)
    return tuple(
        dict.fromkeys(term.english for term in terms if not any(_said(one).search(said) for one in term.accepted))
    )


@cache
def _said(english: str) -> re.Pattern[str]:
    bare = _bare(english)
    return re.compile(rf"\b{bare[:-1]}(?:y|ies)\b" if bare.endswith("y") else rf"\b{bare}(?:s|es)?\b")


@cache
def _any_spelling(english: str) -> re.Pattern[str]:
    """British and American; of a name that ends in "of China" also "China's ..." and the rest alone."""
    pattern = re.escape(english.removesuffix(OF_CHINA))
    for british, either in _SPELLINGS:
        pattern = re.sub(british, either, pattern)
    before = r"(?:\bChin(?:ese government['’]s|a['’]s|ese) )?" if english.endswith(OF_CHINA) else ""
    return re.compile(rf"{before}\b{pattern}", re.IGNORECASE)


def _bare(english: str) -> str:
    return re.sub(r"[^\w]+", " ", fold(english)).strip()


@cache
def _accepted() -> Mapping[str, tuple[str, ...]]:
    return {entry.english: entry.variants["en"] for entry in load_glossary()}


def _in_chinese(text: str) -> Iterator[tuple[int, int, str]]:
    for hit in find_terms(text, "zh"):
        yield hit.start, hit.end, hit.terms[0].id


def _in_german(text: str) -> Iterator[tuple[int, int, str]]:
    words = list(_WORD.finditer(text))
    stems = [_stem(word.group()) for word in words]
    at = 0
    while at < len(words):
        length, english = _longest(stems, words, at)
        if length:
            yield words[at].start(), words[at + length - 1].end(), english
        at += length or 1


def _longest(stems: list[str], words: list[re.Match[str]], at: int) -> tuple[int, str]:
    """How many words from here on are a term, and its English; 0 where none begins here."""
    known = _by_stems()
    for length in range(min(_most_words(), len(words) - at), 0, -1):
        written, english = known.get(tuple(stems[at : at + length]), ("", ""))
        if written and _is_written(words[at + length - 1].group(), written):
            return length, english
    return 0, ""


def _is_written(word: str, written: str) -> bool:
    """Whether the last word has the capitals of the glossary's: nouns have one, short names are written exactly so."""
    if len(written) <= SHORT or written.isupper():
        return word == written or word == written + "s"
    return word[0].isupper() or not written[0].isupper()


@cache
def _by_stems() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Stems -> (last word as the glossary writes it, English); of entries that share a variant the first one counts."""
    known: dict[tuple[str, ...], tuple[str, str]] = {}
    for entry in load_glossary():
        for variant in entry.variants.get("de", ()):
            words = _WORD.findall(variant)
            if variant not in entry.everyday and words:
                known.setdefault(tuple(_stem(word) for word in words), (words[-1], entry.english))
    return known


@cache
def _most_words() -> int:
    return max(map(len, _by_stems()))


@cache
def _stem(word: str) -> str:
    """Hyphens count for nothing, except that they end no word."""
    from snowballstemmer import stemmer

    small = word.lower()
    for plural, one in _PLURALS:
        small = small.removesuffix(plural) + one if small.endswith(plural) else small
    stemmed: str = stemmer("german").stemWord(small)
    return stemmed
