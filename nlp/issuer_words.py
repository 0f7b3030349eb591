"""How bodies are named that we do not list. In: nothing. Out: patterns by language, for nlp/issuers.py.

A head noun (ministry, Gericht, 委员会) with what belongs to it; words that only point to a body; what joins bodies; what stands
before one that is acted on.
"""

import re

_UPPER = r"[A-ZÄÖÜ][\wäöüßÄÖÜ’'-]*"
_GERMAN_HEAD = (
    r"(?:ministerium|behörde|amt|rat|regierung|kommission|parlament|gericht|gerichtshof|senat|kabinett|agentur|aufsicht"
    r"|beauftragter?n?|konferenz|versammlung|kongress|landtag|bundestag|bürgerschaft|kammer|ausschuss|verwaltung"
    r"|bank|union|büro|direktion"
    r"|datenschützer|departement|gemeinschaft|direktorium|präsidium)"
)
# Of a firm, or no body at all.
_NO_GERMAN_BODY = r"(?:Betriebs|Aufsichts|Verwaltungs|Vor|Haus|Ver|Hei|Elektro)rat"
_GERMAN_TAIL = (
    rf"(?:\s+(?:für|von|in|der|des|zur|zum|beim)\s+(?:(?:den|die|das|der|des|dem)\s+)?(?:[a-zäöü]+[en][rsmn]?\s+)?{_UPPER}"
    rf"(?:(?:,\s{_UPPER})*\s+und\s+(?:(?:die|den|der)\s+)?{_UPPER})?){{0,2}}"
)
_ENGLISH_HEAD = (
    r"(?:Ministry|Department|Office|Bureau|Board|Court|Government|Parliament|Commission|Authority|Agency|House"
    r"|Chamber|Council|Bank|Senate"
    r"|Assembly|Legislature|Cabinet|Administration|Commissioner|Committee|Treasury|Institute|Organi[sz]ation"
    r"|Service|Union|Inspectorate"
    r"|Conference|Tribunal|Federation|Congress|Executive|Regulator|Ombudsman|Secretariat|Center|Centre"
    r"|Commissioners|Directorate|Association|Alliance)"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter)"
