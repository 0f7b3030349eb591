"""The words, frozen and keyword-only. In: parsed values. Out: the types that pass between rooms.

Datetimes are aware and UTC, text is NFC, languages are BCP 47 with "und" for unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Literal

Kind = Literal["news", "wire", "opinion", "blog", "official", "association", "research"]
Ownership = Literal["government", "party", "state", "public", "commercial", "overseas", "civil"]
Precision = Literal["minute", "day"]
ArticleState = Literal["live", "changed", "removed", "paywalled"]
Script = Literal["Hans", "Hant", "Latn"]
Reservation = Literal["yes", "no", "unknown"]
Stance = Literal["support", "oppose", "neutral"]
Depth = Literal["title", "lead", "full"]
MessageKind = Literal["alert", "correction", "digest", "health", "test"]
SearchMode = Literal["text", "semantic", "hybrid"]
Interval = Literal["day", "week", "month"]
Sight = Literal["fine", "quiet", "silent", "blocked", "unreachable", "feed_error", "drift", "unknown"]
IssuerSight = Literal["fine", "fallback_only", "blind", "unknown"]

TITLE = -1  # its place among the paragraphs, where flags of a translation name places
OFFICIAL_TEXT_KINDS: tuple[Kind, ...] = ("official", "association", "research")
# What the labels call a kind of source (`source_type`); the others are news.
SOURCE_TYPES: Mapping[str, str] = {"opinion": "opinion", "blog": "blog"} | dict.fromkeys(
    OFFICIAL_TEXT_KINDS, "official"
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """An HTML page of links. All but `url` are CSS selectors; `date` and `title` are read inside `entry`."""

    url: str
    entry: str
    link: str = "a"
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class JsonList:
    """A JSON answer, one record an article. `records` and fields are dotted paths; `url_template` may use {field}."""

    url: str
    records: str
    link: str | None = None
    url_template: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which candidates of a source are worth a request; empty means all of them.

    `drop_paths` always wins. Else one yes is enough: a kept path, a section (by name or folder), or a keyword.
    Paths are prefixes; * stands for anything, a $ at the end for the end.
    """

    keep_paths: tuple[str, ...] = ()
    drop_paths: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: bool = False


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Hints for reading pages of one source, valid from `since` on. Selectors are CSS."""

    since: date | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()
    title: str | None = None
    date: str | None = None
    authors: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What we may do with a source's text."""

    tdm_reserved: Reservation = "unknown"
    archive: bool = True
    excerpt_chars: int = 300


