"""Text in the shapes that everybody compares and prints. In: any string. Out: a clean line, or its bare letters."""

import re
import unicodedata
from functools import cache

_SPACE = re.compile(r"\s+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What no reader sees: soft hyphen, zero-width and bidi marks, byte order marks, controls, no characters, broken surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]+"
)


def clean(text: str) -> str:
    """One line of NFC text: white space collapsed, nothing invisible. Cleaning twice changes nothing."""
    return _SPACE.sub(" ", visible(text)).strip()


def visible(text: str) -> str:
    """The same text in NFC, nothing invisible in it, white space and lines as they were."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def squash(text: str) -> str:
    """Only the letters and digits, NFKC and case-folded: equal for texts that differ in spelling of marks and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", folded))


def has_cjk(text: str) -> bool:
    """Is there a Han character in it?"""
    return _CJK.search(text) is not None


def simplify(text: str) -> str:
    """Chinese in Hans forms, character for character, so that offsets stay.

    Words stay as their region says them (資訊 -> 资讯, never 信息): those are aliases of their own.
    """
    return text.translate(simplified_forms()) if has_cjk(text) else text


@cache
def simplified_forms() -> dict[int, str]:
    """Each traditional character and its Hans form, as OpenCC (Apache-2.0) converts it standing alone."""
    from opencc import OpenCC

    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    characters = [chr(code) for first, end in blocks for code in range(first, end)]
    forms = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(one): form for one, form in zip(characters, forms, strict=True) if one != form and len(form) == 1}