_ENGLISH_FIELD = (
    r"(?:data|privacy|protection|antitrust|competition|internet|cyberspace|media|telecoms?|financial|securities"
    r"|market|cartel|lower|upper|central|top|supreme|high|federal|state|city|town|county|regional|constitutional|justice"
    r"|interior|foreign|digital|industry|commerce|health|education|science|technology|transport|labou?r|economy|finance"
    r"|defen[cs]e|trade|and|planning|standards|local|national|district|provincial|communications|energy|utilit(?:y|ies)"
    r"|consumer|broadcasting|aviation|gambling|food|medicines|village|borough|parish|municipal|school)"
)
_ENGLISH_BODY = (
    r"(?:authority|regulator|watchdog|government|cabinet|parliament|house|senate|legislature|ministry|agency|court"
    r"|council|commission|office|governor|president|ministers|lawmakers|board|bank|department|prosecutors|commissioners?"
    r"|judge|mayor|assembly|body|minister|MPs|senators|legislators|deputies|councillors|supervisors|city\shall)"
)
_ENGLISH_SMALL = rf"(?:{_ENGLISH_FIELD}\s+)*{_ENGLISH_BODY}"
UNKNOWN = {
    "de": re.compile(
        rf"(?:\b[A-ZÄÖÜ][\wäöüß]+(?:s|’s)\s+|\b(?:[A-ZÄÖÜa-zäöü][a-zäöüß]+(?:isch|lich|er|eidgenössisch|ständig"
            rf"|oberst)e?[nrms]?\s+))?"
        rf"\b(?:(?=[A-ZÄÖÜ])(?!{_NO_GERMAN_BODY})[\wäöüß]*-?(?i:{_GERMAN_HEAD})(?:[sne]|es|en|in)?|OVG|BGH|EuGH|LVG|(?:Landkreis|Stadt"
            rf"|Gemeinde|Kanton|Freistaat|Land)\s{_UPPER})\b(?:\s+(?:{_UPPER})(?=\s+(?:hat|haben|wird|will|ist"
            rf"|am|zu|als|\()))?{_GERMAN_TAIL}"
        rf"|(?:\b{_UPPER}s\s)?\b(?:Präsident|Gouverneur|Premierminister|Ministerpräsident|(?:Ober)?[Bb]ürgermeister)(?:in)?"
            rf"\s{_UPPER}(?:\s{_UPPER})?"
    ),
    "en": re.compile(
        rf"\b(?:{_UPPER}\s+(?:(?:of|for|and|the|on)\s+)?){{0,5}}{_ENGLISH_HEAD}\b(?:\s+(?:of|for|on"
            rf"|in)\s+(?:the\s+)?(?!\w+day\b|{_MONTH}\b)(?:{_UPPER})(?:(?:,|\s+and|\s+of|\s+for)?\s+(?:the\s+)?{_UPPER}){{0,5}})?"
        rf"|\b{_UPPER}(?:\s+{_UPPER}){{0,2}}(?:[’']s)?\s+{_ENGLISH_SMALL}\b"
        rf"|\b{_UPPER}(?:\s{_UPPER})?[’']s\s(?:[a-z-]+\s){{0,3}}{_ENGLISH_SMALL}\b"
        rf"|(?<=\b[Tt]he\s)(?:{_ENGLISH_FIELD}\s+)+{_ENGLISH_BODY}\b"
        r"|\b(?:town|city|county|village|borough)\s(?:council|board|commissioners|supervisors|councillors)\b"
        rf"|\b(?:City|Town|County|State|Province|Government|Parliament) of {_UPPER}(?:\s{_UPPER})?"
            rf"|\b(?:{_UPPER}\s){{1,3}}(?:City|County|Town|councillors)\b"
        rf"|\b(?:Gov\.|Governor|President|Mayor|Prime Minister)\s+{_UPPER}(?:\s+{_UPPER})?"
    ),
    "zh": re.compile(
        r"(?:(?<=^)|(?<=[，。；：、\s）)】〕」”讯訊电電日天从從由据據和与與及悉时間间消息晚的请請]))"
        r"(?!各|昨|今|首次|提请|提請|闭幕|閉幕|记者|我|本|该|該|新华社|路透|由|从|據|据|对|對|多|两|三|四|五|近)[\u4e00-\u9fff]{1,22}?(?:部|委员会|委員會|委"
            r"|总局|總局|局|署|厅|廳|法院|院|联合会|理事会|大会|議會|议会|协会|協會|学会|會|会|办公室|办公厅|办|政府|公署|银行|"
        r"组织|組織|中心|内阁|內閣|总统|總統|州长|市场监督管理局|联盟|当局|當局|监管机构|检察院|公安局)"
        r"(?=$|[（(，、\s\d０-９「《】：]|第|今|昨|近日|日前|当地|當地|[周週星]|就|在|于|於|对|對|宣|发|發|公|印|批|决|決|通[过過报報知]|表[示决決]|会同|會同|联合|聯合|和|与"
            r"|與|及|等|正式|已|将|將|审|審|依|向|有关|有關|"
        r"负责人|負責人|发言人|發言人|主任|出台|推出|启动|啟動|约谈|約談|责令|責令|处罚|罚|裁|拟|擬|要求|签署|簽署|叫停|下发|下發|修订|修訂|推迟|推遲|撤|废|廢|制定|会议|會議|获悉|獲悉"
            r"|消息|关于|關於|昨|办公|常务|认定|作出|提[请請出]|立案|撤|取消|調|调|接|颁|頒)"
    ),
}  # fmt: skip
# Heads that stand alone refer to a body named before.
BARE = {
    "de": re.compile(r"(?:Behörde|Amt|Ministerium|Gericht|Rat|Verwaltung|Kammer|Agentur|Kommission|Bank|Union"
        r"|Regierung|Ausschuss|Senat|Parlament|Büro|Direktion|Konferenz|Versammlung)(?:s|es|n|e)?"),
    "en": re.compile(r"(?:[Mm]inistry|[Cc]ommission|[Aa]uthority|[Aa]gency|[Cc]ourt|[Oo]ffice|[Bb]oard|[Bb]ank"
        r"|[Uu]nion|House|Executive|[Rr]egulator|[Ww]atchdog|[Gg]overnment|[Dd]epartment|[Cc]ouncil|[Jj]udge"
        r"|[Bb]ody|[Mm]inister|Senate|Parliament|Assembly|Chamber|Committee|Organi[sz]ation|Service|Conference"
        r"|Commissioner|Administration|Technical Committee)"),
    "zh": re.compile(
        r"(?:全|本|该|該|社|大|一|机|董事|有关|相关|多|各|内|外|全体|记者|年|两|三|四|五|六|七|八|中|市民|业)?"
        r"(?:部|委|局|会|會|院|办|中心|组织|组織"
        r"|大会|部门|署|厅|协会|联盟)|.*(?:发布会|發布會|會見|记者会|記者會|机会|社会|社會|记者|董事会|展览会|博览会|座谈会|论坛|峰会)"),
}  # fmt: skip
ARTICLE = re.compile(
    r"^(?:The|A|An|Die|Der|Das|Den|Dem|Des|Ein|Eine|Im|Vom|Beim|When|On|In|As|But|And|Und|Wie|Nach|Laut)\s+(?=\S)"
)
JOIN = {
    "de": re.compile(r"\s*(?:,|und|sowie|gemeinsam mit|mit)\s*(?:(?:dem|der|das|die|den)\s+)?"),
    "en": re.compile(r"\s*(?:,|and|, and|together with|with)\s*(?:the\s+|its\s+)?"),
    "zh": re.compile(r"\s*(?:、|和|与|與|及|会同|會同|联合|聯合|，会同)\s*"),
}

