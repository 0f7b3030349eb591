"""What to alert and what to correct. In: the store and the rules of the settings. Out: messages in the outbox.

It reads the store alone, so that it works while the search engine is down. One process decides at a time, and writes down
what a rule has told of in the same transaction as the message itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from articles import clock
from articles.errors import AlreadyRunning
from articles.model import Article, Evidence, Message, PolicyEvent, Source, Stage
from articles.store.events import load_stage, opened_since, stage_ids
from articles.store.joins import story_ids
from articles.store.labels import load_analysis, load_translation, matches_since, naming, stories_of
from articles.store.locks import alone
from articles.store.outbox import Posted, decided_since, post, sent_alerts, tell_of, told_of
from articles.store.texts import load_article
from articles.watch import PREFIX
from delivery.alerts import Acts, Quiet, Rule, due_stages, due_stories, facts, portions, wrong
from delivery.notices import ToldAct, ToldMatch, alert, correction, match_alert
from delivery.phrases import phrase
from dreiklang.delivery_settings import AlertSettings, read_hours
from dreiklang.desk import Desk
from dreiklang.reach import reach

CORRECTED_FOR = timedelta(days=60)  # alerts older than this are not corrected any more
HOUR = timedelta(hours=1)


def decide(desk: Desk, *, dry_run: bool = False) -> list[Message]:
    """Every alert and correction that is due now, put into the outbox unless it is a dry run."""
    try:
        with alone(desk.store, "decide") as held, desk.store.begin() as connection:
            held.renew(connection)
            found = list(_decided(connection, desk, clock.now(), dry_run=dry_run))
    except AlreadyRunning:
        return []
    return found


def rules(desk: Desk) -> list[Rule]:
    """The rules of the settings."""
    return [_rule(name, table) for name, table in desk.settings.alerts.items()]


def told_act(
    connection: Connection, desk: Desk, event: PolicyEvent, stage: Stage, *, because: str, now: datetime
) -> ToldAct | None:
    """All that is told of a stage; None while no article of it can be read."""
    article = _best(connection, stage.article_ids or event.article_ids)
    if article is None:
        return None
    source = _source(desk, article)
    official = {one for one, known in desk.all_sources.items() if known.kind == "official"}
    return ToldAct(
        event=event,
        stage=stage,
        article=article,
        source=source,
        evidence=_evidence(connection, article),
        reports=len(set(stage.origins) - official),
        reach=reach(connection, desk.sources, since=now - timedelta(days=1)),
        because=because,
        excerpt_chars=source.rights.excerpt_chars,
        gone=article.state == "removed",
    )


def _decided(connection: Connection, desk: Desk, now: datetime, *, dry_run: bool) -> Iterator[Message]:
    for rule in rules(desk):
        already = decided_since(connection, rule.name, now - HOUR)
        for message in _alerts(connection, desk, rule, now, already):
            if dry_run or tell_of(connection, rule.name, message.subjects, message_id=message.id):
                if not dry_run:
                    _post(connection, desk, rule, message, now)
                yield message
    for message, channels in _corrections(connection, desk, now):
        if not dry_run:
            post(connection, message, channels)
        yield message


def _post(connection: Connection, desk: Desk, rule: Rule, message: Message, now: datetime) -> None:
    channels = {name: desk.channels[name].recipients for name in rule.channels}
    post(connection, message, channels, due_at=rule.quiet.over(now) if rule.quiet else None)


def _alerts(connection: Connection, desk: Desk, rule: Rule, now: datetime, already: int) -> Iterator[Message]:
    max_age = timedelta(hours=desk.settings.digest.max_age_hours)
    told = told_of(connection, rule.name)
    if rule.acts is not None:
        opened = opened_since(connection, now - max_age)
        ids = {stage.id: stage_ids(connection, stage.id) for _, stage in opened}
        due = due_stages(rule, opened, told=told, ids=ids, now=now, max_age=max_age)
        because = phrase("rule", rule.language, name=rule.name)
        acts = [told_act(connection, desk, *one, because=because, now=now) for one in due]
        for some in portions([act for act in acts if act], already=already, most_an_hour=rule.most_an_hour):
            yield alert(rule, some, now=now)
        return
    since = now - max_age
    hits = _matched(connection, rule.search, since) if rule.search else _watched(connection, rule.watch, now, max_age)
    found = _stories(connection, hits)
    ids = {story: story_ids(connection, story) for story in found}
    due_ones = [(story, found[story]) for story in due_stories(found, told=told, ids=ids)]
    for some in portions(due_ones, already=already, most_an_hour=rule.most_an_hour):
        yield match_alert(rule, [_told_match(connection, desk, *one) for one in some], now=now)


def _matched(connection: Connection, search: str, since: datetime) -> list[str]:
    """Articles that a saved search has matched lately."""
    return [article_id for _, article_id in matches_since(connection, [search], since=since)]


def _watched(connection: Connection, watch: str | None, now: datetime, max_age: timedelta) -> list[str]:
    """Articles seen lately that name a term of a watch list; what was published long before stays out."""
    named = naming(connection, f"{PREFIX}{watch}", since=now - max_age).get(f"{PREFIX}{watch}", [])
    read = [article for one in named if (article := load_article(connection, one)) is not None]
    return [article.id for article in read if now - article.dated <= max_age]


def _stories(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[str]]:
    """Story id -> its articles among these; an article without a story is one of its own."""
    stories = stories_of(connection, article_ids)
    joined = {one for ids in stories.values() for one in ids}
    return stories | {one: [one] for one in article_ids if one not in joined}


def _told_match(connection: Connection, desk: Desk, story: str, article_ids: Sequence[str]) -> ToldMatch:
    read = [article for one in article_ids if (article := load_article(connection, one)) is not None]
    best = min(read, key=lambda one: (_source(desk, one).kind != "official", one.dated, one.id))
    translation = load_translation(connection, best.id, best.revision)
    return ToldMatch(
        story=story,
        article=best,
        source=_source(desk, best),
        translated=translation.title if translation else None,
        articles=len(read),
        languages=tuple(sorted({one.language for one in read})),
    )


def _corrections(
    connection: Connection, desk: Desk, now: datetime
) -> Iterator[tuple[Message, Mapping[str, tuple[str, ...]]]]:
    """One correction for every stage that was told of wrongly, to the channels and recipients of its first message."""
    for first, channels, stage_id, said in _told(sent_alerts(connection, since=now - CORRECTED_FOR)):
        found = load_stage(connection, stage_id)
        act = told_act(connection, desk, *found, because="", now=now) if found else None
        differs = wrong(said, facts(act.event, act.stage, gone=act.gone)) if act else {}
        if act and differs:
            yield correction(first, act, differs, now=now), channels


Told = tuple[Message, dict[str, tuple[str, ...]], str, Mapping[str, object]]


def _told(sent: Sequence[Posted]) -> list[Told]:
    """By rule and stage: its first message with the channels it went to, and what was said of the stage last."""
    firsts: dict[tuple[str, str], Message] = {}
    said: dict[tuple[str, str], Mapping[str, object]] = {}
    for posted in sent:
        for stage_id, told in posted.message.facts.items():
            firsts.setdefault((posted.message.rule, stage_id), posted.message)
            said[posted.message.rule, stage_id] = told
    return [(first, _ways(first, sent), stage_id, said[rule, stage_id]) for (rule, stage_id), first in firsts.items()]


def _ways(message: Message, sent: Sequence[Posted]) -> dict[str, tuple[str, ...]]:
    """Who got a message, by channel."""
    ways: dict[str, tuple[str, ...]] = {}
    for posted in sent:
        if posted.message.id == message.id:
            ways[posted.channel] = (*ways.get(posted.channel, ()), posted.recipient)
    return ways


def _best(connection: Connection, article_ids: Iterable[str]) -> Article | None:
    """The first that can still be read, they stand in the order of their sources; else the first that was removed."""
    read = [article for one in article_ids if (article := load_article(connection, one)) is not None]
    return next(iter(read), None)


def _evidence(connection: Connection, article: Article) -> Evidence | None:
    analysis = load_analysis(connection, article.id, article.revision)
    announcement = analysis.announcement if analysis else None
    if announcement is None:
        return None
    dates = [found.evidence for found in (announcement.deadline, announcement.effective) if found is not None]
    named = [announcement.evidence.get(slot) for slot in ("status", "instrument", "issuers")]
    return next((one for one in (*dates, *named) if one is not None), None)


def _source(desk: Desk, article: Article) -> Source:
    return desk.source(article.source)


def _rule(name: str, table: AlertSettings) -> Rule:
    kinds = ("issuers", "types", "topics", "stages", "countries")
    acts = Acts(**{kind: frozenset(getattr(table, kind)) for kind in kinds}) if table.events else None
    quiet = None
    if table.quiet:
        begins, ends = read_hours(table.quiet)
        quiet = Quiet(begins=begins, ends=ends, zone=ZoneInfo(table.time_zone))
    return Rule(
        name=name,
        channels=table.to,
        language=table.language,
        acts=acts,
        search=table.search or None,
        watch=table.watch or None,
        quiet=quiet,
        most_an_hour=table.most_an_hour,
    )
