"""The commands crawl, discover and fetch. In: sources that are due. Out: candidates, archived answers, articles."""

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any, TypeVar, get_args

import click

from articles.errors import BadInput, Retryable
from articles.model import Kind, Source
from articles.outcome import Outcome
from articles.store.claims import reap
from articles.store.visits import make_due, sync_polls
from dreiklang.cli.options import dry_run_option, json_option, limit_option, open_desk, since_options, source_option
from dreiklang.cli.progress import planned_line, progress, summary
from dreiklang.desk import Desk
from dreiklang.overview import due

UNANSWERED = frozenset((Outcome.UNREACHABLE, Outcome.TIMED_OUT, Outcome.TLS_REFUSED))
Command = TypeVar("Command", bound=Callable[..., Any])


def crawl_steps(
    desk: Desk,
    steps: Sequence[str],
    *,
    sources: Mapping[str, Source],
    now: bool = False,
    quiet: bool = False,
    as_json: bool = False,
    **how: Any,
) -> None:
    """Run discover and fetch in this process, which can happen once: a reactor starts once. `how` goes to `crawlers.crawl`."""
    from crawlers.crawl import crawl as run_crawl

    if desk.settings.demo.enabled and not desk.settings.crawl.proxy:
        raise BadInput(
            "the demo's hosts exist only in its newsroom; `dreiklang run` opens it and crawls,"
            " or start `dreiklang demo` and set crawl.proxy as it says"
        )
    reap(desk.store)
    with desk.store.begin() as connection:
        sync_polls(connection, sources)
        if now or how.get("since") is not None:
            make_due(connection, sources)
    with nullcontext() if quiet else progress("crawl", total=None) as advance:
        counted = run_crawl(
            desk.store, sources, options=desk.crawl_options, steps=tuple(steps), on_progress=advance, **how
        )
    for step in steps:
        outcomes: Counter[str] = Counter({str(name): number for name, number in counted.get(step, Counter()).items()})
        click.echo(json.dumps({"step": step, "outcomes": outcomes}) if as_json else summary(step, outcomes))
    if how.get("look_s") is None:
        _check_reached(counted.get("discover", Counter()))


def chosen(desk: Desk, source_ids: Sequence[str], kinds: Sequence[str]) -> dict[str, Source]:
    """The sources that were named, or all that are read; of them those of the named kinds. Raises: BadInput for none."""
    named = {source.id: source for source in desk.named(source_ids)} or desk.sources
    found = {one.id: one for one in named.values() if not kinds or one.kind in kinds}
    if kinds and not found:
        there = ", ".join(sorted({one.kind for one in named.values()}))
        raise BadInput(f"no source of kind {', '.join(kinds)} is read; there are {there or 'no sources'}")
    return found


def _check_reached(polled: Counter[Outcome]) -> None:
    """Raises: Retryable where no server answered any of the sources that were due: nobody would see that nothing is new."""
    if not polled or not UNANSWERED.issuperset(polled):
        return
    told = ", ".join(f"{number} {outcome}" for outcome, number in polled.most_common())
    raise Retryable(
        f"none of the {polled.total()} sources that were due could be reached ({told}), expected at least one; "
        "see whether this machine is online and what crawl.proxy says, and run the command again"
    )


def _tell_due(desk: Desk, sources: Mapping[str, Source], *, as_json: bool) -> None:
    with desk.store.read() as connection:
        planned = due(connection, sources)
    click.echo(json.dumps(planned) if as_json else planned_line(planned))


def _until_parent_ends() -> threading.Event:
    """An event that is set when the process that started us ends, however it does: our standard input ends with it."""
    stop = threading.Event()

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        stop.set()

    threading.Thread(target=wait, name="parent", daemon=True).start()
    return stop


def _selection(command: Command) -> Command:
    """--source, --kind, and --since and --until."""
    kind = click.option(
        "--kind",
        "kinds",
        multiple=True,
        type=click.Choice(get_args(Kind)),
        help="Only sources of this kind; may be given again.",
    )
    return source_option(kind(since_options(command)))


def _command(name: str, steps: Sequence[str], text: str) -> click.Command:
    @click.command(name, help=text)
    @_selection
    @limit_option
    @click.option("--now", is_flag=True, help="Poll the sources now, whatever was planned.")
    @dry_run_option
    @json_option
    @click.option("--watch", is_flag=True, help="Stay, and look again and again for what is due; without extract.")
    @click.option("--with-parent", "tied", is_flag=True, hidden=True, help="Stop when standard input ends.")
    @click.pass_context
    def command(
        ctx: click.Context,
        source_ids: tuple[str, ...],
        kinds: tuple[str, ...],
        since: datetime | None,
        until: datetime | None,
        limit: int | None,
        now: bool,
        dry_run: bool,
        as_json: bool,
        watch: bool,
        tied: bool,
    ) -> None:
        if watch and (since or until or limit or dry_run):
            raise click.UsageError("--watch does what is due for good: leave out --since, --until, --limit, --dry-run")
        desk = open_desk(ctx)
        sources = chosen(desk, source_ids, kinds)
        if dry_run:
            _tell_due(desk, sources, as_json=as_json)
            return
        web = [step for step in steps if step != "extract"]
        how: dict[str, Any] = {"since": since, "until": until, "limit": limit}
        how |= {
            "stop": _until_parent_ends() if tied else None,
            "look_s": desk.settings.rhythm.look_s if watch else None,
        }
        crawl_steps(desk, web, sources=sources, now=now, quiet=tied, as_json=as_json, **how)
        if "extract" in steps and not watch:
            from dreiklang.cli.steps import run_one

            run_one(desk, "extract", as_json=as_json)

    return command


crawl = _command("crawl", ("discover", "fetch", "extract"), "Bring in what is new: discover, fetch and extract.")
discover = _command("discover", ("discover",), "Read feeds, sitemaps and listings that are due.")
fetch = _command("fetch", ("fetch",), "Fetch the candidates that are due.")
