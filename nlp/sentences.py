"""Where sentences begin and end. In: a body and its language. Out: Sentences with offsets, so that evidence is verbatim.

Chinese sentences end at 。！？； and keep a closing quotation mark; German and English ones end at . ! ? before a space and
something that can begin a sentence, except after abbreviations, initials and ordinals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

_ABBREVIATIONS = frozenset(
    (
        "abs", "art", "aufl", "bd", "bspw", "bzw", "ca", "co", "corp", "dez", "dipl", "dr", "ebd", "etc", "ev", "evtl", "feb",
        "ggf", "gov", "hr", "hrsg", "inc", "inkl", "jan", "jr", "kap", "lt", "ltd", "max", "mind", "mio", "mr", "mrd", "mrs",
        "ms", "nr", "no", "nov", "okt", "prof", "rep", "sen", "sept", "sog", "sr", "st", "stv", "tel", "u.a", "u.s", "usw",
        "vgl", "vs", "z.b", "d.h", "e.v", "i.d.r", "u.k", "e.g", "i.e", "a.m", "p.m", "dec", "oct", "aug",
    )
)  # fmt: skip
LOOK = 60  # letters around a full stop that are looked at; no abbreviation is as long, and lines may have 200,000
_WESTERN_END = re.compile(r"[.!?…]+[\"'”“»)\]]*(?=\s+[\"'„“”»«‚(\[]*[\wÄÖÜ0-9])")
_CHINESE_END = re.compile(r"[。！？；!?]+[”」』’）)]*|……")
_LAST_WORD = re.compile(r"(?:^|[\s(„“\"'])([\w.]+)\.[\"'”“»)\]]*$")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A passage of the body: body[start:end] == text, without white space at its ends."""

    text: str
    start: int
    end: int
    paragraph: int


def split(body: str, *, language: str) -> tuple[Sentence, ...]:
    """The sentences of a body whose paragraphs stand on lines of their own, in order."""
    ends = _chinese_ends if language.startswith("zh") else partial(_western_ends, german=language == "de")
    found: list[Sentence] = []
    for number, match in enumerate(re.finditer(r"[^\n]+", body)):
        start = match.start()
        for end in (*(match.start() + one for one in ends(match.group())), match.end()):
            _add(found, body, start, end, number)
            start = end
    return tuple(found)


def _add(found: list[Sentence], body: str, start: int, end: int, paragraph: int) -> None:
    text = body[start:end]
    first = start + len(text) - len(text.lstrip())
    text = text.strip()
    if text:
        found.append(Sentence(text=text, start=first, end=first + len(text), paragraph=paragraph))


def _chinese_ends(line: str) -> Iterator[int]:
    for match in _CHINESE_END.finditer(line):
        yield match.end()


def _western_ends(line: str, *, german: bool) -> Iterator[int]:
    for match in _WESTERN_END.finditer(line):
        end = match.end()
        if not _goes_on(line[max(0, end - LOOK) : end], line[end : end + LOOK].lstrip(), german=german):
            yield end


def _goes_on(before: str, after: str, *, german: bool) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or an ordinal, or a small letter follows."""
    if after[:1].islower():
        return True
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last.group(1).lower()
    ordinal = german and word.isdigit() and len(word) <= 2
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or ordinal
