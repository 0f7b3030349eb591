"""The tables. In: nothing. Out: SQLAlchemy Core tables, the same on SQLite and PostgreSQL.

Two kinds of time: columns named *_at are news time (articles.clock.now), stored in UTC; columns named *_s are machine
time (articles.clock.elapsed, seconds since the epoch), used for leases and delays only.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive datetimes: they would be read back as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without time zone cannot be stored: {value!r}; make it aware first")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """SQLite gives naive values back; they are UTC."""
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


# What became of every subject in every step. `version` is "" while the work waits or is leased.
# A free row whose lease_until_s lies ahead waits for its next attempt.
results = Table(
    "results",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("step", String(16), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("outcome", String(24)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_token", String(96)),
    Column("lease_until_s", Float),
    Column("priority", Integer, nullable=False),
    Column("waiting_since_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("detail", Text),
)
Index(
    "ix_results_waiting",
    results.c.step,
    results.c.outcome,
    results.c.priority,
    results.c.waiting_since_at,
)
Index("ix_results_finished", results.c.step, results.c.finished_at)

# When each source is polled next, how its last poll ended and how many in a row have failed; `fresh_at` is when its lists last
# named something new, `lost_as` how its newest page ended of those that could not be read.
polls = Table(
    "polls",
    metadata,
    Column("source", Text, primary_key=True),
    Column("visit", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("reached_at", UtcDateTime),
    Column("first_at", UtcDateTime),
    Column("polled_at", UtcDateTime),
    Column("fresh_at", UtcDateTime),
    Column("outcome", String(24)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since_at", UtcDateTime),
    Column("lost_as", String(24)),
)

# What came of a source in a day (days since 1970-01-01, UTC), hour by hour: `hours` holds numbers as articles/store/sightings.py
# lays them out.
source_days = Table(
    "source_days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("hours", LargeBinary, nullable=False),
)
Index("ix_source_days_day", source_days.c.day)

# Faults that go on, each under its subject (source/miit, issuer/cn_cac, step/index, disk/archive): when we first noted it, in
# which message it was told of, and since when it seems to be over.
faults = Table(
    "faults",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since_at", UtcDateTime, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("told_in", String(64)),
    Column("over_at", UtcDateTime),
)

# Validators of every address that is asked again: feeds and pages alike.
validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", String(64), nullable=False),
    Column("archive_file", Text),
    Column("archive_offset", BigInteger),
    Column("trusted", Boolean, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
)

# URLs that sources named. due_at is empty when no further visit is planned; fetch_url and host differ from url after a
# redirect to another host, because every request needs the lease of its own host.
candidates = Table(
    "candidates",
    metadata,
    Column("url", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("fetch_url", Text, nullable=False),
    Column("hops", Integer, nullable=False, default=0),
    Column("visit", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Column("not_before_s", Float, nullable=False, default=0.0),
    Column("priority", Integer, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("wanted", Boolean, nullable=False),
    Column("record", JSON, nullable=False),
)
Index("ix_candidates_due", candidates.c.due_at, candidates.c.priority)
Index("ix_candidates_host", candidates.c.host, candidates.c.due_at, candidates.c.priority)
Index("ix_candidates_source", candidates.c.source, candidates.c.first_seen_at)

# One crawler at a time per host, and not before next_s.
hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("next_s", Float, nullable=False, default=0.0),
    Column("lease_token", String(96)),
    Column("lease_until_s", Float),
    Column("robots_status", Integer),
    Column("robots", Text),
    Column("robots_at", UtcDateTime),
    Column("tdm_reserved", String(8), nullable=False, default="unknown"),
)

# Answers that wait for extraction, and where their bytes are. `body` is kept only while nothing is archived.
pages = Table(
    "pages",
    metadata,
    Column("url", Text, primary_key=True),
    Column("visit", Integer, primary_key=True),
    Column("final_url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("source", Text, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("archive_file", Text),
    Column("archive_offset", BigInteger),
    Column("body", LargeBinary),
)
Index("ix_pages_fetched_at", pages.c.fetched_at)

# Every revision of every article; `record` is the whole articles.model.Article.
articles = Table(
    "articles",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("latest", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("dated_at", UtcDateTime, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("record", JSON, nullable=False),
)
# `latest` stands last: in front, it would be taken for look-ups by id too, and nearly every row has it.
Index("ix_articles_dated", articles.c.dated_at, articles.c.latest)
Index("ix_articles_first_seen", articles.c.first_seen_at, articles.c.latest)
Index("ix_articles_source", articles.c.source, articles.c.dated_at)

# Every URL that leads to an article.
article_urls = Table(
    "article_urls",
    metadata,
    Column("url", Text, primary_key=True),
    Column("article_id", String(32), nullable=False, index=True),
)

# Which pages link a document; the document becomes an attachment of each page's article.
document_links = Table(
    "document_links",
    metadata,
    Column("url", Text, primary_key=True),
    Column("parent", Text, primary_key=True),
)

analyses = Table(
    "analyses",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("relevant", Boolean, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("record", JSON, nullable=False),
)

translations = Table(
    "translations",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("record", JSON, nullable=False),
)

# Which story an article belongs to; aliases lead from merged story ids to the one that stayed.
story_articles = Table(
    "story_articles",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("story_id", String(32), nullable=False, index=True),
    Column("near_duplicate_of", String(32)),
)
story_aliases = Table(
    "story_aliases",
    metadata,
    Column("old_id", String(32), primary_key=True),
    Column("story_id", String(32), nullable=False),
)

# What an article is found by when the next one is joined: its traits, the direction of its title and lead together
# (16-bit floats, centred by language; `made_by` says by what), and the bands of its text that copies share.
traits = Table(
    "traits",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("dated_at", UtcDateTime, nullable=False),
    Column("record", JSON, nullable=False),
)
Index("ix_traits_dated", traits.c.dated_at)
directions = Table(
    "directions",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("dated_at", UtcDateTime, nullable=False),
    Column("made_by", String(96), nullable=False),
    Column("numbers", LargeBinary, nullable=False),
)
Index("ix_directions_dated", directions.c.dated_at)
bands = Table(
    "bands",
    metadata,
    Column("band", String(20), primary_key=True),
    Column("article_id", String(32), primary_key=True, index=True),
)

# Sentences that were translated, by what translated them; `flags` are what nlp/translation_checks.py says of the English.
sentences = Table(
    "sentences",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("english", Text, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

# Texts as an embedder sees them, as 16-bit floats; `kind` is title, lead or tail.
vectors = Table(
    "vectors",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("embedder", String(64), primary_key=True),
    Column("numbers", LargeBinary, nullable=False),
)

# Legal and political acts; `record` is an articles.model.PolicyEvent without its stages. Aliases lead from merged ids to
# those that stayed; pairs that stand `apart` were split by a person and never become one again.
events = Table(
    "events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("country", String(8), index=True),
    Column("told_at", UtcDateTime, nullable=False, index=True),
    Column("record", JSON, nullable=False),
)
event_tellings = Table(
    "event_tellings",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("event_id", String(32), nullable=False, index=True),
    Column("pinned", Boolean, nullable=False),
    Column("record", JSON, nullable=False),
)
event_numbers = Table(
    "event_numbers",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("event_id", String(32), primary_key=True, index=True),
)
event_aliases = Table(
    "event_aliases",
    metadata,
    Column("old_id", String(32), primary_key=True),
    Column("event_id", String(32), nullable=False),
)
events_apart = Table(
    "events_apart",
    metadata,
    Column("one", String(32), primary_key=True),
    Column("other", String(32), primary_key=True),
)
stages = Table(
    "stages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event_id", String(32), nullable=False, index=True),
    Column("opened_at", UtcDateTime, index=True),
    Column("record", JSON, nullable=False),
)
stage_aliases = Table(
    "stage_aliases",
    metadata,
    Column("old_id", String(32), primary_key=True),
    Column("stage_id", String(32), nullable=False),
)

# Saved searches of the settings that ever ran; problem says why the last run could not be made.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("since_at", UtcDateTime, nullable=False),
    Column("run_at", UtcDateTime, nullable=False),
    Column("problem", Text),
)
matches = Table(
    "matches",
    metadata,
    Column("search", Text, primary_key=True),
    Column("article_id", String(32), primary_key=True),
    Column("matched_at", UtcDateTime, nullable=False),
)

# Messages on their way: one row for each recipient of each channel as they were when it was decided; `record` is an
# articles.model.Message. The work itself waits as a row of results (step deliver, subject channel|recipient|message id).
# told says what a rule has told of, each subject once, whoever decided it first.
outbox = Table(
    "outbox",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("record", JSON, nullable=False),
)
Index("ix_outbox_thread", outbox.c.rule, outbox.c.thread)
Index("ix_outbox_waiting", outbox.c.channel, outbox.c.sent_at)
told = Table(
    "told",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("message_id", String(64), nullable=False, index=True),
)

# From when on each alert rule tells (None: whatever is still new), and when it last decided.
alert_rules = Table(
    "alert_rules",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("since_at", UtcDateTime),
    Column("decided_at", UtcDateTime, nullable=False),
)

# What was handed over, to whom: the key is the message's own (rule + stage, rule + story, profile + day).
receipts = Table(
    "receipts",
    metadata,
    Column("message_key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("place", Text, nullable=False),
)
receipt_articles = Table(
    "receipt_articles",
    metadata,
    Column("message_key", Text, primary_key=True),
    Column("article_id", String(32), primary_key=True, index=True),
)

# One row a name: whoever holds it works alone (join, migrations, one index writer).
locks = Table(
    "locks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("lease_token", String(96)),
    Column("lease_until_s", Float),
)

# URLs a person says we should have had, and why we had not.
missed = Table(
    "missed",
    metadata,
    Column("url", Text, primary_key=True),
    Column("cause", String(24), nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
)
