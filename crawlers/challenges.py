"""Pages that are no answer. In: a Reply. Out: does it want a browser to run a script first, or refuse automatic readers?

Only small pages and headers are looked at: an article that writes about such pages is not one.
"""

import re
from html import unescape

from crawlers.reply import Reply

SMALL_BYTES = 96 * 1024  # the largest challenge pages seen (with inlined scripts) are about 60 kB
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
_HIDDEN = re.compile(rb"(?is)<(script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_NOSCRIPT = re.compile(rb"(?is)<noscript\b[^>]*>(.*?)</noscript\s*>")
_TAG = re.compile(rb"<[^>]*>")


def wants_browser(reply: Reply) -> bool:
    """Whether the page is a script that a browser has to run before the real answer comes."""
    if any(wanted in reply.headers.get(name, "").lower() for name, wanted in CHALLENGE_HEADERS):
        return True
    if len(reply.body) > SMALL_BYTES or not _is_markup(reply):
        return False
    if len(_seen(reply.body)) > FEW_CHARS:
        return False
    if _CHALLENGE.search(reply.body):
        return True
    if _SCRIPT_SETS_COOKIE.search(reply.body) and _SCRIPT_LEAVES.search(reply.body):
        return True
    unscripted = " ".join(_text(_TAG.sub(b" ", part)) for part in _NOSCRIPT.findall(reply.body))
    return bool(_WANTS_SCRIPT.search(_seen(reply.body) + " " + unscripted))


def refuses_readers(reply: Reply) -> bool:
    """Whether a short page says that automatic readers are not served."""
    if len(reply.body) > SMALL_BYTES or not _is_markup(reply):
        return False
    seen = _seen(reply.body)
    return len(seen) <= 4 * FEW_CHARS and bool(_BLOCK.search(seen))


def _is_markup(reply: Reply) -> bool:
    return reply.body.lstrip()[:1] == b"<" or "html" in reply.headers.get("content-type", "")


def _seen(body: bytes) -> str:
    return _text(_HIDDEN.sub(b" ", body))


def _text(data: bytes) -> str:
    return " ".join(unescape(data.decode("utf-8", "replace")).split())
