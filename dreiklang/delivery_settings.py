"""Who hears what, and how. In: the tables channels, alerts and profiles of a settings file. Out: checked sections.

A channel says how messages leave, an alert which of them, a profile which digest; all of them are named by their table.
"""

import re
from collections.abc import Collection
from datetime import time
from difflib import get_close_matches
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from articles.taxonomy import load_taxonomy
from articles.taxonomy.entities import acting_bodies, acting_countries, country_called
from articles.taxonomy.procedures import load_procedures
from articles.workdays import known_country
from dreiklang.sections import Section, is_address

Language = Literal["de", "zh", "en"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MOST_KNOWN = 60  # names that a message gives
OTHERWISE = {"GB": "UK"}  # codes of ISO 3166 that the taxonomy, and so every source and act, has otherwise
WORKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("no such time zone; expected a name such as Europe/Berlin") from error
    return zone


def read_time(written: str) -> time:
    """07:00. Raises: ValueError."""
    try:
        return time.fromisoformat(written)
    except ValueError as error:
        raise ValueError("no time of day; expected one such as 07:00") from error


def read_hours(written: str) -> tuple[time, time]:
    """22:00-07:00. Raises: ValueError."""
    begins, dash, ends = written.partition("-")
    if not dash:
        raise ValueError("expected hours such as 22:00-07:00")
    return read_time(begins), read_time(ends)


def as_file_name(name: str) -> str:
    """Letters, digits and hyphens of any script; "" where a name has none of them."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")


def _among(known: Collection[str], given: tuple[str, ...], kind: str) -> tuple[str, ...]:
    strange = [one for one in given if one not in known]
    if strange:
        near = [found for one in strange for found in get_close_matches(one, known, n=1)]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        more = f" and {len(known) - MOST_KNOWN} more" if len(known) > MOST_KNOWN else ""
        raise ValueError(f"no {kind} {', '.join(strange)}{hint}; known: {', '.join(sorted(known)[:MOST_KNOWN])}{more}")
    return given


def _country_codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes as acts bear them: those of entities.yaml, and any other that a source may have."""
    strange = [one for one in given if not _is_country(one)]
    if strange:
        near = [code for one in strange if (code := country_called(OTHERWISE.get(one, one)))]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        known = ", ".join(sorted(acting_countries()))
        raise ValueError(f"no country {', '.join(strange)}{hint}; expected codes in upper case: {known}, ...")
    return given


def _is_country(code: str) -> bool:
    return code in acting_countries() or (len(code) == 2 and code not in OTHERWISE and known_country(code))


class ChannelSettings(Section):
    """How messages leave. Keys that its kind does not need stay out."""

    kind: Literal["folder", "smtp", "webhook", "apprise"] = Field(
        default="folder",
        description="folder (.eml files below out/), smtp, webhook (signed JSON), or apprise (an address of one of its services)",
    )
    to: tuple[str, ...] = Field(default=(), description="smtp: the recipients, one mail to each")
    sender: str = Field(default="", description='smtp: the From address, as in "Dreiklang <monitor@example.org>"')
    host: str = Field(default="", description="smtp: the server")
    port: int = Field(default=587, ge=1, le=65535, description="smtp: its port")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="smtp: how the connection is secured; none only for a server on this machine"
    )
    user: str = Field(default="", description="smtp: user, where the server asks for one")
    password: SecretStr = Field(default=SecretStr(""), description="smtp: its password")
    url: SecretStr = Field(default=SecretStr(""), description="webhook, apprise: the address; it may hold a token")
    secret: SecretStr = Field(default=SecretStr(""), description="webhook: key of the HMAC-SHA256 signature")
    timeout_s: float = Field(default=30.0, gt=0, description="Seconds until an answer has to be there")
    ca_file: str = Field(default="", description="PEM file of an own certificate authority")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "ChannelSettings":
        needed = {"smtp": ("host", "sender", "to"), "webhook": ("url", "secret"), "apprise": ("url",), "folder": ()}
        missing = [name for name in needed[self.kind] if not _given(getattr(self, name))]
        if missing:
            raise ValueError(f"a channel of kind {self.kind} needs {' and '.join(missing)}")
        return self


