"""The step translate. In: a relevant Article. Out: its English text, always marked as a machine's.

1. Screen makes every relevant article wait: title and lead of all of them come first.
2. `plan` makes those wait again, behind all others, that are worth their full text: announcements, watched ones, the first of a
   story in their language; and what found no model before one was there.
3. What the time of a run does not reach waits for the next one; sentences that were done are remembered.
A finished translation makes the article's index entry due again, and never holds it up.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Row, exists, select

from articles import clock
from articles.errors import BadInput, ModelMissing
from articles.model import Analysis, Depth, Translation
from articles.outcome import Outcome
from articles.ports import Translator
from articles.store.claims import Lease, Priority, enqueue, enqueue_changed
from articles.store.labels import keep_translation, load_analysis, load_translation
from articles.store.memory import StoreMemory
from articles.store.tables import analyses, articles, results, story_articles
from articles.store.texts import load_article
from dreiklang.desk import Desk
from dreiklang.loop import Postponed, Step, never
from dreiklang.steps.subject import load_subject
from nlp.translate import DEPTHS, translate_article, version

NONE = "none-1"
LEASE_S = 3600.0  # a long text in full at 18 tokens a second, on a busy machine
BATCH = 4  # little is held back from other workers meanwhile
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Translated:
    """What became of an article; `translation` is None unless it is new."""

    outcome: Outcome
    translation: Translation | None = None


def build(
    desk: Desk, *, article_ids: Sequence[str] | None = None, until: Callable[[], bool] = never
) -> Step[Translated]:
    """The step within the time of a run, or `until` something says so, even in the middle of a text.

    For articles that somebody asked for: in full, and without a time.
    """
    translator = translator_of(desk)
    enough = never if article_ids is not None else deadline(desk.settings.translate.seconds, until)

    def prepare(lease: Lease) -> Translated:
        return _translated(desk, translator, lease, enough, in_full=article_ids is not None)

    return Step(
        name="translate",
        version=version(translator) if translator else NONE,
        prepare=prepare,
        keep=keep,
        batch=BATCH,
        lease_s=LEASE_S,
        enough=enough,
        subjects=article_ids,
    )


def keep(connection: Connection, lease: Lease, translated: Translated) -> Outcome:
    """Store the English; an article that is in the index, or waits for it, is indexed anew."""
    made = translated.translation
    if made is None:
        return translated.outcome
    known = load_translation(connection, lease.subject, lease.revision)
    keep_translation(connection, made)
    indexed = results.c.subject == lease.subject, results.c.revision == lease.revision, results.c.step == "index"
    is_new = known is None or (known.title, known.paragraphs) != (made.title, made.paragraphs)
    if is_new and connection.scalar(select(exists().where(*indexed))):
        enqueue_changed(connection, "index", [(lease.subject, lease.revision)], priority=lease.priority)
    return translated.outcome


def plan(desk: Desk) -> int:
    """Make articles wait that are worth more English than they have; returns how many."""
    translator = translator_of(desk)
    if translator is None:
        return 0
    with desk.store.begin() as connection:
        rows = _recent(connection, timedelta(days=desk.settings.translate.days), translator.languages)
        unseen = [(row.id, row.revision) for row in rows if row.outcome == Outcome.NO_MODEL]
        fuller = [
            (row.id, row.revision)
            for row in rows
            if row.outcome == Outcome.TRANSLATED and _lacks(connection, desk, row)
        ]
        enqueue(connection, "translate", unseen, priority=Priority.REDO)
        enqueue(connection, "translate", fuller, priority=Priority.BACK_FILL)
    return len(unseen) + len(fuller)


def ask_for(desk: Desk, article_ids: Sequence[str]) -> None:
    """Make articles wait that somebody wants in full. Raises: BadInput for one that is not here."""
    with desk.store.begin() as connection:
        for article_id in article_ids:
            article = load_article(connection, article_id)
            if article is None:
                raise BadInput(f"no article '{article_id}'; `dreiklang articles` lists their ids", subject=article_id)
            enqueue(connection, "translate", [(article.id, article.revision)], priority=Priority.OFFICIAL)


def translator_of(desk: Desk) -> Translator | None:
    """The desk's translator; None, with a word in the log, where its weights cannot be loaded: all else goes on."""
    try:
        return desk.translator
    except ModelMissing as error:
        log.warning("no_translator", extra={"step": "translate", "error": str(error)})
        return None


