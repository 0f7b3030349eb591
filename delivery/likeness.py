"""Whether two texts tell of the same act. In: a Telling and an event's Tellings. Out: why they are the same, or None.

1. Equal official identifiers say yes, two different ones of a kind that an act has only once say no.
2. The same name in the same country says yes within the life of an act, two names in one language say no.
3. The same story says yes where issuers or the name agree.
4. The same issuers and type with a day in common say yes within a week.
The first that holds is the reason; nothing else joins. What a standard's number or a quoted name sets apart, only 1 and 2 join.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum
from functools import cache, lru_cache
from itertools import product

from articles.taxonomy.glossary import load_glossary
from articles.text import has_cjk, simplify, squash
from delivery.designations import quoted_in, standards_in, unnumbered
from delivery.tellings import Telling

KNOWN_NAMES = 4096  # one article is compared with all texts of hundreds of acts, whose names come again and again
LIFE = timedelta(days=730)  # from draft to application; longer for EU laws, whose number joins them
WEEK = timedelta(days=7)
ALIKE = 0.8  # shared pairs of characters; a draft's name and the final one differ in a word
SHORTEST = {True: 6, False: 12}  # characters of a name that can be one act's alone, in Chinese and in Latin script
ONE_OF_A_KIND = frozenset(("celex", "com", "cod", "bgbl", "rin", "eo", "hao", "ling", "gonggao", "bill"))
NAMES_AN_ACT = ONE_OF_A_KIND | {"drucksache", "docket", "fr", "gb", "iso", "din", "en"}
GENERIC = frozenset(
    re.findall(
        r"\w+",
        """proposed final interim draft new rule rules regulation regulations guideline guidelines guidance law laws bill act
        order executive notice measures plan action strategy on for the of and consultation document proposal ai artificial
        intelligence entwurf gesetzentwurf referentenentwurf verordnungsentwurf gesetz verordnung leitlinie leitlinien leitfaden
        aktionsplan neue neues zur zum der die das über ki künstliche künstlicher intelligenz eckpunkte eckpunktepapier
        konsultation""",
    )
)
OPENING, CLOSING = '„“”«»"「『', '“”«»"」』'
BESIDE_THE_NAME = ("征求意见稿", "草案", "试行", "entwurf", "draft", "referentenentwurf", "proposal")
_DESIGNATION = re.compile(r"[a-z]+\d{3,}")  # a standard by its number: gbt482172026
_COUNTED = re.compile(r"\d+|(?<=第)[一二三四五六七八九十百]+")  # the second batch is not the first


STANDARD = "standard"  # is approved beside the act that asks for it, and is another one


class Reason(IntEnum):
    """Why two texts are held to tell of the same act, the strongest first."""

    IDENTIFIER = 1
    NAME = 2
    STORY = 3
    DATES = 4


def same_act(told: Telling, known: Iterable[Telling], *, same_story: bool) -> Reason | None:
    """The strongest reason to hold this telling for one of the same act as the known ones."""
    others = list(known)
    if not others or any(_conflict(told, other) for other in others) or _elsewhere(told, others):
        return None
    reasons = [reason for other in others if (reason := _reason(told, other, same_story=same_story)) is not None]
    best = min(reasons, default=None)
    weak = best in (Reason.STORY, Reason.DATES)
    return None if weak and _told_apart([told], others) else best


def _reason(told: Telling, other: Telling, *, same_story: bool) -> Reason | None:
    if any(kind in NAMES_AN_ACT for kind, _ in told.numbers & other.numbers):
        return Reason.IDENTIFIER
    if not _same_country(told, other):
        return None
    apart = abs(told.published - other.published)
    bodies = _share_issuers(told, other)
    named = same_name(told.announcement.instrument, other.announcement.instrument)
    if named and apart <= LIFE:
        return Reason.NAME
    if _named_otherwise(told, other):
        return None
    standards = {one.announcement.instrument_type == STANDARD for one in (told, other)}
    if same_story and len(standards) == 1 and (bodies or told.announcement.status == other.announcement.status):
        return Reason.STORY
    same_type = told.announcement.instrument_type == other.announcement.instrument_type
    return Reason.DATES if bodies and same_type and apart <= WEEK and _share_a_day(told, other) else None


def one_act(ones: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether nothing speaks against two events being one: no number of one act alone, no other country, no other name."""
    if numbered_apart(ones, others) or len({_country(ones), _country(others)} - {None}) > 1:
        return False
    pairs = [(one, other) for one in ones for other in others]
    alike = any(same_name(one.announcement.instrument, other.announcement.instrument) for one, other in pairs)
    return alike or not (_told_apart(ones, others) or any(_named_otherwise(one, other) for one, other in pairs))


