"""How texts say from when a rule applies and until when one may comment. In: nothing. Out: patterns for nlp/act_dates.py."""

import re

from nlp.acting_words import Patterns


def _patterns(**by_language: str) -> Patterns:
    return {language: re.compile("".join(words.split())) for language, words in by_language.items()}


EFFECT = _patterns(
    de=r"""[Ii]n\sKraft|[Ii]nkrafttret|(?:tritt|treten|trat|traten)\b(?=[^.;]{0,80}\bin\sKraft)|\b[Gg](?:ilt|elten)\b|[Aa]nzuwenden
        |[Aa]nwendbar|angewandt|[Aa]nwendung\sfind|(?<!un)wirksam
        |\b[Gg]reif(?:t|en)\b|mit\sWirkung\s(?:vom|zum|ab)|Geltungsbeginn|Anwendungsbeginn|Stichtag""",
    en=r"""\beffect\b|\bforce\b|\beffective\b|\bappl(?:y|ies|ying)\b|\bkicks?\sin
        |\bgoes?\slive\b""",
    zh=r"""施行|生效|实施|實施|起执行|起執行|起适用|起適用|废止""",
)
# Of an act that is put off; of any other they tell of another one.
DELAY = _patterns(
    de=r"""verschoben|verschiebt|verschob|Verschiebung|frühestens|verlänger[tn]""",
    en=r"""\bnew\sdate\b|\bback\b|\bpostpone\w*|\bdelay\w*|\bextend\w*""",
    zh=r"""适用日期|推迟至|推遲至|推迟到|延至|延长至|延長至|延长一年|延期至|顺延至|推至""",
)
# Beside a day these words are enough where the sentence tells of the act itself.
FROM = _patterns(
    de=r"""(?i)\b(?:ab|vom|von|mit|zum)(?:\s(?:dem|den))?\s*$""",
    en=r"""(?i)\b(?:from|starting|beginning|as\sof|effective|start(?:s)?|begins?)(?:\son)?(?:\snext)?\s*$""",
    zh=r"""(?:自|由|从|從)\s*$""",
)
# "Seit Montag", "from Monday": a weekday counts where it stands so, far up.
SINCE = _patterns(
    de=r"""\b(?:[Ss]eit|[Aa]b)\s*$""",
    en=r"""\b(?:[Ss]ince|[Ff]rom|[Ss]tarting|[Bb]eginning|[Ee]ffective)\s*$""",
    zh=r"""自\s*$""",
)
UP_TO = _patterns(
    de=r"""\b(?:auf|bis|erst)(?:\s(?:den|dem|zum|am|ab))*\s*$""",
    en=r"""\b(?:to|until|till|ending|ends)(?:\son)?\s*$""",
    zh=r"""[至到]\s*$""",
)
# "Erst am 1. Januar", "not until 1 January": no end, it begins then.
NOT_BEFORE = _patterns(
    de=r"""\berst(?:\s(?:den|dem|zum|am|ab))*\s*$|\bnicht\s(?:schon\s)?vor\s(?:dem\s)?$""",
    en=r"""(?:\bnot|n['’]t|\bonly)\b[^.;]{0,60}\b(?:until|till)(?:\son)?\s*$""",
    zh=r"""(?!)""",
)
# The day that a delay moves away from: by a word that may also tell of a start, and by words that tell of the old plan.
MOVED_FROM = _patterns(
    de=r"""\bvom\s*$""",
    en=r"""\b(?:from|since)(?:\son)?\s*$""",
    zh=r"""(?:由|从|從)\s*$""",
)
ONCE_PLANNED = _patterns(
    de=r"""(?:\b[Ss]tatt|\b[Aa]nstatt|\bursprünglich|\bbisher|\beigentlich)
        (?:\s(?:wie|am|ab|vom|zum|für|den|dem|ursprünglich|bisher|geplant|vorgesehen))*\s*$
        |\b(?:[Uu]rsprünglich|[Ee]igentlich)\s[^.;,\d]{0,40}$""",
    en=r"""\b(?:[Ii]nstead\sof|[Rr]ather\sthan|[Oo]riginally|due\son)(?:\s(?:on|from))?\s*$
        |\b(?:was|were|had\sbeen)\s(?:originally\s|initially\s)?(?:due|meant|supposed|scheduled|planned|set|expected)\s
        [^.;,\d]{0,40}$|\b(?:[Oo]riginally|[Ii]nitially|[Pp]reviously)\s[^.;,\d]{0,40}$""",
    zh=r"""(?:原定|原本|原先|原来|原來|原计划|原計劃)(?:的|在|于|於|自|从|從)*\s*$""",
)
# "They now apply from 1 January": as new as what they are moved to.
STARTS = _patterns(
    de=r"""\b(?:gilt|gelten|greift|greifen|nun|jetzt)\s[^.;,]{0,30}\b(?:ab|vom|am|zum)(?:\sdem)?\s*$""",
    en=r"""\b(?:appl(?:y|ies|icable)|effect|force|start|starts|begin|begins|binding)\s(?:only\s)?(?:from|on)\s*$""",
    zh=r"""(?!)""",
)
# Behind "from 1 January" they say that it begins then, after all.
ONWARDS = _patterns(
    de=r"""\s+an\b""",
    en=r"""\s+(?:on|onwards?)\b(?!\s\d)|,?\s+(?:and|with|but)\b""",
    zh=r"""起""",
)
CAME = _patterns(
    de=r"""\b[Ss]eit\b|\b(?:trat|traten)\b|in\sKraft\sgetreten|\bgalt\b""",
    en=r"""\b(?:came|entered|went)\sinto\s(?:force|effect)|\btook\seffect|\bput\sinto\sforce|\bsince\b|\bkicked\sin|\bhas\s(?:applied|taken\seffect)""",
    zh=r"""已(?:于|於)?[^，。]{0,12}(?:生效|施行|实施)|正式(?:生效|施行|实施)""",
)
# "Since September", "came into force in May": never the one to come.
LAST = _patterns(
    de=r"""\b[Ss]eit(?:\s(?:dem|Anfang|Mitte|Ende))?\s*$|\btrat(?:en)?\s(?:\w+\s){0,3}(?:am|im|zum)\s*$""",
    en=r"""\b[Ss]ince\s(?:early\s|late\s|mid-)?$|\b(?:came|entered|went)\sinto\s(?:force|effect)\s(?:on|in)\s*$
        |\btook\seffect\s(?:on|in)\s*$""",
    zh=r"""已(?:于|於|自|从|從)\s*$""",
)
# It applies from the day after.
NEXT_DAY = _patterns(
    de=r"""\b(?:tritt|treten)\b[^.;]{0,30}\bam\s(?:folgenden\sTag|nächsten\sTag|Tag\s(?:darauf|danach))""",
    en=r"""\b(?:effect|force|appl(?:y|ies)|effective)\s(?:on\s)?the\s(?:next|following)\sday\b""",
    zh=r"""(?<!公布)(?<!公佈)(?<!颁布)(?<!刊登)(?<!之)(?:次日|翌日)起?(?:即)?(?:生效|施行|实施|實施|执行|執行)""",
)
AFTER = _patterns(de=r"""\s+nach\b""", en=r"""\s+(?:after|from)\b""", zh=r"""[后後]""")
IMMEDIATE = _patterns(
    de=r"""mit\ssofortiger\sWirkung|\b[Aa]b\ssofort\b|(?:[Vv]on|[Aa]b|[Ss]eit)\s(?:heute|Mitternacht)
        |tritt\b[^.;]{0,40}\b(?:mit|am\sTag)(?!\snach)[^.;]{0,20}(?:Verkündung|Veröffentlichung|Bekanntmachung)\b(?!\sfolg)
        |um\sMitternacht\sin\sKraft|\b(?:gilt|gelten|wirkt|wirken|tritt)\b[^.;]{0,20}\bsofort\b|sofort\s(?:wirksam|vollziehbar|in\sKraft)|sofortigen?\sVollzug""",
    en=r"""with\simmediate\seffect|takes?\seffect\simmediately|\beffective\s(?:immediately|upon\s(?:publication
        |signing|issuance))|\b(?:[Ff]rom|[Aa]s\sof|[Ss]tarting)\s(?:today|this\smorning|midnight)\b
        |appl(?:y|ies)\simmediately|immediately\seffective|(?:in\sforce|effective)\sat\sonce|takes\sforce\simmediately""",
    zh=r"""自[^，。]{0,4}(?:公布|发布|發布|印发|签署|簽署|通过|即日|刊登|下发)之日起(?!\d|[^，。施生实]{1,8}(?:日|月|年)后)|即日起|即日生效|即时生效|即時生效|今(?:日
        |天)?(?:[（(]\d{1,2}日?[）)])?日?起|今日起|立即生效""",
)
TODAY = re.compile(r"heute|Mitternacht|today|morning|今")
# Until or from when one may apply, for money or for a place, is not from when the rule applies.
ASKING = re.compile(
    r"\b(?:Förder)?[Aa]nträge\b|\bBewerbung(?:en|sfrist|sphase)?\b|\bAntrags(?:frist|phase|fenster)\b|\bInteressenbekundung"
    r"|\bApplications\b|\bapplications\s(?:open|close|are|can|may|must|will)\b|\b[Ee]xpressions\sof\sinterest\b"
    r"|申报材料|提交申[请請]|(?:申报|申報|报名|報名|申请|申請)(?:时间|時間|期限|截止)"
)
TAKING = re.compile(r"接受[^，。；]{0,8}申[请請]|受理申[请請]|(?:接受|开放)报名")
ON_CONDITION = re.compile(r"[Rr]atif\w*|批准|交存")
DUE = _patterns(
    de=r"""(?:Stellungnahme|Konsultation|Vernehmlassung|Einsprüche|Kommentare|Anhörung|Begutachtung|Rückmeldung
        |Äußern|äußern|Einwendungen|Hinweise|Frist)\w*\b|Stellung\s(?:zu\s)?nehmen|dauert|läuft\b[^.;]{0,30}\bbis""",
    en=r"""[Cc]omments?\b|[Cc]onsultation\b|[Ff]eedback\b|[Rr]esponses\b|[Ss]ubmissions\b|[Vv]iews\b|[Rr]eplies\b
        |\bDATES:""",
    zh=r"""征求意见|徵求意見|反馈|反饋|意见请|意見請|截止|谘询|咨询|諮詢|预告|預告|征集|提出意见|提出意見|书面意见|書面意見|提交意见|提交意見|蒐集各界意見""",
)
UNTIL = _patterns(
    de=r"""\bbis\b|\bspätestens|endet|\bbinnen\b|\binnerhalb\b|Wochen\b|Tage\b""",
    en=r"""\buntil\b|\bby\b|\bclos(?:es|e|ing)\b|\bdue\b|\bbefore\b|\bdeadline\b|\bto\b|\bthrough\b|\bwithin\b
        |\bends?\b|\bopen\b|-day\b|\bdays\b|\bweeks\b|\bET\son\b""",
    zh=r"""前|截止|至|止|为期|為期|期限|内|內|天""",
)  # fmt: skip
# What one may get or read from now on is no rule.
OFFERED = _patterns(
    de=r"""erhältlich|\bverfügbar|abrufbar|bestellbar|herunter(?:ge)?laden|herunterzuladen|\bDownload|einsehbar|einzusehen
        |nachzulesen|(?:zur\sVerfügung|bereit)(?:ge)?(?:stell|steh)|\bst(?:eht|ehen)\b[^.;]{0,80}\b(?:bereit|zur\sVerfügung)""",
    en=r"""\bavailable\b|\bdownload(?:ed|able)?\b|\bcan\sbe\s(?:read|found|viewed|ordered|accessed)\b|\bonline\b""",
    zh=r"""可(?:供|在|于|於|通过|通過|从|從)?[^，。；]{0,14}(?:下载|下載|获取|獲取|查阅|查閱|查询|查詢|浏览|瀏覽|购买|購買|索取)|现已上线|上架""",
)
# A sentence that tells what the act brings.
OF_THE_ACT = _patterns(
    de=r"""\b(?:[Dd]amit|[Kk]ünftig|[Dd]anach|[Dd]emnach|[Dd]adurch|[Hh]iermit)\b[^.;]{0,80}\b(?:soll|k[aö]nn|m[uü][sß]|d[aü]rf|wird|werden)
        |\b(?:[Dd]as|[Dd]ie|[Dd]er|[Dd]ie\s[Nn]euen|[Nn]eue)\s(?:[\w-]*(?:[Gg]esetz|[Rr]egelung|[Vv]erordnung|[Nn]ovelle|[Rr]eform|[Pp]flicht|[Vv]erbot)
        |Regeln|Vorschriften|Vorgaben|Pflichten|Entwurf)(?:en|s|e)?\b[^.;]{0,60}\b(?:soll|wird|werden|könn)""",
    en=r"""\b[Uu]nder\s(?:the|its|this|these)\s(?:[\w-]+\s){0,3}
        (?:law|bill|act|rules?|plans?|proposals?|legislation|order|regulations?|measures?|draft|scheme|reform)\b
        |\b(?:[Tt]he|[Tt]his|[Tt]hese|[Nn]ew)\s(?:[\w-]+\s){0,2}(?:law|bill|act|rules|legislation|measures?|regulations?|reform)\s
        (?:will|lets?|allows?|requires?|bans?|bars?|obliges?|means?)\b
        |\b[Ff]rom\s[^.;]{4,20},?\s(?:[\w-]+\s){1,5}(?:can|must|may\snot|will\sbe\sable|will\shave\sto)\b""",
    zh=r"""(?:新规|新規|新法|该法|該法|法案|条例|條例|办法|辦法|草案|规定|規定|修正案)[^。；]{0,40}(?:可|须|須|应|應|不得|必须|允许|禁止|要求)
        |起[，,]?[^，。；]{0,14}(?:可以|可(?!能)|须|須|应当|應當|不得|必须|必須|禁止)""",
)
# What happens to a bill that is still talked about.
DEBATED = _patterns(
    de=r"""[Bb]eraten|[Bb]eratung|\bLesung|[Aa]bstimm|[Dd]ebatt|[Kk]onsultation|[Aa]nhörung|vorgelegt|Ausschuss\b""",
    en=r"""\bdebat|\bhearing|\bvot(?:e|ing)\b|\breading\b|\bcommittee\b|\bcomment""",
    zh=r"""审议|審議|审查|審查|表决|表決|听证|聽證|征求|徵求""",
)
TO_COME = _patterns(
    de=r"""\b[Ss]oll(?:en|te|ten)?\b|\b[Gg]eplant\b|\bvorgesehen\b""",
    en=r"""\b(?:will|would|is\sto|are\sto|due\sto)\s(?:\w+\s)?(?:take|come|enter|apply|go|kick)\b""",
    zh=r"""(?:将|將|拟|擬|预计|預計)(?:于|於|自|从|從|在)""",
)
CLAUSE = re.compile(r"[,;:](?=\s)|[，；：。]|\s(?:und|and)\s")
