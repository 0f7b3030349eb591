"""The commands alert rules|list|test|resend. In: the outbox and the rules. Out: what was sent, and what was not."""

from datetime import datetime

import click

from articles import clock
from articles.errors import BadInput, unknown
from articles.store.outbox import list_posted, load_posted, post_again
from dreiklang.cli.options import json_option, limit_option, open_desk, print_rows, since_option

COLUMNS = ("state", "kind", "channel", "recipient", "created", "attempts", "subject", "detail", "key")
MOST_LISTED = 100
RULES = ("rule", "about", "channels", "language")


@click.group()
def alert() -> None:
    """What alerts, what was sent, and what was not taken."""


@alert.command()
@json_option
@click.pass_context
def rules(ctx: click.Context, as_json: bool) -> None:
    """Every rule of the settings, and what it is about."""
    from dreiklang.alerting import rules as all_rules

    rows = [
        {
            "rule": rule.name,
            "about": f"search {rule.search}"
            if rule.search
            else f"watch list {rule.watch}"
            if rule.watch
            else "policy events",
            "channels": rule.channels,
            "language": rule.language,
        }
        for rule in all_rules(open_desk(ctx))
    ]
    print_rows(rows, as_json=as_json, columns=RULES)


@alert.command("list")
@click.option("--dead", is_flag=True, help="Only dead letters: refused, or not taken at any attempt.")
@since_option
@limit_option
@json_option
@click.pass_context
def list_(ctx: click.Context, dead: bool, since: datetime | None, limit: int | None, as_json: bool) -> None:
    """The outbox, the newest message first: a hundred, unless --limit or --since says otherwise."""
    with open_desk(ctx).store.read() as connection:
        found = list_posted(connection, since=since, dead=dead, limit=limit or (None if since else MOST_LISTED))
    rows = [
        {
            "state": state,
            "kind": posted.message.kind,
            "channel": posted.channel,
            "recipient": posted.recipient,
            "created": posted.message.created_at,
            "attempts": attempts,
            "subject": posted.message.subject,
            "detail": detail,
            "key": posted.key,
        }
        for posted, state, attempts, detail in found
    ]
    if not rows:
        click.echo(
            "no dead letters" if dead else "the outbox is empty; `dreiklang deliver` decides what is due", err=True
        )
    if rows or as_json:
        print_rows(rows, as_json=as_json, columns=COLUMNS)


@alert.command()
@click.argument("channel")
@click.pass_context
def test(ctx: click.Context, channel: str) -> None:
    """Send a test message through CHANNEL now, and say what became of it."""
    from articles.store.outbox import Posted
    from delivery.notices import trial

    desk = open_desk(ctx)
    if channel not in desk.channels:
        raise BadInput(unknown("channel", channel, desk.channels), subject=channel)
    way = desk.channels[channel]
    for recipient in way.recipients:
        message = trial(channel, now=clock.now())
        posted = Posted(message=message, channel=channel, recipient=recipient, due_at=clock.now(), sent_at=None)
        click.echo(f"{channel}: handed over to {way.send(posted, answers=[])}")


@alert.command()
@click.argument("key")
@click.pass_context
def resend(ctx: click.Context, key: str) -> None:
    """Try a dead letter again; KEY stands in `dreiklang alert list --dead`."""
    store = open_desk(ctx).store
    with store.begin() as connection:
        posted = load_posted(connection, key)
        if posted is None:
            raise BadInput(f"no message '{key}'; `dreiklang alert list` shows the keys", subject=key)
        if posted.sent_at is not None:
            raise BadInput(
                f"{key} was handed over at {posted.sent_at:%Y-%m-%d %H:%M} UTC; it is not sent twice", subject=key
            )
        post_again(connection, posted)
    click.echo("waits for the next `dreiklang deliver`")
