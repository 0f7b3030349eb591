"""What a URL is called in the store. In: a URL as written somewhere. Out: its one normal form, its host, its domain.

The normal form is also what is fetched, so only what cannot change the answer is taken away: tracking parameters, session
ids, fragments, default ports. The order of a query stays, http stays http, and bytes that are no UTF-8 stay escaped.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from articles.errors import BadInput

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_CHARS = 2048  # the limit of the sitemap protocol; longer ones are traps or embedded data
MAX_WRITTEN_CHARS = 4 * MAX_CHARS  # before tracking is dropped
MAX_HOST_CHARS = 253
DEFAULT_PORTS = {"http": 80, "https": 443}

_TRACKING = re.compile(
    r"""(?xi)
    (?: utm | wt | pk | piwik | mtm | matomo | at | ns | hsa | vero | oly | share | guce | sc | stm | itm | iesrc )_ .+
    | _?(?: fbclid | gclid | gclsrc | gbraid | wbraid | dclid | msclkid | yclid | twclid | ttclid | igshid | li_fat_id )
    | (?: mc_cid | mc_eid | mkt_tok | _hsenc | _hsmi | hsctatracking | _ga | _gl | _branch_match_id | epik | s_kwcid )
    | (?: xtor | xtref | cmp | cmpid | cmp_id | ocid | icid | ncid | ito | smid | smtyp | emc | ftag | srnd | taid | guccounter )
    | (?: ref_src | ref_url | referrer_id | traffic_source | newsletter_id | campaign_id | wtmc | wtrid | mwlink | spm | scm )
    | (?: isappinstalled | tt_from | nsukey | wxshare_count | share_token | sharefrom | bd_vid | weibo_id )
    """
)
_SESSION = re.compile(r"(?i)jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|cfid|cftoken|zenid|osCsid")
_SOMETIMES_SESSION = frozenset({"s", "sid", "session"})
_SESSION_VALUE = re.compile(r"(?i)(?=.*\d)[0-9a-z]{16,}")
_REFERRER = frozenset(
    {"ref", "referer", "referrer", "source", "src", "from", "via", "partner", "feed", "origin", "rss", "cid"}
)
_REFERRER_VALUE = re.compile(
    r"(?i)\d?(?:rss\d?|rss[-_.]?feed|feeds?|atom|newsletter|nl|e?mail|push|app|share|social|home(?:page)?|hp|true|"
    r"twitter|facebook|fb|linkedin|whatsapp|telegram|mastodon|bluesky|threads|xing|flipboard|google(?:news)?|"
    r"weibo|wechat|weixin|qq|timeline|singlemessage|groupmessage)"
)
_SESSION_IN_PATH = re.compile(r"(?i);jsessionid=[^/;]*|/\([a-z]\([0-9a-z]{8,}\)\)(?=/)")
_ASCII_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_IPV6 = re.compile(r"(?=.*:)[0-9a-f:.]+")
_PORT = re.compile(r":\d+$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|([^A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]|])")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_FRONT_PAGE = re.compile(r"(?i)/(?:index\.\w+)?")


@lru_cache(maxsize=8192)
def normalise(url: str) -> str:
    """The key of a URL in the store; the same for every way of writing it. Raises: BadInput for what is no http(s) URL."""
    if len(url) > MAX_WRITTEN_CHARS:
        raise BadInput(
            f"a URL of {len(url)} characters, at most {MAX_CHARS} are read: {url[:80]}...", subject=url[:200]
        )
    split = _split(url)
    host = _host(split, url)
    path = _path(split.path)
    query = _query(split.query)
    fragment = "#" + _escape(split.fragment) if split.fragment.startswith("!") else ""
    normal = f"{split.scheme.lower()}://{host}{path}{'?' + query if query else ''}{fragment}"
    if len(normal) > MAX_CHARS:
        raise BadInput(
            f"a URL of {len(normal)} characters, at most {MAX_CHARS} are read: {normal[:80]}...", subject=url
        )
    return normal


def join(base: str, link: str) -> str | None:
    """A link as found in a page or feed at `base`, normalised; None for mailto:, javascript: and what is no URL at all."""
    try:
        return normalise(urljoin(base, link.strip()))
    except (BadInput, ValueError):
        return None


def host_of(url: str) -> str:
    """host[:port], lower case, without a default port. Raises: BadInput."""
    return _host(_split(url), url)


@lru_cache(maxsize=8192)
def registrable_domain(url: str) -> str:
    """The domain somebody registered: cac.gov.cn of https://www.cac.gov.cn/x. An address or bare name stands for itself."""
    name = _PORT.sub("", host_of(url))
    found = _suffixes()(name)
    if found.top_domain_under_public_suffix or found.suffix or found.ipv4 or name.startswith("["):
        return found.top_domain_under_public_suffix or name
    return ".".join(name.split(".")[-2:])  # a suffix nobody lists is one label long


