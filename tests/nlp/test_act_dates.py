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
        ("de", "Die Verfügung ist sofort vollziehbar.", date(2026, 6, 17)),
        ("de", "Seit Montag müssen Anrufer gewarnt werden.", date(2026, 6, 15)),
        ("en", "The law came into force on Sunday.", date(2026, 6, 14)),
        ("en", "Advertisers face fines from Monday, when the revised act applies.", date(2026, 6, 22)),
        ("zh", "商务部修订清单，即日生效。", date(2026, 6, 17)),
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
        ("de", "Bewerbungen sind vom 4. Mai bis zum 12. Juni 2027 möglich."),
        ("en", "Applications can be sent from 4 May 2027."),
        ("zh", "申报时间自2027年5月4日起。"),
        ("zh", "请于9月20日前报送总结。"),
        ("zh", "沙盒即日起接受银行申请。"),
        ("en", "They apply to all banks, with a transition period ending 6 July 2027."),
        ("de", "Colorado hatte sein Gesetz im Januar verschoben."),
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


@pytest.mark.parametrize(
    ("language", "body", "day"),
    [
        ("zh", "适用日期由原定的2026年8月2日延至2027年12月2日；产品内嵌系统则延至2028年8月2日。", date(2027, 12, 2)),
        ("zh", "原定於今年8月1日實施的規定延至明年2月1日，其餘條文則延至明年8月1日。", date(2027, 2, 1)),
        (
            "de",
            "Die Pflichten gelten statt ab dem 2. August 2026 erst ab dem 2. Dezember 2027, bei Produkten ab August 2028.",
            date(2027, 12, 2),
        ),
        ("de", "Der Start wird vom 2. August 2026 auf den 2. Dezember 2027 verschoben.", date(2027, 12, 2)),
        (
            "de",
            "Die Regeln greifen nun vom 1. Januar 2027 an. Eigentlich sollten sie am 1. Juli 2026 greifen.",
            date(2027, 1, 1),
        ),
        (
            "en",
            "The obligations move from 2 August 2026 to 2 December 2027, and those for products to 2 August 2028.",
            date(2027, 12, 2),
        ),
        (
            "en",
            "Rules that were due to apply on 1 July 2026 now apply from 1 January 2027, and for small firms from 1 July 2027.",
            date(2027, 1, 1),
        ),
    ],
)
def test_of_a_delay_in_stages_the_first_new_day_counts(language: str, body: str, day: date) -> None:
    assert effective(body, language, "delayed") == day


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Der Leitfaden ist ab sofort erhältlich."),
        ("de", "Ab sofort steht der Leitfaden zum Download bereit."),
        ("de", "Der Standard ist ab 1. Juli 2026 beim Verlag erhältlich."),
        ("en", "The guide is available from today on the ministry's website."),
        ("en", "The draft toolkit can be downloaded with immediate effect."),
        ("zh", "该指南现已可获取，即日起可在官网下载。"),
        ("zh", "标准文本即日起可在网站查阅。"),
    ],
)
def test_what_one_may_read_from_now_on_does_not_apply_from_now_on(language: str, body: str) -> None:
    assert effective(body, language) is None


def test_a_rule_that_applies_and_can_be_read_applies() -> None:
    assert effective("Die Verfügung gilt ab sofort und ist online abrufbar.", "de") == date(2026, 6, 17)
    assert effective("通知自即日起施行，全文可在官网查询。", "zh") == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("language", "body", "day"),
    [
        ("de", "Damit sollen Mieter ab 1. Januar 2027 Auskunft verlangen können.", date(2027, 1, 1)),
        ("de", "Damit können Haushalte vom 1. Januar 2027 an Strom teilen.", date(2027, 1, 1)),
        ("de", "Die Neuregelung soll zum 1. Januar kommen.", date(2027, 1, 1)),
        ("en", "Under the bill, from January 1, 2027 households can share power.", date(2027, 1, 1)),
        ("en", "From January 2027 households can share power.", date(2027, 1, 1)),
        ("zh", "根据草案，自2027年1月1日起，居民可共享电力。", date(2027, 1, 1)),
        ("zh", "新规自2027年1月1日起允许居民共享电力。", date(2027, 1, 1)),
    ],
)
def test_a_bill_that_is_told_by_what_it_brings_applies_from_the_day_it_brings_it(
    language: str, body: str, day: date
) -> None:
    assert effective(body, language, "proposed") == day


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Der Konzern baut ab 1. Januar 2027 in Leipzig."),
        ("de", "Das Gesetz soll ab 1. September im Bundestag beraten werden."),
        ("en", "The firm will move to Leeds from January 1, 2027."),
        ("zh", "草案将自9月1日起提交国会审议。"),
    ],
)
def test_of_a_bill_other_days_are_not_taken_for_it(language: str, body: str) -> None:
    assert effective(body, language, "proposed") is None


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Die Behörde verhängte am Mittwoch ein Bußgeld nach den seit 1. Juni geltenden Regeln."),
        ("en", "The watchdog fined the firm £2m on Thursday under rules in force since June."),
        ("en", "The regulator fined the firm under a law that took effect on 1 June."),
        ("zh", "相关规定自6月1日起施行。"),
    ],
)
def test_the_rules_that_are_enforced_are_background(language: str, body: str) -> None:
    assert effective(body, language, "enforced") is None


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Die Regeln gelten seit September."),
        ("en", "The rules, in force since September, have few teeth."),
        ("zh", "该法已于9月1日施行。"),
    ],
)
def test_since_september_is_not_the_september_to_come(language: str, body: str) -> None:
    assert effective(body, language) is None


@pytest.mark.parametrize(
    ("language", "late"),
    [
        ("de", "In Kraft treten soll es erst am 1. Januar 2027."),
        ("de", "Stimmt der Bundesrat zu, soll es zum 1. Januar 2027 in Kraft treten."),
        ("de", "Gelten sollen die Vorgaben ab dem 1.1.2027, sagte die Ministerin."),
        ("de", "Als Datum für das Inkrafttreten ist der 1. Januar 2027 vorgesehen."),
        ("en", "It will not apply until 1 January 2027."),
        ("zh", "法案将于2027年1月1日生效。"),
    ],
)
def test_late_in_a_report_the_act_still_applies_from_its_own_day(language: str, late: str) -> None:
    first, between, mark = {
        "de": (
            "Das Gesetz ergänzt die KI-Verordnung, die ab 2. August 2026 vollständig gilt.",
            "Die Opposition zweifelt.",
            " ",
        ),
        "en": ("EU rules apply from 2 August 2026.", "Critics called the plan half-baked.", " "),
        "zh": ("欧盟规则自2026年8月2日起适用。", "业界对此看法不一。", ""),
    }[language]
    assert effective(mark.join((first, *[between] * 8, late)), language, "adopted") == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The order was signed on Wednesday and takes effect the following day."),
        ("zh", "商务部17日发布公告，次日起施行。"),
        ("de", "Die Verfügung tritt am folgenden Tag in Kraft."),
    ],
)
def test_the_next_day_follows_the_day_of_the_act(language: str, body: str) -> None:
    assert effective(body, language) == date(2026, 6, 18)
