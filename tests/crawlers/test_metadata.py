from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.model import Layout, Source
from crawlers.pages.bylines import find_authors
from crawlers.pages.jsonld import load_loosely
from crawlers.pages.metadata import Metadata, read_metadata
from crawlers.pages.origins import find_origin
from crawlers.pages.tree import parse

FETCHED = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://www.tagblatt.example/politik/ki-aufsicht-123.html"
TAGBLATT = Source(
    id="tagblatt",
    name="Tagblatt",
    homepage="https://www.tagblatt.example/",
    country="DE",
    languages=("de",),
    kind="news",
    ownership="commercial",
    tier=1,
    time_zone="America/New_York",
    interval_minutes=30,
)


def read(html: str, *, url: str = URL, source: Source | None = None, layout: Layout | None = None) -> Metadata:
    tree = parse(html)
    assert tree is not None
    return read_metadata(tree, url=url, source=source, layout=layout, fetched_at=FETCHED)


def authors(html: str, *paragraphs: str) -> tuple[str, ...]:
    metadata = read(html)
    return find_authors(metadata.head, metadata.linked, site=metadata.site, paragraphs=paragraphs)


def origin(html: str, *paragraphs: str) -> str | None:
    metadata = read(html)
    return find_origin(metadata.head, authors=(), paragraphs=paragraphs, site=metadata.site)


def json_ld(node: str) -> str:
    return f'<html lang="de"><head><script type="application/ld+json">{node}</script></head><body><p>Text.</p></body></html>'


# titles


def test_the_sites_name_is_no_part_of_a_title() -> None:
    page = (
        "<title>KI-Aufsicht nimmt Arbeit auf - Politik - Tagblatt</title>"
        '<meta property="og:site_name" content="Tagblatt">'
        '<meta property="og:title" content="KI-Aufsicht nimmt Arbeit auf | Tagblatt"><h1>KI-Aufsicht nimmt Arbeit auf</h1>'
    )
    assert read(page).title == "KI-Aufsicht nimmt Arbeit auf"


@pytest.mark.parametrize(
    "page_title",
    [
        "国务院发布人工智能管理办法_财经频道",
        "国务院发布人工智能管理办法--中国新闻网",
        "国务院发布人工智能管理办法-新闻-某某网",
    ],
)
def test_a_chinese_title_loses_channel_and_portal(page_title: str) -> None:
    assert read(f"<title>{page_title}</title><p>正文。</p>").title == "国务院发布人工智能管理办法"


def test_most_places_decide_between_two_headlines() -> None:
    page = json_ld('{"@type":"NewsArticle","headline":"Rat beschließt Verordnung"}').replace(
        "<body>", '<meta property="og:title" content="Was jetzt für KI gilt"><body><h1>Rat beschließt Verordnung</h1>'
    )
    assert read(page).title == "Rat beschließt Verordnung"


def test_a_title_that_broke_at_its_quotation_mark_is_completed() -> None:
    page = '<meta property="og:title" content="专家谈"算法备案"新规"><h1>专家谈"算法备案"新规</h1>'
    assert read(page).title == '专家谈"算法备案"新规'


def test_a_page_title_that_stands_nowhere_in_the_page_is_the_sections() -> None:
    page = "<title>新闻动态--某某学会官网</title><h5>人工智能治理学术年会在北京举行</h5><p>正文。</p>"
    assert read(page).title == "人工智能治理学术年会在北京举行"


def test_a_source_may_choose_its_title() -> None:
    page = '<meta property="og:title" content="Der Suchmaschinentitel"><h1>Der Zeitungstitel</h1><title>Der Zeitungstitel</title>'
    assert read(page, layout=Layout(title='meta[property="og:title"]')).title == "Der Suchmaschinentitel"


# dates


def test_json_ld_says_when_to_the_minute() -> None:
    found = read(
        json_ld(
            '{"@type":"NewsArticle","datePublished":"2026-02-28T09:30:00+01:00","dateModified":"2026-03-01T10:00:00Z"}'
        )
    )
    assert found.published == datetime(2026, 2, 28, 8, 30, tzinfo=UTC)
    assert found.published_precision == "minute"
    assert found.updated == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.utc_offset == timedelta(hours=1)


def test_a_time_without_a_zone_is_local_to_the_source() -> None:
    page = '<meta property="article:published_time" content="2026-02-28 09:30">'
    assert read(page, source=TAGBLATT).published == datetime(2026, 2, 28, 14, 30, tzinfo=UTC)
    assert read(page).published == datetime(2026, 2, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "utc_hour"),
    [
        ('<html lang="de"><p>Stand: 28.02.2026, 09:30 Uhr</p>', 8),
        ("<title>人工智能办法</title><p>发布时间：2026-02-28 09:30</p>", 1),
    ],
)
def test_german_and_chinese_pages_keep_their_own_time(html: str, utc_hour: int) -> None:
    assert read(html).published == datetime(2026, 2, 28, utc_hour, 30, tzinfo=UTC)


