"""What happened to a URL? In: a URL. Out: its way through the steps, one line each, from the store alone."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Row, select

from articles.model import Article, Source
from articles.outcome import OUTCOMES, STEPS, Outcome
from articles.store.labels import load_analysis, matches_of, receipts_of, story_of
from articles.store.tables import candidates, results
from articles.store.texts import article_id, load_article
from crawlers.urls import host_of, normalise, registrable_domain

CAUSES: dict[str, str] = {
    "not_covered": "no source reads that host",
    "undiscovered": "a source reads that host, but none of its feeds, sitemaps or listings named the address",
    "filtered": "it was named, and left out by the source's filters or because of its age",
    "waiting": "it is known, and a step still waits to work on it",
    "not_fetched": "the server did not give us the page",
    "not_extracted": "there is a page, and no article was found in it",
    "screened_out": "it was found not to be about how AI is governed",
    "here": "it is here, relevant and searchable",
}


def explain(connection: Connection, given: str, *, sources: Mapping[str, Source]) -> Iterator[str]:
    """The story of one URL, in the order of the steps."""
    url = normalise(given)
    yield url
    yield _covered(url, sources)
    yield _discovered(connection, url)
    for step in ("fetch", "extract"):
        yield from _results(connection, url, step)
    known = article_id(connection, url)
    article = load_article(connection, known) if known is not None else None
    if article is not None:
        yield from _article(connection, article, url)
    why = cause(connection, url, sources=sources)
    yield f"{'so':<11} {why}: {CAUSES[why]}"


def cause(connection: Connection, given: str, *, sources: Mapping[str, Source]) -> str:
    """Why an article is not here, in one word of CAUSES."""
    url = normalise(given)
    known = article_id(connection, url)
    article = load_article(connection, known) if known is not None else None
    if article is not None:
        return _cause_of_article(connection, article)
    row = _candidate(connection, url)
    if row is None:
        return "undiscovered" if covering(url, sources) else "not_covered"
    if not row.wanted:
        return "filtered"
    return _cause_of_visits(connection, url)


def covering(url: str, sources: Mapping[str, Source]) -> list[str]:
    """Ids of the sources that read the URL's host or, where there is none, its registrable domain."""
    host, domain = host_of(url).removeprefix("www."), registrable_domain(url)
    homes = {source.id: source.homepage for source in sources.values()}
    near = [one for one, home in homes.items() if registrable_domain(home) == domain]
    same = [one for one in near if _within(host, host_of(homes[one]).removeprefix("www."))]
    return same or near


def _within(host: str, home: str) -> bool:
    return host == home or host.endswith("." + home)


def _cause_of_article(connection: Connection, article: Article) -> str:
    analysis = load_analysis(connection, article.id, article.revision)
    if analysis is None:
        return "waiting"
    return "here" if analysis.relevant else "screened_out"


def _cause_of_visits(connection: Connection, url: str) -> str:
    ended = {(row.step, row.outcome) for row in connection.execute(select(results).where(results.c.subject == url))}
    if ("fetch", Outcome.FETCHED) in ended:
        extracted = any(step == "extract" and outcome for step, outcome in ended)
        return "not_extracted" if extracted else "waiting"
    return "not_fetched" if any(outcome for step, outcome in ended if step == "fetch") else "waiting"


def _covered(url: str, sources: Mapping[str, Source]) -> str:
    found = covering(url, sources)
    if not found:
        return f"{'covered':<11} no source reads {host_of(url)}; `dreiklang sources add {url}` suggests one"
    return f"{'covered':<11} by {', '.join(found)}"


def _candidate(connection: Connection, url: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(candidates).where(candidates.c.url == url)).one_or_none()


def _discovered(connection: Connection, url: str) -> str:
    row = _candidate(connection, url)
    if row is None:
        return f"{'discover':<11} not seen in any feed, sitemap or listing"
    seen = f"{'discover':<11} seen {row.first_seen_at:%Y-%m-%d %H:%M} UTC by {row.source}"
    if not row.wanted:
        return f"{seen}; filtered out (section, path, keyword or age)"
    return seen + (f"; next visit {row.due_at:%Y-%m-%d %H:%M} UTC" if row.due_at else "; no further visit planned")


def _results(connection: Connection, subject: str, step: str) -> Iterator[str]:
    query = select(results).where(results.c.subject == subject, results.c.step == step)
    for row in connection.execute(query.order_by(results.c.revision)):
        because = f" ({row.detail})" if row.detail else ""
        if row.outcome is None:
            tried = f" after {row.attempts} attempts" if row.attempts else ""
            yield f"{step:<11} waiting since {row.waiting_since_at:%Y-%m-%d %H:%M} UTC{tried}{because}"
        else:
            meaning = OUTCOMES[Outcome(row.outcome)][1]
            yield f"{step:<11} {row.finished_at:%Y-%m-%d %H:%M} UTC {row.outcome}: {meaning}{because}"


def _article(connection: Connection, article: Article, url: str) -> Iterator[str]:
    also = "" if article.url == url else f", first read as {article.url}"
    yield f"{'article':<11} {article.id} revision {article.revision}, {article.state}: {article.title}{also}"
    for step in STEPS[STEPS.index("screen") :]:
        yield from _results(connection, article.id, step)
    analysis = load_analysis(connection, article.id, article.revision)
    if analysis is not None:
        yield f"{'relevance':<11} {analysis.relevance:.2f}, {'relevant' if analysis.relevant else 'screened out'}"
    story = story_of(connection, article.id)
    if story is not None:
        yield f"{'story':<11} {story[0]}" + (f", same text as {story[1]}" if story[1] else "")
    yield f"{'matched':<11} {', '.join(matches_of(connection, article.id)) or 'no saved search'}"
    yield f"{'delivered':<11} {', '.join(receipts_of(connection, article.id)) or 'not yet'}"
