"""Every verdict in three languages. Every sentence here was written for these tests."""

from collections.abc import Mapping, Sequence

import pytest
from lxml import html

from articles.outcome import Outcome
from crawlers.pages.verdict import judge

ENGLISH = (
    "The regulator published draft rules for large models on Tuesday, saying that providers must keep records.",
    "Companies have until the end of May to comment, the notice says, and a hearing will follow in the summer.",
    "Consumer groups welcomed the draft, while two industry bodies called the deadlines too short to be met.",
)
GERMAN = (
    "Die Aufsicht hat am Dienstag einen Entwurf für große Modelle vorgelegt, nach dem Anbieter Protokolle führen müssen.",
    "Unternehmen können sich bis Ende Mai äußern, wie es in der Mitteilung heißt, im Sommer folgt eine Anhörung.",
    "Verbraucherschützer begrüßten den Entwurf, zwei Verbände nannten die Fristen dagegen viel zu kurz.",
)
CHINESE = (
    "监管部门周二公布了大模型管理办法的征求意见稿，要求提供者保存运行记录，并在发生事故时及时报告。",
    "通知说，企业可以在五月底之前提出意见，主管部门将在夏天举行听证会，听取各方面的看法。",
    "消费者组织对此表示欢迎，两家行业协会则认为期限过短，难以在规定的时间内完成整改。",
)
TEXTS = pytest.mark.parametrize("lines", [ENGLISH, GERMAN, CHINESE])
ARTICLE: Mapping[str, object] = {"og_type": "article", "json_ld_types": ("NewsArticle",), "paywalled": None}
NOTHING: Mapping[str, object] = {"og_type": None, "json_ld_types": (), "paywalled": None}


def verdict(
    lines: Sequence[str],
    *,
    extra: str = "",
    title: str | None = "A title",
    hints: Mapping[str, object] = NOTHING,
    url: str = "https://paper.example/2026/03/rules.html",
) -> Outcome:
    markup = "<html><body><h1>T</h1>" + "".join(f"<p>{line}</p>" for line in lines) + extra + "</body></html>"
    outcome, detail = judge(
        tree=html.document_fromstring(markup), html=markup, title=title, paragraphs=lines, metadata_hints=hints, url=url
    )
    assert (detail is None) == (outcome is Outcome.EXTRACTED), "every other verdict says why"
    return outcome


@TEXTS
@pytest.mark.parametrize("hints", [ARTICLE, NOTHING])
def test_an_article_is_extracted(lines: Sequence[str], hints: Mapping[str, object]) -> None:
    assert verdict(lines, hints=hints) is Outcome.EXTRACTED
    assert verdict(lines * 30, hints=hints) is Outcome.EXTRACTED


@TEXTS
def test_a_cookie_banner_below_a_short_article_makes_no_wall(lines: Sequence[str]) -> None:
    banner = "<div>We use cookies. <button>x</button> Manage preferences. Accept all. Zustimmung. 同意并继续</div>"
    assert verdict(lines[:1] * 3, extra=banner, hints=ARTICLE) is Outcome.EXTRACTED
    assert verdict(lines, extra=banner) is Outcome.EXTRACTED


@TEXTS
def test_a_teaser_that_json_ld_calls_paid_for_is_a_paywall(lines: Sequence[str]) -> None:
    assert verdict(lines[:2], hints={**ARTICLE, "paywalled": True}) is Outcome.PAYWALL
    assert verdict(lines * 30, hints={**ARTICLE, "paywalled": True}) is Outcome.EXTRACTED


