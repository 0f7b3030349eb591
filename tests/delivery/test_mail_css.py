"""The styles of every mail: only those that common mail programs are known to show, as docs/delivery.md lists them."""

import re
from pathlib import Path

import pytest

from delivery.alerts import Rule, facts, wrong
from delivery.digest_forms import as_mail
from delivery.digest_view import view
from delivery.notices import alert, correction, match_alert
from tests.conftest import NOON
from tests.delivery.acts import event, stage, told_act, told_match
from tests.delivery.test_digest import full_day

DOCS = Path(__file__).parent.parent.parent / "docs" / "delivery.md"
RULE = Rule(name="r", channels=("mail",), search="x")


def listed() -> set[str]:
    paragraph = DOCS.read_text().partition("these properties only, inlined:")[2].partition(".\n")[0]
    return set(re.findall(r"`([a-z-]+)`", paragraph))


def mails() -> dict[str, str]:
    first = alert(RULE, [told_act()], now=NOON)
    gone = told_act(gone=True)
    said = wrong(first.facts["stage1"], facts(event(), stage(), gone=True))
    return {
        "digest": as_mail(view(full_day())),
        "alert": first.html,
        "correction": correction(first, gone, said, after=first.id, now=NOON).html,
        "match": match_alert(RULE, ["s"], [told_match()], now=NOON).html,
    }


@pytest.mark.parametrize("name", ["digest", "alert", "correction", "match"])
def test_a_mail_uses_the_listed_properties_only(name: str) -> None:
    styles = re.findall(r'style="([^"]*)"', mails()[name])
    used = {one.partition(":")[0].strip() for style in styles for one in style.split(";") if one.strip()}
    allowed = listed() | {
        f"{one}-{side}" for one in ("padding", "margin", "border") for side in ("top", "bottom", "left", "right")
    }
    assert used and used <= allowed, used - allowed


@pytest.mark.parametrize("name", ["digest", "alert", "correction", "match"])
def test_a_mail_has_no_layout_that_mail_programs_drop(name: str) -> None:
    for word in ("display:", "float:", "position:", "grid", "flex", "<style", "@media", "url("):
        assert word not in mails()[name]
