"""What stands between a reader and the text. In: what a page shows. Out: does a consent form or a paywall stand there?

German, English and Chinese. The phrases are those of consent platforms and subscription offers in general.
"""

from collections.abc import Sequence
from typing import Final

from crawlers.pages.body_root import weight
from crawlers.pages.patterns import any_of

CONSENT = any_of(
    r"\bcookies?\b",
    r"before you continue|we (?:value|care about|respect) your privacy|your consent|consent to\b|legitimate interest",
    r"manage (?:your )?(?:choices|preferences|options|consent)|(?:accept|reject|allow) all\b",
    r"store (?:and/or|or) access information|our \d* ?(?:partners|vendors)|personali[sz]ed (?:ads|advertising|content)",
    r"zustimmung|einwilligung|alle akzeptieren|akzeptieren und (?:weiter|schließen)|berechtigtes interesse",
    r"mit werbung (?:und cookies )?(?:weiter|lesen)|weiter mit werbung|werbetracking|pur[- ]abo",
    r"personalisierte (?:werbung|anzeigen)|datenschutz-?einstellungen|verarbeitung ihrer daten|unsere \d* ?partner",
    r"同意并继续|同意並繼續|接受(?:所有|全部)|拒绝(?:所有|全部)|隐私(?:偏好|设置|政策)|隱私(?:偏好|設定|權政策)",
    r"个性化广告|個人化廣告",
)
CONSENT_TITLE = any_of(
    r"before you continue|(?:cookie |your )?consent(?: required)?\W*$|privacy (?:settings|gate|choices)",
    r"zustimmung|einwilligung|datenschutz-?einstellungen|cookie[- ](?:einstellungen|hinweis|settings|wall|notice)",
    r"隐私设置|隱私設定",
)
PAYWALL = any_of(
    r"(?:subscribe|sign in|log ?in|register|create (?:a free |an )?account)\b.{0,30}\bto (?:continue|read|keep|unlock)",
    r"(?:already|are you) a subscriber|subscribers?[- ]only|for subscribers only|rest of this (?:article|story) is",
    r"(?:this|the) (?:article|story|content) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?"
    r"(?:subscribers|members)",
    r"to (?:continue|keep) reading|unlock (?:this|the full) (?:article|story)|continue reading (?:with|by|for)",
    r"(?:weiterlesen|diesen artikel (?:weiter)?lesen|artikel freischalten) (?:mit|sie|für|nur)|jetzt weiterlesen",
    r"(?:nur|exklusiv) für (?:abonnent|mitglieder|plus)|bereits (?:abonnent|abonniert|ein abo|kunde)",
    r"dieser (?:artikel|inhalt|text|beitrag) ist (?:nur |exklusiv )?(?:für|kostenpflichtig|abonnent|plus)",
    r"(?:inhalt|artikel) freischalten|mit (?:einem )?(?:digital-?)?abo (?:weiter)?lesen",
    r"(?:probemonat|probeabo) (?:abschließen|testen|bestellen)|zugang zu allen (?:artikeln|inhalten)",
    r"付费(?:阅读|内容|文章|后)|付費(?:閱讀|內容|會員)|(?:会员|會員)(?:专享|專享|专属|可读|限定)|开通会员",
    r"订阅(?:后|以|用户|会员).{0,8}(?:阅读|查看|继续|专享)|訂閱(?:後|以|用戶).{0,8}(?:閱讀|繼續)",
    r"余下全文|剩余\d+%|试读(?:结束|部分)|登录后(?:查看|阅读)全文|登入後閱讀|此(?:文|篇)为(?:付费|会员)",
)
CONSENT_SHARE: Final = 0.6  # of the text; an article about cookies stays below in its paragraphs
CONSENT_KINDS: Final = 3  # different phrases on a page that has hardly any other text
LITTLE: Final = 250  # letters
TEASER: Final = 2_500  # letters; a longer text that JSON-LD calls paid for is there all the same
SURE_TEASER: Final = 1_000  # letters; many pages call all their articles paid for
SHORT_TEASER: Final = 1_500  # letters; where only phrases speak for a paywall
LONGEST_LINE: Final = 5_000  # no consent form has longer ones; hostile pages do
PHRASE_CHARS: Final = 300  # longer lines are text about paywalls, not the offer


def consent_wall(title: str | None, paragraphs: Sequence[str], shown: Sequence[str]) -> str | None:
    """Why this is a consent form; `shown` are all lines of the page."""
    total = sum(map(weight, paragraphs))
    asking = sum(weight(one) for one in paragraphs if len(_phrases([one])) > 1)
    if total and asking > CONSENT_SHARE * total and total < 2 * TEASER:
        return "the text is a consent form"
    titled = bool(title and CONSENT_TITLE.search(title))
    if total - asking > (TEASER if titled else LITTLE):
        return None
    kinds = len(_phrases(shown))
    return f"{kinds} consent phrases and hardly any other text" if kinds >= CONSENT_KINDS else None


def paywall(paragraphs: Sequence[str], shown: Sequence[str], *, paid: bool | None) -> str | None:
    """Why this is only a teaser; `paid` is what the page's own data says about it."""
    total = sum(map(weight, paragraphs))
    if paid is False or total > (TEASER if paid else SHORT_TEASER):
        return None
    cut = not paragraphs or paragraphs[-1].rstrip(" ]").endswith(("…", "..."))
    if paid and (cut or total < SURE_TEASER):
        return "the page says it is paid for, and the text is short"
    found = next((match for line in shown if len(line) < PHRASE_CHARS and (match := PAYWALL.search(line))), None)
    return f"the page says: {found.group()}" if found else None


def _phrases(lines: Sequence[str]) -> set[str]:
    return {found.group().casefold() for line in lines for found in CONSENT.finditer(line[:LONGEST_LINE])}