def _given(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


class AlertSettings(Section):
    """What somebody wants to hear of at once: one of events, search and watch."""

    to: tuple[str, ...] = Field(default=("folder",), min_length=1, description="Names of channels")
    events: bool = Field(default=False, description="Policy events: once for every stage")
    search: str = Field(default="", description="A saved search: once for every story that it finds")
    watch: str = Field(default="", description="A watch list: once for every story that names one of its terms")
    issuers: tuple[str, ...] = Field(
        default=(), description="events: only of these bodies; empty means any, also below"
    )
    types: tuple[str, ...] = Field(default=(), description="events: only instruments of these types")
    topics: tuple[str, ...] = Field(default=(), description="events: only on these topics")
    stages: tuple[str, ...] = Field(default=(), description="events: only these steps or statuses")
    countries: tuple[str, ...] = Field(
        default=(), description="events: only of these countries, by codes such as CN, DE, EU, US, UK"
    )
    language: Language = Field(
        default="en", description="Language of the message; every alert names the act in all three"
    )
    quiet: str = Field(default="", description="Hours in which it waits, such as 22:00-07:00")
    time_zone: str = Field(default="Europe/Berlin", description="Time zone of those hours")
    most_an_hour: int = Field(
        default=10, ge=1, description="Further ones of the same hour stand in one message together"
    )

    _zone = field_validator("time_zone")(_known_zone)

    @field_validator("quiet")
    @classmethod
    def _hours(cls, quiet: str) -> str:
        if quiet:
            read_hours(quiet)
        return quiet

    @field_validator("issuers")
    @classmethod
    def _issuers(cls, issuers: tuple[str, ...]) -> tuple[str, ...]:
        return _among(acting_bodies(), issuers, "issuing body")

    @field_validator("countries")
    @classmethod
    def _countries(cls, countries: tuple[str, ...]) -> tuple[str, ...]:
        return _country_codes(countries)

    @field_validator("types")
    @classmethod
    def _types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        return _among(set(load_taxonomy().instrument_types), types, "instrument type")

    @field_validator("topics")
    @classmethod
    def _topics(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        return _among(set(load_taxonomy().topics), topics, "topic")

    @field_validator("stages")
    @classmethod
    def _stages(cls, stages: tuple[str, ...]) -> tuple[str, ...]:
        steps = {step.id for procedure in load_procedures().values() for step in procedure.steps}
        return _among(steps | set(load_taxonomy().statuses), stages, "stage")

    @model_validator(mode="after")
    def _one_kind(self) -> "AlertSettings":
        if [self.events, bool(self.search), bool(self.watch)].count(True) != 1:
            raise ValueError("expected exactly one of events = true, search = ..., watch = ...")
        return self


class ProfileSettings(Section):
    """A digest for somebody."""

    to: tuple[str, ...] = Field(default=("folder",), description="Names of channels")
    language: Language = Field(default="en", description="The digest's own language")
    languages: tuple[Language, ...] = Field(
        default=("de", "zh", "en"), min_length=1, description="Languages of the articles in it"
    )
    topics: tuple[str, ...] = Field(default=(), description="Only stories on these topics; empty means all")
    searches: tuple[str, ...] = Field(default=(), description="Saved searches whose finds stand in YOUR LIST")
    watch: tuple[str, ...] = Field(default=(), description="Watch lists whose finds stand in YOUR LIST")
    at: str = Field(default="06:00", description="When it is due")
    time_zone: str = Field(default="Europe/Berlin", description="Time zone of that hour and of all times in it")
    days: tuple[Day, ...] = Field(default=WORKDAYS, min_length=1, description="On which days")
    holidays: str = Field(default="DE", description="Country whose public holidays go without a digest; empty for none")
    weekly: Day | Literal[""] = Field(
        default="", description="The day of a digest of the whole week beside it; empty for none"
    )

    _zone = field_validator("time_zone")(_known_zone)

    @field_validator("holidays")
    @classmethod
    def _country(cls, country: str) -> str:
        if country and not known_country(country):
            raise ValueError("no holidays known for it; expected a country code such as DE, CN or US, or nothing")
        return country

    @field_validator("at")
    @classmethod
    def _hour(cls, at: str) -> str:
        read_time(at)
        return at

    @field_validator("topics")
    @classmethod
    def _topics(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        return _among(set(load_taxonomy().topics), topics, "topic")


class HealthSettings(Section):
    """Where it is told that we have gone blind, and who watches over ourselves."""

    to: tuple[str, ...] = Field(
        default=("folder",),
        description="Names of channels that hear when a fault begins and when it is over; empty for none. Without it the first"
        " channel of your own, or the folder",
    )
    language: Language = Field(default="en", description="Language of these messages")
    time_zone: str = Field(default="Europe/Berlin", description="Time zone of the times in them")
    tier: int = Field(default=2, ge=1, le=3, description="Faults of sources up to this tier are told; doctor shows all")
    ping_url: SecretStr = Field(
        default=SecretStr(""),
        description="An address that is asked at the end of every deliver, and ADDRESS/fail where a step failed, such as a check"
        " of a healthchecks server; whoever runs it misses us when we fall silent",
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Where `--metrics-port` listens; 0.0.0.0 lets other machines read the metrics",
    )

    _zone = field_validator("time_zone")(_known_zone)

    @field_validator("ping_url")
    @classmethod
    def _address(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not is_address(url.get_secret_value()):
            raise ValueError("expected http://... or https://... without user and password, or nothing")
        return url
