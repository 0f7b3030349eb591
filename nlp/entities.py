"""Whom and what a text names. In: a text, its language and watch-list terms. Out: Mentions with offsets of the original.

1. Find every name and alias of entities.yaml, the longest first.
2. Keep weak aliases ("Commission", "BIS") only in their own language and where the text names somebody who explains them.
3. Drop bodies that another country's name stands before: 德国外交部 is not China's, "French Senate" not Congress.
4. Add watch-list terms, which may overlap the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from articles.inflection import spellings
from articles.matcher import Hit, Matcher, Term
from articles.taxonomy.entities import BODIES, Entity, load_entities

VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Mention:
    """text[start:end] names the entity or watch list `id`; `alias` is the term as we list it."""

    id: str
    start: int
    end: int
    alias: str


def entities(text: str, *, language: str, watch: tuple[Term, ...] = ()) -> tuple[Mention, ...]:
    """Every mention, in order. A watch list's id is "watch:" and its name."""
    hits = _matcher().find(text)
    strong = [_mention(hit, term) for hit in hits for term in _strong(hit)[:1]]
    context = _context(strong)
    weak = [_mention(hit, term) for hit in hits for term in _explained(hit, language, context)[:1] if not _strong(hit)]
    ours = _at_home(sorted(strong + weak, key=lambda mention: mention.start), text)
    watched = (_mention(hit, term) for hit in _watcher(watch).find(text) for term in hit.terms)
    return tuple(sorted((*ours, *watched), key=lambda mention: (mention.start, -mention.end)))


def entity_ids(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Each id once, in the order of their first mention."""
    return tuple(dict.fromkeys(mention.id for mention in mentions))


def _mention(hit: Hit, term: Term) -> Mention:
    return Mention(id=term.id, start=hit.start, end=hit.end, alias=term.text)


def _strong(hit: Hit) -> tuple[Term, ...]:
    return tuple(term for term in hit.terms if term not in _weak_terms())


def _context(mentions: Iterable[Mention]) -> frozenset[str]:
    """What explains weak aliases: ids, kinds and countries of what is named in full."""
    named = [load_entities()[mention.id] for mention in mentions]
    return frozenset(part for entity in named for part in (entity.id, entity.kind, f"country:{entity.country}"))


def _explained(hit: Hit, language: str, context: frozenset[str]) -> tuple[Term, ...]:
    return tuple(term for term in hit.terms if term.language == language and _explainers(term.id) & context)


@cache
def _explainers(entity_id: str) -> frozenset[str]:
    """Ids, kinds or a country, one of which must be named in full for a weak alias to count."""
    entity = load_entities()[entity_id]
    country = frozenset((f"country:{entity.country}",)) - {"country:INT"}
    return (entity.needs or country) | {entity_id}


def _at_home(mentions: list[Mention], text: str) -> Iterator[Mention]:
    for number, mention in enumerate(mentions):
        before = mentions[number - 1] if number else None
        if before is None or not _is_foreign(load_entities()[mention.id], before, text[before.end : mention.start]):
            yield mention


def _is_foreign(entity: Entity, before: Mention, between: str) -> bool:
    """Is the body named as another country's: with nothing but an ending or a possessive between the two?"""
    other = load_entities()[before.id]
    adjacent = len(between) <= 4 and "\n" not in between and between.strip(" ’'").lower() in _POSSESSIVES
    return adjacent and other.kind in ("country", "state") and entity.kind in BODIES and other.country != entity.country


_POSSESSIVES = frozenset(("", "s", "e", "er", "en", "es", "em", "的"))


@cache
def _matcher() -> Matcher:
    strong = {term for entity in load_entities().values() for term in _terms(entity.id, entity.names)}
    return Matcher(strong | _weak_terms())


@cache
def _weak_terms() -> frozenset[Term]:
    return frozenset(term for entity in load_entities().values() for term in _terms(entity.id, entity.weak))


@cache
def _watcher(watch: tuple[Term, ...]) -> Matcher:
    return Matcher(watch)


def _terms(entity_id: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[Term]:
    for language, listed in names.items():
        for name in listed:
            for spelling in spellings(name) if language == "de" else (name,):
                yield Term(text=spelling, id=entity_id, language=language)
