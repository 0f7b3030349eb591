r"""Words that give away what kind of text something is. In: nothing. Out: patterns by cue, three languages in one.

White space in the lists only lays them out; a real space is written \s. Chinese is written in Hans forms.
"""

import re


def _cue(*, exact: str = "", any_case: str = "") -> re.Pattern[str]:
    """A pattern of the words as written, and of those whose case does not matter."""
    folded = [f"(?i:{word})" for word in any_case.split()]
    return re.compile("|".join([*exact.split(), *folded]))


CUES: dict[str, re.Pattern[str]] = {
    "speaks as I": _cue(
        exact=r"""\b[Ii]ch\b \b[Mm]ir\b \b[Mm]ich\b \b[Mm]eine[nrms]?\b \b[Mm]einetwegen\b \bI\b \bmy\b \bme\b
        \bI'[a-z]+\b 我(?!国|们|省|市|县|区|院|部|校) 笔者 本人""",
    ),
    "speaks as we": _cue(
        exact=r"""\b[Ww]ir\b \b[Uu]ns\b \b[Uu]nsere?[nrms]?\b \b[Ww]e\b \b[Oo]ur\b \bus\b 我们 咱们 大家""",
    ),
    "argues": _cue(
        exact=r"""\bsollte[n]?\b \bmüsste[n]?\b \bdarf\snicht\b \bleider\b \bendlich\b \boffenbar\sglaubt\b \bnatürlich\b
        \bausgerechnet\b \bbitte\b \bUnsinn\b \bfalsch\b \brichtig\sso\b \bmutlos\b \bzynisch\b \bwer\sglaubt\b
        \beben\snicht\b \bwohlgemerkt\b \bshould\b \bought\b \bmust\snot\b \bsurely\b \bof\scourse\b
        \bnonsense\b \babsurd\b \blet\sus\b \blet's\b \balas\b \bfrankly\b \bwrong\b \bfoolish\b \bdeserves\b
        \bpretend\b \bimagine\b \bperhaps\b \bworse\b \btruth\sis\b 不妨 应当警惕 岂 何必 不能不 难道 恐怕 须知
        别忘了 说到底 值得 理应 何尝 未免 毕竟 可笑 其实 与其 倒不如 切莫 不该 不应""",
    ),
    "asks": _cue(
        exact=r"""[?？]""",
    ),
    "exclaims": _cue(
        exact=r"""[!！]""",
    ),
    "quotes": _cue(
        exact=r"""[„“”「」『』«»]""",
    ),
    "attributes": _cue(
        exact=r"""\bsagte[n]?\b \bteilte[n]?\b \berklärte[n]?\b \bhieß\ses\b \bzufolge\b \blaut\b \bbetonte\b
        \bberichtet\w*\b \bSprecher\w*\b \bmitgeteilt\b \bkritisierte\b \bforderte\b \bsaid\b \bsays\b \btold\b
        \baccording\sto\b \bspokes\w+\b \breported\b \bofficials\b \bstatement\b \badded\b \ba\ssource\b
        \bdeclined\sto\scomment\b 表示 据悉 记者 介绍 指出 报道 称[，：:] 受访 消息人士 发言人 透露 报导 谈及""",
    ),
    "dateline": _cue(
        exact=r"""\((?:dpa|AFP|Reuters|AP|KNA|epd|APA|sda|ots|red|lei|mh|cw)[^)]{0,12}\)
        ^[A-ZÄÖÜ][A-ZÄÖÜ\s.,/-]{3,}(?:\([^)]+\))?\s?[-–—.]
        ^\w+(?:/\w+)?(?:\s\([\w-]+\)|,\s\d{1,2}\.\s\w+)?\s?[–—]\s
        \(?(?:记者|本报|讯|综合报道|通讯员|编辑[:：]|来源[:：]) \d日?[电讯]""",
    ),
    "opinion named": _cue(
        exact=r"""评论 社论 时评 锐评 观点 专栏 随笔 杂谈 社評 社评 论坛 来论 投书 短评 快评 笔谈 投稿""",
        any_case=r"""kommentar gastbeitrag leitartikel glosse kolumne zwischenruf essay meinung replik standpunkt einspruch
        denkanstoß rezension opinion editorial op-ed column comment(?:ary)?\b letter\sto guest\sessay viewpoint
        review: the\sview\sfrom contributor essay""",
    ),
    "own press": _cue(
        exact=r"""媒体联系 联系方式 新闻稿 关于我们 答记者问 发言人 倡议 本会 我会 协会 联合会 呼吁 欢迎 本公司 我司
        我公司 应询 谘询热线""",
        any_case=r"""pressekontakt pressemitteilung über\sdas\sunternehmen über\suns ansprechpartner medienkontakt rückfragen
        presseinformation begrüßt fordert appelliert der\sverband die\sgewerkschaft
        unser(?:e|er|em)\s(?:verband|mitglieder) media\scontact press\scontact about\sus press\srelease
        for\simmediate\srelease is\spleased\sto we\swelcome welcomes calls\son notes\sto\seditors our\smembers
        today\sannounced proud\sto about\s[A-Z]\w+:?$ the\sassociation""",
    ),
    "promulgates": _cue(
        exact=r"""现予 予以公布 施行 印发 通知如下 特此 第[〇零一二三四五六七八九十百0-9]+条
        第[〇零一二三四五六七八九十百0-9]+号 征求意见 反馈意见 各省 有关单位 公告如下 决定如下 附件 通告 令第
        〔20\d\d〕 依据 根据《 主旨 公告事项 施行日期 预告""",
        any_case=r"""bekanntmachung allgemeinverfügung hiermit tritt\s.{0,40}in\skraft stellungnahme[n]?\s.{0,60}bis frist
        amtsblatt bundesgesetzblatt aktenzeichen az\. verfügung erlass §\s?\d artikel\s\d beschlossen
        rechtsgrundlage förderrichtlinie hereby effective\sdate effective\s(?:on|immediately) final\srule
        comment\speriod comments\s(?:must|are\sdue|may) federal\sregister docket pursuant\sto section\s\d
        shall\b supersedes summary: dates: article\s\d statutory
        the\s(?:board|commission|department|office)\s(?:has\s)?(?:adopted|issued|decided|published|amended)""",
    ),
    "sells": _cue(
        exact=r"""售价 优惠 试用 上手 评测 预约 扫码 下载""",
        any_case=r"""jetzt\s(?:testen|buchen|bestellen) rabatt preis(?:e)?\b im\stest testbericht verfügbar\sab sign\sup
        book\sa\sdemo pricing download hands-on we\stested our\sverdict learn\smore subscribe""",
    ),
}
