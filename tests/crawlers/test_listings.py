"""HTML listing pages and JSON lists."""

import json
from datetime import UTC, datetime

import pytest

from articles.errors import NotAFeed
from articles.model import JsonList, Listing
from tests.crawlers.lists import only, read

PAGE = """<html><head><title>Mitteilungen</title><base href="/presse/"></head><body><nav><a href="/">Start</a></nav>
<ul class="liste">
<li><span class="datum">20.11.2026</span>
<a href="ki-1.html?utm_source=x" title="Entwurf für ein KI-Gesetz vorgelegt">Entwurf für ein ...</a></li>
<li><time datetime="2026-11-19T08:00:00+01:00">gestern</time> <h3>Zwei</h3>
<a href="#top">hoch</a><a href="zwei.html"><img></a></li>
<li>ohne Link</li>
</ul></body></html>"""
LISTING = Listing(url="https://a.example/", entry="ul.liste > li", date=".datum, time")


def test_a_listing_gives_links_with_base_dates_and_uncut_titles() -> None:
    one, two = read(PAGE, kind="listing", listing=LISTING).candidates
    assert (one.url, one.title) == (
        "https://www.tagblatt.example/presse/ki-1.html",
        "Entwurf für ein KI-Gesetz vorgelegt",
    )
    assert one.published == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert (two.url, two.title) == ("https://www.tagblatt.example/presse/zwei.html", None)
    assert two.published == datetime(2026, 11, 19, 7, tzinfo=UTC)


def test_the_title_is_read_where_the_selector_says_and_an_entry_may_be_the_link_itself() -> None:
    titled = Listing(url="https://a.example/", entry="li:nth-child(2)", title="h3", link="a[href$='.html']")
    assert only(PAGE, kind="listing", listing=titled).title == "Zwei"
    anchors = Listing(url="https://a.example/", entry="li:first-child > a")
    assert only(PAGE, kind="listing", listing=anchors).url.endswith("/presse/ki-1.html")


def test_a_gbk_listing_is_read() -> None:
    body = '<meta charset="gbk"><ul><li><a href="/a">关于人工智能的通知</a><span>2026年11月20日 10:30</span></li></ul>'
    candidate = only(
        body.encode("gbk"), kind="listing", listing=Listing(url="https://a.example/", entry="li", date="span")
    )
    assert (candidate.title, candidate.published) == ("关于人工智能的通知", datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


def test_a_page_inside_a_json_answer_is_found_as_ministries_of_china_serve_it() -> None:
    answer = {
        "code": 200,
        "data": {"total": 1, "rows": ["kurz", {"html": '<ul><li><a href="/ki-1">通知</a></li></ul>'}]},
    }
    candidate = only(json.dumps(answer), kind="listing", listing=Listing(url="https://a.example/", entry="li"))
    assert (candidate.url, candidate.title) == ("https://www.tagblatt.example/ki-1", "通知")


def test_a_date_that_is_not_there_is_none() -> None:
    dated = Listing(url="https://a.example/", entry="li:first-child", date=".fehlt, a img")
    assert only(PAGE, kind="listing", listing=dated).published is None


@pytest.mark.parametrize(
    ("body", "entry", "told"),
    [
        (PAGE, "div.neu", "nothing at entry = 'div.neu' in the page titled 'Mitteilungen'; was it rebuilt?"),
        (PAGE, "li:last-child", "no link by link = 'a'"),
        ("", "li", "no page that can be read"),
        ('{"code": 500}', "li", "no page that can be read"),
        ("<br>" * 200_000, "li", "no page that can be read (about"),
    ],
)
def test_a_listing_that_selects_nothing_says_so(body: str, entry: str, told: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(body, kind="listing", listing=Listing(url="https://a.example/", entry=entry))
    assert told in str(refused.value)


def as_list(**more: str) -> JsonList:
    return JsonList(url="https://a.example/", **{"records": "", **more})


def test_a_bare_list_as_gov_cn_has_it() -> None:
    answer = [
        {
            "TITLE": "<b>国务院</b>关于人工智能的意见",
            "URL": "/zhengce/content/202611/content_1.htm",
            "DOCRELPUBTIME": "2026-11-20",
        }
    ]
    candidate = only(
        json.dumps(answer), kind="json_list", json_list=as_list(link="URL", title="TITLE", date="DOCRELPUBTIME")
    )
    assert candidate.url == "https://www.tagblatt.example/zhengce/content/202611/content_1.htm"
    assert (candidate.title, candidate.published) == (
        "国务院关于人工智能的意见",
        datetime(2026, 11, 19, 23, tzinfo=UTC),
    )


def test_records_deep_inside_and_an_address_made_of_fields_as_have_your_say_has_it() -> None:
    answer = {
        "_embedded": {
            "page": {
                "content": [{"id": 14_234, "short": {"title": "AI rules"}, "at": 1_795_161_600_000}, {"short": {}}]
            }
        }
    }
    wanted = as_list(
        records="_embedded.page.content",
        url_template="https://say.example/initiatives/{id}-{short.title}_en",
        title="short.title",
        date="at",
    )
    candidate = only(json.dumps(answer), kind="json_list", json_list=wanted)
    assert candidate.url == "https://say.example/initiatives/14234-AI%20rules_en"
    assert (candidate.title, candidate.published) == ("AI rules", datetime(2026, 11, 20, 8, tzinfo=UTC))


def test_a_list_on_the_way_stands_for_its_members_and_a_number_picks_one() -> None:
    answer = {"groups": [{"items": [{"u": "/a"}]}, {"items": [{"u": "/b"}]}, 7]}
    both = read(json.dumps(answer), kind="json_list", json_list=as_list(records="groups.items", link="u"))
    assert [one.url[-2:] for one in both.candidates] == ["/a", "/b"]
    assert only(
        json.dumps(answer), kind="json_list", json_list=as_list(records="groups.1.items", link="u")
    ).url.endswith("/b")


def test_a_field_cannot_lead_to_another_host() -> None:
    answer = [{"id": "../../@evil.example/?x=1#"}]
    made = only(json.dumps(answer), kind="json_list", json_list=as_list(url_template="https://say.example/i/{id}"))
    assert made.url == "https://say.example/%40evil.example/%3Fx%3D1%23"


def test_jsonp_and_an_empty_list_are_read() -> None:
    assert only('cb_1({"d": [{"u": "/a"}]});', kind="json_list", json_list=as_list(records="d", link="u")).url.endswith(
        "/a"
    )
    assert read('{"d": []}', kind="json_list", json_list=as_list(records="d", link="u")).candidates == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('{"rows": []}', "no list at records = 'items'; at its top is the keys rows"),
        ('{"items": 7}', "no list at records = 'items'"),
        ("[1]", "at its top is a list"),
        ('{"items": [{"u": true}, {"v": "/a"}]}', "2 records, but none with an address by 'u'"),
        ("<html>", "is no JSON"),
        ("", "is no JSON"),
        ("9" * 5000, "is no JSON"),
    ],
)
def test_json_that_is_not_the_list_says_what_is_missing(answer: str, told: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(answer, kind="json_list", json_list=as_list(records="items", link="u"))
    assert told in str(refused.value)
