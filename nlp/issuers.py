"""Which bodies act. In: a passage and its language. Out: Actors in order: bodies we know by id, others by name as written.

Known bodies come from entities.yaml; others are found by how bodies are named: a head noun (ministry, Gericht, 委员会) with what
belongs to it. A country stands for its government only where no body is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from articles.taxonomy.entities import BODIES, issuer_of, load_entities
from nlp import issuer_words as words
from nlp.acting_words import COMMITTEE
from nlp.entities import Mention, entities

OFFICIAL = BODIES | {"organisation"}
PLACES = frozenset(("country", "state"))
# Who acts where only the country, or the city that stands for it, is named; as the taxonomy's aliases have it.
GOVERNMENTS = {
    "cn": "cn_state_council",
    "de": "de_government",
    "eu": "eu_commission",
    "uk": "uk_dsit",
    "us": "us_white_house",
}
_BRUSSELS = frozenset(("Brussels", "Brüssel", "布鲁塞尔", "布魯塞爾"))
# Whose bodies a text means that names a ministry without its country.
HOMES = {"de": "DE", "zh": "CN", "en": "US"}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """text[start:end] names a body; `id` is an issuing body of the taxonomy or None, `place` a country or state.

    `bare`: named by its head noun alone ("der Rat"); `of_named` may find out whom that means.
    """

    name: str
    id: str | None
    start: int
    end: int
    place: bool = False
    bare: bool = False

    @property
    def issuer(self) -> str:
        """The id, else the name as written."""
        return self.id or self.name


def actors(text: str, *, language: str, mentions: Sequence[Mention] | None = None) -> tuple[Actor, ...]:
    """Every body in a passage, in order; of overlapping ones a known body wins, then the longer name."""
    named = entities(text, language=language) if mentions is None else mentions
    known = [actor for mention in named if (actor := _known(mention, text, language)) is not None]
    every = list(_unknown(text, language))
    bodies = [actor for actor in known if not actor.place and not _is_part(actor, every)]
    unknown = [actor for actor in every if not _overlaps(actor, bodies) and not _named_next(actor, bodies)]
    places = [actor for actor in known if actor.place and not _overlaps(actor, unknown)]
    return tuple(sorted((*bodies, *unknown, *places), key=lambda actor: actor.start))


def joint(found: Sequence[Actor], first: Actor, text: str, *, language: str) -> tuple[Actor, ...]:
    """The first actor and those joined to it by "and" and its like, in order; none twice."""
    together = [first]
    for actor in found:
        between = text[together[-1].end : actor.start]
        joined = actor.start > first.start and not actor.place and words.JOIN[language].fullmatch(between)
        if joined and actor.issuer not in {one.issuer for one in together}:
            together.append(actor)
    return tuple(together)


def _known(mention: Mention, text: str, language: str) -> Actor | None:
    """A body that we list is called by its full name, however short it is written here."""
    entity = load_entities().get(mention.id)
    official = entity is not None and (entity.kind in OFFICIAL | PLACES or issuer_of().get(entity.id))
    if entity is None or not official:
        return None
    written = text[mention.start : mention.end]
    return Actor(
        name=written if entity.kind in PLACES else _in_full(entity.name(language), written, language),
        id=_government(entity.id, written) or issuer_of().get(entity.id),
        start=mention.start,
        end=mention.end,
        place=entity.kind in PLACES,
    )


def _in_full(name: str, written: str, language: str) -> str:
    """ILO is the International Labour Organization; a Chinese name that is written out stays in its script."""
    return written if language == "zh" and len(written) >= len(name) else name


def _government(entity_id: str, name: str) -> str | None:
    """Brussels is its Commission; what "the EU" does may be any institution's."""
    return GOVERNMENTS.get(entity_id) if entity_id != "eu" or name in _BRUSSELS else None


def _unknown(text: str, language: str) -> Iterator[Actor]:
    for match in words.UNKNOWN[language].finditer(text):
        start, name = match.start(), match.group()
        article = words.ARTICLE.match(name)
        if article is not None:
            start, name = start + article.end(), name[article.end() :]
        name = words.TERM.sub("", name) if language == "zh" else name
        bare = words.BARE[language].fullmatch(name) is not None
        if not bare or words.HOUSES.fullmatch(name):
            yield Actor(name=name, id=None, start=start, end=match.end(), bare=bare)


def _is_part(actor: Actor, others: Sequence[Actor]) -> bool:
    """Is it only a piece of another body's name: 省|网信办, 国务院|关税税则委员会?"""
    for other in others:
        if other.start <= actor.start and actor.end <= other.end:
            ahead, behind = other.name[: actor.start - other.start], other.name[actor.end - other.start :]
            if ahead.endswith(tuple("省市县區区州")) or (actor.name == "国务院" and behind):
                return True
    return False


def _named_next(actor: Actor, bodies: Sequence[Actor]) -> bool:
    """Does its proper name follow: "Internetaufsicht CAC", "the market regulator (SAMR)"?"""
    return any(actor.end < body.start <= actor.end + len(" (") for body in bodies)


def _overlaps(actor: Actor, others: Sequence[Actor]) -> bool:
    return any(actor.start < other.end and other.start < actor.end for other in others)


