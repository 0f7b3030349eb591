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
from nlp.acts import Saying, is_background, sayings, telling
from nlp.dates import days
from nlp.entities import Mention, entities
from nlp.instrument_words import TYPE_WORDS
from nlp.instruments import Instrument, instrument
from nlp.issuer_words import CABINET, SAYS
from nlp.issuers import (
    PLACES,
    Actor,
    acting,
    actors,
    at_home,
    in_switzerland,
    of_country,
    of_named,
    of_parliament,
    subject,
)
from nlp.reading import Reading

LEAD = 4  # sentences
_PRESIDENT = re.compile(r"[Pp]resident|[Pp]räsident|总统|總統")
# What speaks for a body beside its place, in places; by the training articles.
KNOWN, AGAIN, SAYING, BARE = 0.5, 1.1, 1.2, 1.6
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
        """The day of the act: named where it is told, else under an official text."""
        day, saying = self._told_day or next(self._signed, (None, self.main))
        return FoundDate(day=day, evidence=evidence(saying)) if day else None

    @cached_property
    def _told_day(self) -> tuple[date, Saying] | None:
        told = (one for one in self.sayings[: 1 + LEAD] if one.done and one is not self.main)
        return next(((day, saying) for saying in (self.main, *told) for day in self._days_before(saying)), None)

    @property
    def _signed(self) -> Iterator[tuple[date, Saying]]:
        """An official text bears its day in a short line of its own."""
        if self.reading.source_type == "official":
            yield from ((day, line) for line in self._short_lines for day in self._days_before(line))

    @property
    def _short_lines(self) -> tuple[Saying, ...]:
        body = self.sayings[1:]
        return tuple(line for line in (*body[-SIGNATURE:], *body[:1]) if len(line.source) <= SIGNATURE_CHARS)

    def _days_before(self, saying: Saying) -> Iterator[date]:
        """Those of the days before the article that stand nearest to what was done first."""
        acts = [act.start for act in saying.done] or [0]
        found = days(saying.text, language=self.reading.language, anchor=self.published, lean="past")
        for one in sorted(found, key=lambda day: min(abs(day.start - act) for act in acts)):
            if 0 <= (self.published - one.day).days <= REPORTED_WITHIN and not one.vague:
                yield one.day

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
        """What "immediately" and "within 60 days" count from; a text that only bears a day counts from when it came out."""
        return self._told_day[0] if self._told_day else self.published

    @cached_property
    def instrument(self) -> Instrument:
        """What the act is called."""
        return instrument(self.sayings, main=self.main, language=self.reading.language)

    @cached_property
    def issuers(self) -> tuple[tuple[Actor, ...], Saying]:
        """Who acts, and the sentence that says so: a body, else a sentence's subject, else a country."""
        bodies, places = [*self._bodies(place=False)], [*self._bodies(place=True)]
        early = (self.main, *self.sayings[:2])
        fresh = [one for one in bodies if one[1] in early or not is_background(one[1])]
        near = [one for one in places if one[1] in early]
        candidates = fresh or [*self._subjects()] or near or bodies or places
        named, where = max(candidates, key=lambda one: self._weight(one, candidates), default=((), self.main))
        named = tuple(of_parliament(one, self._mentions) for one in named)
        return (self._president(named), where)

    @property
    def by_parliament(self) -> bool:
        """Whether a parliament, or a part of it, acts."""
        return self._actor_kind == "parliament"

    @property
    def by_government(self) -> bool:
        """Whether a cabinet acts, which can only propose a law."""
        named, _ = self.issuers
        unlisted = bool(named) and named[0].id is None and CABINET.search(named[0].name) is not None
        return unlisted or (self._actor_kind == "government" and named[0].id in ("de_government", "uk_dsit"))

    @property
    def _actor_kind(self) -> str | None:
        named, _ = self.issuers
        entity = load_entities().get(named[0].id or "") if named else None
        return entity.kind if entity else None

    def _president(self, named: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """An executive order is signed by whoever is President of the United States, whatever the name."""
        places = (self.main, self.sayings[0])
        ordered = any(TYPE_WORDS["executive_order"].search(one.source) for one in places)
        american = "US" in self._countries or not self._countries
        names = [named[0].name] if named else []
        signed = not named or any(_PRESIDENT.search(text) for text in (*names, *(one.source for one in places)))
        if not ordered or not american or not signed or (named and named[0].id is not None):
            return named
        return (Actor(name="White House", id="us_white_house", start=0, end=0),)

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
        (first, *_), saying = candidate
        again = sum(named[0].issuer == first.issuer for named, _ in candidates) - 1
        says = SAYS[self.reading.language].search(saying.source[: first.start]) is not None
        against = candidates.index(candidate) + SAYING * says + BARE * first.bare
        return KNOWN * (first.id is not None) + AGAIN * again - against

    @property
    def _where_issuers_stand(self) -> tuple[Saying, ...]:
        """An official text is headed or signed by its issuer; else the news sentence names it."""
        title, *body = self.sayings
        if self.reading.source_type == "official":
            return tuple(dict.fromkeys((title, self.main, *self._short_lines, *body[:LEAD])))
        return tuple(dict.fromkeys((self.main, title, *body[:LEAD])))

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
        known = (of_country(actor, places or self._state, language=language) for actor in found)
        houses = (of_named(actor, self._mentions, language=language) if actor.bare else actor for actor in known)
        ours = (at_home(actor, self._countries, language=language) for actor in houses)
        named = (of_named(actor, self._mentions, language=language) for actor in ours)
        clear = (actor for actor in named if actor.id is not None or not actor.bare)
        return tuple(in_switzerland(actor, self._text) for actor in clear)

    @cached_property
    def _state(self) -> tuple[Mention, ...]:
        """The state that title and first sentence name, where it is the only one."""
        first = self.sayings[min(1, len(self.sayings) - 1)]
        end = self._shift(first) + len(first.source)
        states = {one.id: one for one in self._mentions if self._kind(one) == "state" and one.start < end}
        return tuple(states.values()) if len(states) == 1 else ()

    @staticmethod
    def _kind(mention: Mention) -> str | None:
        entity = load_entities().get(mention.id)
        return entity.kind if entity else None

    @cached_property
    def _countries(self) -> frozenset[str]:
        named = (load_entities()[one.id] for one in self._mentions if one.id in load_entities())
        return frozenset(entity.country for entity in named if entity.kind in PLACES)

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        return entities(self._text, language=self.reading.language)

    @cached_property
    def _text(self) -> str:
        return f"{self.reading.title}\n{self.reading.body[:TEXT_CHARS]}"
