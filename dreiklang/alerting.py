"""What to alert and what to correct. In: the store and the rules of the settings. Out: messages in the outbox.

It reads the store alone, so that it works while the search engine is down. One process decides at a time. Everything is read
first, so that others may write meanwhile; each message is then kept in one transaction with what its rule has told of.
A rule that fails holds no other back.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from articles import clock
from articles.errors import AlreadyRunning
from articles.model import Article, Message, Rendering
from articles.store.alert_rules import note_decided, rules_since
from articles.store.events import load_stage, opened_since
from articles.store.labels import load_translation, matches_since, naming, stories_of
from articles.store.locks import Held, alone
from articles.store.outbox import Ways, decided_since, post, sent_alerts, tell_of, thread_for, told_of
from articles.store.texts import load_article
from articles.watch import PREFIX
from delivery.alerts import Acts, Opened, Quiet, Rule, due_stages, due_stories, facts, portions, wrong
from delivery.notices import ToldMatch, alert, correction, match_alert
from delivery.phrases import phrase
from dreiklang.delivery_settings import AlertSettings, read_hours
from dreiklang.desk import Desk
from dreiklang.told_acts import best_article, told_act

CORRECTED_FOR = timedelta(days=60)  # alerts older than this are not corrected any more
HOUR = timedelta(hours=1)
MOST_SHOWN = 30  # stories in one message; of more it gives the number
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A message, to whom it goes, and when it is due."""

    message: Message
    ways: Ways
    due_at: datetime


def decide(desk: Desk, *, dry_run: bool = False) -> list[Message]:
    """Every alert and correction that is due now, put into the outbox unless it is a dry run."""
    if dry_run:
        return [one.message for decisions in _decided(desk, clock.now()) for one in decisions]
    try:
        with alone(desk.store, "decide") as held:
            moment = clock.now()
            kept = [message for decisions in _decided(desk, moment) for message in _kept(desk, held, decisions)]
            with desk.store.begin() as connection:
                note_decided(connection, desk.settings.alerts, at=moment)
            return kept
    except AlreadyRunning:
        return []


def rules(desk: Desk) -> list[Rule]:
    """The rules of the settings."""
    return [_rule(name, table) for name, table in desk.settings.alerts.items()]


@dataclass(frozen=True)
class Look:
    """One look at the store; what several rules ask for is read once."""

    connection: Connection
    desk: Desk
    now: datetime
    since: Mapping[str, datetime]
    known: dict[str, Article | None] = field(default_factory=dict)
    titles: dict[str, Rendering | None] = field(default_factory=dict)

    @property
    def max_age(self) -> timedelta:
        """What is older never alerts."""
        return timedelta(hours=self.desk.settings.digest.max_age_hours)

    @cached_property
    def opened(self) -> list[Opened]:
        """Stages that opened lately."""
        return opened_since(self.connection, self.now - self.max_age)

    @cached_property
    def watched(self) -> dict[str, list[str]]:
        """Watch list -> articles seen lately that name a term of it; what was published long before stays out."""
        named = naming(self.connection, PREFIX, since=self.now - self.max_age)
        return {
            entity.removeprefix(PREFIX): [one for one in ids if self._is_fresh(one)] for entity, ids in named.items()
        }

    def article(self, article_id: str) -> Article | None:
        """An article without its text, which no message needs; several rules tell of the same ones."""
        if article_id not in self.known:
            read = load_article(self.connection, article_id)
            self.known[article_id] = replace(read, paragraphs=(), attachments=()) if read else None
        return self.known[article_id]

    def translated(self, article: Article) -> Rendering | None:
        """Its title in English."""
        if article.id not in self.titles:
            translation = load_translation(self.connection, article.id, article.revision)
            self.titles[article.id] = translation.headline if translation else None
        return self.titles[article.id]

    def is_for(self, rule: Rule, moment: datetime | None) -> bool:
        """Whether a rule was there, or one before it had not decided yet, when this happened."""
        return moment is not None and moment >= self.since[rule.name]

    def _is_fresh(self, article_id: str) -> bool:
        article = self.article(article_id)
        return article is not None and self.now - article.dated <= self.max_age


def _decided(desk: Desk, now: datetime) -> list[list[Decision]]:
    """What has to be told, rule by rule, and what has to be corrected."""
    found: list[list[Decision]] = []
    named = {rule.name: rule for rule in rules(desk)}
    with desk.store.read() as connection:
        look = Look(connection, desk, now, rules_since(connection, named))
        asked = [(name, _alerts(look, rule)) for name, rule in named.items()]
        for name, decisions in [*asked, ("corrections", _corrections(look, named))]:
            found.append([])
            try:
                found[-1] += decisions
            except SQLAlchemyError:
                raise
            except Exception:  # one act that cannot be told must not silence the rules beside it
                log.exception("rule_failed", extra={"rule": name})
    return found


