"""The step analyse: a relevant Article -> stances and announcement. In: a screened Article. Out: its whole Analysis."""

from sqlalchemy import Connection

from articles.model import Analysis
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed
from articles.store.labels import keep_analysis
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.screen import source_type
from dreiklang.steps.subject import analysis_of, article_of
from dreiklang.steps.vectors import kept, knowing
from nlp.analyse import analyse, version


def build(desk: Desk) -> Step[Analysis]:
    """The step, with the desk's reader."""

    def prepare(lease: Lease) -> Analysis:
        with desk.store.read() as connection:
            article = article_of(connection, lease)
            screened = analysis_of(connection, lease)
            vectors = kept(connection, article, desk.reader)
        reading = desk.reader.article(article, source_type=source_type(desk, article.source))
        return analyse(screened, knowing(reading, vectors), desk.reader.heads)

    return Step(name="analyse", version=version(desk.reader.heads), prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, analysis: Analysis) -> Outcome:
    """Store the labels and let the article go on."""
    keep_analysis(connection, analysis)
    enqueue_changed(connection, "join", [(lease.subject, lease.revision)], priority=lease.priority)
    return Outcome.ANALYSED
