"""Words that stand where names do and are none: vacancies, titles, offices, and what says how it is with a seat."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VACANT = _words(
    "ledig vakant vacant ubesett ubesatt ubesatte ledigplass vakantplass ledigstilling vakantstilling "
    "ikkjeoppnemnd ikkeoppnevnt ikkeoppnemnd ikkjeoppnevnt ikkjevald ikkevalgt ikkjebesett ikkebesatt stårledig "
    "stårvakant stårtom stillingledig stillingvakant forledig forvakant ingen empty"
)
"""What says that nobody has the seat."""

UNKNOWN = _words(
    "nn nnavn nnamn tba tbc tbd tobeannounced ukjend ukjent ukjendnamn manglar mangler ikkjeavklart ikkeavklart "
    "ikkjeavklara ikkeavklaret uavklart uavklara avklarast avklares avventar avventer kjemseinare kommersenere "
    "kjemseinere kommer kjem seinare senere vertoppnemnd bliroppnemnd bliroppnevnt blirvald blirvalgt "
    "undertilsetting underansettelse undertilsetjing underrekruttering rekruttering tilsetting ansettelse "
    "ikkjeklart ikkeklart ikkjetilsett ikkeansatt ikkjepåplass ikkepåplass namn navn fornamnetternamn "
    "fornavnetternavn xx xxx x na ia none null ny nytilsett nyansatt"
)
"""What is written where a name is not known."""

DITTO = _words(
    "densame densamme ditto do idem same samme seover sjåover somover samesomover sammesomover somovanfor sjåovanfor"
)

TITLES = _words(
    "varaordførar varaordfører ordførar ordfører fylkesordførar fylkesordfører byrådsleiar byrådsleder byråd "
    "helsebyråd rådmann rådmannen kommunedirektør kommunaldirektør kommunalsjef kommuneoverlege kommunelege "
    "bydelsdirektør fylkesdirektør direktør viseadministrerande viseadministrerende administrerande "
    "administrerende styreleiar styreleder nestleiar nestleder leiar leder avdelingsleiar avdelingsleder "
    "einingsleiar enhetsleder seksjonsleiar seksjonsleder klinikksjef klinikkdirektør fagdirektør fagsjef "
    "helsesjef omsorgssjef etatsdirektør etatssjef assisterande assisterende konstituert kst konst fungerande "
    "fungerende fung vikarierande vikarierende vikar fastlege overlege lege jordmor sjukepleiar sykepleier "
    "brukarrepresentant brukerrepresentant representant tillitsvald tillitsvalgt rådgjevar rådgiver "
    "seniorrådgjevar seniorrådgiver statsforvaltar statsforvalter dr prof professor adm dir ass herr fru frk hr "
    "mr mrs ms sekretær koordinator assistent varamedlem medlem dagleg daglig ordf varaordf rådm komm kd "
    "vararepresentant vara biskop prost lensmann amtmann fylkesmann formann byfogd rektor sjef phd miss sir emeritus "
    "emerita sokneprest sogneprest prest dosent lektor advokat jurist psykolog byråkrat medlem nestl koord rådg "
    "oberst kaptein major pastor kapellan søster baron grev greve minister frivillig ceo trolig truleg sannsynligvis "
    "sannsynlegvis antakelig antakeleg kanskje evt ev eventuelt påtroppende påtroppande avtroppende avtroppande "
    "tidligere tidlegare usikker"
)
"""Words before a name that are none of it."""

TITLE_ENDINGS = (
    *("sjef", "leiar", "leder", "direktør", "lege", "ordførar", "ordfører", "terapeut", "pleiar", "pleier", "pleiarar"),
    *("rådgjevar", "rådgivar", "rådgiver", "koordinator", "meister", "mester", "ombud", "ombod", "representant"),
    *("tillitsvald", "tillitsvalgt", "sekretær", "byråd", "statsråd", "prest", "rektor", "professor", "skrivar"),
    *("skriver", "konsulent", "inspektør", "amanuensis", "medlem", "ansvarleg", "ansvarlig", "talsmann", "talsperson"),
    *("assistent", "fullmektig", "psykolog", "ingeniør", "jurist", "advokat", "forskar", "forsker", "lektor", "dosent"),
    *("forvaltar", "forvalter", "rådmann", "kontakt", "vikar", "jordmor", "farmasøyt", "økonom", "logoped"),
)
"""How Norwegian titles end, whatever stands before: `samhandlingskoordinator`, `seksjonsoverlege`."""

SHORT_ENDINGS = ("dir", "overl", "repr", "koord", "rådg", "leg", "sekr", "ass", "ordf")
"""How titles end that are cut off with a full stop: `klinikkdir.`"""

ACTING = _words(
    "konstituert kst konst fungerande fungerende fung vikarierande vikarierende vikar varaordførar varaordfører "
    "varamedlem vararepresentant varaordf vara trolig truleg sannsynligvis sannsynlegvis antakelig antakeleg kanskje "
    "evt ev eventuelt påtroppende påtroppande avtroppende avtroppande tidligere tidlegare usikker"
)

AFTER = _words("kst konst fung perm")
"""How somebody acts in a seat, when it stands after the name with a full stop."""

DEGREES = _words("cand mag med philos ph d real polit psychol jur san oecon juris")
"""Degrees that stand in one word with a full stop, such as `dr.med.` and `cand.med.`."""

COMPANIES = frozenset({"HF", "RHF", "IKS", "KF", "AS", "ASA"})
"""What ends the name of an organisation, in capitals."""

OFFICES = _words(
    "postmottak postmottaket sekretariat sekretariatet servicetorg servicetorget servicekontor resepsjon "
    "resepsjonen kommune kommunen herad heradet helseføretak sjukehus sykehus politisk administrasjon "
    "administrasjonen brukarutval brukarutvalet brukerutvalg kontor kontoret arkiv arkivet stortinget regjeringa "
    "regjeringen"
)
"""Words that belong to an office and hardly to a person; with a capital the last of them may be a surname."""

OFFICE_ENDINGS = (
    *("forbund", "foreining", "forening", "utval", "utvalg", "universitet", "høgskule", "høgskole", "høyskole"),
    *("kommune", "sjukehus", "sykehus", "helseføretak", "helseforetak", "direktorat", "departement", "stifting"),
    *("stiftelse", "teneste", "tjeneste", "senter", "klinikk", "avdeling", "nemnd", "sekretariat", "fellesskap"),
    *("organisasjon", "legevakt", "legekontor", "sjukeheim", "sykehjem", "ungdomsråd", "eldreråd", "etat"),
)
"""How the names of offices and organisations end."""

OFFICES_LAST = frozenset({"helse", "omsorg", "oppvekst"})
"""What the names of some others end in."""

OFFICES_FIRST = frozenset({"Helse", "NAV", "KS"})
"""What the names of some organisations begin with."""

STATUS = _words(
    "avventer ventar venter valg "
    "permisjon permittert sjukmeldt sjukemeldt sykmeldt slutta sluttet sluttar slutter pensjonert pensjonist "
    "avgått fråtredd fratrådt gått død avliden avdød flytta flyttet ny nye førebels foreløpig midlertidig "
    "mellombels frå fra til haust høst vår januar februar mars april juni juli august september oktober november "
    "desember oppnemnd oppnevnt oppnemnast oppnevnes "
    "seinare senere sjekk sjekkes uavklart avklares avklarast kjem kommer blir vert ikkje ikke utgår utgått sletta "
    "slettet velges veljast under val ingen erstattes erstattast erstatta erstattet avløses avløysast utlyst utlyses "
    "ansettes tilsettast"
)
"""Words that say how it is with a seat, and that are in no name."""

PARTIES = _words("ap h sp sv v krf frp mdg r rødt inp uavh uavhengig bl a høgre høyre venstre uav pp")

SUFFIXES = _words("dr md phd ph.d msc ba ma mba cand lege ordførar ordfører rådmann")

DEGREES_AFTER = frozenset(
    {"PhD", "Phd", "PHD", "Ph.D.", "Ph.d.", "ph.d.", "MD", "M.D.", "MBA", "MSc", "MPH", "BA", "MA"}
)
"""Degrees after a name, as they are written there; `Ma` is a surname."""

GENERATIONS = _words("jr sr sen jun junior senior d.y d.e dy de eldre yngre ii iii iv")
"""What tells a son from his father, and is of the name."""

PARTICLES = _words(
    "af al ap av bat ben bin bint da dal dalla das de degli dei del della delle dello den der des di do dos du el het "
    "ibn la las le los op ten ter ul und v van vom von y zu zum zur 't"
)

BORN = _words("født fødd née nee")
"""What stands before the name somebody had before."""

BESIDE = _words(
    "f g gift tidl tidlegare tidligere for etter med mfl m.fl e.l el ev evt eventuelt samt saman sammen inntil i på "
    "frå fra til t.o.m tom f.o.m fom som ved under unntatt utan uten perm permisjon tlf tel mob mobil telefon epost "
    "repr møter vikarierer vikarierar bortsett mot deretter så vara vikar"
)
"""Small words after a name that begin something else than the name."""

ALSO_NAMES = _words("april august død gått haust høst juni mai mars ny nye vår")