def numbered_apart(ones: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether numbers say that two events are two acts."""
    return any(_conflict(one, other) for one in ones for other in others)


def same_name(one: str | None, other: str | None) -> bool:
    """Two names of an act: nearly the same letters, one standard's number, or two languages' names of one glossary entry."""
    if not one or not other:
        return False
    mine, theirs = standards_in(one), standards_in(other)
    if _written(one) & _written(other) or mine & theirs:
        return True
    if bool(mine) != bool(theirs):
        one, other = unnumbered(one), unnumbered(other)
    return not _is_generic(one) and not _is_generic(other) and _alike(_bare(one), _bare(other)) >= ALIKE


def name_keys(name: str | None) -> frozenset[tuple[str, str]]:
    """What an act is found by under this name, however long ago it was told: (kind, value), none for what is no name."""
    if name is None or not is_a_name(name):
        return frozenset()
    return frozenset([("name", _bare(name)), *(("glossary", act) for act in _written(name))])


def _told_apart(ones: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether one is a standard and the other another one or none, or they quote other names in one language."""
    pairs = [
        same_name(name, other)
        for one, two in product(ones, others)
        if one.language == two.language
        for name, other in product(_quoted(one), _quoted(two))
    ]
    return not any(pairs) and (bool(pairs) or _other_standard(ones, others))


def _other_standard(ones: Sequence[Telling], others: Sequence[Telling]) -> bool:
    mine, theirs = _standards(ones), _standards(others)
    if bool(mine) == bool(theirs):
        return bool(mine) and not mine & theirs
    return any(told.announcement.instrument_type != STANDARD for told in (others if mine else ones))


def _standards(tellings: Sequence[Telling]) -> frozenset[str]:
    """The numbers of the standards that they are about, if most of them say so: one may cite another."""
    named = [found for told in tellings if (found := standards_in(_called(told)))]
    return frozenset[str]().union(*named) if 2 * len(named) >= len(tellings) else frozenset()


def _quoted(told: Telling) -> tuple[str, ...]:
    return tuple(name for name in quoted_in(_called(told)) if is_a_name(name))


def _called(told: Telling) -> str:
    """What it calls the act, else its title."""
    name = told.announcement.instrument
    return name if name is not None and is_a_name(name) else told.title


def _conflict(told: Telling, other: Telling) -> bool:
    mine, theirs = dict(told.numbers), dict(other.numbers)
    if told.numbers & other.numbers:
        return False
    return any(kind in theirs and theirs[kind] != mine[kind] for kind in mine if kind in ONE_OF_A_KIND)


def _elsewhere(told: Telling, others: Sequence[Telling]) -> bool:
    """Whether it tells of another country than most of them: one that names none must not lead it to them."""
    if any(told.numbers & other.numbers for other in others):
        return False
    countries = Counter(other.country for other in others if other.country is not None)
    return told.country is not None and bool(countries) and countries[told.country] < max(countries.values())


def _country(tellings: Sequence[Telling]) -> str | None:
    """The one that most of them name."""
    countries = Counter(told.country for told in tellings if told.country is not None)
    return max(countries, key=lambda one: (countries[one], one), default=None)


def _same_country(told: Telling, other: Telling) -> bool:
    return told.country == other.country or None in (told.country, other.country)


def _share_issuers(told: Telling, other: Telling) -> bool:
    return bool(set(told.announcement.issuers) & set(other.announcement.issuers))


def _share_a_day(told: Telling, other: Telling) -> bool:
    ours, theirs = told.announcement, other.announcement
    pairs = ((ours.effective, theirs.effective), (ours.deadline, theirs.deadline), (ours.decided, theirs.decided))
    named = [(one.day, two.day) for one, two in pairs if one is not None and two is not None]
    return bool(named) and all(one == two for one, two in named)


@lru_cache(maxsize=KNOWN_NAMES)
def is_a_name(name: str | None) -> bool:
    """Whether it can be one act's alone: "the guidelines" cannot."""
    return name is not None and (bool(_written(name)) or (not _is_generic(name) and _long_enough(_bare(name))))


def is_known(name: str | None) -> bool:
    """Whether the glossary has an act of this name."""
    return name is not None and bool(_written(name))


def unquoted(name: str) -> str:
    """A name without the quotation mark that nothing in it belongs to."""
    return name if any(one in name[:-1] for one in OPENING) else name.rstrip(CLOSING)


def _named_otherwise(told: Telling, other: Telling) -> bool:
    one, two = told.announcement.instrument, other.announcement.instrument
    named = told.language == other.language and is_a_name(one) and is_a_name(two)
    return named and not same_name(one, two)


def _long_enough(bare: str) -> bool:
    return len(bare) >= SHORTEST[has_cjk(bare)] or _DESIGNATION.fullmatch(bare) is not None


@lru_cache(maxsize=KNOWN_NAMES)
def _is_generic(name: str) -> bool:
    """Whether every word of it says only what kind of text it is: Proposed Rule, draft guidelines."""
    return all(word in GENERIC for word in re.findall(r"\w+", name.casefold()))


@lru_cache(maxsize=KNOWN_NAMES)
def _bare(name: str) -> str:
    """The letters of a name without what says that it is a draft."""
    bare = squash(simplify(name))
    for word in BESIDE_THE_NAME:
        bare = bare.replace(word, "")
    return bare


@lru_cache(maxsize=KNOWN_NAMES)
def _written(name: str) -> frozenset[str]:
    """Which acts and plans of the glossary are called so, by their English names."""
    return _glossary().get(squash(simplify(name)), frozenset())


@cache
def _glossary() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in load_glossary():
        if entry.kind in ("act", "plan"):
            for variant in (one for variants in entry.variants.values() for one in variants):
                found.setdefault(squash(simplify(variant)), set()).add(entry.english)
    return {name: frozenset(acts) for name, acts in found.items()}


def _alike(one: str, other: str) -> float:
    """Dice over pairs of characters; 0 for names too short to be one act's alone, and for those numbered otherwise."""
    if not (_long_enough(one) and _long_enough(other)) or _COUNTED.findall(one) != _COUNTED.findall(other):
        return 0.0
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


@lru_cache(maxsize=KNOWN_NAMES)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
