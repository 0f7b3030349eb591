"""Why a document was found: its passages with the words of the query marked. In: fields and a query. Out: text with <mark> only.

The same chains that found the document find the places again, so both engines mark the same words. Everything else is
escaped: what comes out may stand in a page as it is.
"""

import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from articles.chains import Chain, Token, chain_of, runs
from search.fields import TEXTS, chains_of, index_field
from search.glimpses import may_hold, needles, quick_fold
from search.nodes import Fuzzy, Node, Phrase, Term, Wildcard, leaves

FRAGMENT_CHARS = 180  # what fits two lines of a terminal
FRAGMENTS = 3
Spans = list[tuple[int, int]]


def highlights(fields: Mapping[str, Any], root: Node) -> dict[str, tuple[str, ...]]:
    """Text field -> its fragments, in order; a title is one. Fields without a found word are left out."""
    wanted = list(leaves(root, positive=True))
    found: dict[str, tuple[str, ...]] = {}
    for name in TEXTS:
        text, asked = str(fields.get(name, "")), _asked(wanted, name)
        spans = _spans(text, asked, "en" if name == "translation" else fields.get("language", "und"))
        if spans:
            found[name] = (_marked(text, 0, len(text), spans),) if name == "title" else tuple(_fragments(text, spans))
    return found


def _asked(wanted: Sequence[Node], name: str) -> dict[Chain, list[Node]]:
    """What is looked for in the chains of a text field."""
    asked: dict[Chain, list[Node]] = {}
    for chain in chains_of(name):
        own = [leaf for leaf in wanted if getattr(leaf, "field", None) == index_field(name, chain)]
        if own:
            asked[chain] = own
    return asked


def _spans(text: str, asked: Mapping[Chain, Sequence[Node]], language: str) -> Spans:
    """Where the words of the query stand, overlapping places as one; paragraph by paragraph until there are enough."""
    found: Spans = []
    at = 0
    glimpsed = [needles(leaf) for own in asked.values() for leaf in own]
    for line in text.split("\n") if asked else ():
        if may_hold(quick_fold(line), glimpsed):
            found += [(at + start, at + end) for start, end in _spans_in(line, asked, language)]
        at += len(line) + 1
        if len(found) > FRAGMENTS and found[-1][0] - found[0][0] > FRAGMENTS * FRAGMENT_CHARS:
            break
    return found


def _spans_in(line: str, asked: Mapping[Chain, Sequence[Node]], language: str) -> Spans:
    pieces = list(runs(line))
    made = {chain: chain_of(pieces, chain, language) for chain in asked}
    return _merged(place for chain, own in asked.items() for leaf in own for place in _places(leaf, made[chain]))


def _places(leaf: Node, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    match leaf:
        case Term(_, value):
            yield from ((one.start, one.end) for one in tokens if one.text == value)
        case Phrase(_, words, slop):
            yield from _phrases(words, slop, tokens)
        case Wildcard(_, pattern):
            yield from ((one.start, one.end) for one in tokens if fnmatch.fnmatchcase(one.text, pattern))
        case Fuzzy(_, word, distance):
            yield from ((one.start, one.end) for one in tokens if _is_near(word, one.text, distance))


def _phrases(words: tuple[str, ...], slop: int, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From the first word of a phrase to its last, with at most `slop` others between."""
    for first in (at for at, one in enumerate(tokens) if one.text == words[0]):
        last = first
        for word in words[1:]:
            end = min(first + len(words) + slop, len(tokens))
            last = next((at for at in range(last + 1, end) if tokens[at].text == word), -1)
            if last < 0:
                break
        else:
            yield tokens[first].start, tokens[last].end


def _is_near(word: str, other: str, distance: int) -> bool:
    """Whether at most so many letters were changed, left out, added or swapped with their neighbour."""
    if abs(len(word) - len(other)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        older, before, row = before, row, [at]
        for to, its in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != its))
            if older and to > 1 and letter == other[to - 2] and word[at - 2] == its:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
    return row[-1] <= distance


def _merged(places: Iterable[tuple[int, int]]) -> Spans:
    merged: Spans = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fragments(text: str, spans: Spans) -> Iterator[str]:
    """The first passages that hold a mark, each cut at words where there are spaces."""
    behind = made = 0
    for start, _ in spans:
        if start >= behind and made < FRAGMENTS:
            begin, behind = _cut(text, max(behind, start - FRAGMENT_CHARS // 3), start + FRAGMENT_CHARS * 2 // 3)
            made += 1
            yield _marked(text, begin, behind, spans)


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch, beginning and ending between words if one ends within a few letters."""
    end = min(end, len(text))
    begin = text.rfind(" ", max(0, start - 15), start) + 1 if start else 0
    stop = text.find(" ", end, end + 15) if end < len(text) else end
    return begin or start, stop if stop > 0 else end


def _marked(text: str, start: int, end: int, spans: Spans) -> str:
    pieces, at = [], start
    for first, last in spans:
        if last > start and first < end:
            first, last = max(first, at), min(last, end)
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return " ".join("".join([*pieces, escape(text[at:end])]).split())
