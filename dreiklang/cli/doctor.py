"""The command doctor. In: settings, store, index. Out: one line for everything looked at; exit 1 where there is a problem."""

from dataclasses import asdict

import click

from dreiklang.cli.options import json_option, open_desk, print_rows

SHOWN = {"ok": "ok", "warn": "warn", "problem": "PROBLEM"}


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Is everything in order? Says what to do where it is not."""
    from dreiklang.doctor import examine

    findings = list(examine(open_desk(ctx)))
    if as_json:
        print_rows([asdict(finding) for finding in findings], as_json=True, columns=())
    for finding in findings if not as_json else ():
        todo = f" -> {finding.todo}" if finding.todo else ""
        click.echo(f"{SHOWN[finding.level]:<8} {finding.check:<9} {finding.told}{todo}")
    if any(finding.level == "problem" for finding in findings):
        ctx.exit(1)