def acting(found: Sequence[Actor], text: str, *, language: str, place: bool) -> tuple[Actor, ...]:
    """The first body that is no object of the act, with those joined to it; with `place`, the first country or state."""
    for actor in found:
        before = text[: actor.start]
        if actor.place == place and (words.MEMBERS.search(before) or not words.OBJECT[language].search(before)):
            return joint(found, actor, text, language=language)
    return ()


def at_home(actor: Actor, countries: frozenset[str], *, language: str) -> Actor:
    """A body that is named as only its own country's papers name it ("Digitalministerium", "Commerce Department").

    `countries` are all that the text names: if it names others and not this one, it is not meant.
    """
    home = HOMES[language]
    entity_id = _short_names(language).get(actor.name.casefold())
    abroad = home not in countries and bool(countries - {"EU", "INT"})
    if actor.id is not None or entity_id is None or abroad or load_entities()[entity_id].country != home:
        return actor
    return replace(actor, id=issuer_of().get(entity_id))


@cache
def _short_names(language: str) -> dict[str, str]:
    return {
        name.casefold(): entity.id
        for entity in load_entities().values()
        for name in entity.weak.get(language, ())
        if entity.kind in OFFICIAL
    }


def of_country(actor: Actor, places: Sequence[Mention], *, language: str) -> Actor:
    """The body that "Germany's parliament" is; of a country whose bodies we do not list, its plain name."""
    role = next((kind for kind, named in words.ROLES.items() if named.search(actor.name)), None)
    beside = (one for one in places if one.end >= actor.start - BESIDE and one.start < actor.end)
    place = next(beside, places[0] if role == "governor" and len(places) == 1 else None)
    if role is None or place is None or actor.id is not None:
        return actor
    country = load_entities()[place.id]
    if country.kind == "state":
        return replace(
            actor, id=issuer_of().get(country.id), name=_office(actor, role, country.name(language), language)
        )
    ids = {
        issuer_of()[one.id]
        for one in load_entities().values()
        if one.kind == role and one.country == country.country and one.id in issuer_of()
    }
    if len(ids) == 1:
        return replace(actor, id=ids.pop())
    return replace(actor, name=f"{role.capitalize()} of {country.name('en')}") if language == "en" else actor


def _office(actor: Actor, role: str, state: str, language: str) -> str:
    """Whoever is governor now, the act is the office's."""
    return f"Governor of {state}" if role == "governor" and language == "en" else actor.name


def of_named(actor: Actor, named: Sequence[Mention], *, language: str) -> Actor:
    """ "Das Handelsministerium", "General Assembly", "der Rat": the body whose full name ends so.

    It is the first that the text names in full, else that of the country that is named first (US-Handelsministerium before
    Chinas Handelsministerium).
    """
    short = actor.bare or len(actor.name) >= LEAST_SHORT
    if actor.id is not None or actor.place or language == "zh" or not short:
        return actor
    bodies = _ending(language).get(_bare_form(actor.name), {})
    entities_named = [load_entities()[one.id] for one in named if one.id in load_entities()]
    full = next((one.id for one in entities_named if one.id in bodies.get(one.country, ())), None)
    only = (_only(bodies.get(one.country, frozenset())) for one in entities_named)
    found = full or next((one for one in only if one is not None), None)
    return replace(actor, id=issuer_of().get(found), name=load_entities()[found].name(language)) if found else actor


def _only(ids: frozenset[str]) -> str | None:
    """One that the taxonomy lists before others: the Council of the EU, not the European Council."""
    listed = [one for one in ids if one in issuer_of()] or list(ids)
    return listed[0] if len(listed) == 1 else None


LEAST_SHORT = 8


@cache
def _ending(language: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By the last words of bodies' names, by country: their ids."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for entity in load_entities().values():
        for name in entity.names[language] if entity.kind in OFFICIAL else ():
            parts = name.replace("-", " ").split()
            for first in range(len(parts)):
                by_country = found.setdefault(_bare_form(" ".join(parts[first:])), {})
                by_country[entity.country] = by_country.get(entity.country, frozenset()) | {entity.id}
    return found


def _bare_form(name: str) -> str:
    """Without case and genitive."""
    return name.replace("-", " ").casefold().removesuffix("es").removesuffix("s")


def of_parliament(actor: Actor, named: Sequence[Mention]) -> Actor:
    """A committee's vote is put down to its parliament: the first that the text names."""
    parliaments = (issuer_of().get(one.id) for one in named if load_entities()[one.id].kind == "parliament")
    first = next((one for one in parliaments if one is not None), None)
    committee = actor.id is None and any(pattern.search(actor.name) for pattern in COMMITTEE.values())
    return replace(actor, id=first) if committee else actor


def in_switzerland(actor: Actor, text: str) -> Actor:
    """The Swiss government is called Bundesrat like Germany's second chamber."""
    swiss = actor.name == "Bundesrat" or (actor.id == "de_bundestag" and "Bundesrat" in actor.name)
    if not swiss or not words.SWISS.search(text) or "Bundestag" in text:
        return actor
    return replace(actor, id=None, name="Schweizer Bundesrat")


BESIDE = 1  # "California Gov. X"


def subject(text: str, *, language: str) -> Actor | None:
    """A name in capitals that does something at the beginning: "Ofgem has ...", "Das Folketing hat ..."."""
    match = words.SUBJECT[language].match(text) if language in words.SUBJECT else None
    if match is None:
        return None
    return Actor(name=match["name"], id=None, start=match.start("name"), end=match.end("name"))
