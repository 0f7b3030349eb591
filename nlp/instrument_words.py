"""How acts are called. In: nothing. Out: patterns: head nouns by type, names and noun phrases by language."""

import re

from nlp.acting_words import Patterns


def _types(**by_type: str) -> Patterns:
    return {name: re.compile("".join(words.split())) for name, words in by_type.items()}


# Head nouns by type, in all languages at once; of several in a name the first that is listed here tells its type.
TYPE_WORDS = _types(
    consultation_draft=r"""[Kk]onsultation|Referentenentwurf|Vernehmlassung|Verbändeanhörung|Normentwurf|zur\s(?:Stellungnahme
        |Kommentierung)|[Bb]egutachtung|\b[Cc]onsultation|[Pp]roposed\s[Rr]ule|[Nn]otice\sof\s[Pp]roposed
        |draft\b[^.;]{0,40}for\s(?:public\s)?comment|[Rr]equest\sfor\s(?:[Cc]omment|[Ii]nformation)
        |seeks?\s(?:comment|views|feedback)|征求意见|徵求意見|諮詢文本|公开咨询|公開諮詢|预告修正|預告修正|修正草案|預告""",
    enforcement_action=r"""Bußgeld|Geldbuße|Geldstrafe|Busse\b|Zwangsgeld|Verfahren\s(?:gegen|wegen)
        |[Vv]erfahren\b[^.;]{0,30}(?:eröffn|eingeleitet|ein$)|Ermittlung|Untersuchung\sgegen|Untersagung|untersag
        |Abmahnung|abgemahnt|Razzia|Rückruf|Verwarnung|Rüge|Auflagen|beschlagnahm|Strafe\b|sperrt|Anordnung
        |\b[Ff]in(?:e|ed|es)\b|\b[Pp]enalt(?:y|ies)|[Ii]nvestigation|\b[Pp]robe|[Pp]roceedings
        |orders?\b[^.;]{0,40}\bto\b|[Rr]ecall|[Rr]aid|[Ss]anction(?:s|ed)|[Cc]onsent\s(?:order|decree)
        |[Rr]eprimand|[Ss]eiz|[Ss]ummon|[Cc]ommitments|\bsues\b|switch\soff|[Dd]etermination|罚款|罰款|处罚|處罰|罰鍰|约谈|約談
        |责令|責令|立案|下架|通报|通報|查处|查處|查封|查获|檢獲|叫停|执行通知|執行通知|整改|拘捕|典型案例|罚没|反垄断调查|双反""",
    executive_order=r"""Dekret|Exekutiv|Präsidialerlass|[Ee]xecutive\s[Oo]rder|[Pp]residential\s[Mm]emorandum|[Pp]roclamation
        |signed\san\sorder|行政令|行政命令|总统备忘录|總統令|總統備忘錄""",
    treaty=r"""[Aa]bkommen|[Üü]bereinkommen|[Kk]onvention|[Vv]ertrag\b|[Rr]esolution|(?<!Steuer)[Ee]rklärung|Charta
        |Memorandum|[Dd]eklaration|Absichtserklärung|Pakt\b|[Tt]reaty|[Cc]onvention|[Rr]esolution|[Dd]eclaration
        |[Cc]ommuniqu|[Mm]emorandum\sof|\b[Pp]act\b|\b[Cc]harter|[Aa]ccord\b|\bMoU\b|条约|條約|公约|公約|协定|協定|宣言|决议|決議
        |备忘录|備忘錄|章程|联合声明|聯合聲明""",
    standard=r"""\bNorm\b|\bNormen\b|DIN\s|[Ss]tandard(?:s|isierung)?\b|Kriterienkatalog|ISO/IEC|\bISO\s\d|\bGB/?[TZ]?\s?\d
        |[Tt]echnical\s[Ss]pecification|标准|標準|国标""",
    funding=r"""[Ff]örder(?:programm|richtlinie|ung|aufruf|bescheid|mittel)|Zuschuss|Zuschüsse|\w*[Ff]onds\b
        |Millionen\sEuro|Milliarden|bewilligt|Zuwendung|[Ff]und(?:s|ing)?\b|[Gg]rants?\b(?!ed)|[Ss]ubsid
        |[Bb]illion\b[^.;]{0,30}(?:programme|program|package)|\bset[s]?\saside|[Aa]llocat|专项资金|資金|资金支持|补贴|補貼|算力券
        |基金|申报指南|资助|資助""",
    action_plan=r"""[Aa]ktionsplan|[Ss]trategie|[Ff]ahrplan|[Ee]ckpunkte|[Mm]asterplan|Umsetzungsplan|[Aa]ction\s[Pp]lan
        |[Ss]trategy|[Rr]oadmap|[Ww]hite\s[Pp]aper|\b[Pp]lan\b|行动计划|行动方案|規劃|规划|若干措施|若干政策|实施意见|路线图|基本計畫|基本计划|工作方案
        |计划|計畫|战略|白皮书|意见》""",
    guideline=r"""[Ll]eitlinie|[Ll]eitfaden|[Oo]rientierungshilfe|[Kk]odex|[Ee]mpfehlung|[Hh]andreichung|[Rr]ahmenwerk
        |Hinweise|[Gg]uideline|[Gg]uidance|[Cc]ode\sof\s[Pp]ractice|[Cc]ode\sof\s[Cc]onduct|[Rr]ecommendation
        |[Ff]ramework|\b[Tt]oolkit|指南|指引|准则|準則|伦理规范|自律规范|框架|倡议书|典型案例|指导意见|解释""",
    administrative_measure=r"""[Aa]llgemeinverfügung|[Ee]rlass\b|[Vv]erwaltungsvorschrift|[Mm]aßnahmen|[Bb]ekanntmachung|[Rr]undschreiben
        |Entity\sList|Entitätenliste|Ausfuhrkontrolle|Lizenz|Weisung|Direktive|\b[Mm]easures\b|\b[Pp]rovisions\b
        |\b[Nn]otice\b|[Cc]ircular|[Dd]irections?\b|[Ll]icen[cs]|[Ee]ntity\s[Ll]ist|[Dd]irective\b|[Mm]oratorium
        |[Ss]andbox|[Ee]xport\s[Cc]ontrols|办法|辦法|规定|規定|通知|公告|实施细则|細則|细则|要點|要点|清单|清單|通告|許可|许可|票價|条例施行细则""",
    law=r"""[Gg]esetz(?!lich)|Novelle|Strafrecht|\b(?:[A-Z][a-z]+\s)*Act\b|\b[Bb]ills?\b|\b[Ll]aws?\b|[Ll]egislation
        |\bAB\s\d|\bSB\s\d|(?<!方)法》|法案|法律|草案|修法|法」|刑法|促进法|基本法|法修""",
    regulation=r"""[Vv]erordnung|[Rr]ichtlinie|[Ss]atzung|[Dd]urchführungsrechtsakt|Rechtsakt|[Bb]ebauungsplan|Regeln
        |[Rr]egulation|[Rr]ule\b|[Rr]ules\b|[Oo]rdinance|[Dd]ecree|[Dd]elegated|[Dd]irective|[Cc]ode\b|条例|條例|规则|規則
        |施行令|法规|令\b""",
)


