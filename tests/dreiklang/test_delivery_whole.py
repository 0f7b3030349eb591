"""One act on its way to real receivers, a mail server with TLS and login and a hook, by several worker processes at once.

The receivers count distinct ids: thirty articles on a consultation give one alert, its adoption weeks later the second, and
nothing that happens in between a third.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.store.claims import reap
from articles.store.outbox import list_posted
from articles.store.tables import results
from dreiklang.alerting import decide
from dreiklang.desk import Desk
from dreiklang.sending import send_all
from dreiklang.steps.deliver import deliver
from tests.conftest import NOON
from tests.crawlers.certificates import Authority
from tests.delivery.servers import PASSWORD, USER, Hook, Mailbox, free_port, hook_server, mail_server, silent_server
from tests.delivery.test_policy import SOURCES, by, draft, final, found, thirty
from tests.dreiklang.desks import make_desk
from tests.dreiklang.test_alerting import fix_deadline, tell
from tests.places import REPOSITORY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("moved_clock"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),  # aiosmtpd's, for a test
]
WORKERS = 2
WORKER = "import sys; from tests.dreiklang import test_delivery_whole as t; t.work(sys.argv[1])"


@dataclass
class Place:
    """Where a test happens: receivers, and what a desk has to know of them."""

    folder: Path
    box: Mailbox
    hook: Hook
    settings: dict[str, Any]
    stack: ExitStack

    def desk(self, **changes: Any) -> Desk:
        desk = make_desk(self.folder, **(self.settings | changes))
        vars(desk)["all_sources"] = SOURCES
        self.stack.callback(desk.store.close)
        return desk

    def together(self) -> None:
        """Let several processes deliver at once."""
        file = self.folder / "settings.json"
        file.write_text(json.dumps({"folder": str(self.folder)} | self.settings))
        command = [sys.executable, "-c", WORKER, str(file)]
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        workers = [subprocess.Popen(command, env=environment) for _ in range(WORKERS)]
        assert [worker.wait(300) for worker in workers] == [0] * WORKERS

    @property
    def received(self) -> tuple[int, int]:
        """How many messages each receiver has, every id once."""
        assert len(self.box.ids) == len(set(self.box.ids)) and len(self.hook.ids) == len(set(self.hook.ids))
        return len(self.box.ids), len(self.hook.ids)


def work(file: str) -> None:
    """What a worker process does: deliver, three times."""
    given = json.loads(Path(file).read_text())
    desk = make_desk(Path(given.pop("folder")), **given)
    vars(desk)["all_sources"] = SOURCES
    for _ in range(3):
        deliver(desk)


@pytest.fixture
def place(tmp_path: Path, store_url: str) -> Iterator[Place]:
    """Both receivers, on either database."""
    ours, box, hook = Authority(tmp_path / "authority"), Mailbox(), Hook()
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(box, tls=ours.server("localhost"), login=True))
        url = stack.enter_context(hook_server(hook))
        mail = {
            "kind": "smtp", "to": ["desk@example.org"], "sender": "Dreiklang <monitor@example.org>", "host": "localhost",
            "port": port, "user": USER, "password": PASSWORD, "ca_file": str(ours.certificate),
        }  # fmt: skip
        yield Place(
            folder=tmp_path,
            stack=stack,
            box=box,
            hook=hook,
            settings={
                "store": {"url": store_url},
                "channels": {"mail": mail, "hook": {"kind": "webhook", "url": url, "secret": "a key"}},
                "alerts": {"acts": {"events": True, "to": ["mail", "hook"]}},
                "crawl": {"allow_private": [url.split("/")[2]]},
                "profiles": {},
            },
        )


def test_thirty_articles_and_an_adoption_are_two_alerts_for_each_receiver_whatever_happens(
    place: Place, moved_clock: Callable[[datetime], None]
) -> None:
    desk = place.desk()
    for one, announcement in thirty():
        tell(desk, one, announcement)
    place.together()
    assert place.received == (1, 1)

    page, told = thirty()[0]
    tell(desk, page, replace(told, score=0.5))  # a new model
    tell(desk, by("paper7", 60, days=2), draft())  # a late article
    tell(
        desk, by("cac", 61, days=-300), draft(instrument="《旧的智能产品管理办法（征求意见稿）》"), story="old"
    )  # a back-fill
    for days in (2, -1, 2):  # a clock that is set back, and forth
        moved_clock(NOON + timedelta(days=days))
        place.together()
    assert place.received == (1, 1)

    moved_clock(NOON + timedelta(days=60))
    tell(desk, by("cac", 50, days=60), final(), story="s2")
    place.together()
    place.together()
    assert place.received == (2, 2)
    first, second = place.box.mails
    assert second["References"] == first["Message-ID"] and first["List-Id"] == second["List-Id"]
    assert json.loads(place.hook.taken[1][1])["answers"] == place.hook.ids[:1]


def test_a_correction_reaches_both_receivers_once_in_the_thread_of_its_alert(place: Place) -> None:
    desk = place.desk()
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    place.together()
    fix_deadline(desk, date(2026, 5, 1))
    place.together()
    assert place.received == (2, 2)
    assert place.box.mails[1]["In-Reply-To"] == place.box.mails[0]["Message-ID"]


def attempts(desk: Desk) -> dict[str, tuple[str, int]]:
    with desk.store.read() as connection:
        return {
            posted.channel: (state, tried)
            for posted, state, tried, _ in list_posted(connection)
            if posted.message.kind == "alert"
        }


def later(desk: Desk) -> None:
    """The next attempt is due."""
    reap(desk.store)
    with desk.store.begin() as connection:
        connection.execute(results.update().values(lease_until_s=None))
    send_all(desk)


@pytest.mark.parametrize(
    ("rcpt", "data", "answers", "mail", "hook", "received"),
    [
        (["452 mailbox full"], [], [(500, {})], ("sent", 2), ("sent", 2), (1, 1)),
        ([], ["451 later"], [(429, {"Retry-After": "120"})], ("sent", 2), ("sent", 2), (1, 1)),
        (["550 no such user"], [], [], ("dead", 1), ("sent", 1), (0, 2)),
        ([], [], [(302, {"Location": "http://10.0.0.1/"})], ("sent", 1), ("dead", 1), (2, 0)),
    ],
)
def test_refusals_are_tried_again_or_dead_and_nothing_is_lost_or_doubled(
    place: Place,
    rcpt: list[str],
    data: list[str],
    answers: list[tuple[int, dict[str, str]]],
    mail: tuple[str, int],
    hook: tuple[str, int],
    received: tuple[int, int],
) -> None:
    desk = place.desk()
    tell(desk, by("cac", 1), draft())
    place.box.rcpt, place.box.data, place.hook.answers = list(rcpt), list(data), list(answers)
    decide(desk)
    send_all(desk)
    later(desk)
    assert attempts(desk) == {"mail": mail, "hook": hook}
    assert place.received == received, "of a dead letter the other receiver has word"


@pytest.mark.parametrize(("waits_s", "state"), [(0.3, ("sent", 1)), (6.0, ("sent", 2))])
def test_a_slow_mail_server_sees_one_id_however_long_its_answer_takes(
    place: Place, waits_s: float, state: tuple[str, int]
) -> None:
    mail = place.settings["channels"]["mail"] | {"timeout_s": 3}
    desk = place.desk(channels=place.settings["channels"] | {"mail": mail})
    place.box.waits_s = [waits_s]
    tell(desk, by("cac", 1), draft())
    deliver(desk)
    later(desk)
    later(desk)
    assert attempts(desk)["mail"] == state
    assert len(place.box.ids) == state[1] and len(set(place.box.ids)) == 1


def test_a_receiver_that_is_silent_or_gone_is_asked_once_and_the_other_is_served(place: Place) -> None:
    with silent_server() as port:
        channels = place.settings["channels"]
        silent = {
            "kind": "smtp",
            "to": ["a@example.org"],
            "sender": "m@example.org",
            "host": "127.0.0.1",
            "timeout_s": 0.5,
        }
        mute = silent | {"port": port, "security": "none"}
        gone = silent | {"port": free_port(), "security": "none"}
        desk = place.desk(
            channels={"mute": mute, "gone": gone, "hook": channels["hook"]},
            alerts={"acts": {"events": True, "to": ["mute", "gone", "hook"]}},
        )
        for number in range(3):
            tell(
                desk,
                by("cac", number),
                draft(instrument=f"《第{number}种智能产品管理办法（征求意见稿）》"),
                story=f"s{number}",
            )
        deliver(desk)
    assert len(place.hook.ids) == 3
    with desk.store.read() as connection:
        tried = [(posted.channel, count) for posted, state, count, _ in list_posted(connection) if state == "waiting"]
    assert sorted(count for channel, count in tried if channel == "mute") == [0, 0, 1]
    assert sorted(count for channel, count in tried if channel == "gone") == [0, 0, 1]
