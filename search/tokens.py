"""Text -> terms, the same for documents and queries. In: any text. Out: folded words, pairs of Chinese characters."""

import re
import unicodedata

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def terms(text: str) -> list[str]:
    """Words in lower case without accents; runs of Chinese characters as overlapping pairs."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return [term for word in _WORD.findall(folded) for term in _split(word)]


def _split(word: str) -> list[str]:
    if not "\u3400" <= word[0] <= "\ufaff":
        decomposed = unicodedata.normalize("NFD", word.replace("ß", "ss"))
        return ["".join(char for char in decomposed if not unicodedata.combining(char))]
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