def _kept(desk: Desk, held: Held, decisions: Sequence[Decision]) -> list[Message]:
    """Put what one rule tells into the outbox; leaves out what it has told of before."""
    if not decisions:
        return []
    kept = []
    with desk.store.begin() as connection:
        held.renew(connection)
        for decision in decisions:
            message = decision.message
            if message.kind == "correction" or tell_of(connection, message):
                post(connection, message, decision.ways, due_at=decision.due_at)
                kept.append(message)
    return kept


def _alerts(look: Look, rule: Rule) -> Iterator[Decision]:
    told = told_of(look.connection, rule.name)
    already = decided_since(look.connection, rule.name, look.now - HOUR)
    ways = {name: look.desk.channels[name].recipients for name in rule.channels}
    due_at = _due_at(rule, look.now)
    for message in _on_acts(look, rule, told, already) if rule.acts else _on_stories(look, rule, told, already):
        yield Decision(message=message, ways=ways, due_at=due_at)


def _due_at(rule: Rule | None, now: datetime) -> datetime:
    return rule.quiet.over(now) if rule and rule.quiet else now


def _on_acts(look: Look, rule: Rule, told: frozenset[str], already: int) -> Iterator[Message]:
    opened = [(event, stage) for event, stage in look.opened if look.is_for(rule, stage.opened_at)]
    due = due_stages(rule, opened, told=told, now=look.now, max_age=look.max_age)
    because = phrase("rule", rule.language, name=rule.name)
    acts = [told_act(look.connection, look.desk, *one, because=because, now=look.now) for one in due]
    for some in portions([act for act in acts if act], already=already, most_an_hour=rule.most_an_hour):
        thread = thread_for(look.connection, rule.name, some[0].event.id) if len(some) == 1 else None
        yield alert(rule, some, now=look.now, thread=thread)


def _on_stories(look: Look, rule: Rule, told: frozenset[str], already: int) -> Iterator[Message]:
    """An article that was not joined yet waits: until then nobody knows whether its story was told of."""
    hits = _watched(look, rule) if rule.watch else _matched(look, rule)
    due = list(due_stories(stories_of(look.connection, hits), told=told).items())
    for some in portions(due, already=already, most_an_hour=rule.most_an_hour):
        shown = [_told_match(look, *one) for one in some[:MOST_SHOWN]]
        yield match_alert(rule, [story for story, _ in some], shown, now=look.now)


def _matched(look: Look, rule: Rule) -> list[str]:
    """Articles that a saved search has matched lately."""
    since = max(look.now - look.max_age, look.since[rule.name])
    return [article_id for _, article_id in matches_since(look.connection, [rule.search or ""], since=since)]


def _watched(look: Look, rule: Rule) -> list[str]:
    """Articles seen lately that name a term of a watch list."""
    named = ((one, look.article(one)) for one in look.watched.get(rule.watch or "", []))
    return [one for one, article in named if article is not None and look.is_for(rule, article.first_seen)]


def _told_match(look: Look, story: str, article_ids: Sequence[str]) -> ToldMatch:
    read = [article for one in article_ids if (article := look.article(one)) is not None]
    best = min(read, key=lambda one: (look.desk.source(one.source).kind != "official", one.dated, one.id))
    return ToldMatch(
        story=story,
        article=best,
        source=look.desk.source(best.source),
        translated=look.translated(best),
        articles=len(read),
        languages=tuple(sorted({one.language for one in read})),
    )


def _corrections(look: Look, named: Mapping[str, Rule]) -> Iterator[Decision]:
    """One correction for every stage that was told of wrongly, to the channels and recipients of its first message."""
    for said in _said(sent_alerts(look.connection, since=look.now - CORRECTED_FOR)):
        found = load_stage(look.connection, said.stage_id)
        if found is None or not said.ways:
            continue
        before = said.first.article_ids
        article = best_article(look.connection, (*found[1].article_ids, *found[0].article_ids, *before))
        differs = wrong(said.facts, facts(*found, gone=article is not None and article.state == "removed"))
        act = told_act(look.connection, look.desk, *found, because="", now=look.now, before=before) if differs else None
        if act is not None:
            message = correction(said.first, act, differs, after=said.last_id, now=look.now)
            yield Decision(message=message, ways=said.ways, due_at=_due_at(named.get(message.rule), look.now))


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a rule has said of a stage: first in which message and to whom, and what it said last."""

    stage_id: str
    first: Message
    ways: Ways
    last_id: str
    facts: Mapping[str, object]


def _said(sent: Iterable[tuple[Message, Ways]]) -> Iterable[Said]:
    found: dict[tuple[str, str], Said] = {}
    for message, ways in sent:
        for stage_id, said in message.facts.items():
            key = message.rule, stage_id
            fresh = Said(stage_id=stage_id, first=message, ways=ways, last_id=message.id, facts=said)
            found[key] = replace(found[key], last_id=message.id, facts=said) if key in found else fresh
    return found.values()


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
        zone=table.time_zone,
        most_an_hour=table.most_an_hour,
    )