@dataclass(frozen=True, kw_only=True)
class Source:
    """A publisher as we read it; declared in crawlers/sources/<id>.toml."""

    id: str
    name: str
    homepage: str
    country: str
    languages: tuple[str, ...]
    kind: Kind
    ownership: Ownership
    tier: int
    time_zone: str
    interval_minutes: int
    feeds: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    json_lists: tuple[JsonList, ...] = ()
    filter: Filter = field(default_factory=Filter)
    layouts: tuple[Layout, ...] = ()
    rights: Rights = field(default_factory=Rights)
    issuers: tuple[str, ...] = ()
    fallback: str | None = None
    delay_s: float = 2.0
    cookies: bool = False
    needs_browser: bool = False
    unverified: bool = False
    user_agent: str | None = None
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A URL that a source named, not yet fetched. `published` and `title` are what the list said.

    `parent` is the page that links a document to be read as its attachment.
    """

    url: str
    source: str
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    section: str | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class ArchiveRef:
    """Where the bytes are: WARC file name inside the archive folder, and the record's byte offset."""

    file: str
    offset: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer of a server. Header names are lower case."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    source: str | None = None
    archived: ArchiveRef | None = None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A document linked from an official page. `pages[i]` is the text of page i+1; empty when it could not be read."""

    url: str
    name: str
    media_type: str
    pages: tuple[str, ...] = ()
    unread: str | None = None
    archived: ArchiveRef | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """One text of one source, in one revision."""

    id: str
    revision: int
    url: str
    source: str
    language: str
    script: Script | None
    title: str
    paragraphs: tuple[str, ...]
    published: datetime | None
    published_precision: Precision | None
    updated: datetime | None
    first_seen: datetime
    authors: tuple[str, ...] = ()
    section: str | None = None
    origin: str | None = None
    attachments: tuple[Attachment, ...] = ()
    state: ArticleState = "live"
    canonical: str | None = None
    tdm_reserved: Reservation = "unknown"

    @property
    def text(self) -> str:
        """Title and paragraphs, one a line."""
        return "\n".join((self.title, *self.paragraphs))

    @property
    def dated(self) -> datetime:
        """When it was published, else when we first saw it."""
        return self.published or self.first_seen


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A passage of the original, verbatim: body[start:end] == text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class StanceLabel:
    """Where a text stands towards a target; `holder` is None for the article's own voice."""

    target: str
    label: Stance
    score: float
    unsure: bool
    evidence: Evidence
    holder: str | None = None


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A day named in the text; firm only with an evidence sentence from the issuer's own text."""

    day: date
    evidence: Evidence | None = None
    firm: bool = False


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """An official number of an act: `kind` says which system numbers it, `value` is its normal form."""

    kind: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What an issuer did with an instrument. Bodies are taxonomy ids or names as written.

    `evidence` holds the sentence of each slot by its name (issuers, instrument, status), where the body has one.
    """

    issuers: tuple[str, ...] = ()
    instrument: str | None = None
    instrument_type: str | None = None
    status: str | None = None
    step: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    decided: FoundDate | None = None
    effective: FoundDate | None = None
    deadline: FoundDate | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    score: float = 0.0
    unsure: bool = False
    made_by: Literal["head", "rules"] = "rules"


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What an article says, label by label; `versions` names what made each field."""

    article_id: str
    revision: int
    relevant: bool
    relevance: float
    topics: tuple[tuple[str, float], ...] = ()
    stances: tuple[StanceLabel, ...] = ()
    article_type: str | None = None
    announcement: Announcement | None = None
    entities: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """A sentence in English, by a machine; `flags` says what looks wrong with it (nlp/translation_checks.py)."""

    english: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Translation:
    """English text of an article, by a machine; paragraphs align one to one with the original, an untranslated one is "".

    `flags` says what looks wrong (nlp/translation_checks.py) and in which paragraphs, the title being TITLE.
    """

    article_id: str
    revision: int
    title: str
    paragraphs: tuple[str, ...]
    depth: Depth
    engine: str
    model: str
    at: datetime
    to: str = "en"
    flags: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def headline(self) -> Rendering | None:
        """The title with what looks wrong with it; None where the article has none."""
        if not self.title:
            return None
        return Rendering(
            english=self.title, flags=tuple(flag for flag, places in self.flags.items() if TITLE in places)
        )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How far an act has come: one (act, deciding body, step, occurrence), under an opaque id that outlives relabelling.

    `opened_at` is None while only one report tells of it; `told_at` is when the first of `article_ids` was published,
    `confirmed_at` when the one was that opened it. What opened `quiet`, because known articles are read otherwise now, does
    not alert until another official text tells of it.
    A stage that nothing tells of any more is `retracted`; one that a person has corrected names the fields in `fixed`.
    """

    id: str
    step: str
    body: str
    occurrence: int
    status: str
    told_at: datetime
    opened_at: datetime | None
    article_ids: tuple[str, ...]
    official: bool
    confirmed_at: datetime | None = None
    issuers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    decided: FoundDate | None = None
    effective: FoundDate | None = None
    deadline: FoundDate | None = None
    retracted: bool = False
    quiet: bool = False
    fixed: tuple[str, ...] = ()

    @property
    def happened(self) -> datetime:
        """The day of the decision where one is named, else when it was first told; what is old never alerts."""
        if self.decided is None:
            return self.told_at
        return min(self.told_at, datetime.combine(self.decided.day, time.max, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class PolicyEvent:
    """One legal or political act across its life, languages and sources.

    `title` is its name as the best source writes it, `titles` the same by language; `procedure` is one of procedures.toml.
    `fixed` are the fields that a person has set: what articles say never changes them again.
    """

    id: str
    title: str
    issuers: tuple[str, ...]
    instrument_type: str | None
    article_ids: tuple[str, ...]
    stages: tuple[Stage, ...]
    procedure: str
    country: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    effective: FoundDate | None = None
    deadline: FoundDate | None = None
    score: float = 0.0
    fixed: tuple[str, ...] = ()

    @property
    def stage(self) -> Stage | None:
        """The open stage that was told of last."""
        opened = [stage for stage in self.stages if stage.opened_at and not stage.retracted]
        return max(opened, key=lambda stage: (stage.happened, stage.told_at), default=None)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What goes to a channel, rendered once, so that every attempt sends the same bytes.

    `id` is the stable part of Message-ID and Idempotency-Key; messages of one `thread` answer its first one.
    `subjects` are the stages or stories it tells of; `facts` is what it said of each, to be compared later. `wrong` is what a
    correction corrects: field -> (what was said, what is right).
    """

    id: str
    kind: MessageKind
    rule: str
    thread: str
    subject: str
    text: str
    html: str
    language: str
    created_at: datetime
    subjects: tuple[str, ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    article_ids: tuple[str, ...] = ()
    wrong: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A query that is run over everything newly indexed, in all languages if `languages` is empty."""

    name: str
    query: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Match:
    """A saved search is satisfied by an article; recorded once."""

    search: str
    article_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """How well we see a source; docs/health.md says what each state means and what to do.

    `since` is when it began (None before the first poll), `seen_at` when a list of the source was last read. `figure` is what
    it was decided by and `todo` what to do, both in English; `outcome` is what polls or pages end as.
    `expected` is how many articles its own rhythm would have brought since the last one, None where that is not known.
    """

    source: str
    state: Sight
    since: datetime | None
    figure: str
    todo: str = ""
    outcome: str | None = None
    seen_at: datetime | None = None
    expected: float | None = None

    @property
    def sees(self) -> bool:
        """Whether what it publishes reaches us, as far as anybody can tell."""
        return self.state in ("fine", "quiet") or (self.state == "unknown" and self.seen_at is not None)


@dataclass(frozen=True, kw_only=True)
class IssuerState:
    """How well we see an issuing body: by its own lists, only by what else carries it, or not at all.

    `own` and `others` are the states of its routes: sources that speak for it alone, and those that carry it beside others.
    """

    issuer: str
    state: IssuerSight
    since: datetime | None
    own: tuple[SourceState, ...] = ()
    others: tuple[SourceState, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """What the index holds of an article."""

    article_id: str
    fields: Mapping[str, Any]
    vector: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """One question to an engine; `query` is in our query language, `vector` is its meaning (for semantic and hybrid).

    `facets` name fields to count the values of; `histogram` counts by time of publication, in `time_zone`.
    """

    query: str
    mode: SearchMode = "text"
    limit: int = 10
    offset: int = 0
    ids: tuple[str, ...] | None = None
    facets: tuple[str, ...] = ()
    histogram: Interval | None = None
    time_zone: str = "UTC"
    highlight: bool = False
    order: Literal["best", "newest"] = "best"
    vector: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One article that was found; scores are comparable within one answer only, `highlights` hold <mark> only."""

    article_id: str
    score: float
    fields: Mapping[str, Any]
    highlights: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """A word of the query that was also searched for as others say it; `language` of each variant by BCP 47."""

    term: str
    variants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an engine found: hits best first, counts over everything that was found."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: tuple[tuple[datetime, int], ...] = ()
    expansions: tuple[Expansion, ...] = ()
