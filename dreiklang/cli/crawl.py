"""The commands crawl, discover and fetch. In: sources that are due. Out: candidates, archived answers, articles."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import click

from articles.errors import BadInput, Retryable
from articles.outcome import Outcome
from articles.store.claims import reap
from articles.store.visits import make_due, sync_polls
from dreiklang.cli.options import dry_run_option, json_option, limit_option, open_desk, since_options, source_option
from dreiklang.cli.progress import planned_line, progress, summary
from dreiklang.desk import Desk
from dreiklang.overview import due

UNANSWERED = frozenset((Outcome.UNREACHABLE, Outcome.TIMED_OUT, Outcome.TLS_REFUSED))


def crawl_steps(
    desk: Desk,
    steps: Sequence[str],
    *,
    source_ids: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    now: bool = False,
    as_json: bool = False,
) -> None:
    """Run discover and fetch in this process, which can happen once: a reactor starts once per process."""
    from crawlers.crawl import crawl as run_crawl

    if desk.settings.demo.enabled and not desk.settings.crawl.proxy:
        raise BadInput(
            "the demo's hosts exist only in its newsroom; `dreiklang run` opens it and crawls,"
            " or start `dreiklang demo` and set crawl.proxy as it says"
        )
    chosen = {source.id: source for source in desk.named(source_ids)} or desk.sources
    reap(desk.store)
    with desk.store.begin() as connection:
        sync_polls(connection, chosen)
        if now or since is not None:
            make_due(connection, chosen)
    with progress("crawl", total=None) as advance:
        counted = run_crawl(
            desk.store,
            chosen,
            options=desk.crawl_options,
            steps=tuple(steps),
            since=since,
            until=until,
            limit=limit,
            on_progress=advance,
        )
    for step in steps:
        outcomes: Counter[str] = Counter({str(name): number for name, number in counted.get(step, Counter()).items()})
        click.echo(json.dumps({"step": step, "outcomes": outcomes}) if as_json else summary(step, outcomes))
    _check_reached(counted.get("discover", Counter()))


def _check_reached(polled: Counter[Outcome]) -> None:
    """Raises: Retryable where no server answered any of the sources that were due: nobody would see that nothing is new."""
    if not polled or not UNANSWERED.issuperset(polled):
        return
    told = ", ".join(f"{number} {outcome}" for outcome, number in polled.most_common())
    raise Retryable(
        f"none of the {polled.total()} sources that were due could be reached ({told}), expected at least one; "
        "see whether this machine is online and what crawl.proxy says, and run the command again"
    )


def _tell_due(desk: Desk, source_ids: Sequence[str], *, as_json: bool) -> None:
    with desk.store.read() as connection:
        planned = due(connection, [source.id for source in desk.named(source_ids)] or desk.sources)
    click.echo(json.dumps(planned) if as_json else planned_line(planned))


def _command(name: str, steps: Sequence[str], text: str) -> click.Command:
    @click.command(name, help=text)
    @source_option
    @since_options
    @limit_option
    @click.option("--now", is_flag=True, help="Poll the sources now, whatever was planned.")
    @dry_run_option
    @json_option
    @click.pass_context
    def command(
        ctx: click.Context,
        source_ids: tuple[str, ...],
        since: datetime | None,
        until: datetime | None,
        limit: int | None,
        now: bool,
        dry_run: bool,
        as_json: bool,
    ) -> None:
        desk = open_desk(ctx)
        if dry_run:
            _tell_due(desk, source_ids, as_json=as_json)
            return
        web = [step for step in steps if step != "extract"]
        crawl_steps(desk, web, source_ids=source_ids, since=since, until=until, limit=limit, now=now, as_json=as_json)
        if "extract" in steps:
            from dreiklang.cli.steps import run_one

            run_one(desk, "extract", as_json=as_json)

    return command


crawl = _command("crawl", ("discover", "fetch", "extract"), "Bring in what is new: discover, fetch and extract.")
discover = _command("discover", ("discover",), "Read feeds, sitemaps and listings that are due.")
fetch = _command("fetch", ("fetch",), "Fetch the candidates that are due.")
