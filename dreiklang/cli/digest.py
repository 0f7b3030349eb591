"""The commands digest and digest preview. In: profiles. Out: digests as files, and in the outbox."""

import json

import click

from articles.errors import unknown
from dreiklang.cli.options import json_option, open_desk, shown


@click.group(invoke_without_command=True)
@click.option("--due", is_flag=True, help="Only profiles whose hour has come; without it all of them, now.")
@json_option
@click.pass_context
def digest(ctx: click.Context, due: bool, as_json: bool) -> None:
    """Write the digests of the profiles and put them into the outbox; `dreiklang deliver` sends them."""
    if ctx.invoked_subcommand is not None:
        return
    from dreiklang.digests import make_due

    files = make_due(open_desk(ctx), always=not due)
    if as_json:
        click.echo(json.dumps({"files": [str(path) for path in files]}))
        return
    for path in files:
        click.echo(shown(path))
    if not files:
        click.echo("no profile's hour has come since its last digest", err=True)


@digest.command()
@click.argument("profile", required=False)
@click.option("--weekly", is_flag=True, help="The digest of the whole week.")
@json_option
@click.pass_context
def preview(ctx: click.Context, profile: str | None, weekly: bool, as_json: bool) -> None:
    """Write what the next digest of PROFILE (the first one in the settings by default) would tell, and send nothing."""
    from dreiklang.digests import preview as write

    desk = open_desk(ctx)
    if profile and profile not in desk.settings.profiles:
        raise click.BadParameter(unknown("profile", profile, desk.settings.profiles), param_hint="PROFILE")
    files = write(desk, profile or next(iter(desk.settings.profiles), "daily"), weekly=weekly)
    click.echo(json.dumps({"files": [str(path) for path in files]}) if as_json else "\n".join(map(shown, files)))