def may_be_canonical(canonical: str, *, of: str) -> bool:
    """May a page's rel=canonical name it? Only within its own registrable domain, and never a front page."""
    try:
        normal = normalise(canonical)
        same = registrable_domain(normal) == registrable_domain(of)
    except BadInput:
        return False
    split = urlsplit(normal)
    return same and not (_FRONT_PAGE.fullmatch(split.path) and not split.query)


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url.strip())
        valid = split.scheme.lower() in DEFAULT_PORTS and bool(split.netloc) and "\\" not in split.netloc
        url.encode("utf-8")
        split.port  # noqa: B018 (reading it is the check)
    except ValueError as error:
        raise BadInput(f"'{_shown(url)}' is no URL: {error}", subject=_shown(url)) from error
    if not valid:
        raise BadInput(f"'{_shown(url)}' is no web address; expected http://... or https://...", subject=url)
    return split


def _shown(url: str) -> str:
    return url[:200].encode("utf-8", "replace").decode("utf-8")


def _host(split: SplitResult, url: str) -> str:
    given = (split.hostname or "").rstrip(".")
    name = f"[{given}]" if _IPV6.fullmatch(given) else _ascii(given)
    if not name:
        raise BadInput(f"'{_shown(url)}' names no host; expected https://host/path", subject=url)
    port = split.port
    return name if port is None or port == DEFAULT_PORTS[split.scheme.lower()] else f"{name}:{port}"


def _ascii(name: str) -> str:
    """A host name as DNS knows it; empty when it cannot be one."""
    if len(name) > MAX_HOST_CHARS:
        return ""
    if not name.isascii():
        import idna

        try:
            name = idna.encode(name, uts46=True).decode("ascii").lower().rstrip(".")
        except UnicodeError:
            return ""
    return name if _ASCII_HOST.fullmatch(name) else ""


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _SESSION_IN_PATH.sub("", _escape(path)).split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    folder = bool(segments) and segments[-1] in (".", "..")
    return "/" + "/".join(kept) + ("/" if folder and kept else "")


def _query(query: str) -> str:
    parts = [_escape(part) for part in query.split("&") if part]
    return "&".join(part for part in parts if not _is_noise(part))


def _is_noise(part: str) -> bool:
    name, _, value = part.partition("=")
    if _TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    lower = name.lower()
    if lower in _SOMETIMES_SESSION:
        return bool(_SESSION_VALUE.fullmatch(value))
    return lower in _REFERRER and bool(_REFERRER_VALUE.fullmatch(value))


def _escape(text: str) -> str:
    """Escapes in one spelling: needless ones undone, needed ones upper case, whatever may not stand in a URL escaped."""
    return _ESCAPE.sub(_one_escape, text)


def _one_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "".join(f"%{byte:02X}" for byte in found[2].encode("utf-8"))
    letter = chr(int(found[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else f"%{found[1].upper()}"


@cache
def _suffixes() -> "TLDExtract":
    """The public suffix list that came with the library; never one from the network."""
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
