import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.charset import decode

SIMPLIFIED = "国务院办公厅关于人工智能发展的通知，各省、自治区、直辖市人民政府，国务院各部委："
TRADITIONAL = "數位發展部公布人工智慧發展計畫，並徵求各界意見，預計明年初送立法院審議。"
GERMAN = "Die Aufsicht über künstliche Intelligenz prüft schärfere Maßnahmen für große Anbieter. "


@given(st.binary(max_size=3000), st.none() | st.text(max_size=40))
def test_decoding_never_fails_and_leaves_no_nul(body: bytes, content_type: str | None) -> None:
    text = decode(body, content_type=content_type)
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.text(max_size=300))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    plain = text.replace("\x00", "")
    if plain.startswith("\ufeff"):
        return
    assert decode(b"<p>" + plain.encode()) == "<p>" + plain


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_by_mark_or_by_its_zeros(name: str) -> None:
    page = f"<html><p>{GERMAN}</p></html>"
    assert decode(page.encode(name)) == page


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "x-gbk", "gb18030"])
def test_chinese_by_any_of_its_labels_is_read_as_gb18030(declared: str) -> None:
    page = f"<meta charset={declared}><p>{SIMPLIFIED}㐂镕</p>"
    assert decode(page.encode("gb18030")) == page


def test_a_declaration_in_the_header_counts() -> None:
    body = f"<p>{TRADITIONAL}</p>".encode("big5hkscs")
    assert TRADITIONAL in decode(body, content_type="text/html; charset=Big5")


def test_a_server_that_says_latin_by_default_yields_to_the_page() -> None:
    body = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{SIMPLIFIED}</p>'.encode("gb18030")
    assert SIMPLIFIED in decode(body, content_type="text/html; charset=ISO-8859-1")


def test_utf8_wins_over_a_wrong_declaration() -> None:
    body = f"<meta charset=gb2312><p>{SIMPLIFIED}</p>".encode()
    assert SIMPLIFIED in decode(body, content_type="text/html; charset=gbk")


@pytest.mark.parametrize(
    ("name", "text"), [("gb18030", SIMPLIFIED), ("big5hkscs", TRADITIONAL), ("cp1252", GERMAN * 3)]
)
def test_without_a_declaration_the_high_bytes_tell(name: str, text: str) -> None:
    assert text in decode(f"<html><p>{text}</p>".encode(name))


def test_one_broken_sequence_does_not_spoil_a_utf8_page() -> None:
    text = decode(f"<meta charset=utf-8><p>{SIMPLIFIED}".encode() + b"\xe5\xff</p>")
    assert SIMPLIFIED in text


@pytest.mark.parametrize("declared", ["no-such-charset", "utf-7\x00", "rot13", "base64", "\u0130", "undefined"])
def test_a_declaration_that_is_no_text_encoding_is_passed_over(declared: str) -> None:
    body = f"<p>{GERMAN}</p>".encode("cp1252")
    assert GERMAN in decode(body, content_type=f"text/html; charset={declared}")