_ENGLISH_HEAD = (
    r"(?:Act|Bill|Law|Regulations?|Directive|Guidelines?|Guidance|Code of Practice|Code|Framework|Strategy|Order"
    r"|Rules?|Convention|Declaration|"
    r"Charter|Plan|Standard|Treaty|Directions|Measures|Provisions|Resolution|Decree|Ordinance|Circular|Notice|List"
    r"|Roadmap|Sandbox|Program(?:me)?|"
    r"Fund|Initiative|Pathway|Compact|Pact|Agreement|Memorandum|Determination|Profile|Recommendation|Omnibus|Package|Blueprint|Statement|Policy|Scheme|Toolkit|Playbook|Statute)"
)
_ENGLISH_NOUN = (
    r"(?:executive order|consent decree|consent order|code of practice|code of conduct|action plan|general approach"
    r"|negotiating (?:position|mandate)|memorandum of understanding|enforcement decree"
    r"|interim final rule|final rule|proposed rule|bill|law|act|regulations?|directive|guidelines?|"
    r"guidance|framework|strategy|order|rules?|convention|declaration|charter|standard|treaty|directions|measures"
    r"|provisions|resolution|decree|"
    r"ordinance|circular|notice|roadmap|sandbox|programme|program|fund|pact|agreement|memorandum|amendments?"
    r"|moratorium|ban|fine|penalty|"
    r"investigation|probe|proceedings|consultation|subsidy|subsidies|licen[cs]es?|sanctions|plan"
    r"|export controls|restrictions|limits|exemption|levy|tax|tariffs|(?<!self-)determination|legislation|code|proposals?"
    r"|settlement|commitments|provisions?|norms|standards|licence changes|manifesto|blueprint|toolkit|pathway)"
)
# Words that no name of an act begins with, though they stand before its noun.
_NO_ADJECTIVE = (
    r"(?:the|a|an|its|their|his|her|this|that|these|those|any|some|no|each|every|to|of|on|in|at|by|for|with|from"
    r"|under|over|and|or|but|has|have|had|is|are|was|were|be|been|"
    r"will|would|may|must|can|it|they|he|she|who|which|today|yesterday|\w+day|night|morning|as|than|up|down|off"
    r"|out|into|against|after|before|\d+|"
    r"[a-z]\w+(?:ed|es)|sign|signs|puts?|sets?|seeks?|lets?|opens?|more|most|new|two|three|four|five|several)\b"
)
NAMES = {
    "de": re.compile(
        r"(?:[A-ZÄÖÜ]\w*(?:gesetz|verordnung|richtlinie|leitlinien?|leitfaden|satzung|verfügung|plan|strategie"
            r"|katalog|norm|standard|programm|empfehlung|kodex|konvention|übereinkommen|abkommen|novelle"
            r"|direktive|entwurf|erklärung)\w{0,2}\s)[„»][^“”«\n]{4,110}[“”«]"
        r"|\b(?:[A-Z][\w’-]+\s){1,5}(?:Act|Bill|Order|List|Code|Guidelines|Rules)\b"
        r"|\b(?:DIN|ISO|EN|IEC)[ /A-Z]*\d[\d-]*"
    ),
    "en": re.compile(
        r"\b(?:House Bill|Senate Bill|Assembly Bill|Bill|Decree|AB|SB|HB)\s(?:No\. )?(?:C-)?\d+"
        r"|\b(?:[A-Z][\w’'-]+\s(?:of\s)?){1,5}\([A-Z][^()]{3,80}\)\s(?:Act|Bill|Directions|Regulations|Rules|Order|Code)(?:,?\s20\d\d)?"
        r"|\b(?:titled|entitled|called|dubbed|document,|guidance,|report,)\s[“\"](?P<quoted>[^”\"\n]{6,110}?)[,.]?[”\"]"
        r"|\b(?:ISO|IEC|EN)[/A-Z ]*\s\d{3,}[\d-]*"
        rf"|\b(?:[A-Z][\w’'-]*(?:\s+(?:of|on|for|and|the|to|in)\b)*\s+){{1,7}}{_ENGLISH_HEAD}\b"
        rf"(?:\s+(?:on|for|of)\s+(?:the\s+)?[A-Z][\w-]*(?:\s+(?:of|on|for|and|the|in)|\s+[A-Z][\w-]*){{0,7}})?"
        rf"|\b{_ENGLISH_HEAD}\s+(?:on|for|of|to)\s+(?:the\s+)?[A-Z][\w-]*"
        rf"(?:\s+(?:of|on|for|and|the|in)|\s+[A-Z][\w-]*){{0,8}}"
    ),
    "zh": re.compile(
        r"《[^》\n]{3,70}》"
        r"(?:（[^）]{2,12}）|修正案|修订(?:案|草案)|修訂案|國家標準|强制性国家标准|国家标准|部分條文修正(?:草案)?)?"
        r"|「[^」\n]{2,36}(?:法|條例|辦法|規定|要點|指引|規範|準則|計畫|草案)」(?:及「[^」]{2,30}」)?(?:部分條文修正|修正草案)?"),
}  # fmt: skip
_GERMAN_NOUN = (
    r"(?:gesetz(?:entwurf)?|verordnung|richtlinien?|leitlinien?|leitfaden|orientierungshilfe|satzung|verfügung"
    r"|erlass|aktionsplan|strategie|eckpunkte|katalog|norm|"
    r"programm|förderung|empfehlung(?:en)?|kodex|konvention|übereinkommen|abkommen|resolution|erklärung|novelle"
    r"|entwurf|referentenentwurf|dekret|"
    r"bußgeld|geldbuße|geldstrafe|strafe|verfahren|konsultation|vernehmlassung|fonds|maßnahmen|moratorium|verbot"
    r"|lizenz(?:en|pflicht)?|regeln|bekanntmachung|direktive|"
    r"charta|vertrag|memorandum|zuschuss|reform|neufassung|änderung|anordnung|standard|paket|beschluss|plan|liste"
    r"|vorschlag|allgemeinverfügung|verschiebung|aufhebung|initiative|rahmenwerk|tarif|abgabe|neuordnung"
    r"|sperre|stopp|pflicht|aufschub|rundschreiben|vorschrift|anweisung|-ordnung|ordnung|freigabe|feststellung|auflagen)"
)
PHRASES = {
    "de": re.compile(
        rf"\b(?:(?!(?:heute|eine|keine|seine|ihre|diese|jede|alle|ohne|gerne|unte|hinte|ode|abe)[nrsm]?\s)(?:[a-zäöü]+e[nrsm]?|Delegierten?|Gemeinsamen?|Nationalen?|Vorläufigen?"
            rf"|Neuen?)\s+)?(?:[A-ZÄÖÜ][\w-]*-\s(?:und|oder)\s)?(?=[A-ZÄÖÜ])[\w-]*?(?i:{_GERMAN_NOUN})(?:s|es|n|en|e)?\b"
        r"(?:\s+(?:über|zu|zur|zum|gegen|für|von|wegen|des|der|in(?!\s(?:sein|ihr|dies)er\s)|eines|einer"
            r"|mit)\s+[^,.;:–()„]{3,80}?(?=\s+(?:hat|ist|wird|sind|war|in die|am|auf|vor|an|ein|tritt|gilt"
            r"|verabschiedet|beschlossen|gebilligt|veröffentlicht|vorgelegt|unterzeichnet|eröffnet|geändert"
            r"|angenommen|erlassen|verhängt|eingeleitet|gestellt|aufgelegt|übermittelt|herausgegeben"
            r"|aufgehoben|zurückgezogen|verzögert|verpflichte[nt]|verstoß\w+|zu\s\w+en|für\s(?:nichtig|\w+widrig|un\w+))\b"
        r"|[,.;:–()„]|$))?"
    ),
    "en": re.compile(
        rf"(?<!\bto )\b(?:(?!{_NO_ADJECTIVE})[\w$€£’'-]+\s+){{0,2}}{_ENGLISH_NOUN}\b(?:\s+(?:on(?!\s[A-Z]\w+day)"
            rf"|for|against|over|of|about|to|into|requiring|banning|barring"
            rf"|governing)\s+[^,.;:–—()\"“]{{2,70}}?(?=\s+(?:on|by|and|after|in|from|which|that|while|with"
            rf"|as)\s|[,.;:–—()\"“]|$))?"
    ),
    "zh": re.compile(
        r"(?:对|對|就|关于|關於)[^，。；《》]{2,36}?(?:立案|约谈|約談|处罚|处以罚款|罚款|通知|公告|通报|通報|通告|决定|决议|決議|行政令|指引|办法|条例|标准|宣言|备忘录|備忘錄|法案|措施|清单)"
        r"|[\u4e00-\u9fffA-Za-z0-9“”·]{2,26}?(?:行政令|决议|決議|宣言|备忘录|備忘錄|法案|修正案|暂行最终规则|暫行最終規則|条例|條例|办法|辦法|行动计划|行動計劃|指南"
            r"|指引|标准|標準|公约|公約|清单|清單|规则|規則|条款|政策|草案|框架|公告|通告|措施|典型案例|规划|基金|新规|通知|意见|决定|方案|声明|聲明|(?<!官方)(?<!政府)公报|调查|調查)"
    ),
}  # fmt: skip
# A name that is told with its short form: "X- und Y-Gesetz, kurz XYG", "the X Act (XA)", "known as the X Act", 即《...》.
INTRODUCED = {
    "de": re.compile(
        rf"(?P<name>\b(?:[A-ZÄÖÜ][\w-]*-,?\s(?:und|oder)\s)?(?=[A-ZÄÖÜ])[\w-]*(?i:{_GERMAN_NOUN})(?:s|es|n|en|e)?\b"
        r"(?:\s(?:für|zur|zum|über)\s[^,.;:()„]{3,60}?)?)(?:,\s(?:kurz|abgekürzt):?\s|\s\((?:kurz:?\s)?)[„»]?"
        r"(?P<short>[A-ZÄÖÜ][\w-]*[A-ZÄÖÜ]\w*)"
    ),
    "en": re.compile(
        rf"(?P<name>\b(?:[A-Z][\w’'-]*(?:,?\s(?:of|on|for|and|the|to|in))*\s){{1,9}}{_ENGLISH_HEAD})\s"
        r"\((?:the\s)?[“\"]?(?P<short>[A-Z][\w&-]*[A-Z][\w-]*)[”\"]?\)"
        rf"|\b(?:[Kk]nown\sas|[Dd]ubbed|called|titled|entitled|named)\s(?:the\s)?[“\"]?"
        rf"(?P<known>(?:[A-Z][\w’'-]*(?:,?\s(?:of|on|for|and|the|to|in))*\s){{1,9}}{_ENGLISH_HEAD})\b"
    ),
    "zh": re.compile(
        r"(?<![以（])(?<!以下)(?:即|简称|簡稱|名为|名為|称为|稱為|全称|全稱)(?:为|為|是)?[“「]?"
        r"(?P<known>《[^》\n]{3,60}》|[^，。；（）“”「」《》]{2,20}(?:法|法案|条例|條例|办法|辦法)(?=[”」，。；]))"
    ),
}  # fmt: skip
# A standard's number, as in ISO/IEC 24970, DIN EN 12345-2, GB/T 12345-2026; not that of the one that another follows.
DESIGNATION = re.compile(
    r"(?<![A-Za-z\d/])(?:pr)?(?:DIN|ISO|IEC|EN|ETSI|IEEE|ITU-T|VDE|VDI|BS|ANSI|ÖNORM)(?:[ /-](?:pr)?[A-Z][A-Za-z]{1,5})*[ -]"
    r"(?:[A-Z][. ]?)?\d{3,}(?:\s\d{3})?(?:[-.:]\d+)*(?![A-Za-z\d])"
    r"|(?<![A-Za-z\d/])(?:GB|YD|JR|GA|SJ|CNS|T/[A-Z]{2,8}|DB\d{2}|TC260)(?:/[TZ])?[ -]?\d[\d.]{2,}(?:[—–-]{1,2}\d{4})?(?!\d)"
)
MEASURES = {
    "de": tuple(
        (re.compile(pattern), name)
        for pattern, name in (
            (r"gegen\s(?P<whom>[^,.;]{3,60}?)\s(?:ein\w*\s"
                r"|wegen\s[^,.;]{3,60}?\s)?(?P<what>(?:förmliches\s)?(?:Bußgeld|Geldbuße|Strafe|Zwangsgeld"
                r"|Geldstrafe|Verfahren|Ermittlungen|Kartellverfahren))", r"\g<what> gegen \g<whom>"),
            (r"(?P<what>Bußgeld|Geldbuße|Strafe|Zwangsgeld|Verfahren"
                r"|Ermittlungen)\b[^,.;]{0,50}?\sgegen\s(?P<whom>[^,.;]{3,50}?)(?=\s(?:wegen|ein|verhängt"
                r"|eröffnet|eingeleitet|auf)\b|[,.;]|$)", r"\g<what> gegen \g<whom>"),
            (r"(?:hat|haben)\s(?P<whom>(?:de[nrm]|die|das|dem)\s[^,.;]{3,50}?)\sabgemahnt", r"Abmahnung gegen \g<whom>"),
        )
    ),
    "en": tuple(
        (re.compile(pattern), name)
        for pattern, name in (
            (r"\bfin(?:ed|es)\s(?!of\b)(?P<whom>\w[^,.;()]{2,60}?)"
                r"(?=\s(?:[£$€]|\d|A\$|US\$|S\$|more|a\s|over|for|after)|[,.;]|$)", r"Fine on \g<whom>"),
            (r"\b(?P<what>fine|penalty)\b[^,.;]{0,40}\s(?:on|against)\s(?P<whom>\w[^,.;()]{2,60}?)(?=\s(?:for|over|after"
                r"|because)|[,.;]|$)", r"\g<what> on \g<whom>"),
            (r"\b(?:investigation|probe|inquiry)\s(?:into|of)\s(?P<whom>\w[^,.;()]{2,80})", r"Investigation into \g<whom>"),
            (r"\bproceedings\sagainst\s(?P<whom>\w[^,.;()]{2,60}?)"
                r"(?=\s(?:for|over|after)|[,.;]|$)", r"Proceedings against \g<whom>"),
            (r"\border(?:ed|s)\s(?P<whom>\w[^,.;()]{2,60}?)\sto\s(?P<what>[^,.;]{3,60})", r"Order against \g<whom> to \g<what>"),
        )
    ),
    "zh": tuple(
        (re.compile(pattern), name)
        for pattern, name in (
            (r"(?:^|[，。；：])(?P<whom>[^，。；：《》因被]{2,24})因[^。；]{2,120}?被[^。；]{0,40}?(?P<what>行政处罚|罚款|罰款|约谈|約談|通报|处罚)",
                r"对\g<whom>\g<what>"),
            (r"(?:对|對|向)(?P<whom>[^，。；]{2,40}?)(?:作出|处以|處以|开出|實施|实施|启动|啟動)?(?P<what>[^，。；]{0,12}?(?:行政处罚|罚款|罰款"
                r"|立案调查|立案|调查|整改令|约谈|約談|执行通知|執行通知|处罚|罰鍰))", r"对\g<whom>\g<what>"),
            (r"(?P<what>约谈|約談)(?:了)?(?P<whom>[^，。；]{2,30})", r"\g<what>\g<whom>"),
            (r"(?P<what>通报|通報)(?:了)?(?P<whom>一批[^，。；]{2,30})", r"\g<what>\g<whom>"),
        )
    ),
}  # fmt: skip
