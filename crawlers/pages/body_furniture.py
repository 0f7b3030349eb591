"""Which lines are not part of an article, whoever publishes it. In: a block's text. Out: is it such a line, or not.

German, English and Chinese. A pattern covers what the whole line is about, so that a sentence of the article that
only mentions a newsletter or a copyright stays. Every pattern is tried on bounded text and has no nested repeats.
"""

import re
from typing import Final

from crawlers.pages.patterns import any_of, words

LINE_CHARS: Final = 110  # longest line of the date, byline and button kind; longer ones are sentences
CAPTION_CHARS: Final = 240  # longest caption with its credit
PROMPT_CHARS: Final = 450  # longest prompt or notice


_DAY = (
    r"(?:\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?"
    r"|\d{1,2}\.?\s+[a-zäé]{3,9}\.?,?\s+\d{4}|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)
_WEEKDAY = r"(?:(?:mo|di|mi|do|fr|sa|so|tu|we|th|su)[a-z]{0,8}[.,]*\s*)?"
_SAID = (
    r"(?:(?:first |last |zuletzt )?(?:published|updated|posted|modified|created|stand|veröffentlicht|aktualisiert"
    r"|erstellt|发布时间|发布|更新时间|更新時間|更新|發[布佈]時間|發[布佈]|发表于|發表於|發表時間|日期|时间|時間)"
    r"(?: on| am| at)?\s*[:：]?\s*)"
)
_CREDIT = (
    r"(?:责任编辑|責任編輯|责编|编辑|編輯|本文来源|文章来源|新闻来源|图片来源|圖片來源|信息来源|来源|來源|稿源|原标题|原標題"
    r"|校对|审核|责任校对|网络编辑|值班编辑|监制|摄影|图|文|圖"
    r"|text|fotos?|bild(?:er)?|videos?|photos?|images?|quellen?|source|credit|autor(?:in)?|author|redaktion"
    r"|(?:reporting|writing|editing|written) by)"
)

_COUNT = (
    r"\d+\s*(?:min(?:uten?|utes)?\.?(?: read| lesezeit| lesedauer)?|shares?|comments?|kommentare?|likes?|views?|人浏览)"
)
_NETWORK = r"(?:youtube|vimeo|instagram|facebook|twitter|x|tiktok|linkedin|telegram|spotify|mastodon|bluesky)"

LINES = any_of(
    rf"{_SAID}?{_WEEKDAY}{_DAY}[^。!?]{{0,60}}",
    rf"(?=.{{0,40}}[:：]|.*[^.。!?！？]$){_SAID}.{{0,20}}\d.{{0,40}}",  # without a colon, no sentence
    rf".{{0,50}}{_DAY}.{{0,40}}(?:{_COUNT}|(?:评论|評論|阅读|閱讀|浏览|瀏覽|点击)\D{{0,3}}\d+)[)）]?",
    rf"[（(【\[]?\s*{_CREDIT}\s*[:：／/|】丨]\s*[^。？！?!]{{0,80}}",
    r"[（(【\[]?\s*(?:作者|记者|記者)\s*[:：／/|】丨]\s*[^，。？！?!]{0,40}",
    r"[（(【\[]?\s*原(?:标题|標題)\s*[:：].{0,90}",
    r"(?:作者|记者|記者)\s.{1,14}\s(?:發表時間|发表时间|發布|发布).{0,60}",
    r"[（(]?(?:本[报報刊]|本社)?(?:特约|特派|通讯)?(?:记者|記者|通讯员).{1,20}(?:发自|發自|摄影报道|报道)[^。，,]{0,8}[）)]?",
    r"(?:reporting|writing|editing) by\s.{3,100}",
    r"(?:lesezeit|reading time|dauer|lesedauer)\b.{0,25}",
    _COUNT,
    rf"(?:link |zum |to |the |externer ){{0,3}}{_NETWORK}[- ](?:inhalt|video|beitrag|post|content)(?: laden| anzeigen| öffnen)?",
    rf"(?:see|view|watch|open|ansehen|anschauen)\b[^.!?]{{0,30}}\b(?:on|auf|bei) {_NETWORK}",
    r"(?:video |audio )?(?:verfügbar:? bis|available until)\b\D{0,14}\d[^!?]{0,30}",
    r"(?:视频|視頻|影片|音频|音頻)?(?:时长|時長)\s*[:：]?\s*\d{1,2}[:：]\d\d.{0,20}",
    r"(?:点击|點擊)?(?:播放|观看|觀看)(?:视频|視頻|影片|音频|音頻).{0,12}|(?:视频|視頻|影片)(?:加载|載入)中.{0,6}",
    r"(?:related tags|tags?|schlagwor?t(?:e|er)?|schlagwörter|keywords?|themen|topics|filed under|stichworte|标签"
    r"|關鍵字|关键词|关键字)\s*[:：].{0,90}",
    r"(?:当前位置|您的位置|您当前的位置|你的位置|所在位置|首页\s*[>＞]).{0,90}",
    r"(?:分享|转发|收藏|打印|纠错|举报|点赞|字号|关闭窗口|返回首页|返回顶部|手机看新闻|扫一扫|扫码|加载更多|参与互动|上一[篇页条]|下一[篇页条]"
    r"|阅读全文|展开全文|查看全文|点击查看).{0,24}",
    r"[（(【]?\s*(?:完|全文完|end|the end|ends)\s*[】)）]?",
    r"(?:©|\(c\) \d{4}|copyright\b|all rights reserved|alle rechte vorbehalten).{0,100}",
    r"\[?\d{1,2}\]?(?:\s+\[?\d{1,2}\]?)+.{0,12}",
)
CAPTIONS = any_of(
    r".{0,180}(?:bildrechte|fotos?|bild|photo(?: by)?|image|credit|quelle|图|圖|图片来源|圖片來源|摄)"
    r"\s*[:：/／]\s*[^.!?。:：]{2,60}",
    r".{0,160}/\s?(?:getty images|reuters|afp|ap|dpa|imago|epa|shutterstock|istock|新华社|视觉中国)[^.!?。]{0,20}",
    r".{0,180}\b\d{1,3}:\d\d(?::\d\d)?\s*(?:min\.?|std\.?)?[\s|·,]{1,4}(?:verfügbar|available)\b.{0,40}",
)
SOURCES = any_of(
    r"[（(]?(?:quellen?|sources?|mit material (?:von|der|des)|with (?:material|files) from)\b\s*[:：]?.{2,60}"
)
BYLINE = re.compile(r"(?:By|BY|Von|VON)(?:\s+(?:[A-ZÄÖÜ][\w'’.-]*|und|and|von|van|de|der|,)){1,9}[\s,|]*")

PROMPTS = any_of(
    r"(?:sign up|subscribe)\b.{0,140}\b(?:newsletter|inbox|free|alerts?|channel|e-?mail|here|premium|today)\b",
    r"(?:register|click here|tap here|log ?in|create an account)\b.{0,140}\b(?:newsletter|inbox|for free|premium"
    r"|reading experience|our app)\b",
    r"(?:get|receive|download|join|like|follow|find) (?:us|our|the|more|all)\b.{0,100}\b(?:newsletter|app|inbox|facebook"
    r"|twitter|instagram|telegram|whatsapp|youtube|google news|e-?mail)\b",
    r"follow .{1,60} on (?:twitter|facebook|instagram|x|linkedin|youtube|telegram|google news)\b",
    r"(?:if you buy|when you (?:buy|click)|we may (?:earn|receive)).{0,120}\b(?:commission|affiliate|links?)\b",
    r"(?:this|the) (?:article|story|post|piece|report) .{0,60}(?:was|is|has been|originally|first) (?:originally |first )?"
    r"(?:published|appeared|posted|produced|written by)\b",
    r"this material may not be published|reprinted with permission|republish (?:our|this)",
    r"(?:do you )?(?:got|have) (?:a|any) (?:news )?(?:tip|question|feedback|story)\b.{0,200}\b(?:contact|e-?mail|reach"
    r"|signal|send|get in touch|let us know|write to|tell us)\b",
    r"(?:please )?(?:donate|support us|support our|consider (?:supporting|donating|subscribing))\b",
    r"(?:if you.re enjoying|we want to hear|we have a small favou?r)\b",
    r"for more (?:information|stories|news)\b.{0,60}(?:visit|click|follow|see|go to)",
    r"(?:read|see|watch|also|check|don.t miss)(?: also| more| next| out| this)?\s*[:：]",
    r"disclaimer\s*:|we apologi[sz]e, but this (?:video|content)|your browser does not|please enable javascript",
    r"(?:jetzt|hier|noch mehr|immer|melden sie|abonnieren sie|abonniere|registrieren sie|folgen sie|folge|bestellen sie"
    r"|laden sie)\b.{0,140}\b(?:newsletter|abonnieren|app|whatsapp|facebook|instagram|twitter"
    r"|telegram|kanal|youtube|push|google news|podcast|kostenlos testen)\b",
    r".{0,80}\bnewsletter\b.{0,160}\b(?:informiert|abonnieren|anmelden|anmeldung|postfach|erhalten|bestellen|verpassen)",
    r"mit der (?:anmeldung|registrierung)\b",
    r"(?:lesen sie (?:auch|mehr|hier|dazu)|mehr (?:zum thema|dazu|lesen|nachrichten)|auch interessant|siehe auch"
    r"|das könnte (?:sie|dich)|lesetipp|schon gelesen|weitere artikel|passend dazu|mehr news|zum artikel)\b",
    r"(?:dieser|der) (?:text|artikel|beitrag) (?:erschien|ist (?:zuerst )?erschienen|wurde (?:zuerst|ursprünglich"
    r"|erstmals|automatisch)|stammt aus)\b",
    r"(?:dieses thema im programm|über dieses thema berichtet)",
    r"(?:fehler|rechtschreibfehler) (?:auf|im text|entdeckt|gefunden)",
    r"wir freuen uns (?:über|auf) (?:eine mail|ihre|feedback)",
    r"(?:die )?mit (?:einem|\*).{0,80}(?:affiliate|provision)|affiliate[- ]links?\b",
    r".{0,20}rechte am artikel|alle rechte vorbehalten",
    r".{0,30}(?:版权所有|不得(?:转载|轉載)|转载请|轉載請|本网注明|本站注明|仅代表作者|不代表本[网站]|不代表.{0,8}(?:观点|立场)"
    r"|违法和不良信息|网安备\s*\d|ICP[备证]\s*\d|请联系本|以上内容为.{0,12}上传"
    r"|未经.{0,16}(?:授权|许可|允许|同意).{0,8}(?:不得|禁止|严禁|请勿|谢绝).{0,6}(?:转载|摘编|复制|转发|镜像))",
    r".{0,40}网站标识码|主办单位.{0,80}(?:备案|网站地图|法律声明|联系我们|技术支持)",
    r".{0,12}(?:免责声明|版权声明|特别声明|版权与免责声明|联系我们|客服电话|举报电话|投稿邮箱|许可证号)\s*(?:[:：]|$)",
    r".{0,20}(?:关注.{0,16}(?:公众号|微信|微博)|扫描.{0,10}二维码|扫一扫|扫码.{0,6}(?:关注|下载|阅读|进入|加入|添加|查看|观看|领取)|长按.{0,8}识别|下载.{0,10}(?:客户端|APP)"
    r"|点击(?:进入|下载|查看|阅读|上方|下方)|加入.{0,8}(?:讨论|粉丝|会员))",
)
TAILS = any_of(
    r"related(?: (?:stories|articles|posts|news|topics|content|reading|links|coverage|videos?|information))?",
    r"(?:read (?:more|next|also|further)|more (?:on|from|about|stories|news|to read|in))\b.{0,50}",
    r"you (?:may|might) (?:also )?(?:like|enjoy|be interested).{0,30}|recommended(?: for you| stories| articles)?",
    r"(?:most (?:read|popular|viewed)|trending|popular (?:posts|stories)|latest (?:news|stories|posts)).{0,20}",
    r"(?:\d+ |view |post a |leave a |join the |reader |show )(?:comments?|reply|discussion|conversation)|comments? \(\d+\)",
    r"share this(?: article| story| post)?|share your story|about the authors?|about us|about [^.!?]{2,40}",
    r"notes? to editors?|(?:media|press) contacts?|contact(?: us| information)?|(?:newsletter|sign up).{0,40}",
    r"further reading|see also|editor.s (?:picks?|note)|our standards.{0,60}",
    r"lesen sie (?:auch|mehr|hier|die|dazu|weiter).{0,50}|mehr (?:zum thema|zu|von|aus|dazu|themen|artikel)\b.{0,50}",
    r"weitere (?:artikel|themen|informationen|infos|nachrichten|meldungen|beiträge|links|news|aktuelle).{0,50}",
    r"(?:verwandte|ähnliche) .{0,30}|das könnte (?:sie|dich|ihnen) .{0,30}|auch interessant.{0,20}|passend .{0,26}",
    r"(?:\d+ |leser)?kommentare?(?: \(\d+\))?.{0,12}|kommentar (?:schreiben|verfassen|hinterlassen)",
    r"schreibe?n? (?:sie )?einen kommentar|diskutieren sie.{0,30}|über (?:den autor|die autorin|uns|die autoren).{0,20}",
    r"(?:zum |zur )?(?:autor|autorin|person)(?::.{0,40})?|empfehlungen.{0,30}|meistgelesen.{0,20}|schlagwort.{0,10}",
    r"(?:artikel )?teilen.{0,12}|quellen?|pressekontakt.{0,30}|kontakt|themen|links? zum (?:thema|artikel).{0,20}",
    r"(?:相关|相關|延伸|推荐|推薦|热门|熱門|热点|热评|最新|更多|网友|精彩|猜你|今日|图片|视频|关联|热图|近期|往期|本文|其他人)"
    r"(?:阅读|閱讀|新闻|新聞|文章|报道|報導|推荐|推薦|评论|評論|资讯|专题|链接|連結|热点|内容|图片|视频|喜欢|热文|话题|回顾|排行"
    r"|导读|关键词|标签|还看了).{0,16}",
    r"我要评论|发表评论|评论区|评论列表|跟贴|文明上网.{0,30}|声明|作者简介.{0,12}|关于我们|看过本文的人还看了|.{0,12}(?:版权|免责)声明",
)
BUTTONS: Final = words(
    "share shares teilen tweet print drucken e-mail email mail facebook twitter whatsapp linkedin pinterest reddit"
    " merken copy link kopieren save follow us folgen kommentieren comment comments post pdf xing pocket flipboard"
    " telegram this on auf article artikel diesen den via per x weitersagen vorlesen anzeige werbung advertisement"
    " advert ad sponsored continues below end of story loading mehr weiterlesen read more continue reading weitere"
    " informationen view impressum inhalt table contents inhaltsverzeichnis back to top nach oben caption close"
    " schließen related tags zurück 广告 廣告 更多 分享到 微信 微博 朋友圈 qq qq空间 评论 打印 收藏"
)
MOST_LABELS: Final = 12
_EDGES: Final = " \t.:…›»>|/·•!()+-,：【】（）0123456789"


def is_line(text: str) -> bool:
    """A date, byline, button, breadcrumb, caption or editor's line."""
    if len(text) > CAPTION_CHARS:
        return False
    if CAPTIONS.fullmatch(text):
        return True
    if len(text) > LINE_CHARS:
        return False
    return LINES.fullmatch(text) is not None or BYLINE.fullmatch(text) is not None or is_button(text)


def is_source(text: str) -> bool:
    """A line that names where a text comes from, as stands below it."""
    return len(text) <= LINE_CHARS and SOURCES.fullmatch(text) is not None


def is_button(text: str) -> bool:
    """Nothing but words from buttons and labels, or nothing but marks."""
    labels = [bare for word in text.casefold().split() if (bare := word.strip(_EDGES))]
    if not labels:
        return not any(char.isdigit() for char in text)
    return len(labels) <= MOST_LABELS and all(label in BUTTONS for label in labels)


def is_prompt(text: str) -> bool:
    """A prompt to subscribe, share or read on, or a notice about rights."""
    return len(text) <= PROMPT_CHARS and PROMPTS.match(text.lstrip("-*•►>➡️👉 ")) is not None


def is_tail(text: str) -> bool:
    """A heading over what follows the article: comments, related pieces, the author's life."""
    bare = text.strip(" \t.:…›»>|/·•!+-,：【】[]*#")
    return len(bare) <= LINE_CHARS and TAILS.fullmatch(bare) is not None
