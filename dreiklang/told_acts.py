"""All that an alert tells of a stage. In: the store and a stage. Out: a ToldAct, by the best text that can still be read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from articles.model import Article, Evidence, PolicyEvent, Stage
from articles.store.labels import load_analysis
from articles.store.texts import load_article
from delivery.notices import ToldAct
from dreiklang.desk import Desk
from dreiklang.health import reach


def told_act(
    connection: Connection,
    desk: Desk,
    event: PolicyEvent,
    stage: Stage,
    *,
    because: str,
    now: datetime,
    before: Sequence[str] = (),
) -> ToldAct | None:
    """All that is told of a stage; None while no article of it can be read, nor of those that told of it `before`."""
    article = best_article(connection, (*stage.article_ids, *event.article_ids, *before))
    if article is None:
        return None
    source = desk.source(article.source)
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


def best_article(connection: Connection, article_ids: Iterable[str]) -> Article | None:
    """The first that there is; they stand in the order of their sources."""
    read = (load_article(connection, one) for one in article_ids)
    return next((article for article in read if article is not None), None)


def _evidence(connection: Connection, article: Article) -> Evidence | None:
    analysis = load_analysis(connection, article.id, article.revision)
    announcement = analysis.announcement if analysis else None
    if announcement is None:
        return None
    dates = [found.evidence for found in (announcement.deadline, announcement.effective) if found is not None]
    named = [announcement.evidence.get(slot) for slot in ("status", "instrument", "issuers")]
    return next((one for one in (*dates, *named) if one is not None), None)
