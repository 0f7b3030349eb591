"""A page taken over by spam. In: title and paragraphs. Out: what it advertises, or None.

Articles about gambling or pornography name it; spam also advertises it. So both are asked for: words of the trade and
words of the offer, close together or in a tail that has nothing to do with what stands above it.
"""

from collections.abc import Sequence
from typing import Final

from crawlers.pages.patterns import any_of

TRADE = any_of(
    r"(?:online|live)[- ]?casinos?|casino (?:games?|bonus|sites?)|slot ?(?:gacor|machines? online|games?)|online slots",
    r"sports ?(?:betting|book)s?|betting (?:sites?|odds|tips)|judi (?:online|bola)|togel|poker online|baccarat",
    r"lottery (?:results|tickets) online|porn(?:o|os)?\b|\bxxx\b|escort (?:service|girls)|viagra|cialis|payday loans?",
    r"sportwetten|wettanbieter|spielautomaten|online[- ]?spielothek|lotto ?online|potenzmittel",
    r"博彩|百家乐|百家樂|时时彩|時時彩|六合彩|北京赛车|幸运飞艇|老虎机|老虎機|体育投注|體育投注|娱乐城|娛樂城|快三|pk10",
    r"真人(?:娱乐|视讯|荷官)|棋牌(?:游戏|平台|app)|彩票(?:平台|网|app|投注)|电竞投注|电子游艺|线上赌场|網上賭場|网上赌场|捕鱼游戏",
    r"裸聊|约炮|成人(?:视频|影片|电影)|无码|色情(?:视频|网站)|一夜情",
)
OFFER = any_of(
    r"free spins|no[- ]deposit|welcome bonus|sign[- ]?up bonus|deposit bonus|bonus codes?|promo ?codes?|claim your",
    r"play now|join now|buy (?:cheap|online)|best odds",
    r"freispiele|willkommensbonus|ohne einzahlung|jetzt (?:spielen|registrieren|sichern)|bonus ?code|rezeptfrei",
    r"注册送|开户送|註冊送|首存|充值送|送彩金|送体验金|返水|信誉(?:平台|好)|网投|立即(?:注册|开户|下注|下载)|注册登录|优惠活动",
    r"官网(?:下载|入口|登录|app)|官方(?:网站|网址|下载|入口|平台|app)|最新(?:网址|地址|版本下载)|(?:手机版|app|安卓)下载",
    r"在线观看|免费观看|加微信|上门服务",
)
KINDS: Final = 2  # different words of the trade
OFFERS: Final = 2  # offers, counted
PER_THOUSAND: Final = 4  # trade and offers together, in 1000 characters
TAIL: Final = 0.3  # share of the text that counts as its tail
TAIL_LEAST: Final = 2  # paragraphs


def hijacked(title: str | None, paragraphs: Sequence[str]) -> str | None:
    """What the page advertises, in a few words; None where it is no spam."""
    whole = "\n".join((title or "", *paragraphs))
    return _advertises(whole) or _advertising_tail(paragraphs)


def _advertises(text: str) -> str | None:
    trade = {found.casefold() for found in TRADE.findall(text)}
    offers = len(OFFER.findall(text))
    if len(trade) < KINDS or offers < OFFERS:
        return None
    hits = len(TRADE.findall(text)) + offers
    if hits * 1000 < PER_THOUSAND * len(text):
        return None
    return f"advertises {', '.join(sorted(trade)[:3])}"


def _advertising_tail(paragraphs: Sequence[str]) -> str | None:
    """An article without a word of the trade, and a tail full of them."""
    total = sum(map(len, paragraphs))
    read = 0
    for i, paragraph in enumerate(paragraphs):
        if read > (1 - TAIL) * total or (i and len(paragraphs) - i <= TAIL_LEAST):
            head, tail = "\n".join(paragraphs[:i]), "\n".join(paragraphs[i:])
            found = None if TRADE.search(head) else _advertises(tail)
            return f"ends in a tail that {found}" if found else None
        read += len(paragraph)
    return None
