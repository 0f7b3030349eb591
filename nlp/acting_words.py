"""Words for what bodies do with rules, and for what only looks like it. In: nothing. Out: patterns by language.

ACTS tells by status which verbs (with what must stand near them) do the deed; the others mark clauses whose deed is not done
(planned, demanded, rumoured, long past) and texts that are no news of one (explainers, anniversaries, launches).
"""

import re

Patterns = dict[str, re.Pattern[str]]


def _any(flags: int = 0, **by_language: str) -> Patterns:
    """White space in the lists only lays them out; a real space is written \\s."""
    return {language: re.compile("".join(words.split()), flags) for language, words in by_language.items()}


ACTS: dict[str, Patterns] = {
    "enforced": _any(
        de=r"""(?:Bußgeld|Strafe|Geldbuße|Zwangsgeld|Busse)\w*\b[^.;]{0,60}?\b(?:verhäng\w+|auferleg\w+|erlass\w+
        |festgesetzt|aufgebrummt|bestätigt\w*)|(?:verhäng|erteil)\w*\b[^.;]{0,60}?\b(?:Bußgeld|Strafe|Geldbuße
        |Millionenstrafe|Rüge|Verwarnung|Busse)|büß[te]+n?\b|gebüßt|untersag(?:t|te|ten)\b|verbietet
        |verbot(?:en)?\b|verbieten|sperrt(?:e|en)?\b|gesperrt\b|stopp(?:t|te)\b|(?:Verfahren|Ermittlung\w*
        |Untersuchung|Prüfverfahren|Kartellverfahren)\b[^.;]{0,90}?\b(?:eröffne\w*|eingeleitet|ein(?=[.,\s–:]|$)
        |auf(?=[.,]|$)|gestartet)|(?:eröffne|leite|starte)(?:t|te)\b[^.;]{0,80}?(?:verfahren|ermittlung
        |untersuchung)\w*|ordne(?:t|te)n?\b|angeordnet|verpflichte(?:t|te)n?\b|verwarnt
        |mahnt(?:e)?\b[^.;]{0,60}?\bab\b|abgemahnt|rügt(?:e)?\b|gerügt|beschlagnahm\w+|durchsuch(?:t|te|ten)\b
        |festgenommen|ruft\b[^.;]{0,80}\bzurück|Rückruf\b|(?:unter|ohne)\sAuflagen\b|freigegeben
        |gibt\b[^.;]{0,60}\bfrei\b|nimmt\b[^.;]{0,60}\bvom\s(?:Markt|Netz)
        |geht\b[^.;]{0,40}\bgegen\b[^.;]{0,60}\bvor\b|widerruf\w+|entzieht|entzogen|Razzia
        |legt\b[^.;]{0,40}\bstill""",
        en=r"""(?<!face\s)(?<!risk\s)\bfin(?:es|ed)\b(?!\sof\sup)|\bfine\b(?!-)|\b(?:will|must|agreed\sto)\spay\b[^.;]{0,20}[$£€\d]|\bpenalt(?:y|ies)\b[^.;]{0,50}\b(?:on|against)\b|\b(?:orders|ordered|tells
        |told)\b[^.;]{0,70}?\bto\s(?:stop|delete|remove|switch|pay|halt|shut|cease|take|suspend|withdraw|destroy
        |recall|hand|turn)\b|\bbann(?:ed|s)\b|\bbans\b|\bblock(?:s|ed)\b|\bsuspend(?:s|ed)\b|\b(?:open(?:s|ed)
        |launch(?:es|ed)|start(?:s|ed))\b[^.;]{0,50}?\b(?:investigation|inquiry|probe|proceedings|case)
        |\bprobe\s(?:into|of)\b|\b(?:closed|closes|settles|settled)\b[^.;]{0,50}?\b(?:probe|investigation|case
        |charges|with)\b|\bsu(?:ed|es)\b|\bsanction(?:s|ed)\b|\bseiz(?:es|ed)\b|\braid(?:s|ed)\b|\brecall(?:s
        |ed)\b|\bdesignat(?:es|ed)\b|\b(?:prohibit|restrain|reprimand|warn|charg|penalis|penaliz|revok|confiscat
        |arrest)(?:s|es|ed)\b|\bmust\s(?:turn\soff|stop|pay|delete|remove)\b|\bissued\sa\s(?:warning|reprimand
        |notice)|\bclear(?:s|ed)\b[^.;]{0,50}\b(?:merger|deal|takeover|tie-up|with\sstrings)|\bimpos(?:es
        |ed)\b[^.;]{0,40}\b(?:fine|penalty)|\bunannounced\sinspections""",
        zh=r"""罚款|罰款|处罚|處罰|裁罰|罰鍰|約談|约谈|责令|責令|立案|下架|通报(?!批评)|通報|查处|查處|查封|查获|檢獲|检获|查扣|偵破|侦破|叫停|封禁|关停|吊销|拘捕|被罚|罚没|没收|禁止令|警告信
        |执行通知|執行通知|调查(?=[。，]|$)|展开调查|启动调查|展開調查|启动反垄断|反垄断调查|整改|裁定|处以|判罚|召回|问责""",
    ),
    "delayed": _any(
        de=r"""verschieb\w*|verschoben|Verschiebung|vertagt|aufgeschoben|Aufschub|verlänger(?:t|te
        |n)\b[^.;]{0,60}(?:frist|Frist|Übergang|Schonfrist)|Frist\w*\b[^.;]{0,50}verlänger\w+|Schonfrist
        |später\sin\sKraft|ausgesetzt|setzt\b[^.;]{0,60}\baus\b|verzögert\ssich|gestreckt|hinausgeschoben
        |erst\s(?:ab|am|Ende|im|zum)\b""",
        en=r"""\bpostpon(?:es|ed)\b|\bdelay(?:s|ed)\b|\bdelay\sto\b|\bpush(?:es|ed)?\sback\b|\bpush(?:es
        |ed)?\b[^.;]{0,60}\bback\sto\b|\bextend(?:s|ed)\b[^.;]{0,60}\b(?:deadline|period|date|transition|grace
        |due)|\bdefer(?:s|red)\b|\bmov(?:es|ed)\b[^.;]{0,40}\bto\s\d|\bmore\stime\b|\bgrace\speriod\b
        |\bput(?:s)?\soff\b|\breprieve\b|\bstop[s]?\sthe\sclock\b|\bmore\smonths\b|\bpaus(?:es|ed)\b""",
        zh=r"""推迟|推遲|延期|延后|延後|延长至|延長至|再延长|再延長|暂缓|暫緩|顺延|暂停计时|暫停計時|延至|推至|押后|押後|宽限期(?:再)?(?:延|推)|再推迟""",
    ),
    "withdrawn": _any(
        de=r"""zieht\b[^.;]{0,80}\bzurück|zog\b[^.;]{0,80}\bzurück|zurückgezogen|zurückgenommen
        |nimmt\b[^.;]{0,60}\bzurück|aufgehoben|hebt\b[^.;]{0,70}\bauf\b|hob\b[^.;]{0,70}\bauf\b|kippt(?:e|en)?\b
        |gekippt|nichtig|unwirksam|verfassungswidrig|rechtswidrig|außer\sKraft|Aufhebung|streicht|gestrichen
        |begräbt|beerdigt|abgeschafft|schafft\b[^.;]{0,50}\bab\b|gestoppt|zurückgenommen|eingestellt""",
        en=r"""\bwithdr(?:aws|ew|awn)\b|\brepeal(?:s|ed)\b|\brescind(?:s|ed)\b|\brevok(?:es|ed)\b|\bstr(?:ikes
        |uck)\sdown\b|\bvacat(?:es|ed)\b|\bscrap(?:s|ped)\b|\bannul(?:s|led)\b|\babolish(?:es|ed)\b|\bdrop(?:s
        |ped)\b[^.;]{0,40}\b(?:plan|bill|rule|proposal|requirement|law)|\b(?:throws|threw)\sout\b|\boverturn(?:s
        |ed)\b|\bunconstitutional\b|\binvalidat(?:es|ed)\b|\bpull(?:s|ed)\b[^.;]{0,40}\b(?:bill|rule|proposal
        |guidance|standard)|\bends?\b[^.;]{0,30}\bemergency|\bveto(?:es|ed)?\b|\brefused\sto\ssign""",
        zh=r"""撤回|撤销|撤銷|废止|廢止|废除|廢除|作废|失效|取消(?!订阅)|宣告无效|违宪|違憲|终止|終止|撤下|即日廢""",
    ),
    "consultation": _any(
        de=r"""Konsultation\w*\b[^.;]{0,70}?(?:eröffne\w*|gestartet|gestellt|beginnt|läuft|ein\b)|(?:eröffne
        |starte)\w*\b[^.;]{0,60}?(?:Konsultation|Anhörung|Vernehmlassung|Beteiligung)
        |zur\s(?:öffentlichen\s)?(?:Konsultation|Stellungnahme|Kommentierung|Diskussion)
        |in\s(?:die\s)?Vernehmlassung|Verbändeanhörung|Verbändebeteiligung
        |Referentenentwurf\b[^.;]{0,80}?(?:verschickt|übermittelt|versandt|veröffentlicht|vorgelegt|zur)
        |Stellungnahmen?\b[^.;]{0,50}\bbis\b|Begutachtung|Einsprüche|Normentwurf|bittet\sum\s(?:Stellungnahme
        |Kommentare)|holt\b[^.;]{0,60}Meinungen""",
        en=r"""\b(?:open(?:s|ed)?|launch(?:es|ed)?|start(?:s|ed)?)\b[^.;]{0,60}\bconsultation|\bconsult(?:s|ing)\son\b
        |\bseek(?:s|ing)?\b[^.;]{0,30}\b(?:comment|comments|feedback|views|input)|\b(?:out|put|released
        |open)\s(?:out\s)?for\s(?:public\s)?(?:comment|consultation)|\brequest\sfor\s(?:comment|information)
        |\bproposed\srule\b|\bnotice\sof\sproposed\b|\binvit(?:es|ed|ing)\b[^.;]{0,40}\b(?:comment|comments|views
        |feedback)|\b(?:comments?|views|responses|submissions)\b[^.;]{0,40}\b(?:until|by|due|before|received)\b
        |\bdraft\b[^.;]{0,60}\bfor\s(?:public\s)?comment|\bconsultation\s(?:runs|closes|will\srun)
        |\bsubject\sto\spublic\sconsultation""",
        zh=r"""征求意见|徵求意見|公开征集|公開徵集|公开征求|征集意见|諮詢文本|公开咨询|公開諮詢|展開諮詢|预告修正|預告修正|预告制定|預告制定|預告訂定|意见反馈截止|听取意见|公众咨询|公眾諮詢""",
    ),
    "proposed": _any(
        de=r"""(?:bring|brach)\w*\b[^.;]{0,120}?\bein\b|eingebracht|einzubringen|schlägt\b[^.;]{0,90}?\bvor\b
        |schlug\b[^.;]{0,90}?\bvor\b|vorgeschlagen|unterbreitet|(?:legt|legte)\b[^.;]{0,90}?(?:Gesetzentwurf
        |Entwurf|Vorschlag)\b[^.;]{0,60}?\bvor\b|(?:Gesetzentwurf|Vorschlag|Verordnungsvorschlag
        |Botschaft)\b[^.;]{0,90}?(?:vorgelegt|übermittelt|verabschiedet|beschlossen|auf\sden\sWeg)
        |auf\sden\sWeg\s(?:ge)?bracht|erste\s?n?\sLesung|reicht\b[^.;]{0,60}\bein\b""",
        en=r"""\btabl(?:es|ed)\b|\bpropos(?:es|ed)\b|\bintroduc(?:es|ed)\b|\bsen(?:ds|t)\b[^.;]{0,50}\b(?:bill|parliament
        |congress)|\bsubmit(?:s|ted)\b[^.;]{0,60}\b(?:bill|draft|proposal|parliament|legislature)|\bpresent(?:s
        |ed)\b[^.;]{0,50}\b(?:bill|draft|proposal)|\bfirst\sreading\b|\bput\sforward\b|\bunveil(?:s
        |ed)\b[^.;]{0,40}\b(?:bill|proposal|draft)""",
        zh=r"""提请审议|提請審議|首次审议|首次提请|提请|初次审议|二审|三审稿|提交(?:议会|国会|审议|立法会|眾議院)|提出(?:[^，。]{0,20})(?:法案|提案|草案|议案)|送(?:立法院|立院
        |议会)审议|首讀|首读|立法提案|提案""",
    ),
    "amended": _any(
        de=r"""\b(?:setzt|setzte|gesetzt)\b[^.;]{0,60}\b\w*[Ll]iste\b|\bänder(?:t|te|ten|n)\b|geändert|Änderung\b[^.;]{0,80}?(?:beschlossen|veröffentlicht|gebilligt|gilt)
        |überarbeite\w*|novellier\w*|Novelle|verschärf(?:t|te|ten|en)\b|lockert(?:e|en)?\b|gelockert|Neufassung
        |neu\sgefasst|passt\b[^.;]{0,60}\ban\b|angepasst|nachgebessert|aktualisier\w*|ergänz(?:t|te|en)\b
        |ausgeweitet|weitet\b[^.;]{0,60}\baus\b|erhöh(?:t|te|en)\b|senk(?:t|te|en)\b|reformier\w*|neu\sgeordnet""",
        en=r"""\b(?:adds?|added|puts?|placed)\b[^.;]{3,70}?\b(?:to|on)\s(?:the|its|an?)?\s?[\w\s-]{0,30}\b(?:[Ll]ist|[Bb]lacklist)\b
        |\bamend(?:s|ed|ing)\b|\bamendments?\b|\brevis(?:es|ed)\b|\bupdat(?:es|ed)\b|\bovers?haul(?:s|ed)\b
        |\beas(?:es|ed)\b|\btighten(?:s|ed)\b|\bloosen(?:s|ed)\b|\brelax(?:es|ed)\b|\breissu(?:es|ed)\b
        |\bsimplif(?:ies|ied)\b|\bexpand(?:s|ed)\b|\bwiden(?:s|ed)\b|\braises\b|\blower(?:s|ed)\b|\bchang(?:es
        |ed)\b[^.;]{0,40}\b(?:rule|rules|law|code|regulation)|\bchange[s]?\sto\sthe\b""",
        zh=r"""修订(?!草案)|修訂|修正案?|修改|修法|调整|調整|收紧|放宽|擴大|扩大(?=[^，。]{0,10}管制)|新增|更新|收緊|放寬|新版""",
    ),
    "in_force": _any(
        de=r"""(?:tritt|treten|trat|traten)\b[^.;]{0,80}?\bin\sKraft|in\sKraft\s(?:getreten|gesetzt|trat)
        |ist\b[^.;]{0,40}\bin\sKraft|gilt\b[^.;]{0,60}?\b(?:seit|ab|von|vom)\b|gelten\b[^.;]{0,60}?\b(?:seit|ab
        |von|vom)\b|(?:ab|seit|von)\s(?:sofort|heute|Mitternacht|gestern|morgen)\b|ist\swirksam|wirksam\sgeworden
        |Inkrafttreten|müssen\b[^.;]{0,30}\b(?:ab|seit)\s(?:heute|sofort)|anzuwenden""",
        en=r"""\b(?:take[s]?|took|taking)\seffect|\b(?:come[s]?|came|coming|enter(?:s|ed)?)\sinto\s(?:force|effect)
        |\bkick(?:s|ed)?\sin\b|\beffective\s(?:immediately|upon|today|on|from|[A-Z])|\bnow\sin\sforce\b
        |\bin(?:to)?\sforce\b|\bappl(?:y|ies)\s(?:from|as\sof|starting)|\bwith\simmediate\seffect
        |\bstarting\s(?:today|on|[A-Z])|\bfrom\stoday\b|\bbegins?\sto\sapply|\bgo(?:es)?\sinto\seffect
        |\bas\sof\s(?:today|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)""",
        zh=r"""施行(?![一二两三四五六七八九十\d]*周?年|首[年月])|生效|起实施|正式实施|起實施|起执行|起執行|起适用|起適用|上路|实施首日|今起|即日起|明起|落地实施""",
    ),
    "adopted": _any(
        de=r"""beschl(?:ießt|ießen|oss|ossen)\b|beschlossen|verabschiede(?:t|te|ten)\b|billigt(?:e|en)?\b|gebilligt
        |abgesegnet|angenommen|nimmt\b[^.;]{0,140}\ban\b|nahm(?:en)?\b[^.;]{0,140}\ban\b|leite(?:t
        |te)\b[^.;]{0,60}\bzu\b|ratifizier(?:t|te|ten)\b|stimm(?:t|te|ten|en)\b[^.;]{0,90}?\b(?:zu|dafür|für)\b
        |zugestimmt|genehmig(?:t|te|ten)\b|bewillig(?:t|te|ten)\b|besiegel(?:t|te|n)\b|verständig(?:t|te|ten)\b
        |einig(?:t|te|ten|en)\s?(?:sich)?|geeinigt|vereinbar(?:t|te|ten)\b|(?:grün|gab|geben
        |gibt)e?s?\b[^.;]{0,30}?\bgrünes\sLicht|passiert\b|unterzeichne[^.;]{0,70}(?:Abkommen|Erklärung|Vertrag
        |Vereinbarung)|(?:Abkommen|Erklärung|Vertrag|Vereinbarung|Konvention|Charta)\b[^.;]{0,90}?unterzeichne\w*
        |entschied(?:en)?\b|gründe(?:t|te|ten|n)\b|gegründet|macht\b[^.;]{0,40}\bWeg\sfrei""",
        en=r"""\badopt(?:s|ed)?\b|\bpass(?:es|ed)\b|\bapprov(?:es|ed)\b|\bvot(?:es|ed)\b|\bratif(?:ies|ied)\b
        |\bendors(?:es|ed)\b|\bagree(?:s|d)\b|\bclear(?:s|ed)\b[^.;]{0,40}\b(?:house|senate|parliament|chamber)
        |\bgreenlight\w*|\bgreen\slight\b|\bgave\b[^.;]{0,30}\bfinal\sapproval|\bdecid(?:es|ed)\b|\brul(?:es
        |ed)\sthat\b|\bsign(?:s|ed)\b[^.;]{0,50}\b(?:treaty|convention|declaration|pact|memorandum|agreement|MoU)
        |\bestablish(?:es|ed)\b|\bset(?:s)?\sup\b|\bcreat(?:es|ed)\b|\bbacks\b|\bseals\b""",
        zh=r"""通过(?!率)|通過(?!率)|表决通过|審議通過|审议通过|三读|三讀|批准|核准|議決|议决|决定(?!书)|決定|敲定|签署(?=[^。]{0,20}(?:协定|备忘录|宣言|公约|协议|声明))
        |簽署(?=[^。]{0,20}(?:備忘錄|宣言|公約|協議|聲明))|达成|達成|拍板|签约|成立""",
    ),
    "published": _any(
        de=r"""(?:gibt|gab|fördert|förderte)\b[^.;]{0,60}\b(?:Millionen|Milliarden)\b|Förderbescheid\b[^.;]{0,40}\b(?:übergab|übergeben|überreicht\w*)|veröffentlich(?:t|te|ten)\b|erlass(?:en)?\b|erließ(?:en)?\b|erlässt|herausgegeben
        |gibt\b[^.;]{0,60}\bheraus|bekannt\s?gemacht|verkündet|erschienen|ausgefertigt|(?:legt|legte
        |legten)\b[^.;]{0,100}?\bvor\b|vorgelegt|(?:stellt|stellte|stellten)\b[^.;]{0,100}?\bvor\b|vorgestellt
        |unterzeichne(?:t|te|ten)\b|unterschreibt|unterschrieben?|setzt(?:e)?\b[^.;]{0,80}?\bauf\b[^.;]{0,30}Liste
        |auf\s(?:die|eine)\b[^.;]{0,30}?[Ll]iste\b[^.;]{0,20}gesetzt|unter\sAusfuhrkontrolle
        |schreibt\b[^.;]{0,60}\bvor\b|führt\b[^.;]{0,60}\bein\b|richtet\b[^.;]{0,80}\bein\b|eingeführt
        |startet(?:e)?\b[^.;]{0,50}(?:Programm|Förderung|Förderaufruf)|aufgelegt|legt\b[^.;]{0,60}\bauf\b|(?:gab
        |gibt|gaben)\b[^.;]{0,80}?bekannt|teilte?n?\b[^.;]{0,70}?\bmit\b|stellt\b[^.;]{0,60}\bbereit
        |liegt\b[^.;]{0,50}\bvor\b|erhebt|erhob|setzt\b[^.;]{0,50}\bfest\b|regelt\b|zwingt|rügt|erlaubt(?:e|en)?\b
        |gestatte(?:t|te)|erteil(?:t|te)\b|festgesetzt|verlänger(?:t|te|n)\b|erweitert(?:e)?\b
        |erklärt(?:e)?\b[^.;]{0,60}\bzu[mr]?\b""",
        en=r"""\bpublish(?:es|ed)\b|\bissu(?:es|ed|ing)\b|\breleas(?:es|ed)\b|\bsign(?:s|ed)\b|\bunveil(?:s|ed)\b
        |\bgazett(?:es|ed)\b|\bset(?:s)?\s(?:out|rules|limits|aside|standards)\b|\blaunch(?:es|ed)\b|\bopen(?:s
        |ed)\b|\bimpos(?:es|ed)\b|\blist(?:s|ed)\b|\b(?:adds?|added)\b[^.;]{0,50}\b(?:entity\slist|list|blacklist)
        |\bput\b[^.;]{0,60}\blist\b|\bfinali[sz](?:es|ed)\b|\bpromulgat(?:es|ed)\b|\bannounc(?:es|ed)\b
        |\brolls?\sout\b|\brequir(?:es|ed)\b|\bdirect(?:s|ed)\b|\binstruct(?:s|ed)\b|\bgrant(?:s|ed)\b
        |\ballocat(?:es|ed)\b|\bput(?:s)?\s[^.;]{0,20}\binto\b|\bcurb(?:s|ed)\b|\brestrict(?:s|ed)\b|\blet(?:s)?\b
        |\bforce(?:s|d)\b|\bmandat(?:es|ed)\b|\bhereby\b|\bwere\sissued\b|\bhalt(?:s|ed)\b|\bfreez(?:es|ed)\b
        |\bfroze\b|\blift(?:s|ed)\b|\bspells\sout|\ballow(?:s|ed)\b|\bpermit(?:s|ted)\b|\bconfirm(?:s|ed)\b
        |\brenew(?:s|ed)\b|\bprolong(?:s|ed)?\b|\bextend(?:s|ed)\b|\brecommend(?:s|ed)\b|\bdeclar(?:es|ed)\b
        |\brestor(?:es|ed)\b""",
        zh=r"""公布|发布|發布|印发|印發|出台|出臺|颁布|頒布|頒佈|公告|推出|签署|簽署|下发|下發|刊发|刊登|批准发布|下达|印行|列入|发表(?=[^，。]{0,24}(?:声明|宣言|公报|意见|白皮书))
        |發表(?=[^，。]{0,24}(?:聲明|宣言|公報|意見|白皮書))|发出(?=[^。]{0,15}(?:通知|通函|通告|指引))|發出|现予|現予|现将|现就|通知如下|宣布|宣佈|启动|啟動|规定如下
        |制定(?:了|并)|實施|加征|加徵|刊宪|刊憲|推行|上调|下调|允许|允許|准许|准許|发放|發放|授权|恢复""",
    ),
    "announced": _any(
        de=r"""(?:kündig(?:t|te|ten))\b[^.;]{0,90}?\ban\b|angekündigt|stell(?:t|te)\b[^.;]{0,90}?\bin\sAussicht
        |sagt(?:e)?\b[^.;]{0,60}?\bzu\b(?=[.,])|zugesagt|verspricht""",
        en=r"""\bannounc(?:es|ed)\b[^.;]{0,60}\b(?:plan|plans|will|would)|\bwill\s(?:launch|issue|introduce|publish
        |set\sup|create|require)|\bpledg(?:es|ed)\b|\bcommits?\sto\b|\bplans?\sto\s(?:issue|launch|introduce)
        |\bto\s(?:launch|issue|introduce|ban|require)\b""",
        zh=r"""将(?:于|在)?[^，。]{0,14}(?:出台|发布|推出|制定|设立|启动)|年内将|拟(?:于|在)[^，。]{0,12}(?:出台|发布)|將(?:於|在)?[^，。]{0,14}(?:推出|公布
        |設立)|宣布将|宣布將|计划(?:于|在)?[^，。]{0,10}(?:设立|推出)""",
    ),
}  # fmt: skip

