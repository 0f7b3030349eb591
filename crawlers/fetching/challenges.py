"""Pages that are no answer. In: a Reply. Out: does it want a browser to run a script first, or refuse automatic readers?

Only small pages and headers are looked at: an article that writes about such pages is not one.
"""

import re
from collections.abc import Sequence
from html import unescape

from w3lib.html import get_meta_refresh

from crawlers.fetching.reply import Reply

SMALL_BYTES = 96 * 1024  # the largest challenge pages seen (with inlined scripts) are about 60 kB
FEW_PARAGRAPHS = 8  # an article has more, and counting them is much cheaper than reading them
AT_ONCE_S = 5.0
FEW_CHARS = 200  # text that a reader would see; challenge pages show a sentence or two
CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
)
_CHALLENGE = re.compile(
    rb"""(?ix) /cdn-cgi/challenge-platform/ | cf[-_]chl[-_] | _Incapsula_Resource | captcha-delivery\.com
    | sucuri_cloudproxy_js | awsWafCookieDomainList | token\.awswaf\.com | __jsl_clearance | \$_ts\s*=\s*window
    | /_sec/cp_challenge | /\.well-known/ddos-guard/js-challenge | aliyun_waf | acw_sc__v2 | px-captcha
    """
)
_SCRIPT_SETS_COOKIE = re.compile(rb"(?i)document\s*\.\s*cookie\s*=")
_SCRIPT_LEAVES = re.compile(rb"(?i)location\s*(?:\.\s*(?:href|reload|replace|assign)|=)")
_WANTS_SCRIPT = re.compile(
    r"(?i)(?:enable|turn on|activate|requires?|need)\s+(?:javascript|js)\b|javascript\s+(?:is\s+)?(?:required|disabled)"
    r"|javascript\s+(?:aktivier|einschalt|erforderlich)|(?:启用|开启|啟用|開啟|打开)\s*(?:javascript|js)"
)
_BLOCK = re.compile(
    r"(?i)access denied|request blocked|you have been blocked|automated (?:access|requests|queries)|unusual traffic"
    r"|bot (?:detected|protection)|zugriff verweigert|automatisierte (?:zugriffe|anfragen)"
    r"|访问(?:被拒绝|受限|过于频繁)|拒绝访问|安全(?:拦截|验证)|請求被拒|存取遭拒"
)
_HIDDEN = {
    b"script": b"</script",
    b"style": b"</style",
    b"template": b"</template",
    b"noscript": b"</noscript",
    b"!--": b"-->",
}
_TAG = re.compile(rb"<[^>]*>")


def wants_browser(reply: Reply) -> bool:
    """Whether the page is a script that a browser has to run before the real answer comes."""
    if any(wanted in reply.headers.get(name, "").lower() for name, wanted in CHALLENGE_HEADERS):
        return True
    if not _is_short_page(reply):
        return False
    seen, unscripted = _texts(reply.body)
    if len(seen) > FEW_CHARS:
        return False
    if _CHALLENGE.search(reply.body):
        return True
    if _SCRIPT_SETS_COOKIE.search(reply.body) and _SCRIPT_LEAVES.search(reply.body):
        return True
    return bool(_WANTS_SCRIPT.search(f"{seen} {unscripted}"))


def refreshes_to(reply: Reply) -> str | None:
    """Where a page without a text of its own sends a browser at once, by a meta element."""
    if not _is_short_page(reply) or b"refresh" not in reply.body.lower() or len(_texts(reply.body)[0]) > FEW_CHARS:
        return None
    seconds, url = get_meta_refresh(reply.body, reply.url)
    at_once = seconds is not None and seconds <= AT_ONCE_S
    return url if at_once and url and url != reply.url else None


def refuses_readers(reply: Reply) -> bool:
    """Whether a short page says that automatic readers are not served."""
    if not _is_short_page(reply):
        return False
    seen, _ = _texts(reply.body)
    return len(seen) <= 4 * FEW_CHARS and bool(_BLOCK.search(seen))


def _is_short_page(reply: Reply) -> bool:
    if len(reply.body) > SMALL_BYTES or reply.paragraphs > FEW_PARAGRAPHS:
        return False
    return reply.body.lstrip()[:1] == b"<" or "html" in reply.headers.get("content-type", "")


def _texts(body: bytes) -> tuple[str, str]:
    """What a reader sees, and what one without scripts sees besides; in one pass, however the tags are nested."""
    seen: list[bytes] = []
    unscripted: list[bytes] = []
    lower, at = body.lower(), 0
    while (start := lower.find(b"<", at)) >= 0:
        seen.append(body[at:start])
        name = next((name for name in _HIDDEN if lower.startswith(name, start + 1)), None)
        closing = b">" if name is None else _HIDDEN[name]
        end = lower.find(closing, start)
        if end < 0:
            return _text(seen), _text(unscripted)
        if name == b"noscript":
            unscripted.append(_TAG.sub(b" ", body[start:end]))
        at = end + len(closing)
    return _text([*seen, body[at:]]), _text(unscripted)


def _text(parts: Sequence[bytes]) -> str:
    return " ".join(unescape(b" ".join(parts).decode("utf-8", "replace")).split())
