"""What one article tells of one act. In: an Article, its announcement and its Source. Out: a Telling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from articles.model import Announcement, Article, FoundDate, Identifier, Source
from articles.taxonomy.entities import load_entities
from articles.text import squash

COUNTRY_OF = {
    **dict.fromkeys(("celex", "com", "cod"), "EU"),
    **dict.fromkeys(("drucksache", "bgbl"), "DE"),
    **dict.fromkeys(("hao", "ling", "gonggao", "gb"), "CN"),
    **dict.fromkeys(("rin", "docket", "fr", "eo"), "US"),
}
AHEAD = ("announced", "consultation", "proposed")  # statuses of what is not decided yet
# Numbers that an act gets when it is published, and at which statuses it has none yet.
NOT_YET = {"celex": (*AHEAD, "adopted"), "bgbl": (*AHEAD, "adopted"), "ling": AHEAD, "eo": AHEAD}


@dataclass(frozen=True, kw_only=True)
class Telling:
    """An announcement as one article has it. `origin` is who reported it first: reprints share theirs."""

    article_id: str
    revision: int
    title: str
    language: str
    published: datetime
    official: bool
    firm: bool
    origin: str
    country: str | None
    announcement: Announcement
    topics: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it can open a stage: a reading that is unsure only waits for others."""
        return not self.announcement.unsure

    @property
    def issuer(self) -> str | None:
        """The first of the issuers."""
        return next(iter(self.announcement.issuers), None)

    @property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """Official identifiers as (kind, value), without those that the text can only cite."""
        return frozenset((one.kind, one.value) for one in self.announcement.identifiers if self._may_own(one))

    def _may_own(self, number: Identifier) -> bool:
        """No act has a number of another country, nor one that is given at its publication before that."""
        at_home = self.country in (None, COUNTRY_OF.get(number.kind, self.country))
        return at_home and self.announcement.status not in NOT_YET.get(number.kind, ())

    def date(self, found: FoundDate | None) -> FoundDate | None:
        """A day it names: firm with an evidence sentence from the issuer's own text, else tentative."""
        if found is None:
            return None
        return FoundDate(day=found.day, evidence=found.evidence, firm=self.firm and found.evidence is not None)


_TELLING = TypeAdapter(Telling)


def telling(
    article: Article, announcement: Announcement, source: Source, *, origin: str, topics: tuple[str, ...] = ()
) -> Telling:
    """What this article tells; the country is its issuer's, and the source's own where an official one names nobody."""
    official = source.kind == "official"
    own = bool(set(source.issuers) & set(announcement.issuers)) or not source.issuers
    return Telling(
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        language=article.language,
        published=max(article.dated, article.updated or article.dated) if article.revision > 1 else article.dated,
        official=official,
        firm=official and own,
        origin=origin,
        country=country_of(announcement.issuers) or (source.country if official else None),
        announcement=announcement,
        topics=topics,
    )


def origin_of(article: Article) -> str:
    """Whose report it is: the wire or paper it was taken from, else the source itself."""
    return (squash(article.origin) if article.origin else "") or article.source


def country_of(issuers: tuple[str, ...]) -> str | None:
    """The country of the first issuer that we know."""
    known = load_entities()
    return next((known[issuer].country for issuer in issuers if issuer in known), None)


def to_record(told: Telling) -> dict[str, Any]:
    """A telling as the store keeps it."""
    record: dict[str, Any] = _TELLING.dump_python(told, mode="json")
    return record


def from_record(record: Mapping[str, Any]) -> Telling:
    """The telling that was kept."""
    return _TELLING.validate_python(record)
