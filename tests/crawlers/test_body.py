"""Pages are synthetic, in three languages; every sentence here was written for these tests."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from articles.model import Layout
from crawlers.pages.body import Body, read_body

ENGLISH = [
    "The regulator published draft rules for large models on Tuesday, saying that providers must keep records.",
    "Companies have until the end of May to comment, the notice says, and a hearing will follow in the summer.",
    "Consumer groups welcomed the draft, while two industry bodies called the deadlines too short to be met.",
    "A final text is expected before the end of the year, according to officials who briefed reporters.",
]
GERMAN = [
    "Die Aufsicht hat am Dienstag einen Entwurf für große Modelle vorgelegt, nach dem Anbieter Protokolle führen müssen.",
    "Unternehmen können sich bis Ende Mai äußern, wie es in der Mitteilung heißt, im Sommer folgt eine Anhörung.",
    "Verbraucherschützer begrüßten den Entwurf, zwei Verbände nannten die Fristen dagegen viel zu kurz.",
    "Mit einem endgültigen Text wird vor Jahresende gerechnet, sagten Beamte vor der Presse.",
]
CHINESE = [
    "监管部门周二公布了大模型管理办法的征求意见稿，要求提供者保存运行记录，并在发生事故时及时报告。",
    "通知说，企业可以在五月底之前提出意见，主管部门将在夏天举行听证会，听取各方面的看法。",
    "消费者组织对此表示欢迎，两家行业协会则认为期限过短，难以在规定的时间内完成整改。",
    "据有关人士介绍，正式文本预计将在今年年底之前公布，届时还会发布配套的标准。",
]
MENU = "<nav><ul>" + "".join(f"<li><a href='/{i}'>Rubrik Nummer {i}</a></li>" for i in range(30)) + "</ul></nav>"
ASIDE = (
    "<aside><h3>Most read</h3>"
    + "".join(f"<p><a href='/r{i}'>Another story, number {i}, with a long headline</a></p>" for i in range(8))
    + "</aside>"
)


def page(body: str, *, title: str = "Draft rules published", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{MENU}<main>{body}</main>{ASIDE}</body></html>"


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def read(
    markup: str, *, title: str | None = None, json_ld_body: str | None = None, layout: Layout | None = None
) -> Body:
    return read_body(
        html.document_fromstring(markup),
        url="https://paper.example/2026/rules",
        html=markup,
        title=title,
        json_ld_body=json_ld_body,
        layout=layout,
    )


@pytest.mark.parametrize("lines", [ENGLISH, GERMAN, CHINESE])
def test_the_article_is_found_between_menu_and_sidebar(lines: list[str]) -> None:
    body = read(page(f"<article><h1>Titel</h1>{paragraphs(lines)}</article>"))
    assert body.paragraphs == tuple(lines)
    assert body.how == "density"
    assert body.confidence > 0.9


def test_subheads_lists_and_table_rows_stay_and_a_row_is_one_line() -> None:
    markup = page(
        f"<article><h1>T</h1><p>{ENGLISH[0]}</p><h2>Deadlines</h2><ul><li>End of May for comments</li><li>Summer for the"
        f" hearing</li></ul><p>{ENGLISH[1]}</p><table><tr><th>Duty</th><th>From</th></tr><tr><td>Records</td><td>2027</td>"
        f"</tr></table><p>{ENGLISH[2]}</p></article>"
    )
    assert read(markup).paragraphs == (
        ENGLISH[0],
        "Deadlines",
        "End of May for comments",
        "Summer for the hearing",
        ENGLISH[1],
        "Duty | From",
        "Records | 2027",
        ENGLISH[2],
    )


def test_the_title_is_not_repeated_in_the_body() -> None:
    title = "Draft rules published"
    body = read(page(f"<div><h2>{title}</h2>{paragraphs(ENGLISH)}</div>"), title=title)
    assert body.paragraphs == tuple(ENGLISH)


def test_dates_bylines_share_bars_captions_and_prompts_go() -> None:
    markup = page(
        "<article><h1>T</h1><p>By Jane Doe</p><p>3 March 2026, 10:00</p><div class='share-bar'><a href=#>Share</a></div>"
        f"<figure><img src=a.jpg><figcaption>A building, seen from the street.</figcaption></figure>{paragraphs(ENGLISH)}"
        "<p>Sign up for our newsletter and get it in your inbox.</p></article>"
    )
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_what_follows_a_tail_heading_goes() -> None:
    teasers = "<p>A short word about another story, which is not this one.</p>"
    assert read(
        page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}<h3>Related stories</h3>{teasers}</article>")
    ).paragraphs == (*ENGLISH,)


def test_chinese_portal_furniture_goes_and_the_day_below_a_notice_stays() -> None:
    markup = page(
        f"<div class=content><h1>通知</h1><div>2026-03-03 10:00 来源：某某网</div>{paragraphs(CHINESE)}"
        "<p>国家某某办公室</p><p>2026年3月3日</p><p>（责任编辑：张三）</p><div>分享到：微信 微博</div>"
        "<p>相关阅读</p><ul><li><a href=/1>另一篇文章的标题</a></li></ul></div>"
    )
    assert read(markup).paragraphs == (*CHINESE, "国家某某办公室", "2026年3月3日")


def test_one_big_chinese_div_is_split_at_its_indents() -> None:
    text = "".join(f"\n　　{line}" for line in CHINESE)
    assert read(page(f"<div id=zoom>{text}</div>")).paragraphs == tuple(CHINESE)


def test_the_office_that_signs_a_notice_stays_without_a_day_too() -> None:
    markup = page(f"<h1>关于征求意见的通知</h1><div>{paragraphs(CHINESE)}<p>某某部科技司</p><p>下载</p></div>")
    assert read(markup).paragraphs == (*CHINESE, "某某部科技司")


def test_the_source_below_a_text_is_told_apart_from_it() -> None:
    markup = page(
        f"<article><h1>Titel</h1>{paragraphs(GERMAN)}</article><div class='box-footer'><p>Quelle: dpa</p></div>"
    )
    found = read(markup)
    assert (found.paragraphs, found.sources) == (tuple(GERMAN), ("Quelle: dpa",))
    hinted = read(markup.replace("</article>", "<p>Quelle: epd</p></article>"), layout=Layout(body="article"))
    assert (hinted.paragraphs, hinted.sources) == (tuple(GERMAN), ("Quelle: epd",))
    picture = markup.replace("<p>Quelle: dpa</p>", "<figure><figcaption>Quelle: dpa</figcaption></figure>")
    assert read(picture).sources == ()


def test_a_short_chinese_article_is_found_beside_a_long_notice() -> None:
    notice = "本网注明来源为某报的作品，版权均属于本报，未经授权不得转载、摘编或者以其他方式使用，违者追究责任。" * 3
    markup = page(f"<div><h1>短讯</h1><p>{CHINESE[0]}</p></div><div class=bottom><p>{notice}</p></div>")
    assert read(markup).paragraphs == (CHINESE[0],)


def test_a_lead_between_headline_and_text_is_part_of_the_text() -> None:
    lead = "Anbieter sollen künftig nachweisen, wie sie ihre Modelle prüfen, so will es die Aufsicht."
    markup = page(
        f"<header><h1>T</h1><p class='teaser'>{lead}</p></header><div class='text'>{paragraphs(GERMAN)}</div>"
    )
    assert read(markup).paragraphs == (lead, *GERMAN)


def test_teasers_of_other_articles_inside_the_article_go() -> None:
    other = "<article><a href='/o'><h3>Another story</h3><p>What happened there, told in a sentence.</p></a></article>"
    links = "<ul><li><a href='/1'>One more story</a></li><li><a href='/2'>And yet another story</a></li></ul>"
    markup = page(f"<article><h1>T</h1>{paragraphs(ENGLISH[:2])}{other}{links}{paragraphs(ENGLISH[2:])}</article>")
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_names_of_furniture_on_the_article_itself_are_excused() -> None:
    markup = page(f"<div class='widget sidebar-comments'><h1>T</h1>{paragraphs(ENGLISH)}</div>")
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_comments_longer_than_the_article_stay_out() -> None:
    voices = "".join(
        f"<p>I think, as number {i}, that this goes on, and on, and says very little of use.</p>" for i in range(40)
    )
    markup = page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}</article><section class='comments'>{voices}</section>")
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_layout_hints_win() -> None:
    markup = page(
        f"<div class=a><h1>T</h1>{paragraphs(ENGLISH)}</div><div class=b><p>{GERMAN[0]}</p><p class=x>weg</p></div>"
    )
    body = read(markup, layout=Layout(body="div.b", drop=(".x",)))
    assert body.paragraphs == (GERMAN[0],)
    assert body.how == "layout"


def test_drop_hints_count_without_a_body_hint_and_a_body_hint_that_misses_is_passed_over() -> None:
    markup = page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}<p class=x>{GERMAN[0]}</p></article>")
    body = read(markup, layout=Layout(body="div.gone", drop=("p.x",)))
    assert body.paragraphs == tuple(ENGLISH)


def test_several_places_of_a_hint_are_read_in_order_and_once() -> None:
    markup = page(
        f"<section class=t><p>{ENGLISH[0]}</p><div class=t><p>{ENGLISH[1]}</p></div></section><div class=t>"
        f"<p>{ENGLISH[2]}</p></div>"
    )
    assert read(markup, layout=Layout(body=".t")).paragraphs == tuple(ENGLISH[:3])


def test_json_ld_is_taken_where_the_page_shows_only_a_teaser() -> None:
    markup = page(f"<article><h1>T</h1><p>{ENGLISH[0]}</p></article>")
    body = read(markup, json_ld_body="<p>" + "</p><p>".join(ENGLISH) + "</p>")
    assert body.how == "json-ld"
    assert body.paragraphs == tuple(ENGLISH)


def test_a_json_ld_description_is_no_article() -> None:
    body = read(page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}</article>"), json_ld_body=ENGLISH[0])
    assert body.paragraphs == tuple(ENGLISH)


def test_other_readers_help_where_the_text_is_short_labels() -> None:
    jokes = "".join(f"<p>{i}. Why did it stop</p><p>Because it could</p>" for i in range(40))
    body = read(page(f"<article><h1>Forty jokes</h1>{jokes}</article>"))
    assert "7. Why did it stop" in body.paragraphs
    assert body.how in ("trafilatura", "readability")


def test_soft_hyphens_and_white_space_are_gone() -> None:
    lines = [line.replace("Modelle", "Mo\u00addelle").replace(" ", "\n ") for line in GERMAN]
    assert read(page(f"<article><h1>T</h1>{paragraphs(lines)}</article>")).paragraphs == tuple(GERMAN)


@pytest.mark.parametrize("markup", ["<html></html>", "<p></p>", "<html><body><script>1</script></body></html>"])
def test_a_page_without_text_has_no_paragraphs(markup: str) -> None:
    assert read(markup) == Body(paragraphs=(), how=read(markup).how, confidence=0.0)


def test_the_tree_is_left_as_it_was() -> None:
    markup = page(f"<article><h1>T</h1><p>{ENGLISH[0]}</p></article>")  # short, so that every reader is asked
    tree = html.document_fromstring(markup)
    before = etree.tostring(deepcopy(tree))
    read_body(tree, url="https://x.example/a", html=markup, title="T", json_ld_body=None, layout=None)
    assert etree.tostring(tree) == before


TAGS = st.sampled_from(
    ["p", "div", "article", "ul", "li", "table", "tr", "td", "h1", "h2", "a", "span", "br", "aside", "nav"]
)
PIECES = st.recursive(
    st.text(alphabet="ab ,.。，中\u3000\n&<>", max_size=60).map(lambda text: text.replace("<", "&lt;")),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda t: f"<{t[0]} class='x'>{''.join(t[1])}</{t[0]}>"
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_any_markup_gives_clean_lines(markup: str) -> None:
    for line in read(f"<html><body>{markup}</body></html>").paragraphs:
        assert line
        assert line == " ".join(line.split())


def test_a_late_header_and_a_linked_teaser_inside_the_text_go() -> None:
    header = (
        "<header><h3>Your account</h3><p>Read more articles every month, with one account for all papers.</p></header>"
    )
    teaser = "<div class='teaser'><p>Elsewhere, a court ruled on <a href='/x'>the same question</a> too.</p></div>"
    markup = page(f"<article><h1>T</h1>{paragraphs(ENGLISH[:2])}{header}{teaser}{paragraphs(ENGLISH[2:])}</article>")
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_posts_of_a_live_blog_are_its_text() -> None:
    posts = "".join(f"<article><p>{line}</p></article>" for line in (*ENGLISH, *GERMAN))
    assert read(page(f"<div><h1>Live</h1>{posts}</div>")).paragraphs == (*ENGLISH, *GERMAN)


def test_a_box_of_labels_goes_and_a_list_in_the_text_stays() -> None:
    labels = "<ul>" + "".join(f"<li>Label {i}</li>" for i in range(6)) + "</ul>"
    box = f"<div class='spec'>{labels}</div>"
    assert read(page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}{box}<p>{GERMAN[0]}</p></article>")).paragraphs == (
        *ENGLISH,
        GERMAN[0],
    )
    kept = read(page(f"<article><h1>T</h1>{paragraphs(ENGLISH)}{labels}<p>{GERMAN[0]}</p></article>")).paragraphs
    assert "Label 3" in kept


def test_lines_said_twice_in_a_row_and_again_and_again_are_said_once_or_not_at_all() -> None:
    note = "<p>External content is not shown because of your settings.</p>"
    markup = page(
        f"<article><h1>T</h1><p>{ENGLISH[0]}</p>" + note.join(f"<p>{line}</p>" for line in ENGLISH) + "</article>"
    )
    assert read(markup).paragraphs == tuple(ENGLISH)


def test_an_h1_that_is_not_the_title_is_a_subhead() -> None:
    markup = page(
        f"<article><h1>Draft rules published</h1><p>{ENGLISH[0]}</p><h1>What comes next</h1><p>{ENGLISH[1]}</p></article>"
    )
    assert read(markup, title="Draft rules published").paragraphs == (ENGLISH[0], "What comes next", ENGLISH[1])


def test_text_out_of_sight_is_found_by_others() -> None:
    markup = f"<html><body><div><noscript>{paragraphs(ENGLISH)}</noscript></div></body></html>"
    body = read(markup)
    assert ENGLISH[1] in " ".join(body.paragraphs)
    assert body.how in ("trafilatura", "readability")
