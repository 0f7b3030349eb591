"""A text that cannot be decoded into words. In: extracted text. Out: what is wrong with it, or None.

Each sign is a share of the text, set far from what real German, English and Chinese articles have.
"""

import re
from typing import Final

HAN = re.compile(r"[\u3400-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff]")
JAPANESE: Final = 0.2  # kana per Chinese character; Japanese has more than one
LEAST_HAN: Final = 100  # fewer say nothing about a text
REPLACED: Final = 0.02  # share of replacement characters
CONTROLS: Final = 0.02  # share of C1 controls, which no text has
PRIVATE: Final = 0.05  # share of private-use characters: text spelled in a font of its own
# UTF-8 read as cp1252: each letter outside ASCII becomes two or three such signs. German has one in 50 letters, so
# that a German text has at least 15 such pairs in 1000 characters, an English one with curly quotes about 3.
READ_AS_CP1252 = re.compile(
    r"[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[ä-é][\u0080-\u00bf€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}"
)
PAIRS_PER_CHAR: Final = 0.01
LATIN_HIGH = re.compile(r"[\u00a1-\u00ff]")
HIGH_SHARE: Final = 0.4  # GBK or Big5 read as cp1252; Vietnamese, the most accented of all, stays below 0.3
BROKEN_TWICE = re.compile(r"锟斤拷|烫烫烫|屯屯屯")
# What the commonest Chinese characters and marks become when UTF-8 is read as GBK.
READ_AS_GBK = re.compile(r"[锛銆鐨鍦鏄涓浜]")
GBK_SHARE: Final = 0.05
# Any 100 characters of Chinese prose, simplified or traditional, hold about 20 of these.
COMMON = re.compile(
    r"[的一是不了人在有我他这這中大来來上国國个個到说說们們为為和地出会會时時要就年生对對以可发發于於之与與及日月等业業新将將市部行法家]"
)
COMMON_SHARE: Final = 0.04
STREWN = re.compile(r"(?<=[\u4e00-\u9fff])(?:[A-Za-z]|[a-z]{2})(?=[\u4e00-\u9fff])")
STREWN_SHARE: Final = 1 / 30  # per Chinese character; mathematical prose has 1 in 100, in few different letters
STREWN_KINDS: Final = 6


def garbled(text: str) -> str | None:
    """Why this text cannot be read, in a few words; None where it can."""
    length = len(text)
    if not length:
        return None
    return _broken_bytes(text, length) or _wrong_charset(text, length) or _broken_chinese(text)


def _broken_bytes(text: str, length: int) -> str | None:
    replaced = text.count("\ufffd")
    if replaced > 3 and replaced > REPLACED * length:
        return f"{replaced} undecodable characters"
    if sum("\x80" <= char <= "\x9f" for char in text) > CONTROLS * length:
        return "control characters between the letters"
    if sum("\ue000" <= char <= "\uf8ff" for char in text) > PRIVATE * length:
        return "private-use characters: the page spells with a font of its own"
    return "bytes decoded twice" if len(BROKEN_TWICE.findall(text)) > 2 else None


def _wrong_charset(text: str, length: int) -> str | None:
    if len(READ_AS_CP1252.findall(text)) > max(3, PAIRS_PER_CHAR * length):
        return "UTF-8 read as a one-byte charset"
    high = len(LATIN_HIGH.findall(text))
    letters = sum(char.isalpha() for char in text)
    return "a Chinese charset read as a one-byte one" if high > 20 and high > HIGH_SHARE * letters else None


def _broken_chinese(text: str) -> str | None:
    han = len(HAN.findall(text))
    if han < LEAST_HAN:
        return None
    if len(READ_AS_GBK.findall(text)) > GBK_SHARE * han and "的" not in text:
        return "UTF-8 read as GBK"
    strewn = STREWN.findall(text)
    if len(strewn) > STREWN_SHARE * han and len(set(strewn)) >= STREWN_KINDS:
        return f"{len(strewn)} Latin letters strewn into Chinese words"
    if len(KANA.findall(text)) < JAPANESE * han and len(COMMON.findall(text)) < COMMON_SHARE * han:
        return "Chinese characters that make no words"
    return None
