"""Content-Encoding. In: bodies compressed well, badly or not at all. Out: the bytes, or a clear refusal."""

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import BadInput
from crawlers.fetching.decoding import OverLimit, decode_body

BODY = b"<html>" + b"Rules for machines. " * 20_000
LIMIT = 1024**2
WAYS = {
    "": lambda body: body,
    "identity": lambda body: body,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}


@pytest.mark.parametrize("name", WAYS)
def test_every_encoding_we_ask_for_is_undone(name: str) -> None:
    assert decode_body(WAYS[name](BODY), name, max_bytes=LIMIT) == BODY


@given(body=st.binary(max_size=200_000), name=st.sampled_from(["gzip", "deflate", "br"]))
def test_whatever_was_compressed_comes_back(body: bytes, name: str) -> None:
    assert decode_body(WAYS[name](body), name, max_bytes=LIMIT) == body


def test_deflate_without_a_header_is_read_too() -> None:
    assert decode_body(zlib.compress(BODY)[2:-4], "deflate", max_bytes=LIMIT) == BODY


def test_gzip_members_in_a_row_are_joined_and_junk_behind_them_is_ignored() -> None:
    assert decode_body(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", "gzip", max_bytes=LIMIT) == b"ab"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_page_that_only_claims_to_be_compressed_is_taken_as_it_is(name: str) -> None:
    assert decode_body(BODY, name, max_bytes=LIMIT) == BODY
    assert decode_body(b"", name, max_bytes=LIMIT) == b""


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_bomb_is_cut_off(name: str) -> None:
    bomb = WAYS[name](b"\0" * (64 * LIMIT))
    with pytest.raises(OverLimit, match="over 1048576 bytes"):
        decode_body(bomb, name, max_bytes=LIMIT)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_body_that_ends_in_the_middle_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"ends in the middle|damaged"):
        decode_body(WAYS[name](BODY)[:-8], name, max_bytes=LIMIT)


def test_damage_an_unknown_encoding_and_too_many_of_them_are_refused() -> None:
    with pytest.raises(BadInput, match="damaged"):
        decode_body(b"\x1f\x8b\x08\0\0garbage garbage garbage", "gzip", max_bytes=LIMIT)
    with pytest.raises(BadInput, match="damaged"):
        decode_body(b"\xff\xff\xff\xff", "br", max_bytes=LIMIT)
    with pytest.raises(BadInput, match="'snappy'; we asked for gzip, deflate, br"):
        decode_body(b"x", "snappy", max_bytes=LIMIT)
    with pytest.raises(BadInput, match="3 times"):
        decode_body(b"x", "gzip, gzip, gzip", max_bytes=LIMIT)