def test_a_bare_day_is_midnight_utc_of_that_day() -> None:
    found = read("<title>人工智能办法</title><h1>人工智能办法征求意见</h1><span>2026-02-28</span>")
    assert (found.published, found.published_precision) == (datetime(2026, 2, 28, tzinfo=UTC), "day")


def test_the_date_by_the_headline_wins_over_those_in_comments_and_footers() -> None:
    page = (
        "<h1>Rat beschließt Verordnung</h1><p class=date>27. Februar 2026</p>" + "<p>Text ohne Datum.</p>" * 9
        + "<div class=comments><time datetime=2026-03-01T08:00:00Z>1. März</time></div><footer>Stand 02.03.2026</footer>"
    )  # fmt: skip
    assert read(page).published == datetime(2026, 2, 27, tzinfo=UTC)


def test_the_address_is_asked_last() -> None:
    assert read("<p>Text.</p>", url="https://www.tagblatt.example/2026/02/27/a.html").published == datetime(
        2026, 2, 27, tzinfo=UTC
    )


def test_dates_that_cannot_be_are_passed_over() -> None:
    page = '<meta name="date" content="2031-01-01"><meta name="pubdate" content="1970-01-01"><p>Text.</p>'
    assert read(page).published is None


# authors


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            json_ld('{"@type":"NewsArticle","author":[{"name":"Anna Beispiel"},{"name":"Jörg Muster"}]}'),
            ("Anna Beispiel", "Jörg Muster"),
        ),
        (
            json_ld(
                '{"@graph":[{"@type":"Article","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Eva Klar"}]}'
            ),
            ("Eva Klar",),
        ),
        (
            '<meta name="author" content="Von Anna Beispiel und Jörg Muster, Berlin">',
            ("Anna Beispiel", "Jörg Muster", "Berlin"),
        ),
        (
            '<meta name="author" content="https://www.facebook.com/tagblatt"><h1>Titel der Seite</h1><p>Von Eva Klar</p>',
            ("Eva Klar",),
        ),
        ('<h1>A long headline here</h1><div class="byline">By Jane Doe, AP National Writer</div>', ("Jane Doe",)),
        ("<h1>人工智能管理办法公布</h1><p>作者：李明 编辑：王芳</p>", ("李明",)),
        ("<h1>人工智能管理办法公布</h1><p>記者林悅／南市報導</p>", ("林悅",)),
        ("<h1>人工智能管理办法公布</h1><p>责任编辑：王芳</p>", ()),
        ("<h1>Titel der Seite</h1><h2>Von Regeln, Normen und Rechten</h2>", ()),
    ],
)
def test_authors_where_the_page_names_them(html: str, expected: tuple[str, ...]) -> None:
    assert authors(html) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("某报讯（记者 陆明）11月25日，记者获悉，办法已公布。", ("陆明",)),
        ("某报记者马俊/文 受访者供图", ("马俊",)),
        ("作者：苏郁文", ("苏郁文",)),
        ("作者：欧阳晓文 来源：某报", ("欧阳晓文",)),
        ("记者王小明文", ("王小明",)),
        ("本报记者张三发自北京", ("张三",)),
        ("办法自公布之日起施行。（常香 马丹 北京报道）", ("常香", "马丹")),
        ("记者了解到，相关部门已介入。", ()),
        ("详情请见官网。（完）", ()),
    ],
)
def test_chinese_reporters_sign_in_the_text(paragraph: str, expected: tuple[str, ...]) -> None:
    assert authors("<title>办法公布</title>", paragraph) == expected


def test_the_paper_is_the_author_only_where_nobody_else_is() -> None:
    page = json_ld('{"@type":"NewsArticle","author":{"name":"Tagblatt"},"publisher":{"name":"Tagblatt"}}')
    assert authors(page) == ("Tagblatt",)
    assert authors(page, "Mohloai Muster", "Text.") == ("Mohloai Muster",)
    assert authors(page.replace("<body>", "<body><p class=author>Eva Klar</p>")) == ("Eva Klar",)


# origin


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (("Berlin (dpa) - Die Aufsicht nimmt ihre Arbeit auf.",), "dpa"),
        (("Die Aufsicht nimmt ihre Arbeit auf.", "dpa/ap"), "dpa"),
        (("BRUSSELS, March 1 (Reuters) - The council agreed.",), "Reuters"),
        (("WASHINGTON (AP) — The bill passed.",), "AP"),
        (("新华社北京2月29日电 国务院印发通知。",), "新华社"),
        (("中新网11月3日电 记者获悉。",), "中新社"),
        (("Die Firma SAP wächst.", "Das sagte ein Sprecher."), None),
    ],
)
def test_agencies_sign_at_the_start_or_the_end(paragraphs: tuple[str, ...], expected: str | None) -> None:
    assert origin("<p>x</p>", *paragraphs) == expected


