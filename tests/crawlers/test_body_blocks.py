from lxml import html

from crawlers.pages.body_blocks import MAX_ELEMENTS, paragraphs_of, read_blocks


def texts(markup: str) -> list[str]:
    return [block.text for block in read_blocks(html.document_fromstring(markup))[0]]


def test_each_block_element_is_a_block_of_its_own_and_inline_elements_are_not() -> None:
    assert texts("<h2>Titel</h2><p>Ein <b>fetter</b> <a href=/>Link</a>.</p><ul><li>eins<li>zwei</ul>") == [
        "Titel",
        "Ein fetter Link.",
        "eins",
        "zwei",
    ]


def test_text_beside_and_between_blocks_is_kept_in_order() -> None:
    assert texts("<div>vorher<p>mitten</p>nachher</div>") == ["vorher", "mitten", "nachher"]


def test_blank_lines_and_ideographic_indents_split_a_long_div_into_paragraphs() -> None:
    assert texts("<div>第一段。<br><br>第二段。</div>") == ["第一段。", "第二段。"]
    assert texts("<div>　　第一段，没有标点\n　　第二段</div>") == ["第一段，没有标点", "第二段"]


def test_a_single_break_splits_only_after_a_sentence() -> None:
    assert texts("<p>Satz eins.<br>Satz zwei.</p>") == ["Satz eins.", "Satz zwei."]
    assert texts("<p>Musterstraße 1<br>Berlin</p>") == ["Musterstraße 1 Berlin"]


def test_links_are_counted_by_their_characters() -> None:
    (block,) = read_blocks(html.document_fromstring("<p>Mehr <a href=/>hier lesen</a></p>"))[0]
    assert (block.text, block.linked) == ("Mehr hier lesen", 10)


def test_what_nobody_sees_is_no_text() -> None:
    assert texts(
        "<script>x()</script><p hidden>a</p><p style='DISPLAY: none'>b</p><p aria-hidden=true>c</p>"
        "<p>d<span class='sr-only'>e</span></p><!-- f --><button>g</button>"
    ) == ["d"]


def test_frames_span_their_blocks_and_parents_come_first() -> None:
    blocks, frames = read_blocks(html.document_fromstring("<div><section><p>a</p><p>b</p></section><p>c</p></div>"))
    section = next(frame for frame in frames if frame.tag == "section")
    assert [block.text for block in blocks[section.first : section.last]] == ["a", "b"]
    seen: set[int] = set()
    for frame in frames:
        assert frame.parent is None or id(frame.parent) in seen
        seen.add(id(frame))


def test_skipped_elements_leave_what_follows_them() -> None:
    tree = html.document_fromstring("<div><p id=ad>weg</p>bleibt</div>")
    assert [block.text for block in read_blocks(tree, skip={tree.get_element_by_id("ad")})[0]] == ["bleibt"]


def test_a_page_of_endless_elements_is_read_up_to_a_bound() -> None:
    tree = html.document_fromstring("<div>" + "<p>a</p>" * (MAX_ELEMENTS + 500) + "</div>")
    assert MAX_ELEMENTS - 10 < len(read_blocks(tree)[0]) <= MAX_ELEMENTS


def test_nothing_gives_no_paragraph() -> None:
    assert list(paragraphs_of(" \n \x1e ")) == []
