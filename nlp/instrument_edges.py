"""Where the name of an act begins and ends, and what is none. In: nothing. Out: patterns for nlp/instruments.py.

No names are those of the rules that something is based on, of newspapers, of "the matters concerned".
"""

import re

BASED_ON = {
    "de": re.compile(
        r"(?:nach|gemäß|laut|auf Grundlage|aufgrund|gegen|verstößt|nach dem|nach der|aus der|zur|der|des"
        r"|zum)\s+(?:de[rmns]\s|die\s)?$"
    ),
    "en": re.compile(
        r"(?:under|pursuant to|based on|violat\w+|breach\w*|implement\w*|transpos\w+|supplement\w*|of|with|since|in|by|despite"
        r"|unlike)\s+(?:the\s+|its\s+)?$"
    ),
    "zh": re.compile(
        r"(?:根据|根據|依据|依據|按照|依照|违反|違反|依|按|贯彻|落实|援引|涉嫌违反)(?:[^，。]{0,4})?(?:《[^》]*》[、和及等])*$"
    ),
}
HEADING = re.compile(
    r"关于[^，。；《》]{2,60}(?:的|之)(?:[\u4e00-\u9fff]{0,4}?)(?:通知|公告|决定|意见|通报|通告|批复|函)(?=$|[\s（(])"
    r"|公告\s?20\d{2}年第\s?\d{1,4}\s?号"
)
NO_NAME = re.compile(
    r"^(?:Kein|No)\b|^《[^》]*(?:报|報|周刊|週刊|杂志|雜誌|新闻|新聞|财经|时代|評論|评论)》$|\b(?:Administration|Ministry|Authority|Commission|Department|Bureau|Office|Agency)\b"
)
NO_ACT = frozenset(("意见", "意見", "提交意见", "提出意见", "提出意見", "听取意见", "征求意见", "公开征求意见"))
# An announcement of "the matter concerned" says nothing of what it is about.
EMPTY = re.compile(
    r"^(?:上述|该|該|此|这|這|其|如下|一项|一份|最新|了)*(?:(?:有关|有關|相关|相關|具体|具體)(?:事项|事項|情况|情況|问题|問題|事宜|工作|政策)?"
    r"|(?:事项|事項|情况|情況|问题|問題|事宜))的?(?:公告|通告|通报|通報|通知|决定|決定|意见|意見|办法|辦法|措施|声明|聲明|方案|文件|调查|調查)$"
)
# What it is about, then: in the text, and what is done to what in the headline.
ABOUT = re.compile(
    r"(?:关于|關於)[^，。；《》]{3,60}?的(?:App)?(?:公告|通告|通报|通報|通知|决定|決定|意见|意見|批复|函)"
)
TOWARD = re.compile(r"(?:对|對)(?!话|外|话|话|此)[^，。；：\s]{4,60}")
# The head of a noun phrase ends here; 通知关于... begins there.
HEAD_ENDS = re.compile(r"\s(?:über|zu|zur|zum|für|gegen|von|des|der|on|for|of|to|about|governing|requiring)\s.*$")
BEFORE_ABOUT = re.compile(r"^.+?(?=(?:关于|關於).{4})")
ISSUED_BY = re.compile(r"^[^：，。《》]{2,14}：")
# "The country's law on X" is the law on X.
OWNED = re.compile(r"^(?:[\w-]+\s)?[\w-]+[’'](?:s\s|\s)")
# Subject and verb before the noun phrase of an act.
DOING = re.compile(
    r"^.*(?:签署|簽署|公布|发布|發布|印发|下发|下達|下达|修订后的|修訂後的|通过|通過|宣布|推出|出台|制定|批准|提交|敲定|修订(?!案|草案|的)|修訂(?!案|草案|的)|日前|\d日|将)(?:了)?(?:一[项份部]|其|該|该)?(?=[^，。]{2,})"
)
HEADLINE_TAIL = re.compile(r"\s+[–—|-]\s+.*$|[　]\s*.*$")
LEADING = re.compile(
    r"^(?:The|A|An|That|This|When|On|In|Under|Of|For|And|die|der|das|den|dem|des|eine?[rnms]?|ihre?[rnm]?"
    r"|seine?[rnm]?|neuen?|the|a|an|its|of|for)\s+"
)
FOLLOWED = re.compile(
    r"(?:under|on|with|to|from|replac\w+|supersed\w+|withdr\w+|like|nach|gemäß|ersetzt|ablöst|löst|auf Basis|Grundlage|an"
    r"|anhand|entsprechend|根据|依据|按照|参照|代替|替代|取代|基于|符合|采用)\s*(?:of|von)?\s*(?:the|die|der|dem)?\s*"
    r"(?:[Nn]orm|standard|标准|《)?\s*$"
)
