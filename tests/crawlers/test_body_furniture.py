import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pages.body_furniture import is_line, is_prompt, is_tail


@pytest.mark.parametrize(
    "text",
    [
        "Stand: 3. März 2026, 14:05 Uhr",
        "Published Aug 12, 2026 • Last updated 49 minutes ago • 4 minute read",
        "2026-03-04 10:56:28 来源：某某通讯社",
        "（责任编辑：张三）",
        "记者 | 李四",
        "Von Erika Mustermann und Max Beispiel",
        "By Jane Doe",
        "Lesezeit: 3 Min.",
        "Teilen · Merken · Drucken",
        "当前位置：首页 > 要闻 > 正文",
        "Die Ministerin bei der Vorstellung des Entwurfs. Foto: Agentur/Muster",
        "© 2026 Musterblatt",
        "扫一扫，手机看本文",
        "Erika Mustermann 23. April 2026, 10:40 Uhr 84 Kommentare",
        "Jane Doe · 3 March 2026 · 12 comments",
        "張三 2026年3月2日 12:30 評論（12）",
        "發佈時間：2026-03-02 12:30 更新時間：2026-03-03 15:20 撰文：張三",
        "Link zum YouTube-Inhalt",
        "Watch this post on Instagram",
        "Der Streit um das Register 00:21 Min. Verfügbar bis 12.03.2028",
        "Video verfügbar bis 12.03.2028",
        "视频时长：02:13",
    ],
)
def test_dates_bylines_buttons_and_captions_are_lines(text: str) -> None:
    assert is_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Verordnung gilt ab dem 2. August 2026 auch für Anbieter mit Sitz außerhalb der Union.",
        "By then the regulator had sent out 400 letters, and few of them were answered.",
        "Von der Leyen sprach am Montag in Straßburg über die Regeln.",
        "记者从会议上获悉，征求意见稿将于下月公布，各方可以提出修改意见。",
        "来源不明的数据不得用于训练。",
        "Share prices fell after the announcement.",
        "Bis zum 4. Mai 2026 gingen bei der Behörde 84 Kommentare ein, die meisten von Verbänden.",
        "Verfügbar bis zum Jahresende sind nach Angaben des Ministeriums drei Modelle.",
        "Der Beitrag ist auf YouTube zu sehen.",
        "Stand heute sind 3 Modelle betroffen, sagte die Behörde.",
        "Published in 2023, the first draft said nothing of agents.",
        "发布会将于2026年5月4日举行，届时公布名单。",
    ],
)
def test_sentences_are_no_lines(text: str) -> None:
    assert not is_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for our morning newsletter and never miss a story.",
        "Lesen Sie auch: Was der Rat beschlossen hat",
        "Abonnieren Sie unseren Newsletter, um nichts zu verpassen.",
        "本网注明来源为某报的作品，版权均属于本报，未经授权不得转载。",
        "更多内容请关注某某微信公众号。",
        "This article was originally published by a partner.",
        "Got a tip? Contact the reporter securely.",
        "主办单位：某某办公室 网站标识码：bm01000000 网站地图",
    ],
)
def test_prompts_and_notices_are_prompts(text: str) -> None:
    assert is_prompt(text)


@pytest.mark.parametrize(
    "text",
    [
        "未经许可使用作品训练模型是否侵权，法院没有给出统一答案。",
        "未经同意不得收集个人信息，违者将被处以罚款。",
        "The newsletter industry is lobbying against the bill.",
        "Got a tip about stolen weights? It could be worth ten million dollars.",
        "Der Newsletter der Behörde erscheint monatlich.",
        "Register by 4 May to speak at the public hearing on the draft; details are here.",
        "Interessierte können sich hier bis zum 4. Mai für die Anhörung anmelden.",
        "平台不得在用户扫码点餐时强制收集手机号码。",
        "主办单位：某某协会，会议于5月4日在北京举行。",
    ],
)
def test_sentences_about_the_same_things_are_no_prompts(text: str) -> None:
    assert not is_prompt(text)


@pytest.mark.parametrize(
    "text", ["Related articles:", "Lesen Sie mehr zum Thema", "相关阅读", "【热门评论】", "Comments (12)"]
)
def test_headings_over_what_follows_are_tails(text: str) -> None:
    assert is_tail(text)


@pytest.mark.parametrize(
    "text", ["Comments", "What the law says", "Das sagt die Kommission", "评论员文章：规则的意义", "Reaktionen"]
)
def test_subheads_are_no_tails(text: str) -> None:
    assert not is_tail(text)


@given(st.text(alphabet="ab 12.:【】关闭分享sharetiln/|,，", max_size=500))
def test_any_text_is_answered(text: str) -> None:
    assert {is_line(text), is_prompt(text), is_tail(text)} <= {True, False}
