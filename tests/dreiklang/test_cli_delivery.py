"""The commands deliver, alert, digest, feeds and export, as a person types them."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar

from articles import clock
from articles.store.outbox import list_posted
from delivery.channels import Refused
from delivery.channels.folder import Folder
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from tests.conftest import NOON
from tests.delivery.test_policy import OFFICIAL, by, draft, found
from tests.dreiklang.conftest import Call
from tests.dreiklang.test_alerting import tell


@pytest.fixture
def desk(call: Call, real_settings: Path) -> Desk:
    """A desk whose store knows one Chinese act with a deadline."""
    clock.move(NOON)
    folder = real_settings.parent / "data" / "sources"
    for source_id in ("cac",):
        one = OFFICIAL[source_id]
        (folder / f"{source_id}.toml").write_text(
            f'id = "{source_id}"\nname = "{one.name}"\nhomepage = "{one.homepage}"\ncountry = "CN"\nlanguages = ["zh"]\n'
            'kind = "official"\nownership = "government"\ntier = 1\ntime_zone = "Asia/Shanghai"\ninterval_minutes = 30\n'
            f'feeds = ["{one.feeds[0]}"]\nissuers = ["cn_cac"]\n'
        )
    desk = Desk(load_settings(real_settings, environment={}))
    tell(desk, by("cac", 1), draft(deadline=found(NOON.date().replace(day=20))))
    return desk


def mails(desk: Desk) -> list[str]:
    return [
        str(message_from_bytes(path.read_bytes(), policy=default)["Subject"])
        for path in sorted((desk.settings.out / "outbox").glob("*.eml"))
    ]


def test_deliver_writes_alerts_feeds_and_calendar(call: Call, desk: Desk) -> None:
    told = call("deliver")
    assert told.code == 0 and "1 delivered" in told.out
    assert (
        mails(desk) == ["[DRAFT FOR COMMENT] Cyberspace Administration of China · until 20 Mar"]
        or len(mails(desk)) == 1
    )
    feed = feedparser.parse((desk.settings.out / "feeds" / "policy-events.xml").read_bytes())
    assert len(feed.entries) == 1
    calendar = Calendar.from_ical((desk.settings.out / "calendar.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) == 1


def test_a_dry_run_says_what_would_go_out_and_sends_nothing(call: Call, desk: Desk) -> None:
    told = call("deliver", "--dry-run")
    assert told.out.startswith("alert: [DRAFT FOR COMMENT]")
    assert mails(desk) == []


def test_a_second_deliver_sends_nothing_more(call: Call, desk: Desk) -> None:
    call("deliver")
    assert "1 delivered" not in call("deliver").out
    assert len(mails(desk)) == 1


def test_the_outbox_is_listed(call: Call, desk: Desk) -> None:
    assert "the outbox is empty" in call("alert", "list").err
    call("deliver")
    (row,) = (json.loads(line) for line in call("alert", "list", "--json").out.splitlines())
    assert (row["state"], row["channel"], row["kind"]) == ("sent", "folder", "alert")


def test_the_outbox_is_listed_from_a_moment_on_and_up_to_a_number(call: Call, desk: Desk) -> None:
    call("deliver")
    everything = call("alert", "list", "--json").out.splitlines()
    assert everything and call("alert", "list", "--json", "--since", "2026-03-01").out.splitlines() == everything
    assert call("alert", "list", "--json", "--since", "2026-03-03").out == ""
    assert len(call("alert", "list", "--json", "--limit", "1").out.splitlines()) == 1
    assert call("alert", "list", "--dead", "--json").out == ""


def test_rules_say_what_they_are_about(call: Call, desk: Desk) -> None:
    assert "policy events" in call("alert", "rules").out


def test_a_channel_is_tried_by_name(call: Call, desk: Desk) -> None:
    assert "folder: handed over to" in call("alert", "test", "folder").out
    told = call("alert", "test", "foldr")
    assert told.code == 1 and "Did you mean 'folder'?" in told.err


def test_a_dead_letter_is_sent_again_on_demand(call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Folder, "send", refuse)
        call("deliver")
    assert mails(desk) == []
    with desk.store.read() as connection:
        ((posted, state, _, _),) = list_posted(connection)
    assert state == "dead"
    assert "waits for the next" in call("alert", "resend", posted.key).out
    call("deliver")
    assert len(mails(desk)) == 1
    assert "it is not sent twice" in call("alert", "resend", posted.key).err


def refuse(*_: object, **__: object) -> str:
    raise Refused("550 no such user")


def test_a_digest_is_previewed_without_being_sent(call: Call, desk: Desk) -> None:
    told = call("digest", "preview", "--json")
    files = json.loads(told.out)["files"]
    assert [Path(one).suffix for one in files] == [".html", ".md", ".txt"]
    assert "OFFICIALLY MOVED" in Path(files[2]).read_text()
    assert mails(desk) == []


def test_a_digest_that_is_due_is_made_once(call: Call, desk: Desk) -> None:
    assert "2026-03-02-daily.html" in call("digest", "--due").out
    assert "no profile's hour has come" in call("digest", "--due").err


def test_feeds_are_rewritten_by_themselves(call: Call, desk: Desk) -> None:
    told = call("feeds", "--language", "de")
    assert "policy-events.xml" in told.out and "calendar.ics" in told.out
    feed = feedparser.parse((desk.settings.out / "feeds" / "policy-events.xml").read_bytes())
    assert "Entwurf zur Stellungnahme" in feed.entries[0].title


def test_a_query_that_cannot_be_read_leaves_the_last_export_alone(call: Call, desk: Desk) -> None:
    before = desk.settings.data.parent / "e.csv"
    before.write_text("of yesterday")
    told = call("export", "(", "--output", str(before))
    assert told.code == 1 and before.read_text() == "of yesterday"
    assert call("export", "(").out == ""


def test_an_export_takes_the_place_of_the_last_one(call: Call, desk: Desk) -> None:
    before = desk.settings.data.parent / "e.csv"
    before.write_text("of yesterday")
    assert call("export", "--output", str(before)).code == 0
    assert before.read_text(encoding="utf-8-sig").startswith("id,url,")
    assert not before.with_name("e.csv.part").exists()
    assert call("export", "--output", "nowhere/e.csv").code == 2


def test_a_digest_of_an_unknown_profile_is_wrong_usage(call: Call, desk: Desk) -> None:
    told = call("digest", "preview", "dayly")
    assert told.code == 2 and "Did you mean 'daily'?" in told.err
