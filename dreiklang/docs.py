"""Pages of docs/ that are written from the code: commands, settings, outcomes, labels. In: the code. Out: Markdown.

Run `python -m dreiklang.docs` after changing one of them; a test fails when a page lags behind.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from articles.outcome import OUTCOMES, STEPS
from dreiklang.cli import COMMANDS, dreiklang
from dreiklang.labelling.fields import fields as label_fields
from dreiklang.settings import NAMED, Settings, as_toml, sections
from search.fields import FIELDS, Field

MOST_VALUES = 20  # of a field that are written out
FOLDER = Path(__file__).parent.parent / "docs"
WRITTEN = "<!-- written by `python -m dreiklang.docs`; change the code, not this page -->"


def commands() -> str:
    """Every command with its arguments and options."""
    lines = ["# Commands", "", WRITTEN, "", "Data goes to stdout, logs and progress to stderr."]
    lines += ["Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 130 stopped by Ctrl-C."]
    context = click.Context(dreiklang, info_name="dreiklang")
    lines += ["", *_options(dreiklang)]
    for name in COMMANDS:
        command = dreiklang.get_command(context, name)
        if command is not None:
            lines += _command(command, f"dreiklang {name}")
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Every setting with its default."""
    lines = ["# Settings", "", WRITTEN, ""]
    lines += [
        "Defaults are overridden by `dreiklang.toml` (`dreiklang init` writes a commented one), which is overridden by the",
        "environment: `DREIKLANG_CRAWL__PROXY=...` sets `crawl.proxy`, lists are separated by commas. Folders are relative",
        "to the settings file. Variables beside the settings: `DREIKLANG_CONFIG` names the settings file, `DREIKLANG_LOG=json`",
        "makes every log line JSON, `DREIKLANG_CLOCK` names a file with the moment that is taken as now.",
    ]
    top = {name: field for name, field in Settings.model_fields.items() if name not in {*sections(), *NAMED}}
    lines += ["", "## Top level", "", *_settings(top)]
    for name, section in sections().items():
        lines += ["", f"## [{name}]", "", str(section.__doc__), "", *_settings(section.model_fields)]
    for name, section in NAMED.items():
        lines += ["", f"## [{name}.NAME]", "", str(section.__doc__), "", *_settings(section.model_fields)]
    return "\n".join(lines) + "\n"


def outcomes() -> str:
    """Every Outcome by the steps that may end so."""
    lines = ["# Outcomes", "", WRITTEN, ""]
    lines += ["Every subject leaves every step with exactly one of these; `dreiklang run` counts them."]
    for step in STEPS:
        found = [(outcome, meaning) for outcome, (steps, meaning) in OUTCOMES.items() if step in steps]
        lines += ["", f"## {step}", "", "| Outcome | means |", "|---|---|"]
        lines += [f"| `{outcome}` | {meaning} |" for outcome, meaning in found]
    return "\n".join(lines) + "\n"


def fields() -> str:
    """Every field of a label."""
    lines = ["# Labels", "", WRITTEN, ""]
    lines += [
        "What `dreiklang label` writes of a text, one JSON object a line. Probabilities are calibrated on texts that their",
        "regressions were not fitted on; how good they are stands in [quality.md](quality.md). Without an embedder",
        "(`--embedder none`) the same labels come from counted words and rules. Every row says in `made_by` what made it.",
        "",
        "| field | values | what makes it | how doubt is told |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{one.name}` | {one.values} | {one.made_by} | {one.unsure} |" for one in label_fields()]
    return "\n".join(lines) + "\n"


def search_fields() -> str:
    """Every field that can be searched."""
    lines = ["# Fields that can be searched", "", WRITTEN, ""]
    lines += [
        "How they are asked stands in [search.md](search.md). A keyword is a whole value, without regard to capitals; text is",
        "searched by words; `dreiklang facets --by` counts what is marked so. Plain words search title, text and translation.",
        "",
        "| field | kind | means | values | counted |",
        "|---|---|---|---|---|",
    ]
    lines += [_search_field(field) for field in FIELDS.values()]
    return "\n".join(lines) + "\n"


def _search_field(field: Field) -> str:
    kind = f"{field.kind}, several" if field.repeated else field.kind
    known = list(field.values()) if field.values else []
    values = ", ".join(known) if len(known) <= MOST_VALUES else f"TARGET/STANCE, {len(known)} pairs"
    return f"| `{field.name}` | {kind} | {field.meaning} | {values} | {'yes' if field.facetable else ''} |"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "outcomes.md": outcomes,
    "fields.md": fields,
    "search-fields.md": search_fields,
}


def _command(command: click.Command, title: str) -> Iterator[str]:
    arguments = [_argument(parameter) for parameter in command.params if isinstance(parameter, click.Argument)]
    yield from ("", f"## {' '.join([title, *arguments])}", "", command.help or "")
    options = list(_options(command))
    yield from ("", *options) if options else ()
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from (line.replace("## ", "### ", 1) for line in _command(inner, f"{title} {name}"))


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _options(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            yield f"- `{', '.join(option.opts)}`: {option.help}"


def _settings(fields: dict[str, Any]) -> Iterator[str]:
    yield from ("| setting | default | |", "|---|---|---|")
    for name, field in fields.items():
        default = as_toml(field.get_default(call_default_factory=True))
        yield f"| `{name}` | `{default}` | {field.description} |"


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
