"""A policy event to test with. In: what is different. Out: an event with one stage, and what an alert tells of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from articles.model import Evidence, FoundDate, PolicyEvent, Rendering, Stage
from delivery.notices import Reach, ToldAct, ToldMatch
from tests.conftest import NOON
from tests.dreiklang.desks import article, source

CAC = replace(source("cac", language="zh", kind="official"), country="CN", issuers=("cn_cac",))
SENTENCE = "意见反馈截止时间为2026年4月1日。"


def stage(**changes: Any) -> Stage:
    usual = Stage(
        id="stage1",
        step="consultation",
        body="cn_cac",
        occurrence=1,
        status="consultation",
        told_at=NOON,
        opened_at=NOON,
        article_ids=("a1",),
        official=True,
        issuers=("cn_cac", "cn_miit", "cn_most", "cn_ndrc"),
        origins=("cac",),
        deadline=FoundDate(day=date(2026, 4, 1), evidence=Evidence(text=SENTENCE, start=0, end=18), firm=True),
    )
    return replace(usual, **changes)


def event(*stages: Stage, **changes: Any) -> PolicyEvent:
    usual = PolicyEvent(
        id="event1",
        title="《人工智能智能体服务管理办法（征求意见稿）》",
        issuers=("cn_cac", "cn_miit", "cn_most", "cn_ndrc"),
        instrument_type="consultation_draft",
        article_ids=("a1",),
        stages=stages or (stage(),),
        procedure="cn_rule",
        country="CN",
        topics=("safety_frontier",),
        score=0.94,
    )
    return replace(usual, **changes)


def told_act(of: PolicyEvent | None = None, **changes: Any) -> ToldAct:
    of = of or event()
    usual = ToldAct(
        event=of,
        stage=of.stages[0],
        article=article(
            1, source_id="cac", language="zh", published_precision="day", first_seen=NOON + timedelta(minutes=3)
        ),
        source=CAC,
        evidence=Evidence(text=SENTENCE, start=0, end=18),
        reports=0,
        reach={"zh": Reach(seen=24, expected=27), "en": Reach(seen=34, expected=35)},
        because='rule "CN consultations"',
        excerpt_chars=300,
    )
    return replace(usual, **changes)


def told_match(**changes: Any) -> ToldMatch:
    usual = ToldMatch(
        story="s1",
        article=article(1),
        source=source("tagblatt"),
        translated=Rendering(english="Cabinet approves AI law"),
        articles=3,
        languages=("de", "zh"),
    )
    return replace(usual, **changes)
