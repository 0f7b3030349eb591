"""A command as a person types it, read by the program's own parser. In: words. Out: what is wrong with them, or nothing.

Nothing is run and no file is looked for: a page may name files, articles and addresses that its reader has.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any

import click

from dreiklang.cli import dreiklang

HELP = {"--help", "-h"}
UNREAD = (click.Path, click.File)  # what would have to exist


def wrong_with(words: Sequence[str], *, whole: bool = True) -> str | None:
    """Of the words after `dreiklang`: None where command, options, values and number of arguments hold.

    Where they are not meant as a whole, arguments and an option's value may be missing.
    """
    asks_for_help = bool(HELP & set(words))
    try:
        _read(
            dreiklang,
            "dreiklang",
            [word for word in words if word not in HELP],
            None,
            whole=whole and not asks_for_help,
        )
    except click.BadOptionUsage as error:
        return error.format_message() if whole else None
    except click.UsageError as error:
        return error.format_message()
    return None


def _read(command: click.Command, name: str, words: list[str], parent: click.Context | None, *, whole: bool) -> None:
    context = click.Context(command, info_name=name, parent=parent)
    given, rest, _ = command.make_parser(context).parse_args(words)
    for parameter in command.params:
        _check(parameter, given.get(parameter.name or ""), context, whole=whole)
    if not isinstance(command, click.Group):
        if rest:
            raise click.UsageError(f"unexpected: {' '.join(rest)}", context)
    elif rest:
        inner = command.get_command(context, rest[0])
        if inner is None:
            raise click.UsageError(f"no command '{rest[0]}' in {name}", context)
        _read(inner, rest[0], rest[1:], context, whole=whole)
    elif whole and not command.invoke_without_command and not given.get("version"):
        raise click.UsageError(f"{name} needs a command", context)


def _check(parameter: click.Parameter, value: Any, context: click.Context, *, whole: bool) -> None:
    if value is None or value == () or isinstance(value, Enum):  # click's own mark of what was not given is an Enum
        if parameter.required and whole:
            raise click.MissingParameter(ctx=context, param=parameter)
        return
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if not isinstance(parameter.type, UNREAD) and isinstance(one, str):
            parameter.type.convert(one, parameter, context)
