"""The command line. In: words a person types. Out: data on stdout, logs and progress on stderr, exit 0, 1 or 2.

Commands are imported only when they are called, so that `dreiklang --help` loads no heavy library.
"""

import importlib
import logging
import os
import sys
from pathlib import Path

import click

from articles.errors import DreiklangError, SettingsError, SourceError
from dreiklang import __version__
from dreiklang.cli.logs import set_up_logs

MOST_CHARS = 500  # of an unexpected error, which may quote what it choked on

COMMANDS: dict[str, tuple[str, str]] = {
    "init": (
        "dreiklang.cli.setup:init",
        "Write a commented dreiklang.toml and a data folder.",
    ),
    "run": (
        "dreiklang.cli.run:run",
        "The main job: every step, from the sources to the digest.",
    ),
    "crawl": ("dreiklang.cli.crawl:crawl", "discover + fetch + extract."),
    "discover": (
        "dreiklang.cli.crawl:discover",
        "Read feeds, sitemaps and listings that are due.",
    ),
    "fetch": (
        "dreiklang.cli.crawl:fetch",
        "Fetch the candidates that are due, politely, into the archive.",
    ),
    "extract": (
        "dreiklang.cli.extract:extract",
        "Pages to articles; also from the archive, or from files.",
    ),
    "screen": ("dreiklang.cli.steps:screen", "Is an article about how AI is governed?"),
    "analyse": (
        "dreiklang.cli.steps:analyse",
        "The labels of relevant articles that need a judge.",
    ),
    "join": ("dreiklang.cli.steps:join", "Which articles tell one story?"),
    "translate": ("dreiklang.cli.translate:translate", "German and Chinese into English."),
    "index": (
        "dreiklang.cli.steps:index",
        "Bring labelled articles into the search index.",
    ),
    "match": (
        "dreiklang.cli.steps:match",
        "Which saved searches do new articles satisfy?",
    ),
    "deliver": ("dreiklang.cli.steps:deliver", "Send alerts and the outbox; rewrite feeds and calendar."),
    "digest": ("dreiklang.cli.digest:digest", "Write the digests that are due."),
    "alert": (
        "dreiklang.cli.alert:alert",
        "What alerts, what was sent: rules, list, test, resend.",
    ),
    "feeds": ("dreiklang.cli.publish:feeds", "Rewrite feeds and calendar."),
    "export": ("dreiklang.cli.publish:export", "What a search finds, as CSV or JSON lines."),
    "label": ("dreiklang.cli.label:label", "Label texts of a file, without a store."),
    "models": (
        "dreiklang.cli.models:models",
        "Weights and heads: list, pull, verify, calibrate.",
    ),
    "search": ("dreiklang.cli.search:search", "Search the indexed articles."),
    "facets": ("dreiklang.cli.search:facets", "How what a query finds spreads over sources, topics, time."),
    "searches": ("dreiklang.cli.searches:searches", "Saved searches: list, show, test."),
    "reindex": ("dreiklang.cli.reindex:reindex", "Build the search index anew from the store."),
    "kibana": (
        "dreiklang.cli.kibana:kibana",
        "Write the data view, saved searches and dashboards for Kibana.",
    ),
    "sources": (
        "dreiklang.cli.sources:sources",
        "Whom we read: list, show, check, add, hosts, OPML.",
    ),
    "events": (
        "dreiklang.cli.events:events",
        "Legal and political acts: list, show, merge, split, fix.",
    ),
    "articles": ("dreiklang.cli.articles:articles", "List articles."),
    "show": ("dreiklang.cli.articles:show", "Read one article."),
    "explain": (
        "dreiklang.cli.explain:explain",
        "What happened to a URL, step by step.",
    ),
    "missed": (
        "dreiklang.cli.explain:missed",
        "Log what we should have had, by cause.",
    ),
    "doctor": ("dreiklang.cli.doctor:doctor", "Is everything in order?"),
    "maintain": (
        "dreiklang.cli.maintain:maintain",
        "Once a day: forget what is over, check index and models.",
    ),
    "demo": ("dreiklang.cli.demo:demo", "Serve the bundled demo newsroom."),
}


class Commands(click.Group):
    """A group whose commands are imported on use; the one-line helps stand in COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of an article's way."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command's module."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The helps without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dreiklang")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Settings file; default ./dreiklang.toml.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what happens, to stderr.")
@click.pass_context
def dreiklang(ctx: click.Context, config: Path | None, verbose: bool) -> None:
    """A news monitor in German, Chinese and English for how artificial intelligence is governed."""
    set_up_logs(verbose=verbose)
    ctx.obj = config


def main() -> None:
    """Run, and turn our own errors into one line that says what to do."""
    try:
        ended = dreiklang(standalone_mode=False)  # a number where a command left by ctx.exit
        sys.exit(ended if isinstance(ended, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was done is kept, run the command again to go on", err=True)
        sys.exit(130)
    except DreiklangError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2 if isinstance(error, SettingsError | SourceError) else 1)
    except BrokenPipeError:  # the reader, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # a fault of ours: one line for people, the rest for who asks with -v
        click.echo(f"error: {type(error).__name__}: {error}"[:MOST_CHARS], err=True)
        click.echo("this is a fault in dreiklang; run the command with -v before its name to see where", err=True)
        if logging.getLogger("dreiklang").isEnabledFor(logging.INFO):
            raise
        sys.exit(1)
