"""Policy events in the store: which articles tell of one act, how far it has come, and what a person corrects."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from articles.errors import BadInput
from articles.model import Announcement, Article, Evidence, FoundDate, Identifier, PolicyEvent
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, claim, enqueue, finish, waiting
from articles.store.events import apart_from, event_of, list_events, load_event, load_stage, opened_since
from articles.store.labels import keep_in_story
from articles.store.texts import keep_article
from delivery.designations import standards_in
from delivery.policy import fix_event, fix_stage, join_event, merge_events, split_event
from tests.conftest import NOON
from tests.dreiklang.desks import article, source

OFFICIAL = {
    "cac": replace(source("cac", language="zh", kind="official"), country="CN", issuers=("cn_cac",)),
    "parliament": replace(
        source("parliament", language="en", kind="official"), country="EU", issuers=("eu_parliament",)
    ),
    "council": replace(source("council", language="en", kind="official"), country="EU", issuers=("eu_council",)),
    "journal": replace(source("journal", language="en", kind="official"), country="EU"),
    "bundestag": replace(source("bundestag", kind="official"), country="DE", issuers=("de_bundestag",)),
}
PAPERS = {f"paper{number}": source(f"paper{number}") for number in range(40)}
SOURCES = OFFICIAL | PAPERS
AGENTS = "人工智能智能体服务管理办法"
COD = Identifier(kind="cod", value="2025/0359(COD)", evidence=Evidence(text="2025/0359(COD)", start=0, end=14))

pytestmark = pytest.mark.usefixtures("moved_clock")


def says(**fields: Any) -> Announcement:
    return Announcement(**({"score": 0.9} | fields))


def found(day: date) -> FoundDate:
    return FoundDate(day=day, evidence=Evidence(text="…", start=0, end=1), firm=True)


def draft(**fields: Any) -> Announcement:
    """The draft of the Chinese rules on agents."""
    usual = {
        "issuers": ("cn_cac",),
        "instrument": f"《{AGENTS}（征求意见稿）》",
        "instrument_type": "consultation_draft",
        "status": "consultation",
    }
    return says(**(usual | fields))


def final(**fields: Any) -> Announcement:
    """The rules themselves, weeks later."""
    return draft(
        **({"instrument": f"《{AGENTS}》", "instrument_type": "administrative_measure", "status": "published"} | fields)
    )


def by(source_id: str, number: int, *, language: str = "zh", days: float = 0, **changes: Any) -> Article:
    moment = NOON + timedelta(days=days)
    made = article(number, source_id=source_id, language=language, published=moment, first_seen=moment)
    return replace(made, **changes)


def join(store: Store, one: Article, announcement: Announcement | None, *, story: str | None = None) -> str | None:
    with store.begin() as connection:
        if story:
            keep_in_story(connection, one.id, story, near_duplicate_of=None)
        return join_event(connection, one, announcement, source=SOURCES[one.source])


def the_events(store: Store) -> list[PolicyEvent]:
    with store.read() as connection:
        return list_events(connection)


def the_event(store: Store) -> PolicyEvent:
    (event,) = the_events(store)
    return event


def steps(event: PolicyEvent) -> list[str]:
    return [stage.step for stage in event.stages if stage.opened_at and not stage.retracted]


def thirty() -> list[tuple[Article, Announcement]]:
    """One consultation as thirty articles in three languages tell of it; most papers do not give its Chinese name."""
    rows = [(by("cac", 1), draft(deadline=found(date(2026, 4, 1))))]
    for number in range(2, 31):
        language = ("zh", "de", "en")[number % 3]
        name = {"zh": f"《{AGENTS}（征求意见稿）》", "de": "Entwurf", "en": "draft rules"}[language]
        issuers = ("cn_cac",) if number % 4 else ("cn_cac", "cn_miit")
        rows.append(
            (by(f"paper{number}", number, language=language, days=number / 40), draft(instrument=name, issuers=issuers))
        )
    return rows


def test_thirty_articles_in_three_languages_are_one_event_with_one_open_stage(store: Store) -> None:
    for one, announcement in thirty():
        join(store, one, announcement, story="s1")
    event = the_event(store)
    assert len(event.article_ids) == 30
    assert steps(event) == ["consultation"]
    assert event.title == f"《{AGENTS}（征求意见稿）》"
    assert event.deadline is not None and event.deadline.firm


def test_its_adoption_weeks_later_opens_the_second_stage_of_the_same_act(store: Store) -> None:
    for one, announcement in thirty():
        join(store, one, announcement, story="s1")
    join(store, by("cac", 50, days=60), final(effective=found(date(2026, 9, 1))), story="s2")
    event = the_event(store)
    assert steps(event) == ["consultation", "promulgation"]
    assert event.stage is not None and event.stage.step == "promulgation"


@pytest.mark.parametrize("seed", range(8))
def test_the_order_in_which_articles_come_changes_nothing_but_ids(store: Store, seed: int) -> None:
    rows = [*thirty(), (by("cac", 50, days=60), final()), (by("paper3", 51, days=61), final())]
    random.Random(seed).shuffle(rows)
    for one, announcement in rows:
        join(
            store,
            one,
            announcement,
            story="s2" if one.published and one.published > NOON + timedelta(days=30) else "s1",
        )
    event = the_event(store)
    assert len(event.article_ids) == 32
    assert steps(event) == ["consultation", "promulgation"]
    assert [len(stage.article_ids) for stage in event.stages] == [30, 2]


def test_committee_plenary_council_and_journal_are_four_stages_of_one_eu_act(store: Store) -> None:
    for number, (source_id, issuer, status, step, days) in enumerate(
        [
            ("parliament", "eu_parliament", "adopted", "committee", 0),
            ("parliament", "eu_parliament", "adopted", "plenary", 20),
            ("council", "eu_council", "adopted", "council_adoption", 40),
            ("journal", "eu_council", "published", "official_journal", 50),
        ]
    ):
        label = says(issuers=(issuer,), instrument_type="regulation", status=status, step=step, identifiers=(COD,))
        join(store, by(source_id, number, language="en", days=days), label)
    assert steps(the_event(store)) == ["committee", "plenary", "council_adoption", "official_journal"]


def test_ten_papers_on_one_vote_of_the_bundestag_are_one_stage(store: Store) -> None:
    for number in range(10):
        label = says(
            issuers=("de_bundestag",) if number % 3 else ("de_government",),
            instrument="KI-Marktüberwachungsgesetz",
            instrument_type="law",
            status="adopted",
            step="bundestag",
            decided=found(date(2026, 3, 2)) if number % 2 else None,
        )
        join(store, by(f"paper{number}", number, language="de", days=number / 10), label, story="s1")
    assert steps(the_event(store)) == ["bundestag"]


def test_one_paper_opens_nothing_and_a_second_one_of_its_own_does(store: Store) -> None:
    join(store, by("paper1", 1), draft(), story="s1")
    assert steps(the_event(store)) == []
    join(store, by("paper2", 2, origin="Paper1"), draft(), story="s1")
    assert steps(the_event(store)) == [], "a reprint is no second report"
    join(store, by("paper3", 3), draft(), story="s1")
    assert steps(the_event(store)) == ["consultation"]


def test_two_reports_that_do_not_agree_open_nothing(store: Store) -> None:
    join(store, by("paper1", 1), draft(), story="s1")
    join(store, by("paper2", 2), final(), story="s1")
    assert steps(the_event(store)) == []


def test_an_unsure_reading_of_an_official_page_opens_nothing(store: Store) -> None:
    join(store, by("cac", 1), draft(unsure=True))
    assert steps(the_event(store)) == []


def test_an_announcement_of_another_country_in_the_same_story_is_another_act(store: Store) -> None:
    join(store, by("cac", 1), draft(), story="s1")
    join(
        store,
        by("parliament", 2, language="en"),
        says(issuers=("eu_parliament",), instrument_type="law", status="adopted"),
        story="s1",
    )
    assert len(the_events(store)) == 2


def test_two_numbers_of_one_kind_are_two_acts_whatever_their_names(store: Store) -> None:
    def numbered(value: str) -> Announcement:
        return final(identifiers=(Identifier(kind="hao", value=value, evidence=Evidence(text=value, start=0, end=1)),))

    join(store, by("cac", 1), numbered("国信办〔2026〕1号"))
    join(store, by("cac", 2, days=1), numbered("国信办〔2026〕2号"))
    assert len(the_events(store)) == 2


def test_a_number_that_two_events_share_makes_them_one_and_their_ids_lead_there(store: Store) -> None:
    label = says(issuers=("eu_parliament",), instrument_type="regulation", status="adopted", step="plenary")
    first = join(store, by("parliament", 1, language="en"), replace(label, identifiers=(COD,)))
    com = Identifier(kind="com", value="COM(2025) 836", evidence=Evidence(text="COM", start=0, end=3))
    second = join(
        store,
        by("council", 2, language="en", days=20),
        says(
            issuers=("eu_council",),
            instrument_type="regulation",
            status="adopted",
            step="council_adoption",
            identifiers=(com,),
        ),
    )
    assert first != second
    join(
        store,
        by("journal", 3, language="en", days=30),
        says(issuers=("eu_council",), instrument_type="regulation", status="published", identifiers=(COD, com)),
    )
    event = the_event(store)
    assert steps(event) == ["plenary", "council_adoption", "official_journal"]
    with store.read() as connection:
        assert [load_event(connection, str(one)) for one in (first, second)] == [event, event]


def test_reading_known_articles_otherwise_moves_the_stage_and_opens_none_that_alerts(store: Store) -> None:
    one = by("cac", 1)
    join(store, one, draft())
    before = the_event(store).stages
    join(store, one, final())
    (stage,) = the_event(store).stages
    assert stage.step == "promulgation"
    assert (stage.id, stage.opened_at) == (before[0].id, before[0].opened_at)


def test_of_two_articles_that_opened_a_stage_one_is_read_otherwise_and_what_that_opens_is_quiet(store: Store) -> None:
    join(store, by("cac", 1), draft())
    second = by("cac", 2, days=1)
    join(store, second, draft(), story="s1")
    join(store, second, final(), story="s1")
    consultation, promulgation = the_event(store).stages
    assert not consultation.quiet
    assert promulgation.opened_at and promulgation.quiet


def test_an_article_that_announces_nothing_any_more_takes_its_stage_back(store: Store) -> None:
    one = by("cac", 1)
    join(store, one, draft())
    join(store, one, None)
    (stage,) = the_event(store).stages
    assert stage.retracted and stage.opened_at


def test_joining_the_same_article_again_changes_nothing(store: Store) -> None:
    for one, announcement in thirty()[:5]:
        join(store, one, announcement, story="s1")
    before = the_event(store)
    for one, announcement in thirty()[:5]:
        join(store, one, announcement, story="s1")
    assert the_event(store) == before


def test_a_consultation_that_comes_again_months_later_is_a_second_occurrence(store: Store) -> None:
    join(store, by("cac", 1), draft(decided=found(date(2026, 3, 2))))
    join(store, by("cac", 2, days=120), draft(decided=found(date(2026, 6, 30))))
    assert [(stage.step, stage.occurrence) for stage in the_event(store).stages] == [
        ("consultation", 1),
        ("consultation", 2),
    ]


def test_an_earlier_occurrence_that_comes_late_leaves_the_later_one_its_id(store: Store) -> None:
    join(store, by("cac", 2, days=120), draft(decided=found(date(2026, 6, 30))))
    before = the_event(store).stages[0]
    join(store, by("cac", 1), draft(decided=found(date(2026, 3, 2))))
    assert [stage.id for stage in the_event(store).stages if stage.occurrence == 2] == [before.id]


def test_a_late_retelling_without_a_day_opens_no_new_occurrence(store: Store) -> None:
    join(store, by("cac", 1), draft(decided=found(date(2026, 3, 2))))
    join(store, by("paper1", 2, days=60), draft())
    join(store, by("paper2", 3, days=61), draft())
    assert [(stage.step, stage.occurrence) for stage in the_event(store).stages] == [("consultation", 1)]


def test_a_day_is_firm_only_from_the_issuers_own_text(store: Store) -> None:
    join(store, by("paper1", 1), draft(deadline=found(date(2026, 4, 2))), story="s1")
    tentative = the_event(store).deadline
    assert tentative is not None and not tentative.firm
    join(store, by("cac", 2), draft(deadline=found(date(2026, 4, 1))), story="s1")
    deadline = the_event(store).deadline
    assert deadline is not None and deadline.firm and deadline.day == date(2026, 4, 1)


def test_a_decision_day_that_arrives_later_opens_no_stage(store: Store) -> None:
    join(store, by("cac", 1), final(), story="s1")
    before = the_event(store).stages[0]
    join(store, by("cac", 2, days=1), final(decided=found(date(2026, 2, 27))), story="s1")
    (stage,) = the_event(store).stages
    assert (stage.id, stage.opened_at) == (before.id, before.opened_at)
    assert stage.decided is not None and stage.decided.day == date(2026, 2, 27)
    assert stage.happened < before.happened


def test_a_merge_by_a_person_outlives_reruns_and_keeps_what_was_opened(store: Store) -> None:
    first, second = by("cac", 1), by("cac", 2, days=1)
    join(store, first, draft())
    join(
        store,
        second,
        says(
            issuers=("cn_miit",),
            instrument="《智能网联汽车数据安全指引》",
            instrument_type="guideline",
            status="published",
        ),
    )
    one, other = sorted(the_events(store), key=lambda event: event.article_ids != (first.id,))
    with store.begin() as connection:
        merge_events(connection, one.id, other.id)
    join(
        store,
        second,
        says(
            issuers=("cn_miit",),
            instrument="《智能网联汽车数据安全指引》",
            instrument_type="guideline",
            status="published",
        ),
    )
    event = the_event(store)
    assert event.id == one.id and set(event.article_ids) == {first.id, second.id}
    with store.read() as connection:
        for old in (*one.stages, *other.stages):
            found_now = load_stage(connection, old.id)
            assert found_now is not None and found_now[1].opened_at == old.opened_at and not found_now[1].quiet


def test_a_split_by_a_person_outlives_reruns_and_opens_nothing(store: Store) -> None:
    rows = [(by("cac", 1), draft()), (by("paper1", 2), draft()), (by("paper2", 3), draft())]
    for one, announcement in rows:
        join(store, one, announcement, story="s1")
    event = the_event(store)
    with store.begin() as connection:
        fresh = split_event(connection, event.id, [rows[1][0].id, rows[2][0].id])
    for one, announcement in rows:
        join(store, one, announcement, story="s1")
    assert {event_of_article(store, one.id) for one, _ in rows[1:]} == {fresh.id}
    assert event_of_article(store, rows[0][0].id) == event.id
    assert all(stage.quiet for stage in fresh.stages if stage.opened_at)


def test_what_a_person_fixed_stays(store: Store) -> None:
    one = by("cac", 1)
    join(store, one, draft(effective=found(date(2026, 9, 1))))
    event = the_event(store)
    with store.begin() as connection:
        fix_event(connection, event.id, {"effective": FoundDate(day=date(2026, 10, 1), firm=True)})
        fix_stage(connection, event.id, event.stages[0].id, {"status": "proposed"})
    join(store, one, draft(effective=found(date(2026, 9, 1))))
    after = the_event(store)
    assert after.effective is not None and after.effective.day == date(2026, 10, 1)
    assert after.stages[0].status == "proposed"


def test_what_cannot_be_corrected_says_so(store: Store) -> None:
    join(store, by("cac", 1), draft())
    event = the_event(store)
    with store.begin() as connection:
        with pytest.raises(BadInput, match="`dreiklang events list` shows them"):
            merge_events(connection, event.id, "nothing")
        with pytest.raises(BadInput, match="one event already"):
            merge_events(connection, event.id, event.id)
        with pytest.raises(BadInput, match="name some, not all"):
            split_event(connection, event.id, event.article_ids)
        with pytest.raises(BadInput, match="has no stage 'x'"):
            fix_stage(connection, event.id, "x", {"status": "adopted"})


def test_stages_that_opened_are_listed_in_their_order(store: Store) -> None:
    join(store, by("cac", 1), draft())
    with store.read() as connection:
        assert [stage.step for _, stage in opened_since(connection, NOON)] == ["consultation"]
        assert opened_since(connection, NOON + timedelta(seconds=1)) == []


def test_on_either_database_an_event_comes_back_as_it_was_kept(any_store: Store) -> None:
    join(any_store, by("cac", 1), draft(decided=found(date(2026, 3, 1))))
    join(any_store, by("cac", 2, days=50), final())
    assert steps(the_event(any_store)) == ["consultation", "promulgation"]


def event_of_article(store: Store, article_id: str) -> str | None:
    with store.read() as connection:
        return event_of(connection, article_id)


def test_a_split_outlives_a_merge_of_one_of_its_sides(store: Store) -> None:
    rows = [(by("cac", 1), draft()), (by("paper1", 2), draft())]
    for one, announcement in rows:
        join(store, one, announcement, story="s1")
    event = the_event(store)
    join(store, by("cac", 9, days=1), final(instrument="《另一个完全不同的数据安全管理办法》"))
    other = next(one for one in the_events(store) if one.id != event.id)
    with store.begin() as connection:
        fresh = split_event(connection, event.id, [rows[1][0].id])
        merge_events(connection, other.id, event.id)
        assert apart_from(connection, [other.id, fresh.id]) == {frozenset((other.id, fresh.id))}


def test_an_adoption_finds_its_draft_by_name_behind_hundreds_of_later_acts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.store.events.MOST_CANDIDATES", 3)
    join(store, by("cac", 1), draft())
    for number in range(5):
        join(store, by("cac", 10 + number, days=1), draft(instrument=f"《第{number}种智能产品与服务管理办法》"))
    join(store, by("cac", 50, days=60), final())
    assert len(the_events(store)) == 6


def test_a_day_that_only_one_paper_names_or_that_was_taken_back_is_not_the_acts(store: Store) -> None:
    join(store, by("cac", 1), draft(deadline=found(date(2026, 4, 1))), story="s1")
    rumour = by("paper1", 2, days=3)
    join(store, rumour, final(deadline=found(date(2026, 6, 1))), story="s1")
    event = the_event(store)
    assert event.deadline is not None and event.deadline.day == date(2026, 4, 1)
    join(store, by("cac", 3, days=4), final(effective=found(date(2026, 9, 1))), story="s1")
    assert the_event(store).effective is not None
    join(store, by("cac", 3, days=4), None)
    assert the_event(store).effective is None


def test_an_article_without_a_country_leads_no_other_country_into_an_act(store: Store) -> None:
    join(store, by("cac", 1), final(), story="s1")
    join(store, by("paper1", 2), final(issuers=()), story="s1")
    order = says(
        issuers=("us_white_house",), instrument="executive order", instrument_type="executive_order", status="published"
    )
    join(store, by("paper2", 3, language="en"), order, story="s1")
    assert sorted(len(event.article_ids) for event in the_events(store)) == [1, 2]


def test_a_standard_told_in_the_same_story_is_another_act_than_the_rules(store: Store) -> None:
    join(store, by("cac", 1), draft(issuers=("cn_cac", "cn_miit")), story="s1")
    notice = says(issuers=("cn_miit",), instrument="YD/T 6711-2026", instrument_type="standard", status="published")
    join(store, by("cac", 2, days=1), notice, story="s1")
    assert len(the_events(store)) == 2


def test_who_publishes_a_draft_has_proposed_and_not_decided(store: Store) -> None:
    join(store, by("cac", 1), draft(), story="s1")
    for number in (2, 3):
        told = final(instrument="Entwurf für Regeln", instrument_type="regulation")
        join(store, by(f"paper{number}", number, language="de"), told, story="s1")
    assert steps(the_event(store)) == ["consultation"]


def test_an_act_is_called_by_its_last_name(store: Store) -> None:
    join(store, by("cac", 1), draft())
    join(store, by("cac", 2, days=60), final())
    assert the_event(store).title == f"《{AGENTS}》"


def indexed(store: Store, *articles: Article) -> None:
    """What the step index leaves of an article."""
    with store.begin() as connection:
        for one in articles:
            keep_article(connection, one)
            enqueue(connection, "index", [(one.id, 1)], priority=Priority.NEWS)
    for lease in claim(store, "index", version="1", limit=9):
        with store.begin() as connection:
            finish(connection, lease, Outcome.INDEXED)


def waiting_for_index(store: Store) -> int:
    with store.read() as connection:
        return waiting(connection, "index")


def test_articles_that_tell_of_another_event_now_are_indexed_anew(store: Store) -> None:
    first, second = by("cac", 1), by("paper1", 2)
    join(store, first, draft(), story="s1")
    join(store, second, draft(), story="s1")
    indexed(store, first, second)
    whole = the_event(store)
    with store.begin() as connection:
        fresh = split_event(connection, whole.id, [second.id])
    assert waiting_for_index(store) == 1
    indexed(store)
    with store.begin() as connection:
        merge_events(connection, whole.id, fresh.id)
    assert waiting_for_index(store) == 1


def test_a_number_that_makes_two_events_one_brings_their_articles_to_the_index_anew(store: Store) -> None:
    com = Identifier(kind="com", value="COM(2025) 836", evidence=Evidence(text="COM", start=0, end=3))
    label = says(issuers=("eu_parliament",), instrument_type="regulation", status="adopted", step="plenary")
    council = says(issuers=("eu_council",), instrument_type="regulation", status="adopted", step="council_adoption")
    one, other = by("parliament", 1, language="en"), by("council", 2, language="en", days=20)
    join(store, one, replace(label, identifiers=(COD,)))
    join(store, other, replace(council, identifiers=(com,)))
    indexed(store, one, other)
    join(store, by("journal", 3, language="en", days=30), replace(council, status="published", identifiers=(COD, com)))
    assert waiting_for_index(store) == 1


def test_a_known_article_whose_new_revision_names_the_number_of_another_act_makes_them_one(store: Store) -> None:
    label = says(issuers=("eu_parliament",), instrument_type="regulation", status="adopted", step="plenary")
    page = by("parliament", 1, language="en")
    first = join(store, page, label)
    second = join(
        store,
        by("council", 2, language="en", days=1),
        replace(label, issuers=("eu_council",), step="council_adoption", identifiers=(COD,)),
    )
    assert first != second
    assert join(store, replace(page, revision=2), replace(label, identifiers=(COD,))) == first
    assert steps(the_event(store)) == ["plenary", "council_adoption"]
    with store.read() as connection:
        assert load_event(connection, str(second)) == the_event(store)


def test_a_number_that_an_edit_brings_joins_no_act_that_others_know_by_another_number(store: Store) -> None:
    label = says(issuers=("eu_parliament",), instrument_type="regulation", status="adopted", step="plenary")
    other = replace(COD, value="2026/0001(COD)")
    page = by("parliament", 1, language="en")
    join(store, page, replace(label, identifiers=(COD,)))
    join(store, by("journal", 2, language="en"), replace(label, status="published", identifiers=(COD,)))
    join(store, by("council", 3, language="en"), replace(label, issuers=("eu_council",), identifiers=(other,)))
    join(store, replace(page, revision=2), replace(label, identifiers=(other,)))
    assert len(the_events(store)) == 2


def test_what_known_articles_have_opened_is_news_once_another_official_text_tells_of_it(store: Store) -> None:
    join(store, by("cac", 1), draft())
    second = by("cac", 2, days=1)
    join(store, second, draft(), story="s1")
    join(store, second, final(), story="s1")
    assert the_event(store).stages[1].quiet
    join(store, by("paper1", 3, days=8), final(), story="s1")
    join(store, replace(second, revision=2, updated=NOON + timedelta(days=8)), final(), story="s1")
    assert the_event(store).stages[1].quiet, "neither a paper nor an edit of a known page is another official text"
    join(store, by("cac", 4, days=9), final(), story="s1")
    stage = the_event(store).stages[1]
    assert not stage.quiet and stage.confirmed_at == NOON + timedelta(days=9)
    join(store, by("cac", 5, days=12), final(), story="s1")
    assert the_event(store).stages[1] == replace(stage, article_ids=the_event(store).stages[1].article_ids)


def test_a_stage_is_as_new_as_the_text_that_confirms_it(store: Store) -> None:
    join(store, by("paper1", 1), draft(), story="s1")
    join(store, by("cac", 2, days=9), draft(), story="s1")
    (stage,) = the_event(store).stages
    assert (stage.told_at, stage.confirmed_at) == (NOON, NOON + timedelta(days=9))


AI_ACT = Identifier(kind="celex", value="32024R1689", evidence=Evidence(text="2024/1689", start=0, end=9))


def test_a_number_that_a_text_can_only_cite_joins_nothing(store: Store) -> None:
    guidelines = says(issuers=("eu_commission",), instrument="Leitlinien für KI-Agenten", status="consultation")
    join(store, by("journal", 1, language="en"), replace(guidelines, identifiers=(AI_ACT,)))
    bill = says(issuers=("de_bmds",), instrument="KI-Transparenzgesetz", status="published", identifiers=(AI_ACT,))
    join(store, by("bundestag", 2, language="de"), bill)
    council = says(issuers=("eu_council",), status="adopted", step="council_adoption", identifiers=(AI_ACT, COD))
    join(store, by("council", 3, language="en"), council)
    published = says(issuers=("eu_commission",), status="published", identifiers=(AI_ACT,))
    join(store, by("journal", 4, language="en"), published)
    assert sorted(event.identifiers for event in the_events(store)) == [(), (), ("2025/0359(COD)",), ("32024R1689",)]


def test_acts_of_two_countries_stay_two_though_a_text_without_a_country_names_one_beside_the_other(
    store: Store,
) -> None:
    join(store, by("cac", 1), final(), story="s1")
    order = says(
        issuers=("us_white_house",), instrument=f"《{AGENTS}》", instrument_type="executive_order", status="published"
    )
    join(store, by("paper1", 2), order, story="s2")
    join(store, by("paper2", 3), final(issuers=()), story="s2")
    assert sorted(str(event.country) for event in the_events(store)) == ["CN", "US"]


def test_a_name_in_traditional_characters_is_the_same_name(store: Store) -> None:
    join(store, by("cac", 1), final())
    join(store, by("paper1", 2), final(issuers=(), instrument="《人工智能智能體服務管理辦法》"))
    assert len(the_event(store).article_ids) == 2


def test_an_unsure_reading_of_weeks_before_makes_no_stage_older(store: Store) -> None:
    join(store, by("paper1", 1), final(unsure=True), story="s1")
    join(store, by("cac", 2, days=30), final(), story="s1")
    (stage,) = the_event(store).stages
    assert stage.told_at == NOON + timedelta(days=30)


def test_an_act_is_called_as_its_issuer_calls_it_and_by_papers_only_where_they_agree(store: Store) -> None:
    join(store, by("cac", 1, title="关于公开征求意见的通知"), draft(instrument="通知"), story="s1")
    for number, name in (
        (2, "Regeln für KI-Agenten"),
        (3, "Regeln für KI-Agenten"),
        (4, "entsprechendes Dekret von gestern"),
    ):
        join(store, by(f"paper{number}", number, language="de"), draft(instrument=name), story="s1")
    join(store, by("paper5", 5, language="en"), draft(instrument="What Executive Order Says"), story="s1")
    event = the_event(store)
    assert event.title == "关于公开征求意见的通知"
    assert event.titles == {"zh": "关于公开征求意见的通知", "de": "Regeln für KI-Agenten"}


def test_a_draft_that_names_a_known_act_is_called_by_its_headline(store: Store) -> None:
    title = "Commission seeks views on guidelines under the AI Act"
    join(
        store,
        by("journal", 1, language="en", title=title),
        says(instrument="Artificial Intelligence Act", status="consultation"),
    )
    assert the_event(store).title == title


def test_a_name_keeps_no_quotation_mark_of_the_sentence_around_it(store: Store) -> None:
    join(store, by("cac", 1), final(instrument="Leitfaden für KI-Reallabore“"))
    assert the_event(store).title == "Leitfaden für KI-Reallabore"


STANDARDS = "YD/T 6711-2026、YD/T 6712-2026和YD/T 6713-2026"
NOTICE = "《智能体互联互通 标识编码规则》等3项通信行业标准报批公示"


@pytest.mark.parametrize(
    ("title", "name", "turned"),
    [
        ("公示", STANDARDS, False),
        ("公示", STANDARDS, True),
        (f"公示{STANDARDS}", None, False),
        (f"公示{STANDARDS}", None, True),
        (NOTICE, None, False),
        (NOTICE, STANDARDS, True),
    ],
)
def test_standards_that_are_read_as_a_draft_are_no_part_of_the_rules_beside_them(
    store: Store, title: str, name: str | None, turned: bool
) -> None:
    issuers = ("cn_cac", "cn_miit")
    rules = [
        (by("cac", 1), draft(issuers=issuers)),
        (by("paper1", 2, language="de"), draft(issuers=issuers, instrument="Entwurf")),
    ]
    notice = (by("cac", 3, days=1, title=title), draft(issuers=("cn_miit",), instrument=name))
    for one, label in [notice, *rules] if turned else [*rules, notice]:
        join(store, one, label, story="s1")
    assert {frozenset(one.article_ids) for one in the_events(store)} == {
        frozenset((rules[0][0].id, rules[1][0].id)),
        frozenset((notice[0].id,)),
    }


def test_a_standard_stays_one_act_under_its_number_and_under_its_name(store: Store) -> None:
    name = "《人工智能 智能体标识与验证技术要求》"
    for number, called in enumerate((f"GB/T 48217-2026{name}", name, "GB/T 48217—2026")):
        label = says(issuers=("cn_samr",), instrument=called, instrument_type="standard", status="published")
        join(store, by(f"paper{number}", number), label, story="s1")
    assert len(the_event(store).article_ids) == 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("DIN EN ISO/IEC 42001:2023 als deutsche Norm", {"42001"}),
        ("T/CESA 1169-2021", {"1169"}),
        ("NIST AI 600-1", {"600-1"}),
        ("IEEE P7001", {"7001"}),
        ("COM(2025) 836, SB 1047, WAIC 2026, BUDGET 2026", set()),
    ],
)
def test_a_standard_is_known_by_its_keeper_and_its_number(text: str, numbers: set[str]) -> None:
    assert standards_in(text) == numbers


def test_an_article_that_is_not_in_an_act_cannot_be_split_from_it(store: Store) -> None:
    event_id = join(store, by("cac", 1), draft())
    with (
        store.begin() as connection,
        pytest.raises(BadInput, match=f"not in event {event_id}: nope; `dreiklang events"),
    ):
        split_event(connection, str(event_id), ["nope"])