def deadline(seconds: float, until: Callable[[], bool] = never) -> Callable[[], bool]:
    """Says yes once the time is over, which starts at the first question, or `until` does."""
    asked: list[float] = []

    def enough() -> bool:
        asked[:1] = asked[:1] or [clock.elapsed()]
        return clock.elapsed() - asked[0] > seconds or until()

    return enough


def _translated(
    desk: Desk, translator: Translator | None, lease: Lease, enough: Callable[[], bool], *, in_full: bool
) -> Translated:
    article = load_subject(desk, lease)
    if article.language == "en":
        return Translated(outcome=Outcome.NOT_NEEDED)
    if translator is None or article.language not in translator.languages:
        return Translated(outcome=Outcome.NO_MODEL)
    with desk.store.read() as connection:
        known = load_translation(connection, article.id, article.revision)
        in_full = in_full or (known is not None and _wants_full(connection, desk, article.id, article.revision))
    rules = desk.settings.translate
    made = translate_article(
        article,
        translator,
        StoreMemory(desk.store, version(translator)),
        depth="full" if in_full else _deeper(rules.depth, known),
        most_chars=rules.most_chars,
        enough=enough,
    )
    if made is None:
        raise Postponed
    return Translated(outcome=Outcome.TRANSLATED, translation=made)


def _deeper(depth: Depth, known: Translation | None) -> Depth:
    """Never less than there was."""
    return max(depth, known.depth if known else depth, key=DEPTHS.index)


def _recent(connection: Connection, days: timedelta, languages: Sequence[str]) -> Sequence[Row[str, int, str]]:
    """Relevant articles of the last days in these languages, with what became of them in this step; copies left out."""
    query = (
        select(articles.c.id, articles.c.revision, results.c.outcome)
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .join(results, (results.c.subject == articles.c.id) & (results.c.revision == articles.c.revision))
        .outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
        .where(
            articles.c.latest,
            analyses.c.relevant,
            articles.c.language.in_(languages),
            articles.c.dated_at > clock.now() - days,
            results.c.step == "translate",
            results.c.outcome.is_not(None),
            story_articles.c.near_duplicate_of.is_(None),
        )
    )
    return connection.execute(query).all()


def _lacks(connection: Connection, desk: Desk, row: Row[str, int, str]) -> bool:
    known = load_translation(connection, row.id, row.revision)
    return (known is None or known.depth != "full") and _wants_full(connection, desk, row.id, row.revision)


def _wants_full(connection: Connection, desk: Desk, article_id: str, revision: int) -> bool:
    """Whether one of the reasons that the settings name holds."""
    analysis = load_analysis(connection, article_id, revision)
    reasons = set(_reasons(analysis)) if analysis else set()
    if "leaders" in desk.settings.translate.full and _leads(connection, article_id):
        reasons.add("leaders")
    return bool(reasons.intersection(desk.settings.translate.full))


def _reasons(analysis: Analysis) -> Iterator[str]:
    if analysis.announcement is not None:
        yield "announcements"
    if any(entity.startswith("watch:") for entity in analysis.entities):
        yield "watched"


def _leads(connection: Connection, article_id: str) -> bool:
    """Is it the first of its language in a story that others tell too?"""
    story = select(story_articles.c.story_id).where(story_articles.c.article_id == article_id).scalar_subquery()
    of_story = (
        select(articles.c.id, articles.c.language)
        .join(story_articles, story_articles.c.article_id == articles.c.id)
        .where(story_articles.c.story_id == story, articles.c.latest)
        .order_by(articles.c.dated_at, articles.c.first_seen_at, articles.c.id)
    )
    told = connection.execute(of_story).all()
    language = next((row.language for row in told if row.id == article_id), None)
    return len(told) > 1 and next(row.id for row in told if row.language == language) == article_id