@pytest.mark.parametrize(
    ("lines", "offer"),
    [
        (ENGLISH, "This article is for subscribers only. Subscribe to continue reading."),
        (GERMAN, "Jetzt weiterlesen mit dem Monatsabo. Bereits Abonnent? Anmelden"),
        (CHINESE, "开通会员，阅读余下全文"),
    ],
)
def test_a_teaser_above_an_offer_is_a_paywall(lines: Sequence[str], offer: str) -> None:
    assert verdict(lines, extra=f"<div>{offer}</div>", hints=ARTICLE) is Outcome.PAYWALL
    assert verdict(lines, extra=f"<div>{offer}</div>", hints={**ARTICLE, "paywalled": False}) is Outcome.EXTRACTED
    assert verdict(lines * 10, extra=f"<div>{offer}</div>", hints=ARTICLE) is Outcome.EXTRACTED


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Before you continue, we and our 214 partners store and/or access information on your device, such as cookies.",
            "With your consent we show personalised ads. Manage your choices, or accept all.",
        ),
        (
            "Mit Werbung und Cookies lesen oder im Pur-Abo ohne Werbetracking: Bitte geben Sie Ihre Einwilligung.",
            "Unsere 120 Partner verarbeiten Daten für personalisierte Anzeigen. Alle akzeptieren.",
        ),
        (
            "我们使用 cookie 和类似技术。点击接受所有，即表示您同意我们的隐私政策。",
            "您可以在隐私设置中拒绝全部个性化广告。",
        ),
    ],
)
def test_a_form_instead_of_the_article_is_a_consent_wall(lines: Sequence[str]) -> None:
    assert verdict(lines) is Outcome.CONSENT_WALL
    assert verdict((), extra="".join(f"<div>{line}</div>" for line in lines)) is Outcome.CONSENT_WALL


def test_an_article_about_cookies_is_an_article() -> None:
    lines = (
        "The court ruled on Monday that a cookie banner without a second button breaks the law.",
        "Publishers had argued that cookies pay for their reporting, and that readers could leave the page instead.",
        *ENGLISH,
    )
    assert verdict(lines) is Outcome.EXTRACTED


@pytest.mark.parametrize(
    "headline",
    ["A headline about {} that leads elsewhere", "Eine Meldung über {} führt woandershin", "第{}条新闻的标题在这里"],
)
def test_a_page_of_linked_headlines_is_an_index_page(headline: str) -> None:
    entries = "".join(f"<h3><a href='/{i}'>{headline.format(i)}</a></h3><p>Kurz gesagt {i}.</p>" for i in range(25))
    assert verdict((), extra=entries) is Outcome.INDEX_PAGE
    assert verdict(ENGLISH[:1], extra=entries, url="https://paper.example/") is Outcome.INDEX_PAGE


@TEXTS
def test_a_page_of_few_teasers_is_an_index_page(lines: Sequence[str]) -> None:
    teasers = "".join(
        f"<div><span>{i} März</span><h2><a href='/{i}'>{lines[i % 3][:40]}</a></h2><p>{lines[i % 3]}</p></div>"
        for i in range(5)
    )
    assert verdict((lines[0], lines[1], lines[2], lines[0], lines[1]) * 3, extra=teasers) is Outcome.EXTRACTED
    markup = f"<html><body><h1>T</h1>{teasers}</body></html>"
    outcome, detail = judge(
        tree=html.document_fromstring(markup),
        html=markup,
        title="Alles zum Thema",
        paragraphs=[lines[i % 3] for i in range(5)],
        metadata_hints=NOTHING,
        url="https://paper.example/thema/regeln/",
    )
    assert (outcome, detail) == (Outcome.INDEX_PAGE, "5 linked headings, with all of the text right below them")


@TEXTS
def test_a_short_article_above_a_few_teasers_is_an_article(lines: Sequence[str]) -> None:
    teasers = "".join(f"<h3><a href='/{i}'>{lines[i % 3][:30]}</a></h3><p>{lines[i % 3][:70]}</p>" for i in range(5))
    assert verdict(lines[:2], extra=teasers) is Outcome.EXTRACTED


def test_a_list_of_links_is_an_index_page() -> None:
    entries = (
        "<ul>" + "".join(f"<li><a href='/{i}'>Notice number {i} of the office</a></li>" for i in range(60)) + "</ul>"
    )
    assert verdict((), extra=entries) is Outcome.INDEX_PAGE


@TEXTS
def test_an_article_above_many_linked_headlines_is_an_article(lines: Sequence[str]) -> None:
    entries = "".join(f"<h3><a href='/{i}'>Another headline, number {i}</a></h3>" for i in range(25))
    assert verdict(lines * 4, extra=entries) is Outcome.EXTRACTED
    assert verdict(lines[:2], extra=entries, hints=ARTICLE) is Outcome.EXTRACTED
    assert verdict(lines[:2], extra=entries, hints=ARTICLE, url="") is Outcome.EXTRACTED
    assert verdict(lines[:2], extra=entries, hints=ARTICLE, url="https://paper.example/?p=17") is Outcome.EXTRACTED


