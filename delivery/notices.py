"""Alerts and corrections as people read them. In: what is told of. Out: a Message with subject, text and HTML, rendered once.

One screen, one act, no chart; the sentences are built from fields, in three languages. Several acts that come at once
stand in one message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from articles.model import Article, Evidence, Message, PolicyEvent, Rendering, Source, Stage
from articles.store.outbox import Posted
from articles.text import clean
from delivery import wording
from delivery.alerts import Rule, facts, message_id
from delivery.excerpts import shorten
from delivery.phrases import phrase
from delivery.rendering import render

LANGUAGES = ("de", "en", "zh")
MOST_SUBJECT = 140  # characters; mail programs show fewer


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Of how many sources of a language how many were reached lately."""

    seen: int
    expected: int


@dataclass(frozen=True, kw_only=True)
class ToldAct:
    """One stage that an alert tells of. `article` is the best text on it, `evidence` its telling sentence."""

    event: PolicyEvent
    stage: Stage
    article: Article
    source: Source
    evidence: Evidence | None
    reports: int
    reach: Mapping[str, Reach]
    because: str
    excerpt_chars: int
    gone: bool = False

    @property
    def host(self) -> str:
        """Whose page it is."""
        return clean(urlsplit(self.article.url).hostname or self.source.name)

    @property
    def quote(self) -> str | None:
        """The evidence, as far as the source's rights allow; official texts whole."""
        if self.evidence is None:
            return None
        text = self.evidence.text
        return shorten(text, len(text) if self.source.kind == "official" else self.excerpt_chars)

    @property
    def lines(self) -> dict[str, str]:
        """The act in one sentence, by language."""
        return {language: wording.act_line(self.event, self.stage, language) for language in LANGUAGES}


@dataclass(frozen=True, kw_only=True)
class ToldMatch:
    """One story that a saved search or a watch list matches, by its best article."""

    story: str
    article: Article
    source: Source
    translated: Rendering | None
    articles: int
    languages: tuple[str, ...]


def alert(rule: Rule, acts: Sequence[ToldAct], *, now: datetime, thread: str | None = None) -> Message:
    """One alert on one act, or on several that come at once; all stages of one act share a `thread`, by default its id."""
    stages = [act.stage.id for act in acts]
    told = {"rule": rule, "acts": acts, "now": now, "language": rule.language}
    return Message(
        id=message_id(rule.name, "alert", *sorted(stages)),
        kind="alert",
        rule=rule.name,
        thread=thread or (acts[0].event.id if len(acts) == 1 else message_id(rule.name, "several", *sorted(stages))),
        subject=_subject(acts, rule.language),
        text=render("alert.txt", **told),
        html=render("alert.html", **told),
        language=rule.language,
        created_at=now,
        subjects=tuple(stages),
        facts={act.stage.id: facts(act.event, act.stage, gone=act.gone) for act in acts},
        article_ids=tuple(dict.fromkeys(act.article.id for act in acts)),
    )


def match_alert(rule: Rule, stories: Sequence[str], matches: Sequence[ToldMatch], *, now: datetime) -> Message:
    """One alert on a story that a saved search or a watch list matches, or on several at once.

    `matches` are those of the stories that it shows; of the others it says how many they are.
    """
    more = len(stories) - len(matches)
    told = {"rule": rule, "matches": matches, "more": more, "now": now, "language": rule.language}
    what = clean(matches[0].article.title) if len(stories) == 1 else phrase("stories", rule.language, n=len(stories))
    return Message(
        id=message_id(rule.name, "alert", *sorted(stories)),
        kind="alert",
        rule=rule.name,
        thread=stories[0] if len(stories) == 1 else message_id(rule.name, "several", *sorted(stories)),
        subject=_cut(f"[{clean(rule.search or rule.watch or rule.name)}] {what}"),
        text=render("matches.txt", **told),
        html=render("matches.html", **told),
        language=rule.language,
        created_at=now,
        subjects=tuple(stories),
        article_ids=tuple(dict.fromkeys(match.article.id for match in matches)),
    )


def correction(
    first: Message, act: ToldAct, wrong: Mapping[str, tuple[Any, Any]], *, after: str, now: datetime
) -> Message:
    """What an earlier alert said and is otherwise now; it goes into the thread of that alert.

    `after` is the id of the message that said it last: what changes to and fro is corrected each time.
    """
    told = {"first": first, "act": act, "wrong": wrong, "now": now, "language": first.language}
    said = facts(act.event, act.stage, gone=act.gone)
    what = sorted(f"{name}={value}" for name, (_, value) in wrong.items())
    return Message(
        id=message_id(after, "correction", act.stage.id, *what),
        kind="correction",
        rule=first.rule,
        thread=first.thread,
        subject=_cut(f"[{phrase('correction', first.language)}] {first.subject}"),
        text=render("correction.txt", **told),
        html=render("correction.html", **told),
        language=first.language,
        created_at=now,
        subjects=(act.stage.id,),
        facts={act.stage.id: said},
        wrong=dict(wrong),
        article_ids=(act.article.id,),
    )


def dead_letter(posted: Posted, reason: str, *, now: datetime) -> Message:
    """That a message could not be delivered, for another channel; no text of the message itself."""
    first = posted.message
    told = {"posted": posted, "reason": reason, "language": first.language}
    return Message(
        id=message_id(first.id, "dead letter", posted.channel),
        kind="health",
        rule="dead letters",
        thread=message_id("dead letters", posted.channel),
        subject=_cut(f"[{phrase('undelivered', first.language)}] {posted.channel}: {first.subject}"),
        text=render("dead_letter.txt", **told),
        html=render("dead_letter.html", **told),
        language=first.language,
        created_at=now,
    )


def trial(channel: str, *, now: datetime) -> Message:
    """A message that only says that a channel works."""
    told = {"channel": channel, "now": now}
    return Message(
        id=message_id("trial", channel, now.isoformat()),
        kind="test",
        rule="test",
        thread=message_id("trial", channel),
        subject=_cut(f"Dreiklang: {channel}"),
        text=render("trial.txt", **told),
        html=render("trial.html", **told),
        language="en",
        created_at=now,
    )


def _subject(acts: Sequence[ToldAct], language: str) -> str:
    if len(acts) > 1:
        return _cut(phrase("all_of_them", language, n=len(acts)))
    event, stage = acts[0].event, acts[0].stage
    step = wording.stage_name(event, stage, language).upper()
    parts = [
        wording.issuers_short(wording.deciders(event, stage), language),
        wording.matter(event, stage, language),
        wording.until(event, stage, language),
    ]
    return _cut(f"[{step}] " + " · ".join(part for part in parts if part))


def _cut(subject: str) -> str:
    return shorten(subject, MOST_SUBJECT)
