"""Texts as a model can take them. In: texts, token counts. Out: legible texts, batches of like length, portions of long ones."""

import re
from collections.abc import Callable, Iterator, Sequence

_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def legible(text: str) -> str:
    """What every engine can read: some end at a zero byte, and half a surrogate pair is no UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def is_east_asian(text: str) -> bool:
    """Is there a sign of Chinese, Japanese or Korean writing in it, or a full-width form?"""
    return _EAST_ASIAN.search(text) is not None


def batches(lengths: Sequence[int], *, most_tokens: int) -> Iterator[list[int]]:
    """Places in `lengths`, the longest first, in groups that padded to their longest hold at most `most_tokens` (or one text).

    The longest comes first so that memory that does not suffice shows at once.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda one: -lengths[one]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > most_tokens:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def by_portions(
    texts: Sequence[str],
    *,
    tokens: Callable[[str], int],
    most: int,
    translate: Callable[[Sequence[str]], Sequence[str]],
) -> list[str]:
    """Translate all texts in one call, those of more than `most` tokens in portions; an empty one stays empty."""
    parts = [
        (place, part)
        for place, text in enumerate(texts)
        for part in (portions(text, tokens=tokens(text), most=most) if text else ())
    ]
    english: list[list[str]] = [[] for _ in texts]
    for (place, _), translated in zip(parts, translate([part for _, part in parts]), strict=True):
        english[place].append(translated)
    return [" ".join(one) for one in english]


def portions(text: str, *, tokens: int, most: int) -> list[str]:
    """The text in runs of about `most` tokens, cut at white space where there is some near; itself where `tokens` fit."""
    size = max(len(text) * most // max(tokens, 1), 1)
    found = []
    while len(text) > size:
        cut = max(text.rfind(" ", size // 2, size), 0) or size
        found.append(text[:cut])
        text = text[cut:].lstrip()
    return [*found, text] if text else found
