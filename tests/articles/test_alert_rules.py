"""Since when each alert rule tells, on either database."""

from datetime import timedelta

from articles.store import Store
from articles.store.alert_rules import EVER, note_decided, rules_since
from tests.conftest import NOON


def test_the_first_rules_tell_whatever_is_new_and_later_ones_what_comes_after_the_last_decision(
    any_store: Store,
) -> None:
    with any_store.begin() as connection:
        assert rules_since(connection, ["a", "b"]) == {"a": EVER, "b": EVER}
        note_decided(connection, ["a", "b"], at=NOON)
        note_decided(connection, ["a"], at=NOON + timedelta(hours=1))
        later = NOON + timedelta(hours=1) + timedelta.resolution
        assert rules_since(connection, ["a", "c"]) == {"a": EVER, "c": later}
        note_decided(connection, ["a", "c"], at=NOON + timedelta(hours=2))
        assert rules_since(connection, ["b", "c"]) == {"b": EVER, "c": later}, "a rule keeps its own"
