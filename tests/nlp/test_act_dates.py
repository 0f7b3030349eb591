"""From when a rule applies and until when one may comment."""

from datetime import UTC, date, datetime

import pytest

from nlp.act_dates import deadline, effective_date
from nlp.acts import sayings
from nlp.reading import Reading

PUBLISHED = date(2026, 6, 18)


def read(body: str, language: str) -> Reading:
    moment = datetime(2026, 6, 18, 9, tzinfo=UTC)
    return Reading(title="-", body=body, language=language, source_type="news", published=moment)


def effective(body: str, language: str, status: str | None = "published") -> date | None:
    found = effective_date(
        sayings(read(body, language)), language=language, published=PUBLISHED, acted=date(2026, 6, 17), status=status
    )
    return found.day if found else None


@pytest.mark.parametrize(
    ("language", "body", "day"),
    [
        ("de", "Die Satzung gilt ab 1. Juli.", date(2026, 7, 1)),
        ("de", "Anzuwenden sind die Vorgaben vom 15. Mai 2028 an.", date(2028, 5, 15)),
        ("de", "Die Behörde hat dem Anbieter mit sofortiger Wirkung untersagt, Daten zu nutzen.", date(2026, 6, 17)),
        ("de", "Von heute an brauchen Exporteure eine Genehmigung.", PUBLISHED),
        ("en", "The law takes effect Jan. 1, 2027.", date(2027, 1, 1)),
        ("en", "Drivers can switch with a single permit from June 30.", date(2026, 6, 30)),
        ("en", "This rule is effective 60 days after its publication.", date(2026, 8, 16)),
        ("de", "Vom 1. August an sind Baumbestattungen möglich.", date(2026, 8, 1)),
        ("de", "Die Leitlinien gelten sofort.", date(2026, 6, 17)),
        ("en", "From next March 1, a bottle may carry the words.", date(2027, 3, 1)),
        ("zh", "条例将于明年元旦起施行。", date(2027, 1, 1)),
        ("zh", "条例自2026年10月1日起施行。", date(2026, 10, 1)),
        ("zh", "本公告自公布之日起实施。", date(2026, 6, 17)),
        ("zh", "批准票價上調，由七月一日起生效。", date(2026, 7, 1)),
    ],
)
def test_a_rule_applies_from_the_day_that_is_named(language: str, body: str, day: date) -> None:
    assert effective(body, language) == day


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Das Gericht erklärte den Plan für unwirksam."),
        ("en", "The convention comes into force twelve months after two states have ratified it."),
        ("en", "The mission was extended until 31 January 2027."),
        ("en", "The agency on Thursday extended the waiver until further notice."),
        ("de", "Anträge können die Hochschulen ab 1. Dezember stellen."),
        ("zh", "请于9月20日前报送总结。"),
    ],
)
def test_other_days_are_not_taken_for_it(language: str, body: str) -> None:
    assert effective(body, language) is None


@pytest.mark.parametrize(
    ("language", "body", "day"),
    [
        ("de", "Die Pflichten gelten statt am 2. August 2026 erst am 2. Dezember 2027.", date(2027, 12, 2)),
        ("en", "Tax filing deadline postponed from 31 July to 15 September.", date(2026, 9, 15)),
        ("zh", "生效时间由今年10月1日推迟至2027年3月1日。", date(2027, 3, 1)),
    ],
)
def test_of_a_delay_the_new_day_counts(language: str, body: str, day: date) -> None:
    assert effective(body, language, "delayed") == day


@pytest.mark.parametrize(
    ("language", "body", "day"),
    [
        ("de", "Stellungnahmen sind bis zum 16. Juli möglich.", date(2026, 7, 16)),
        ("en", "Comments must be received on or before July 6, 2026.", date(2026, 7, 6)),
        ("zh", "意见反馈截止时间为2026年7月18日。", date(2026, 7, 18)),
        ("zh", "草案預告六十天，蒐集各界意見。", date(2026, 8, 17)),
    ],
)
def test_comments_are_due_on_the_day_or_after_the_period(language: str, body: str, day: date) -> None:
    reading = read(body, language)
    found = deadline(sayings(reading), language=language, published=PUBLISHED, acted=PUBLISHED)
    assert found is not None
    assert found.day == day
    assert found.evidence is not None
    assert body[found.evidence.start : found.evidence.end] == found.evidence.text
