"""A profile's digest, put together from the store. In: a profile, a moment. Out: a Digest.

It tells what no digest of the profile told before; what was published long before it was seen stands as late. It reads the
store alone, so that it works while the search engine is down.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from articles import clock
from articles.model import Analysis, Article
from articles.store.events import list_events, load_stage, opened_since
from articles.store.labels import copies_of, languages_in, load_translation, matches_since, screened_between, stories_of
from articles.store.outbox import digests_of, sent_alerts
from articles.store.texts import load_article
from articles.watch import PREFIX
from delivery.alerts import tells
from delivery.digest import (
    Corrected,
    Digest,
    Due,
    Moved,
    Report,
    ToldStory,
    due_days,
    moved_first,
    stage_before,
)
from delivery.tellings import origin_of
from dreiklang.delivery_settings import ProfileSettings
from dreiklang.desk import Desk
from dreiklang.health import health_of, reach, seen_since
from dreiklang.not_seen import blindness, missing_sources

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
NARROWLY = 0.3  # of relevance; below it nothing is worth a line
DAILY, WEEKLY = "daily", "weekly"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One digest of a profile: which, of when, and what the ones before it told: articles, and stages that had moved."""

    profile: str
    table: ProfileSettings
    weekly: bool
    as_of: datetime
    since: datetime
    told: frozenset[str]
    moved: frozenset[str]
    first: bool

    @property
    def rule(self) -> str:
        """Under which its messages stand in the outbox."""
        return rule_of(self.profile, weekly=self.weekly)


def rule_of(profile: str, *, weekly: bool) -> str:
    """The rule of a profile's digests."""
    return f"digest/{profile}/{WEEKLY if weekly else DAILY}"


def issue(
    connection: Connection, desk: Desk, profile: str, *, weekly: bool = False, as_of: datetime | None = None
) -> Issue:
    """The next digest of a profile: it goes on where the last one ended."""
    moment = as_of or clock.now()
    rule = rule_of(profile, weekly=weekly)
    last = digests_of(connection, rule, before=moment, limit=1)
    since = last[0].created_at if last else moment - (WEEK if weekly else DAY)
    overlap = timedelta(hours=desk.settings.digest.max_age_hours) + WEEK
    told = digests_of(connection, rule, before=moment, since=since - overlap)
    return Issue(
        profile=profile,
        table=desk.settings.profiles[profile],
        weekly=weekly,
        as_of=moment,
        since=since,
        told=frozenset(one for message in told for one in message.article_ids),
        moved=_today(connection, {one for message in told for one in message.subjects}),
        first=not last,
    )


def build_digest(connection: Connection, desk: Desk, of: Issue) -> Digest:
    """What a profile's digest tells."""
    max_age = timedelta(hours=desk.settings.digest.max_age_hours)
    known_since = of.since if of.first else of.since - max_age  # what was read late was told by none before
    read = _read(connection, desk, of, since=known_since)
    relevant = {one.article.id: one for one, analysis in read if analysis.relevant}
    fresh = {
        one: report for one, report in relevant.items() if report.article.first_seen - report.article.dated <= max_age
    }
    health = health_of(connection, desk)
    return Digest(
        profile=of.profile,
        language=of.table.language,
        languages=of.table.languages,
        time_zone=of.table.time_zone,
        since=of.since,
        as_of=of.as_of,
        weekly=of.weekly,
        topics=of.table.topics,
        reach=reach(connection, desk.sources, since=of.since),
        tier_1=reach(connection, {one.id: one for one in desk.sources.values() if one.tier == 1}, since=of.since),
        moved=_moved(connection, desk, of, since=known_since, max_age=max_age),
        due=_due(connection, desk, of),
        stories=_stories(connection, fresh, of.table.topics),
        yours=_yours(connection, of, fresh),
        late=tuple(report for one, report in relevant.items() if one not in fresh),
        borderline=_borderline(read, since=of.since),
        corrected=_corrected(connection, of.since),
        unsure=sum(_unsure(analysis) for report, analysis in read if report.article.id in fresh),
        untranslated=sum(report.article.language != "en" and report.translated is None for report in fresh.values()),
        missing=missing_sources(desk.sources, health, seen_since(connection, of.since)),
        blindness=blindness(health),
        excerpt_chars={one.id: one.rights.excerpt_chars for one in desk.all_sources.values()},
    )


def _read(connection: Connection, desk: Desk, of: Issue, *, since: datetime) -> list[tuple[Report, Analysis]]:
    """Every screened article of these days in the profile's languages, that no digest of it told before."""
    rows = screened_between(
        connection, since=since, until=of.as_of, languages=of.table.languages, least=NARROWLY, without=of.told
    )
    found = [(replace(article, paragraphs=(), attachments=()), analysis) for article, analysis in rows]
    copies = copies_of(connection, [article.id for article, _ in found])
    originals = {article.id: article for article, _ in found}
    return [(_report(connection, desk, article, analysis, copies, originals), analysis) for article, analysis in found]


