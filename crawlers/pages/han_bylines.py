"""Chinese bylines -> names. In: one line of a page or of its text. Out: the reporters or authors it names.

Forms: 作者：…, 文/…, 记者 …, 本报记者…报道, （记者 … 通讯员 …）, and a signature （… …） that closes a text.
Editors, proof readers and photographers are no authors.
"""

import re

# The commonest surnames, about nine people in ten; a name that no label sets apart must begin with one.
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣"
    "余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閆阎段雷"
    "龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文施洪樊兰蘭殷颜顏聂聶关關"
    "欧歐柳葛左柯齐齊俞管辛倪温溫季路耿詹祝鲁魯毕畢焦裴涂翟庄莊包柴霍卜翁骆駱阮饶饒苗申季桂牛纪紀单單卞岳"
)
_DOUBLE_SURNAMES = "欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|皇甫|尉迟|尉遲|慕容|端木|东方|東方|令狐|公孙|公孫|夏侯"
_ROLE = re.compile(
    r"(?:作者|撰文|撰稿|采写|采寫|執筆|执笔|文字"
    r"|特约记者|记者|記者|通讯员|通訊員|特派員|评论员|(?:^|[（(\s　|｜/／])(?:文|图文|文图))"
    r"(?P<mark>\s*[:：/／丨|｜]\s*(?:图\s*)?|[\s　]+)?(?P<rest>[^。！？!?\n]{2,40})"
)
_SIGNATURE = re.compile(r"[(（]\s*(?:文[/／]?图?|图[/／]文)?\s*[:：]?\s*(?P<rest>[一-鿿·\s　、]{2,30})[)）]\s*$")
_BETWEEN = re.compile(r"[\s　、，,/／]+|通讯员|通訊員|实习生|记者|記者|实习")
_ENDS_NAME = re.compile(
    r"发自|發自|报道|報導|報道|综合|綜合|摄|攝|编辑|編輯|编译|責|责|校对|审核|来源|來源|供图|供圖|受访|受訪"
    r"|翻摄|翻攝|图[/／片]|圖[/／片]|[/／]\s*(?:文|图|圖)|文[/／]|时间|時間|发布|[)）】\]|｜;；:：]|\d"
    # 王小明文 is written by 王小明; 苏郁文 and 欧阳晓文 are names.
    rf"|(?<=[一-鿿]{{3}})(?<!(?:{_DOUBLE_SURNAMES})[一-鿿])文(?=$|[\s/／、，])"
)
_HAN = re.compile(r"[一-鿿]{2,4}(?:·[一-鿿]{1,6})?")
_LATIN = re.compile(r"[A-Za-z][\w.'-]{1,20}(?:\s[A-Z][\w.'-]{1,20}){0,3}")
_NO_NAME = re.compile(
    r"编辑|編輯|责任|校对|新闻|新聞|日报|日報|网|網|电视|社$|公司|大学|研究|中心|记者|記者"
    r"|专栏|小编|原创|匿名|佚名|未知|获悉|了解|采访|表示|图片|资料|完$|今天|昨日|本报|我们|方面|问$|说"
)
_OTHER_ROLE = re.compile(
    r"^\s*[(（【]?(?:(?:责任)?编\s?辑|責任編輯|责编|校对|审核|排版|摄影|攝影|视频|制图|監製|监制|来源|來源)"
)


def han_names(line: str) -> tuple[str, ...]:
    """The names after a label in this line; empty where there is none."""
    if _OTHER_ROLE.match(line):
        return ()
    for match in _ROLE.finditer(line):
        names = _read(match["rest"], labelled=bool(match["mark"]))
        if names:
            return names
    return ()


def han_signature(paragraph: str) -> tuple[str, ...]:
    """The names in brackets that close a text."""
    match = _SIGNATURE.search(paragraph)
    return _read(match["rest"], labelled=False) if match else ()


def _read(rest: str, *, labelled: bool) -> tuple[str, ...]:
    """Names from the start of `rest` up to the first thing that is none."""
    rest = rest.strip("　 :：")
    end = _ENDS_NAME.search(rest)
    cut = rest[: end.start()] if end else rest
    if labelled and (latin := _LATIN.match(cut)):
        return (latin[0],)
    names: list[str] = []
    for part in _BETWEEN.split(cut):
        if not part:
            continue
        if not _is_name(part, labelled=labelled):
            break
        names.append(part)
    return tuple(dict.fromkeys(names))


def _is_name(part: str, *, labelled: bool) -> bool:
    if not _HAN.fullmatch(part) or _NO_NAME.search(part):
        return False
    return part[0] in _SURNAMES or (labelled and len(part) <= 3)
