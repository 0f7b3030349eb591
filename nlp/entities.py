"""Whom and what a text names. In: a text, its language and watch-list terms. Out: Mentions with offsets of the original.

1. Find every name and alias of entities.yaml, the longest first.
2. Keep weak aliases ("Commission", "BIS") only in their own language and where the text names somebody who explains them.
3. Drop bodies that are named as another country's or a state's: 德国外交部, "French Senate", "Ministry of Commerce of Vietnam".
4. Add watch-list terms, which may overlap the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from articles.inflection import spellings
from articles.matcher import Hit, Matcher, Term
from articles.taxonomy.entities import BODIES, Entity, load_entities

VERSION = "1"
_NOBODY = ""
# What may stand between a country and its body: an ending, a possessive; between a body and its country: "of".
_BEFORE = frozenset((" ", "", "s ", "'s ", "’s ", "e ", "er ", "en ", "es ", "em ", "的", "-"))
_AFTER = frozenset((" of ", " of the ", "s of ", " von ", " der ", " des ", "s der ", "s von "))


@dataclass(frozen=True, kw_only=True)
class Mention:
    """text[start:end] names the entity or watch list `id`; `alias` is the term as we list it."""

    id: str
    start: int
    end: int
    alias: str


def entities(text: str, *, language: str, watch: tuple[Term, ...] = ()) -> tuple[Mention, ...]:
    """Every mention, in order. A watch list's id is "watch:" and its name."""
    hits = [hit for hit in _matcher().find(text) if hit.terms[0].id != _NOBODY]
    strong = [_mention(hit, term) for hit in hits for term in _strong(hit, language)[:1]]
    context = _context(strong)
    unclear = (hit for hit in hits if not _strong(hit, language))
    weak = [_mention(hit, term) for hit in unclear for term in _explained(hit, language, context)[:1]]
    ours = _at_home(sorted(strong + weak, key=lambda mention: mention.start), text)
    watched = (_mention(hit, term) for hit in _watcher(watch).find(text) for term in hit.terms)
    return tuple(sorted((*ours, *watched), key=lambda mention: (mention.start, -mention.end)))


def entity_ids(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Each id once, in the order of their first mention."""
    return tuple(dict.fromkeys(mention.id for mention in mentions))


def _mention(hit: Hit, term: Term) -> Mention:
    return Mention(id=term.id, start=hit.start, end=hit.end, alias=term.text)


def _strong(hit: Hit, language: str) -> tuple[Term, ...]:
    """The terms that are clear by themselves; one that is weak in this language is not, wherever else it is clear."""
    return tuple(term for term in hit.terms if not {term, replace(term, language=language)} & _weak_terms())


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
    neighbours = [None, *mentions, None]
    for before, mention, after in zip(neighbours, mentions, neighbours[2:], strict=False):
        entity = load_entities()[mention.id]
        foreign = entity.kind in BODIES and (
            (before and _is_elsewhere(before, entity) and text[before.end : mention.start].lower() in _BEFORE)
            or (after and _is_elsewhere(after, entity) and text[mention.end : after.start].lower() in _AFTER)
        )
        if not foreign:
            yield mention


def _is_elsewhere(mention: Mention, entity: Entity) -> bool:
    """Is it another country, or a state, whose bodies are not those of its country?"""
    other = load_entities()[mention.id]
    return other.kind == "state" or (other.kind == "country" and other.country != entity.country)


@cache
def _matcher() -> Matcher:
    ours = load_entities().values()
    strong = {term for entity in ours for term in _terms(entity.id, entity.names)}
    never = {Term(text=name, id=_NOBODY, language="de") for entity in ours for name in entity.never}
    return Matcher(strong | _weak_terms() | never)


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
