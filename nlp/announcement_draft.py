"""A text read for announcements. In: a Reading. Out: a Draft: its sentences, the one that tells the news, who acts, when.

Each part is computed once, when it is asked for, and in this order one builds on the other.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from articles import clock
from articles.model import FoundDate
from articles.taxonomy.entities import load_entities
from nlp.act_dates import deadline, effective_date, evidence
from nlp.acts import Saying, sayings, telling
from nlp.dates import days
from nlp.entities import Mention, entities
from nlp.instruments import TYPE_WORDS, Instrument, instrument
from nlp.issuers import PLACES, Actor, acting, actors, at_home, of_country, subject
from nlp.reading import Reading

LEAD = 4  # sentences
_PRESIDENT = re.compile(r"[Pp]resident|[Pp]räsident|总统|總統")
# What speaks for a body beside its place, in places; by the training articles.
KNOWN, AGAIN = 0.5, 1.1
SIGNATURE, SIGNATURE_CHARS = 4, 40  # short lines at the end of an official text
TEXT_CHARS = 6000  # names and numbers are looked for so far
# An act is reported within days; an older date in its sentence is another act's.
REPORTED_WITHIN = 12
# The store keeps UTC, where a Chinese morning is still yesterday. English is read everywhere, so it stays.
_READ_IN: dict[str, tzinfo] = {"zh": ZoneInfo("Asia/Shanghai"), "de": ZoneInfo("Europe/Berlin")}


class Draft:
    """What is known of a text before any head has seen it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        """The title and the first sentences."""
        return sayings(self.reading)

    @cached_property
    def main(self) -> Saying:
        """The sentence that tells the news."""
        return telling(self.sayings)

    @cached_property
    def published(self) -> date:
        """The article's day where it is read, which "today" and "on Friday" count from."""
        moment = self.reading.published or clock.now()
        in_utc = not moment.utcoffset()
        return (moment.astimezone(_READ_IN.get(self.reading.language, UTC)) if in_utc else moment).date()

    @cached_property
    def decided(self) -> FoundDate | None:
        """The day of the act, where its sentence names one."""
        found = days(self.main.text, language=self.reading.language, anchor=self.published, lean="past")
        near = [one.day for one in found if 0 <= (self.published - one.day).days <= REPORTED_WITHIN and not one.vague]
        return FoundDate(day=near[0], evidence=evidence(self.main)) if near else None

    def effective(self, status: str | None = None) -> FoundDate | None:
        """From when the act applies."""
        published, acted = self.published, self._acted
        return effective_date(
            self.sayings, language=self.reading.language, published=published, acted=acted, status=status
        )

    @cached_property
    def deadline(self) -> FoundDate | None:
        """Until when one may comment."""
        return deadline(self.sayings, language=self.reading.language, published=self.published, acted=self._acted)

    @property
    def _acted(self) -> date:
        return self.decided.day if self.decided else self.published

    @cached_property
    def instrument(self) -> Instrument:
        """What the act is called."""
        return instrument(self.sayings, main=self.main, language=self.reading.language)

    @cached_property
    def issuers(self) -> tuple[tuple[Actor, ...], Saying]:
        """Who acts, and the sentence that says so: a body, else a sentence's subject, else a country."""
        candidates = [*self._bodies(place=False)] or [*self._subjects()] or [*self._bodies(place=True)]
        named, where = max(candidates, key=lambda one: self._weight(one, candidates), default=((), self.main))
        return (self._president(named), where)

    def _president(self, named: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """An executive order is signed by whoever is President of the United States, whatever the name."""
        ordered = any(TYPE_WORDS["executive_order"].search(one.source) for one in (self.main, self.sayings[0]))
        by_name = not named or (named[0].id is None and _PRESIDENT.search(named[0].name) is not None)
        if not ordered or not by_name:
            return named
        return (Actor(name=named[0].name if named else "", id="us_white_house", start=0, end=0),)

    def _bodies(self, *, place: bool) -> Iterator[tuple[tuple[Actor, ...], Saying]]:
        language = self.reading.language
        for saying in self._where_issuers_stand:
            named = acting(self._actors(saying), saying.source, language=language, place=place)
            if named:
                yield named, saying

    def _subjects(self) -> Iterator[tuple[tuple[Actor, ...], Saying]]:
        for saying in self._where_issuers_stand:
            named = subject(saying.source, language=self.reading.language) if saying.done else None
            if named is not None and all(one.start != named.start for one in self._actors(saying)):
                yield (named,), saying

    def _weight(
        self, candidate: tuple[tuple[Actor, ...], Saying], candidates: Sequence[tuple[tuple[Actor, ...], Saying]]
    ) -> float:
        """Who stands first in the best place; being known, and being named first elsewhere too, counts for a body."""
        (first, *_), _ = candidate
        again = sum(named[0].issuer == first.issuer for named, _ in candidates) - 1
        return KNOWN * (first.id is not None) + AGAIN * again - candidates.index(candidate)

    @property
    def _where_issuers_stand(self) -> tuple[Saying, ...]:
        """An official text is headed or signed by its issuer; else the news sentence names it."""
        title, *body = self.sayings
        if self.reading.source_type == "official":
            signature = (line for line in body[-SIGNATURE:] if len(line.source) <= SIGNATURE_CHARS)
            return (title, self.main, *signature, *body[:LEAD])
        return (self.main, title, *body[:LEAD])

    @property
    def firms(self) -> tuple[bool, bool]:
        """Whether a company is named in the title, and in the sentence that tells the news."""
        named = [one for one in self._mentions if one.id in load_entities() and load_entities()[one.id].kind == "firm"]
        return any(one.start < len(self.reading.title) for one in named), any(self._stands_in(one) for one in named)

    def _stands_in(self, mention: Mention) -> bool:
        shift = self._shift(self.main)
        return shift <= mention.start and mention.end <= shift + len(self.main.source)

    def _shift(self, saying: Saying) -> int:
        """Where a sentence begins in title, line break and body."""
        return 0 if saying.start is None else len(self.reading.title) + 1 + saying.start

    def _actors(self, saying: Saying) -> tuple[Actor, ...]:
        shift = self._shift(saying)
        inside = [one for one in self._mentions if shift <= one.start and one.end <= shift + len(saying.source)]
        own = [Mention(id=one.id, start=one.start - shift, end=one.end - shift, alias=one.alias) for one in inside]
        found = actors(saying.source, language=self.reading.language, mentions=own)
        places = [one for one in own if one.id in load_entities() and load_entities()[one.id].kind in PLACES]
        language = self.reading.language
        known = (of_country(actor, places, language=language) for actor in found)
        return tuple(at_home(actor, self._countries, language=language) for actor in known)

    @cached_property
    def _countries(self) -> frozenset[str]:
        named = (load_entities()[one.id] for one in self._mentions if one.id in load_entities())
        return frozenset(entity.country for entity in named if entity.kind in PLACES)

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        text = f"{self.reading.title}\n{self.reading.body[:TEXT_CHARS]}"
        return entities(text, language=self.reading.language)
