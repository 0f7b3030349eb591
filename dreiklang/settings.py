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

from pydantic import BaseModel, Field, ValidationError, ValidationInfo, field_validator, model_validator

from articles.errors import SettingsError
from articles.model import SavedSearch
from dreiklang.delivery_settings import (
    AlertSettings,
    ChannelSettings,
    HealthSettings,
    ProfileSettings,
    as_file_name,
)
from dreiklang.sections import (
    ArchiveSettings,
    CrawlSettings,
    DemoSettings,
    DigestSettings,
    ElasticsearchSettings,
    ModelSettings,
    RetentionSettings,
    RhythmSettings,
    SavedSearchSettings,
    SearchSettings,
    Section,
    SourceSettings,
    StoreSettings,
    TranslateSettings,
)

FILE = "dreiklang.toml"
PREFIX = "DREIKLANG_"
DEMO_FOLDERS = {"data": "data/demo", "out": "out/demo"}
GIGABYTE = 1024**3
MEGABYTE = 1024**2
SECRETS = ("api_key", "password", "secret", "ping_url")  # settings that no message repeats
EXPECTED = {  # by pydantic's type of a problem, where its own words would puzzle
    "tuple_type": 'expected a list, as in ["one", "two"]',
    "too_short": "expected at least one",
    "string_too_short": "expected something",
}
PASSWORD = re.compile(r":[^:/@]+@")  # of a user in a URL, which no message repeats


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
    rhythm: RhythmSettings = RhythmSettings()
    digest: DigestSettings = DigestSettings()
    health: HealthSettings = HealthSettings()
    demo: DemoSettings = DemoSettings()
    channels: dict[str, ChannelSettings] = Field(
        default={"folder": ChannelSettings(kind="folder")},
        description="How messages leave, by name; `folder` (.eml files below out/) is always there",
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
        problems += [
            f"health.to names '{one}'; known: {', '.join(self.channels)}"
            for one in self.health_to
            if one not in self.channels
        ]
        if problems:
            raise ValueError(BETWEEN.join(problems))
        return self

    @model_validator(mode="after")
    def _names_make_files(self) -> "Settings":
        """Every digest and feed has a file of its own, named after it."""
        tables: dict[str, Collection[str]] = {name: getattr(self, name) for name in OPEN}
        problems = [f"{table} has one without a name" for table, names in tables.items() if "" in map(str.strip, names)]
        for table in ("profiles", "searches", "watch"):
            by_file: dict[str, list[str]] = {}
            for name in tables[table]:
                by_file.setdefault(as_file_name(name), []).append(name)
            problems += [
                f"{table} {' and '.join(map(repr, names))} would write the same file; give one of them another name"
                for names in by_file.values()
                if len(names) > 1
            ]
        problems += [
            f"profiles '{name}' and '{other}' would write the same file: the first has a weekly digest; rename one"
            for name, one in self.profiles.items()
            for other in self.profiles
            if one.weekly and as_file_name(other) == f"{as_file_name(name)}-week"
        ]
        if problems:
            raise ValueError(BETWEEN.join(problems))
        return self

    @field_validator("channels")
    @classmethod
    def _folder_is_there(cls, channels: dict[str, ChannelSettings]) -> dict[str, ChannelSettings]:
        """Built in, after those of your own, for what names no channel."""
        return {**channels, "folder": channels.get("folder", ChannelSettings(kind="folder"))}

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
    def health_to(self) -> tuple[str, ...]:
        """Channels that hear of faults: as set, by default the first one, which is the folder where there is no other."""
        return self.health.to if "to" in self.health.model_fields_set else tuple(self.channels)[:1]

    @property
    def store_url(self) -> str:
        """The database URL, SQLite in the data folder when none is set."""
        return self.store.url or f"sqlite:///{self.data / 'store.db'}"


NAMED: dict[str, type[Section]] = {"channels": ChannelSettings, "alerts": AlertSettings, "profiles": ProfileSettings}
OPEN = ("searches", "watch", *NAMED)  # tables whose keys a person names
BETWEEN = "\n  "  # problems that are told together, one a line


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
        "# How messages leave (docs/settings.md lists every key). The channel `folder` is always there: .eml files in out/.",
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
        told = EXPECTED.get(error["type"], error["msg"].removeprefix("Value error, "))
        return f"{where}{_given(error)}: {told}" if where else told
    near = get_close_matches(str(error["loc"][-1]), _keys(), n=1)
    return f"{where} is no setting" + (f"; did you mean '{near[0]}'?" if near else "")


def _given(error: Any) -> str:
    """What was written there, without secrets; a whole table, which may hold some, is not repeated."""
    if isinstance(error["input"], dict | BaseModel):
        return ""
    names = error["loc"] or ("",)
    secret = names[-1] in SECRETS or (names[0], names[-1]) == ("channels", "url")
    return " = ***" if secret else " = " + PASSWORD.sub(":***@", repr(error["input"]))


def _keys() -> list[str]:
    tables = (*sections().values(), *NAMED.values())
    return [*Settings.model_fields, *(key for section in tables for key in section.model_fields)]
