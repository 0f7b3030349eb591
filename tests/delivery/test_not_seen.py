"""The digest's last section says where we are blind, in its own language."""

from datetime import timedelta

import pytest

from articles.model import SourceState
from delivery.digest import Blindness, Missing
from tests.conftest import NOON
from tests.delivery.test_digest import digest, moved, text
from tests.dreiklang.desks import source

SINCE = NOON - timedelta(days=2)


def state(name: str, kind: str, outcome: str | None = None) -> SourceState:
    return SourceState(source=name, state=kind, since=SINCE, figure="", outcome=outcome)  # type: ignore[arg-type]  # a Sight


def section(**changes: object) -> str:
    return text(digest(**changes)).partition("\n6 ")[2]


def test_a_source_that_is_away_is_told_with_its_reason_and_its_fallback() -> None:
    missing = (
        Missing(
            source=source("miit"),
            since=SINCE,
            state=state("miit", "unreachable", "timed_out"),
            fallback=source("gov-cn"),
            fallback_sees=True,
        ),
        Missing(source=source("nea"), since=SINCE, state=state("nea", "silent"), fallback=source("gov-cn")),
        Missing(source=source("cac"), since=None, state=state("cac", "blocked", "forbidden")),
    )
    assert (
        "Miit since 28 Feb 13:00 (time-out; fallback Gov-Cn fine); Nea since 28 Feb 13:00 (silent; fallback Gov-Cn not seen"
        " either); Cac never yet (forbidden)."
    ) in section(missing=missing)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Miit seit 28.02. 13:00 (Zeitüberschreitung; Ersatz Gov-Cn erreichbar)."),
        ("zh", "Miit（自2月28日 13:00起：超时；备用来源Gov-Cn正常）。"),
        ("en", "Miit since 28 Feb 13:00 (time-out; fallback Gov-Cn fine)."),
    ],
)
def test_it_speaks_german_chinese_and_english(language: str, told: str) -> None:
    gone = Missing(
        source=source("miit"),
        since=SINCE,
        state=state("miit", "unreachable", "timed_out"),
        fallback=source("gov-cn"),
        fallback_sees=True,
    )
    assert told in section(language=language, missing=(gone,))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "de",
            [
                "Auf keinem Weg zu sehen: MIIT.",
                "Nur über Ersatzquellen: CAC.",
                "Arbeit wartet: index seit 28.02. 13:00.",
            ],
        ),
        (
            "zh",
            ["所有渠道均无法监测：工信部。", "仅靠备用来源：国家网信办。", "任务积压：index（自2月28日 13:00起）。"],
        ),
        ("en", ["Not seen by any route: MIIT.", "By fallback only: CAC.", "Work waits: index since 28 Feb 13:00."]),
    ],
)
def test_issuing_bodies_and_late_steps_have_a_sentence_each(language: str, told: list[str]) -> None:
    seen = Blindness(blind=("cn_miit",), by_fallback=("cn_cac",), late={"index": SINCE})
    shown = section(language=language, blindness=seen)
    assert all(sentence in shown for sentence in told), shown


def test_our_own_faults_are_told() -> None:
    shown = section(blindness=Blindness(archive_paused=True, offline=True))
    assert "The archive has paused for want of room." in shown
    assert "probably it is our own connection." in shown


def test_where_all_is_well_only_what_is_never_covered_is_named() -> None:
    lines = [line for line in section(moved=(moved(),)).splitlines() if line.strip()]
    assert lines[:2] == ["NOT SEEN", "Never covered: WeChat accounts, paid texts."]