def test_the_time_of_change_is_the_one_behind_its_label() -> None:
    page = '<html lang="zh"><title>通知公布</title><h1>通知公布</h1><p>發佈時間：2026-03-01 12:30　更新時間：2026-03-02 09:20</p>'
    found = read(page)
    assert (found.published, found.updated) == (
        datetime(2026, 3, 1, 4, 30, tzinfo=UTC),
        datetime(2026, 3, 2, 1, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Quelle: epd", "epd"),
        ("Quelle: tagblatt.example, dpa", "dpa"),
        ("Mit Material der dpa", "dpa"),
        ("Source: Reuters", "Reuters"),
        ("Quelle: Statistisches Amt", None),
    ],
)
def test_the_line_below_a_text_names_its_agency(line: str, expected: str | None) -> None:
    assert origin("<p>x</p>", "Die Aufsicht nimmt ihre Arbeit auf.", line) == expected


def test_a_chinese_page_names_its_source_beside_the_date() -> None:
    assert origin("<h1>办法公布</h1><p>2026-02-28 来源：<a>新京报</a></p>") == "新京报"
    assert origin("<h1>办法公布</h1><p>2026-02-28 来源：新华网 点击：12</p>") == "新华社"
    assert origin("<h1>办法公布</h1><p>图片来源：视觉图库</p>") is None


# the rest


def test_canonical_is_absolute_and_never_a_home_page() -> None:
    assert read('<link rel="canonical" href="/politik/ki">').canonical == "https://www.tagblatt.example/politik/ki"
    page = '<link rel="canonical" href="https://www.tagblatt.example/"><meta property="og:url" content="https://www.tagblatt.example/a">'
    assert read(page).canonical == "https://www.tagblatt.example/a"
    assert read('<link rel="canonical" href="javascript:void(0)">').canonical is None


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ('<meta name="tdm-reservation" content="1">', "yes"),
        ('<meta name="tdm-reservation" content="0">', "no"),
        ('<meta name="robots" content="index, noai">', "yes"),
        ('<meta name="robots" content="noindex">', "unknown"),
    ],
)
def test_reservations_of_text_and_data_mining(meta: str, expected: str) -> None:
    assert read(meta).tdm_reserved == expected


def test_documents_are_named_by_their_anchor_and_navigation_has_none() -> None:
    page = (
        '<nav><a href="/agb.pdf">AGB</a></nav><a href="entwurf.PDF?v=2#page=3">Entwurf  der Verordnung</a>'
        '<a href="/anlage%20eins.docx"></a><a href="mailto:x@example.org">x</a><a href="http://[">kaputt</a>'
    )
    assert read(page).attachment_links == (
        ("https://www.tagblatt.example/politik/entwurf.PDF?v=2", "Entwurf der Verordnung"),
        ("https://www.tagblatt.example/anlage%20eins.docx", "anlage eins.docx"),
    )


def test_hints_of_a_layout_go_before_everything_declared() -> None:
    page = (
        '<meta name="author" content="Falsch"><div class="who">Eva Klar</div><div class="when">27.02.2026 08:00</div>'
    )
    layout = Layout(since=date(2026, 1, 1), date=".when", authors=".who")
    found = read(page, layout=layout)
    assert found.hinted_authors == ("Eva Klar",)
    assert found.published is not None and found.published.date() == date(2026, 2, 27)


def test_english_pages_write_the_month_first_unless_their_country_does_not() -> None:
    page = '<html lang="en"><meta name="date" content="03/04/2025">'
    american, british = (read(page, url=f"https://news.example{end}/a").published for end in (".com", ".co.uk"))
    assert american and british
    assert (american.month, british.month) == (3, 4)


def test_microdata_names_authors_of_the_first_place_only() -> None:
    card = '<div><p itemprop="author"><span itemprop="name">{}</span></p></div>'
    page = "<h1>Rat beschließt Verordnung</h1>" + card.format("Eva Klar") + "<ul>" + card.format("Jan Fremd") + "</ul>"
    assert authors(page) == ("Eva Klar",)
    assert authors('<h1>Rat beschließt</h1><p><a rel="author" href="/eva">Eva Klar</a></p>') == ("Eva Klar",)


def test_the_articles_node_is_found_among_others() -> None:
    page = json_ld(
        '[{"@type":"BreadcrumbList","itemListElement":[{"name":"Politik"}]},{"@type":"Organization","name":"Tagblatt"},'
        '{"@type":["WebPage"],"mainEntity":{"@type":"NewsArticle","headline":["Rat beschließt"],"isAccessibleForFree":"False",'
        '"articleSection":{"name":"Politik"},"articleBody":"Der Text."}}]'
    )
    found = read(page)
    assert (found.title, found.section, found.json_ld_body) == ("Rat beschließt", "Politik", "Der Text.")
    assert found.hints["paywalled"] is True
    assert "tagblatt" in found.site


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"a": 1} -->',
        '//<![CDATA[\n{"a": 1}\n//]]>',
        '{"a": 1,}',
        "{&quot;a&quot;: 1}",
        '{"a": 1};',
        '{"a": 1}\n\n',
    ],
)
def test_json_ld_is_read_as_pages_have_it(text: str) -> None:
    assert load_loosely(text) == {"a": 1}


@given(st.text(max_size=300))
def test_no_json_ld_makes_the_reader_fail(text: str) -> None:
    load_loosely(text)
    found = read(json_ld(text.replace("<", "")))
    assert isinstance(found, Metadata)