PLANNED = _any(
    de=r"""\b(?:soll|sollen|sollte|sollten|will|wollen|wollte|wollten|möchte|möchten|plant|planen|plane|könnte
        |könnten|dürfte|dürften|würde|würden|müsste|müssten|erwägt|erwägen|prüft|prüfen|vorsieht|vorsehen
        |geplant\w*|beabsichtigt|voraussichtlich|demnächst|künftig\swill|Pläne|Überlegungen|wenn|falls|ob
        |noch\snicht|solle|müsse|wolle|dürfe|droht|drohte)\b""",
    en=r"""\b(?:may|might|could|would|should|plans?|planned|planning|considers?|considering|weigh(?:s|ing)|mull(?:s
        |ing)|intends?|hopes?|expected|expects?|likely|proposal\sto|if|whether|unless|not\syet|has\syet\sto
        |threat(?:en|ens|ened)|wants?|aims?\sto)\b""",
    zh=r"""拟(?!定)|或将|或將|有望|计划|計劃|考虑|考慮|酝酿|醞釀|研议|研議|可能|预计|預計|若(?!干)|如果|是否|尚未|扬言|揚言|打算|正在研究|能否|将视|擬""",
)
DEMANDED = _any(
    de=r"""\b(?:forder(?:t|te|ten|n)|verlang(?:t|te|ten|en)|gefordert|Forderung\w*|dräng(?:t|te|en)|appellier\w*
        |ruft\b[^.;]{0,40}\bauf|aufgerufen|mahn(?:t|te|en)|plädier\w*|warn(?:t|te|ten|en)|kritisier\w*|begrüß\w*
        |empfiehlt|empfehlen|rät|schlägt\sAlarm|protestier\w*|wünsch\w*|offener?n?\sBrief|Petition|Umfrage
        |Positionspapier|Gutachten|Studie|pocht)\b""",
    en=r"""\b(?:call(?:s|ed|ing)?\s(?:on|for)|urg(?:es|ed|ing)|demand(?:s|ed|ing)?|want(?:s|ed)?|press(?:es|ed)?\sfor
        |recommend(?:s|ed)?|warn(?:s|ed|ing)?|critici[sz](?:es|ed)|welcom(?:es|ed)|slam(?:s|med)|lobb(?:y|ies|ied)
        |petition|open\sletter|survey|report\ssays|study|poll|push(?:es|ed)?\sfor|oppos(?:es|ed)|asks?\b|appeals?
        |protest\w*|argues?)\b""",
    zh=r"""呼吁|呼籲|建议|建議|要求(?=[^，。]{0,8}(?:政府|立法|国会|教育部))|促(?=[^，。]{0,6}政府)|批评|批評|抗议|抗議|请愿|請願|联署|聯署|连署|連署|倡议(?!书)|主张|主張
        |警告|欢迎|歡迎|反对|反對|调查显示|问卷|報告稱|担忧|质疑|質疑|抨击|专访|热议""",
)
RUMOURED = _any(
    de=r"""\b(?:angeblich|Insider\w*|durchgesickert|geleakt\w*|Medienbericht\w*|aus\s\w+kreisen
        |\w*[Kk]reisen?\s(?:zufolge|hieß|heißt)|liegt\sdieser|Entwurf\b[^.;]{0,40}\bvorliegt|vorliegt|Gerücht\w*
        |dementier\w*|Bericht\szufolge|offenbar|spekulier\w*|erwarten|Faktencheck|Behauptung|zurückgewiesen
        |kursier\w*)\b""",
    en=r"""\b(?:leaked?|rumou?r\w*|sources?\s(?:say|said|familiar)|people\sfamiliar|reportedly|seen\sby
        |according\sto\sa\s(?:draft|note|leak)|unnamed|den(?:ies|ied)|fact[-\s]check|not\strue|is\sweighing
        |speculat\w*|expect(?:s|ed)?\b|forecast\w*|analysts?|no\sdecision)\b""",
    zh=r"""据传|據傳|传闻|傳聞|^传|^傳|网传|網傳|泄露|洩露|知情人士|消息人士|不予置评|不评论|辟谣|闢謠|否认|否認|媒体披露|盛传|不属实|谣言|预测|預測|分析师|据悉.{0,6}考虑""",
)
LONG_PAST = _any(
    de=r"""\b(?:vergangene[nrms]?\s(?:Jahr|Monat|Herbst|Frühjahr|Sommer|Winter|Dezember|November|Oktober)\w*
        |(?:vor)\s(?:\w+)\s(?:Jahren?|Monaten?|Wochen)|seit\s(?:\d{4}|\w+\s(?:Jahren|Monaten)|Jahren|Langem
        |dem\s\w+)|im\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember
        |Frühjahr|Sommer|Herbst|Winter)(?!\s20[23]\d\s(?:in|an))|hatte[nt]?|damals|seinerzeit|bereits|schon
        |zuletzt|bislang|bisher|einst|früher|längst|ein\sJahr\s(?:nach|danach)|Vorjahr\w*|voriges)\b""",
    en=r"""\b(?:last\s(?:year|month|spring|summer|autumn|fall|winter|January|February|March|April|May|June|July
        |August|September|October|November|December)|(?:a|one|two|three|four|five|\d+)\s(?:years?|months
        |weeks)\s(?:ago|after|earlier|later|on)|years?\sago|since\s(?:\d{4}|last|[A-Z]\w+)
        |had\s(?:been\s)?\w+(?:ed|t|n)\b|earlier\sthis\s(?:year|month)|previously|already|in\s(?:19|20)\d\d
        |at\sthe\stime|so\sfar|back\sin|once|until\snow|the\s(?:19|20)\d\d\s)\b""",
    zh=r"""去年|前年|此前|早在|曾(?!经理)|一年前|[两两三四五]年前|上月|上个月|今年\d{1,2}月|当年|當年|以来|以來|已(?:于|在|有|经)|施行[一两二三]年|原定|先前|日前(?=重申)|早已
        |历年|過去|过去""",
)
FRESH = _any(
    de=r"""\b(?:heute|gestern|(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?:abend
        |morgen|nachmittag)?|soeben|nunmehr|nun|jetzt|ab\ssofort)\b""",
    en=r"""\b(?:today|yesterday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|now|this\smorning)\b""",
    zh=r"""今天|今日|昨日|昨天|昨晚|近日|日前|(?<!月)\d{1,2}日|[０-９]{1,2}日|今[（(]|昨[（(]|昨(?=[^天日晚])|当地时间|當地時間|[周週星期]{1,2}[一二三四五六日]|即日""",
)
EXPLAINING = _any(
    re.I,
    de=r"""\?|Fragen\sund\sAntworten|was\s(?:jetzt|nun|ab)\b[^.]{0,30}gilt|was\sbedeutet|was\ssich\sändert
        |wie\s\w+\s(?:die|das|der)\b|warum\b|FAQ|Überblick|Erklärt|Faktencheck|im\sCheck|Ratgeber|so\sgeht
        |Interview|Analyse|Hintergrund|Serie\b""",
    en=r"""\?|explain(?:ed|er)|what\s(?:it|the|you|to)\b|how\s(?:to|the|one)\b|why\s|Q&A|FAQ|guide\b|things\sto
        |fact\scheck|in\sfocus|analysis|interview|brief(?:ing)?:|newsletter|roundup|morning\sbrief|inside\s""",
    zh=r"""？|\?|解读|解讀|为什么|為什麼|如何|怎么|怎麼|问答|一文|盘点|盤點|划重点|科普|观察|觀察|专访|深度|调查$|对谈|辟谣|周报|早报|晨报|一图""",
)
ANNIVERSARY = _any(
    re.I,
    de=r"""\b(?:Jahrestag|ein\sJahr\s(?:nach|danach|später|KI)|zwei\sJahre\s(?:nach|danach)|Zwischenbilanz|Bilanz
        |Jubiläum|Rückblick|(?:Ein|Zwei|Drei|Fünf)\sJahre?\s|\d+\sJahre\s|hundert\sTage)""",
    en=r"""\b(?:anniversary|(?:a|one|two|three|\w+)\s(?:years?|months)\s(?:on|after|later|since)\b|stock-?taking
        |turns\s\w+|looking\sback|first\syear|(?:one|two|three|four|five|ten)\syears?\sof)""",
    zh=r"""周年|週年|一年后|一年後|一年来|满一年|滿一年|施行一年|两年来|回顾|回顧|盘点|一年有余|百日|首年|满[一两二三]年|施行[一两二三四五\d]+年|回看|回望""",
)
COMPANY = _any(
    de=r"""\b(?:GmbH|AG|SE|Konzern\w*|Unternehmen\w*|Start-?up\w*|Hersteller\w*|Anbieter\w*|Firma|Firmen|Verlag
        |Bank\b|Entwickler\w*|Vorstand\w*|Aktie\w*|Umsatz\w*|Quartal\w*|Gewinn\w*|\w+[Kk]onzern\w*|Betreiber\w*
        |\w*firma|\w*hersteller\w*|Versicher(?:er|ung)|Investor\w*|Kunden|Produkt\w*|Finanzierungsrunde)\b""",
    en=r"""\b(?:Inc|Ltd|Corp|plc|startups?|start-ups?|company|companies|maker|firm|chief\sexecutive|CEO|shares
        |revenue|quarter(?:ly)?|investors?|customers|product|valuation|funding\sround|vendor|app)\b""",
    zh=r"""公司|[\u4e00-\u9fff]科技(?=\d|召|发|推|宣|与|和|\s)|大厂|大廠|品牌|集团|集團|股份|企业|企業|厂商|廠商|创始人|創辦人|首席执行官|融资|融資|营收|營收|财报|財報|用户
        |用戶|新品|产品|產品|上市""",
)
LAUNCHING = _any(
    de=r"""\b(?:bringt\b[^.;]{0,50}auf\sden\sMarkt|neues?\s(?:Modell|Produkt|App)|präsentier\w*
        |startet\b[^.;]{0,30}\b(?:App|Dienst)|übernimmt|investier\w*|eröffnet\b[^.;]{0,40}(?:Werk|Büro|Labor
        |Filiale)|sammelt\b[^.;]{0,30}ein|Studie|Forscher\w*|Wissenschaftler\w*)""",
    en=r"""\b(?:launch(?:es|ed)\b[^.;]{0,50}\b(?:model|app|product|service|assistant|chip|tool|feature)|raises\s\$
        |acquir(?:es|ed)|invest(?:s|ed)|new\smodel|rolls?\sout|researchers?|scientists?|unveil(?:s
        |ed)\b[^.;]{0,40}\b(?:model|chip|phone|robot))""",
    zh=r"""(?:发布|推出|發布)[^，。]{0,14}(?:模型|手机|手機|芯片|晶片|产品|產品|系统|机器人|應用|应用|版)|融资|收购|收購|投资|亮相|开源|上线|上線|研究团队|研究團隊|科学家|论文""",
)
FORMAL = _any(
    de=r"""\b(?:Bekanntmachung|Allgemeinverfügung|auf\sGrund\s(?:des|der)|§\s?1\b|Az\.|Aktenzeichen|wird\swie\sfolgt
        |Amtsblatt|Amtliche|Hiermit|hiermit|Satzung\b)""",
    en=r"""(?:\b(?:hereby|AGENCY:|ACTION:|SUMMARY:|DATES:|EFFECTIVE\sDATE|Federal\sRegister|pursuant\sto|Gazette
        |Notice\sNo|Order\sNo|IT\sIS\sORDERED|by\sthe\sauthority))""",
    zh=r"""现予公布|现予|特此|各省、自治区|各有关单位|通知如下|公告如下|公告\d{4}年|令第|自[^，。]{2,16}起(?:施行|实施)|根据《|印发给你们|请遵照执行|第[一二]条|决定如下""",
)
OPINING = _any(
    de=r"""\b(?:Kommentar|Gastbeitrag|meines\sErachtens|ich\s|wir\ssollten|Leitartikel|Kolumne|Glosse|Unsinn|Skandal
        |endlich|leider|ausgerechnet)\b""",
    en=r"""\b(?:I\s|I'm|my\s|we\s(?:should|must|need)|[Oo]pinion|[Ee]ditorial|[Cc]olumn|let's|nonsense|absurd
        |of\scourse|frankly)\b""",
    zh=r"""笔者|筆者|我们应|我們應|社论|社論|时评|時評|评论员|不妨|岂|难道|何必|何况|我认为|窃以为|说到底|锐评""",
)
INSTRUMENT = _any(
    de=r"""\b(?:\w*(?:[Gg]esetz|[Vv]erordnung|[Rr]ichtlinien?|[Ss]atzung|[Ll]eitlinien?|[Ll]eitfaden|[Kk]odex
        |[Aa]bkommen|[Üü]bereinkommen|[Rr]esolution|[Ee]rklärung|[Vv]erfügung|[Ee]rlass|[Dd]ekret|[Nn]orm
        |[Ss]tandard|[Ss]trategie|[Aa]ktionsplan|[Ee]ckpunkte|[Ff]örderprogramm|[Bb]ußgeld|[Vv]erfahren
        |[Kk]onsultation|[Nn]ovelle|[Ee]ntwurf|[Kk]onvention|[Vv]ertrag|[Mm]oratorium|[Vv]erbot|[Rr]eform
        |[Kk]atalog|[Ee]mpfehlungen|[Rr]egeln|[Pp]aket|[Bb]eschluss|[Mm]aßnahmen|[Pp]flicht|Entity\sList
        |[Ff]onds)(?:e?s|e?n|en|er)?)\b""",
    en=r"""\b(?:law|laws|legislation|act|bill|regulations?|rules?|directive|guidelines?|guidance|code|convention|treaty
        |resolution|declaration|decree|order|ordinance|standard|strategy|action\splan|roadmap|programme|program
        |fine|penalty|investigation|consultation|amendments?|measures|provisions|moratorium|ban|policy|framework
        |memorandum|pact|charter|licen[cs]e|licen[cs]es|restrictions?|directions|sanctions|notice|subsid(?:y|ies)
        |fund|decision|circular|tariffs?|permits?)\b""",
    zh=r"""《[^》]{3,60}》|「[^」]{2,30}(?:法|條例|辦法|規定|指引)」|办法|辦法|条例|條例|规定|規定|通知|公告|指南|指引|标准|標準|法案|草案|行动计划|意见|方案|措施|决议|決議
        |公约|公約|宣言|备忘录|備忘錄|行政令|清单|清單|细则|準則|准则|规范|規範|国标|新规|新規|框架|令(?=[，。第])|罚款|政策|修正案|章程|规则|規則|通告|案例""",
)
BODY = _any(
    de=r"""\b(?:\w*[Mm]inisteri(?:um|en|ums)|\w*[Mm]inister(?:in|s|rat)?|\w*[Bb]ehörden?|\w*[Aa]mt(?:s|es)?\b
        |\w*[Rr]egierung|Kabinett\w*|\w*[Pp]arlament\w*|Bundestag\w*|Landtag\w*|Bundesrat\w*|\w*[Kk]ommission
        |\w*[Gg]erichts?(?:hof)?|\w*[Rr]at(?:s|es)?\b|Senat\w*|\w*[Aa]gentur|\w*[Aa]ufsicht\w*
        |\w*[Bb]eauftragte\w*|\w*[Dd]atenschützer|\w*[Kk]onferenz|\w*versammlung|Kongress|Gouverneur\w*
        |Präsident\w*|EU-Staaten|Länder|Abgeordnete\w*|Nationalrat\w*|Kantonsrat|Stadtverordnete\w*
        |\w*[Vv]erwaltung|Rat|Pentagon|Weiße[sn]?\sHaus\w*|\w*[Zz]entralbank|\w*[Nn]etzagentur|\w*[Kk]artellamt\w*
        |Kreistag|OVG|Staaten|Kammer)\b""",
    en=r"""\b(?:[Mm]inistr(?:y|ies)|[Mm]inisters?|[Gg]overnment|[Cc]abinet|[Pp]arliament|[Cc]ongress|[Ss]enate
        |[Hh]ouse|[Cc]ommission(?:er)?|[Cc]ouncil|[Aa]uthorit(?:y|ies)|[Aa]gency|[Dd]epartment|[Rr]egulators?
        |[Ww]atchdog|[Cc]ourt|[Jj]udge|[Aa]ssembly|[Ll]egislature|[Ll]awmakers|[Gg]overnor|[Mm]ayor|[Bb]ureau
        |[Oo]ffice|[Bb]oard|[Cc]entral\s[Bb]ank|[Pp]resident|Treasury|[Pp]entagon|Union|United\sNations
        |[Cc]ouncillors|[Pp]rosecutors|deputies|MPs|MEPs|[Ss]tate|[Cc]ounty|[Cc]ity|[Cc]ommittee|[Tt]own
        |White\sHouse|Administration|members|ministers|Gov|[Ll]egislators|[Ll]eaders|ambassadors|delegates|nations|countries)\b""",
    zh=r"""国务院|國務院|[\u4e00-\u9fff]{1,8}(?:部(?!分|署|件)|委(?!托|員)|局(?!面|限)|署(?!名)|厅|廳|办(?!理|法|案|公)|辦(?!理|法)|法院|检察院|政府|公署
        |总局|總局|银行|监管局)|常委会|协会|协會|學會|组织|部门|部門|当局|當局|议会|議會|国会|國會|内阁|內閣|总统|總統|州长|州長|联合国|聯合國|理事会|委员会|欧盟|歐盟|人大|常务会议|市政府
        |白宫|白宮|五角大楼|法院|联大|世卫组织|大会""",
)