MEMBERS = re.compile(
    r"(?i)\b(?:members|leaders|ministers|delegates|lawmakers|governments|heads|abgeordneten?|mitglieder)\s(?:of|aus)\s(?:the\s)?$"
)
# Who only says so may speak for another body.
SAYS = {
    "de": re.compile(
        r"\b(?:teilte|teilten|sagte|erklärte|hieß\ses\s(?:aus|bei))\s(?:ein\w*\sSprecher\w*\s)?(?:de[rmsn]|die|das)?\s?$"
    ),
    "en": re.compile(r"\b(?:said|according\sto)\s(?:the\s)?$"),
    "zh": re.compile(r"据$"),
}
# What stands before a body that is acted on, asked or only cited.
OBJECT = {
    "de": re.compile(
        r"(?i)\b(?:(?:auftakt|rande|ende|abschluss)\s(?:der|des|einer|eines)\s(?:\w+-)?$"
        r"|(?:gegen|beim?|vor|an|nach|fordert|fordern|aus|in|ins|vom|zwischen|über|für|zur)\s+(?:de[nmrs]\s+|das\s+"
        r"|die\s+)?(?:\w+en\s+)?$)"
    ),
    "en": re.compile(
        r"(?i)\b(?:against|to|from|at|in|into|before|urged|told|asked|near|between|with|of|under)\s+(?:the\s+|an?\s+)?$"
    ),
    "zh": re.compile(r"(?:对|對|向|针对|針對|与|據|据报|要求|呼吁|审议了?|審議了?|受|經|经)$"),
}
ROLES = {
    "governor": re.compile(r"Gouverneur|Gov\.|[Gg]overnor|州长$|州長$"),
    "government": re.compile(
        r"(?:[’']s\s(?:cabinet|government)|^Regierung|^(?:\w+sche|\w+er)[rn]?\s(?:Regierung|Kabinett)|政府$|内阁$|內閣$)"
    ),
    "parliament": re.compile(
        r"(?:[’']s\s(?:parliament|legislature|lower house|upper house|senate|assembly)|^(?:\w+sche"
        r"|\w+er)[sn]?\s(?:Parlament|Kongress)|国会$|國會$|议会$|議會$)"
    ),
}
_DATELINE = r"(?:[^—–\n]{2,60}?\s[—–-]+\s|[A-ZÄÖÜ][\w/ ]{2,40}?\.\s|[A-ZÄÖÜ ]{3,30}:\s)?"
SUBJECT = {
    "de": re.compile(
        rf"{_DATELINE}(?:Der|Die|Das)\s+(?P<name>[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w-]+){{0,2}})\s+(?:hat|haben|erlässt"
        rf"|erließ|untersagt|beschloss|verabschiedete|veröffentlichte)\b"
    ),
    "en": re.compile(
        rf"{_DATELINE}(?:The\s+)?(?P<name>(?!(?:We|It|He|She|They|This|That|There|In|On|At|When|As|But|You|Its|If"
        rf"|What|Who)\b)[A-Z][\w&’'-]+(?:\s[A-Z][\w&-]+){{0,4}})\s+(?:has|have|on\s\w+day|said|today"
        rf"|(?:publish|adopt|issu|propos|amend|fin|order|approv|scrap|ban|open|launch|confirm|recommend"
        rf"|extend)(?:s|es|ed)|fines|fined)\b"
    ),
}
# What only Swiss papers say beside their Bundesrat.
SWISS = re.compile(
    r"\bBERN\b|\bBern\s|Vernehmlassung|Ständerat|Schweiz|Eidgenöss|eidgenöss|\bFranken\b|Nationalrat und Ständerat|Kantone"
)
# 上海市|十六届|人大常委会: of which term does not matter.
TERM = re.compile(r"第?[一二三四五六七八九十\d]{1,3}届")
# Heads that stand alone for one body of a country; a ministry or an agency may be any.
HOUSES = re.compile(
    r"(?:Parlament|Rat|Kommission|Regierung|Kabinett)(?:s|es)?|Parliament|Council|Commission|[Gg]overnment|[Cc]abinet|Senate"
)
# Who governs, and cannot pass a law.
CABINET = re.compile(r"[Gg]overnment|[Cc]abinet|[Rr]egierung|Kabinett|Bundesrat$|政府$|内阁$|內閣$|国务会议$")
