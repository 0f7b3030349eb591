"""Since when each alert rule tells. In: the names of the rules, whenever they have decided. Out: moments.

A rule that comes to others goes on where they had decided last, so that a new name tells nothing again and misses nothing.
The first rules of a store tell whatever is still new.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from articles.store.claims import insert
from articles.store.tables import alert_rules

EVER = datetime.min.replace(tzinfo=UTC)


def rules_since(connection: Connection, rules: Iterable[str]) -> dict[str, datetime]:
    """Rule -> from when on it tells what happens."""
    known = {row.rule: row.since_at or EVER for row in connection.execute(select(alert_rules))}
    last = connection.scalar(select(func.max(alert_rules.c.decided_at)))
    return {rule: known.get(rule) or (last + timedelta.resolution if last else EVER) for rule in rules}


def note_decided(connection: Connection, rules: Iterable[str], *, at: datetime) -> None:
    """These rules have told all that was there at this moment."""
    for rule, since in rules_since(connection, rules).items():
        row = {"rule": rule, "since_at": None if since == EVER else since, "decided_at": at}
        fresh = insert(connection, alert_rules).values(row)
        connection.execute(fresh.on_conflict_do_update(index_elements=["rule"], set_={"decided_at": at}))