# In title or news sentence, of a text that names a day until which one may answer.
ASKED = _any(
    de=r"""[Kk]onsultation|Konsultier|zur\s(?:Stellungnahme|Kommentierung|Diskussion)|Stellungnahmen?\b|Referentenentwurf|Vernehmlassung
        |Verbände(?:anhörung|beteiligung)|Länderanhörung|Begutachtung|Normentwurf|Einsprüche""",
    en=r"""\bconsult(?:s|ed|ing|ation)?\b|\bConsultation\b|\bseek(?:s|ing)?\b[^.;]{0,20}\b(?:views|comments?|feedback|input)|\b[Rr]equest\sfor\s(?:[Cc]omment|[Ii]nformation)
        |\b[Pp]roposed\s(?:[Rr]ule|[Rr]egulations?)|\b[Pp]ublic\s(?:comment|hearing)|\b[Pp]roposed\s[Rr]ulemaking|\b[Dd]raft\s(?:guid|rule|regulation|code)""",
    zh=r"""征求意见|徵求意見|征集意见|公开征集|諮詢|咨询|谘询|預告|预告|听取(?:社会各界|各方|公众)?意见|报批公示|予以公示""",
)
# What a house or the governments want to negotiate from is not the act.
POSITION = re.compile(
    r"general approach|negotiating (?:position|mandate|stance)"
    r"|agree(?:s|d)? (?:their |its |a )?(?:common )?(?:stance|position)"
    r"|allgemeine Ausrichtung|[Vv]erhandlungs(?:position|mandat)|谈判(?:立场|授权)|总体立场"
)
COMMITTEE = _any(
    de=r"""\b\w*[Aa]usschuss(?:es)?\b|Beschlussempfehlung|Parteitag|\w*[Ff]raktion\b|Berichterstatter""",
    en=r"""\b(?:sub)?committees?\b|\bpanel\b|\bcaucus\b|\brapporteur|\bheads?\sto\sthe\sfull|\bparty\sconference""",
    zh=r"""(?:议会|議會|国会|國會|立法会|参议院|參議院|众议院|眾議院)[^，。]{0,16}委员会|小组委员会|党团|黨團|委員會審查|報告草案|报告草案""",
)
SUING = _any(
    de=r"""\b(?:Kläger\w*|Klage\w*|geklagt|verklagt|Schaden\w?ersatz|rechtskräftig|Berufung|Landgericht\w*
        |Amtsgericht\w*|BGH|Bundesgerichtshof)\b""",
    en=r"""\b(?:lawsuits?|suit|plaintiffs?|sued|damages|injunction|jury|appeals?\scourt|verdict|settle[sd]?|trial
        |copyright\scase)\b""",
    zh=r"""原告|被告|索赔|索賠|起诉|起訴|诉讼|訴訟|开庭|開庭|宣判|上诉|二审|一审|赔偿|賠償|侵权案""",
)
SPEAKING = _any(
    de=r"""\b(?:sagte|sagt|erklärte|betonte|sprach|nannte|schrieb|rief|Interview|Gespräch|Sprecher\w*|heißt\ses
        |hieß\ses)\b""",
    en=r"""\b(?:said|says|told|spokes\w+|interview|speech|remarks|statement|wrote|tweeted)\b""",
    zh=r"""表示|称|稱|回应|回應|答记者问|發言人|发言人|演讲|演講|重申|指出|受访|專訪""",
)
NEGATED = _any(
    de=r"""\b(?:nicht|kein(?:e[nrsm]?)?|nie|niemand|scheiter\w*|abgelehnt|lehnt\w*|ohne\sErgebnis|vertagt
        |blockier\w*)\b""",
    en=r"""\b(?:not|no|never|nobody|none|declin\w+|reject\w*|defeat\w*|fail\w*|den(?:y|ies|ied)|stall\w*)\b|n't\b""",
    zh=r"""没有|沒有|尚未|未(?=[有能经经过被作])|不会|不會|并不|否决|否決|为零|搁置|擱置|破裂|驳回|駁回|無意|无意""",
)
