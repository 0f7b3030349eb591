"""What happened to a URL? In: a URL. Out: its way through the steps, one line each, from the store alone."""

from collections.abc import Iterator

from crawlers.urls import host_of, normalise
from sqlalchemy import Connection, select

from articles.model import Source
from articles.outcome import OUTCOMES, STEPS, Outcome
from articles.store.labels import load_analysis, matches_of, receipts_of, story_of
from articles.store.tables import candidates, results
from articles.store.texts import article_id, load_article

CAUSES = (
    "not_covered",
    "undiscovered",
    "filtered",
    "waiting",
    "not_fetched",
    "not_extracted",
    "screened_out",
    "here",
)


def explain(connection: Connection, given: str, *, sources: dict[str, Source]) -> Iterator[str]:
    """The story of one URL, in the order of the steps."""
    url = normalise(given)
    known = article_id(connection, url)
    yield f"{url}"
    yield _covered(url, sources)
    yield _discovered(connection, url)
    for step in ("fetch", "extract"):
        yield from _results(connection, url, step)
    if known is not None:
        yield from _article(connection, known, url)


def cause(connection: Connection, given: str, *, sources: dict[str, Source]) -> str:
    """Why an article is not here, in one word of CAUSES."""
    url = normalise(given)
    known = article_id(connection, url)
    if known is not None:
        article = load_article(connection, known)
        analysis = load_analysis(connection, known, article.revision) if article else None
        return "screened_out" if analysis is not None and not analysis.relevant else "here"
    row = connection.execute(select(candidates).where(candidates.c.url == url)).one_or_none()
    if row is None:
        return "undiscovered" if covering(url, sources) else "not_covered"
    if not row.wanted:
        return "filtered"
    return _cause_of_visits(connection, url)


def covering(url: str, sources: dict[str, Source]) -> list[str]:
    """Ids of the sources whose pages live on the URL's host."""
    host = host_of(url).removeprefix("www.")
    return [
        source.id
        for source in sources.values()
        if host == (home := host_of(source.homepage).removeprefix("www.")) or host.endswith("." + home)
    ]


def _cause_of_visits(connection: Connection, url: str) -> str:
    ended = {(row.step, row.outcome) for row in connection.execute(select(results).where(results.c.subject == url))}
    if ("fetch", Outcome.FETCHED) in ended:
        extracted = any(step == "extract" and outcome for step, outcome in ended)
        return "not_extracted" if extracted else "waiting"
    return "not_fetched" if any(outcome for step, outcome in ended if step == "fetch") else "waiting"


def _covered(url: str, sources: dict[str, Source]) -> str:
    found = covering(url, sources)
    if not found:
        return f"covered     no source reads {host_of(url)}; `dreiklang sources add` suggests one"
    return f"covered     by {', '.join(found)}"


def _discovered(connection: Connection, url: str) -> str:
    row = connection.execute(select(candidates).where(candidates.c.url == url)).one_or_none()
    if row is None:
        return "discover    not seen in any feed, sitemap or listing"
    if not row.wanted:
        return f"discover    seen {row.first_seen_at:%Y-%m-%d %H:%M} UTC by {row.source}; filtered out (section, path, keyword or age)"
    due = f"; next visit {row.due_at:%Y-%m-%d %H:%M} UTC" if row.due_at else "; no further visit planned"
    return f"discover    seen {row.first_seen_at:%Y-%m-%d %H:%M} UTC by {row.source}{due}"


def _results(connection: Connection, subject: str, step: str) -> Iterator[str]:
    query = select(results).where(results.c.subject == subject, results.c.step == step).order_by(results.c.revision)
    for row in connection.execute(query):
        if row.outcome is None:
            tried = f" after {row.attempts} attempts" if row.attempts else ""
            yield (f"{step:<11} waiting since {row.waiting_since_at:%Y-%m-%d %H:%M} UTC{tried}" + _because(row.detail))
        else:
            meaning = OUTCOMES[Outcome(row.outcome)][1]
            yield (f"{step:<11} {row.finished_at:%Y-%m-%d %H:%M} UTC {row.outcome}: {meaning}" + _because(row.detail))


def _because(detail: str | None) -> str:
    return f" ({detail})" if detail else ""


def _article(connection: Connection, known: str, url: str) -> Iterator[str]:
    article = load_article(connection, known)
    if article is None:
        return
    also = "" if article.url == url else f", first read as {article.url}"
    yield f"article     {known} revision {article.revision}, {article.state}: {article.title}{also}"
    for step in STEPS[3:]:
        yield from _results(connection, known, step)
    analysis = load_analysis(connection, known, article.revision)
    if analysis is not None:
        yield f"relevance   {analysis.relevance:.2f}, {'relevant' if analysis.relevant else 'screened out'}"
    story = story_of(connection, known)
    if story is not None:
        yield f"story       {story[0]}" + (f", same text as {story[1]}" if story[1] else "")
    searches = matches_of(connection, known)
    yield f"matched     {', '.join(searches) or 'no saved search'}"
    yield f"delivered   {', '.join(receipts_of(connection, known)) or 'not yet'}"