def test_a_page_without_text_is_empty() -> None:
    assert verdict(()) is Outcome.EMPTY_PAGE
    assert verdict(("404",)) is Outcome.EMPTY_PAGE


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(GERMAN).encode().decode("cp1252", "replace"),
        "\n".join(CHINESE).encode().decode("latin-1"),
        "\n".join(CHINESE * 2).encode("gb18030").decode("latin-1"),
        "\n".join(CHINESE * 2).encode().decode("gb18030", "replace"),
        "\n".join(CHINESE * 3).encode("gb18030").decode("big5", "ignore"),
        "锟斤拷" * 20,
        "\n".join(ENGLISH).replace("e", "\ufffd"),
        "\n".join(ENGLISH).replace("t", "\ue123").replace("e", "\ue124"),
    ],
)
def test_text_in_the_wrong_charset_is_garbled(text: str) -> None:
    assert verdict(text.split("\n")) is Outcome.GARBLED


def test_latin_letters_strewn_into_chinese_words_are_garbled() -> None:
    text = "".join(
        f"{char}{'abcdefghijk'[i % 11]}" if i % 9 == 0 else char for i, char in enumerate("".join(CHINESE * 2))
    )
    assert verdict([text]) is Outcome.GARBLED


@pytest.mark.parametrize(
    "text",
    [
        "该公司的A股和H股周二上涨，AI芯片需求强劲，5G网络建设加快，分析师上调了对其GPU业务的预期，投资者反应积极，成交量放大。"
        * 4,
        "我们用python写了一个脚本，先连接数据库，再读取数据，最后在结束时关闭连接，这样可以避免资源泄漏，代码也更容易维护和测试。"
        * 4,
        "Les députés ont été très étonnés : à l’été, la majorité a voté contre le décret présenté à l’Assemblée." * 3,
        "Người tiêu dùng cần được bảo vệ, Bộ trưởng nói tại cuộc họp báo ở Hà Nội về dự thảo luật trí tuệ nhân tạo."
        * 3,
    ],
)
def test_other_texts_with_odd_letters_are_readable(text: str) -> None:
    assert verdict([text]) is Outcome.EXTRACTED


@pytest.mark.parametrize(
    ("lines", "tail"),
    [
        (
            ENGLISH,
            (
                "Best online casino games with a welcome bonus and free spins.",
                "Sports betting: play now, no deposit bonus.",
            ),
        ),
        (
            GERMAN,
            ("Online-Casino mit Freispielen: Willkommensbonus ohne Einzahlung.", "Sportwetten, jetzt registrieren!"),
        ),
        (CHINESE, ("百家乐真人视讯，注册送彩金，官网下载。", "北京赛车平台，信誉好，立即注册，首存优惠活动。")),
    ],
)
def test_a_betting_tail_or_nothing_but_betting_is_hijacked(lines: Sequence[str], tail: Sequence[str]) -> None:
    assert verdict((*lines * 4, *tail), hints=ARTICLE) is Outcome.HIJACKED
    assert verdict(tail, hints=ARTICLE) is Outcome.HIJACKED


@pytest.mark.parametrize(
    "lines",
    [
        (
            "The state approved a bill on sports betting on Monday, which bans a welcome bonus for new players.",
            "Betting sites had lobbied against it, and casino games online stay forbidden until next year.",
            *ENGLISH * 3,
        ),
        (
            "Der Bundestag hat Regeln für Sportwetten beschlossen, Spielautomaten in Gaststätten sollen verschwinden.",
            *GERMAN * 3,
        ),
        ("警方周三通报一起网络赌博案件，涉案人员通过博彩网站和彩票平台吸引客户，涉案金额巨大。", *CHINESE * 3),
    ],
)
def test_an_article_about_betting_is_an_article(lines: Sequence[str]) -> None:
    assert verdict(lines, hints=ARTICLE) is Outcome.EXTRACTED