def _report(
    connection: Connection,
    desk: Desk,
    article: Article,
    analysis: Analysis,
    copies: Mapping[str, str],
    originals: Mapping[str, Article],
) -> Report:
    original = originals.get(copies.get(article.id, "")) or (
        load_article(connection, copies[article.id]) if article.id in copies else None
    )
    translation = load_translation(connection, article.id, article.revision) if analysis.relevant else None
    return Report(
        article=article,
        source=desk.source(article.source),
        origin=origin_of(original or article),
        translated=translation.headline if translation else None,
        stances=analysis.stances,
        watched=tuple(one.removeprefix(PREFIX) for one in analysis.entities if one.startswith(PREFIX)),
        topics=tuple(topic for topic, _ in analysis.topics),
    )


def _moved(connection: Connection, desk: Desk, of: Issue, *, since: datetime, max_age: timedelta) -> tuple[Moved, ...]:
    """Stages that opened lately and that no digest told before; what happened long before is not moved now."""
    official = {one for one, source in desk.all_sources.items() if source.kind == "official"}
    found = []
    for event, stage in opened_since(connection, since):
        wanted = not of.table.topics or set(of.table.topics) & set(event.topics)
        known = stage.id in of.moved or (stage.opened_at is not None and stage.opened_at > of.as_of)
        if known or not wanted or not tells(stage, since=of.since - max_age):
            continue
        report = _of_act(connection, desk, [*stage.article_ids, *event.article_ids])
        if report is not None:
            found.append(
                Moved(
                    event=event,
                    stage=stage,
                    before=stage_before(event, stage),
                    report=report,
                    reports=len(set(stage.origins) - official),
                    watched=tuple(one for one in report.watched if one in of.table.watch),
                )
            )
    return moved_first(found)


def _today(connection: Connection, stage_ids: Collection[str]) -> frozenset[str]:
    """The ids that these lead to today."""
    found = (load_stage(connection, one) for one in stage_ids)
    return frozenset(one[1].id for one in found if one is not None)


def _of_act(connection: Connection, desk: Desk, article_ids: Sequence[str]) -> Report | None:
    """The first text on an act that can be read."""
    for article_id in article_ids:
        article = load_article(connection, article_id)
        if article is not None:
            translation = load_translation(connection, article.id, article.revision)
            return Report(
                article=article,
                source=desk.source(article.source),
                origin=origin_of(article),
                translated=translation.headline if translation else None,
            )
    return None


def _due(connection: Connection, desk: Desk, of: Issue) -> tuple[Due, ...]:
    events = list_events(connection, since=of.as_of - timedelta(days=730))
    today = of.as_of.astimezone(ZoneInfo(of.table.time_zone)).date()
    wanted = [one for one in events if not of.table.topics or set(of.table.topics) & set(one.topics)]
    return tuple(
        Due(event=event, kind=kind, found=found, report=_of_act(connection, desk, event.article_ids))
        for _, kind, event, found in due_days(wanted, today)
    )


def _stories(connection: Connection, fresh: Mapping[str, Report], topics: Sequence[str]) -> tuple[ToldStory, ...]:
    wanted = {one: report for one, report in fresh.items() if not topics or set(topics) & set(report.topics)}
    stories = stories_of(connection, list(wanted))
    heard = languages_in(connection, list(stories))
    return tuple(
        ToldStory(
            id=story,
            reports=tuple(sorted((wanted[one] for one in ids), key=lambda report: report.article.dated)),
            heard=heard[story],
        )
        for story, ids in stories.items()
    )


def _yours(connection: Connection, of: Issue, fresh: Mapping[str, Report]) -> tuple[tuple[str, Report], ...]:
    """Finds of the profile's searches and watch lists, each article once."""
    found: dict[str, tuple[str, Report]] = {}
    for search, article_id in matches_since(connection, of.table.searches, since=of.since):
        if article_id in fresh:
            found.setdefault(article_id, (search, fresh[article_id]))
    for article_id, report in fresh.items():
        watched = [name for name in report.watched if name in of.table.watch]
        if watched:
            found.setdefault(article_id, (watched[0], report))
    return tuple(sorted(found.values(), key=lambda row: (not row[1].official, row[1].article.dated, row[1].article.id)))


def _borderline(read: Sequence[tuple[Report, Analysis]], *, since: datetime) -> tuple[Report, ...]:
    """What was screened out but narrowly, the likeliest first; only what is new, as nothing remembers that it was shown."""
    narrow = [
        (analysis.relevance, report)
        for report, analysis in read
        if not analysis.relevant and report.article.first_seen > since
    ]
    return tuple(report for _, report in sorted(narrow, key=lambda row: (-row[0], row[1].article.id)))


def _corrected(connection: Connection, since: datetime) -> tuple[Corrected, ...]:
    """Each correction once, whichever rules sent it."""
    found = {}
    for message, _ in sent_alerts(connection, since=since):
        stage = load_stage(connection, message.subjects[0]) if message.kind == "correction" else None
        if stage is not None:
            one = Corrected(subject=message.subject, event=stage[0], wrong=message.wrong)
            found[message.subject, repr(message.wrong)] = one
    return tuple(found.values())


def _unsure(analysis: Analysis) -> int:
    """Readings that are not shown because they are unsure."""
    announced = analysis.announcement is not None and analysis.announcement.unsure
    return sum(stance.unsure for stance in analysis.stances) + announced
