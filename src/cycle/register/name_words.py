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
    "vararepresentant"
)
"""Words before a name that are none of it. `leiar` is only taken before at least two more words."""

ACTING = _words(
    "konstituert kst konst fungerande fungerende fung vikarierande vikarierende vikar varaordførar varaordfører "
    "varamedlem vararepresentant varaordf"
)

AFTER = _words("kst konst fung")
"""How somebody acts in a seat, when it stands after the name with a full stop."""

DEGREES = _words("cand mag med philos ph d real polit psychol jur san oecon juris")
"""Degrees that stand in one word with a full stop, such as `dr.med.` and `cand.med.`."""

COMPANIES = frozenset({"HF", "RHF", "IKS", "KF", "AS", "ASA"})
"""What ends the name of an organisation, in capitals."""

OFFICES = _words(
    "postmottak postmottaket sekretariat sekretariatet servicetorg servicetorget servicekontor resepsjon "
    "resepsjonen kommune kommunen herad heradet helseføretak sjukehus sykehus politisk administrasjon "
    "administrasjonen brukarutval brukarutvalet brukerutvalg kontor kontoret arkiv arkivet"
)
"""Words that belong to an office and to no person."""

STATUS = _words(
    "avventer ventar venter valg "
    "permisjon permittert sjukmeldt sjukemeldt sykmeldt slutta sluttet sluttar slutter pensjonert pensjonist "
    "avgått fråtredd fratrådt gått død avliden avdød flytta flyttet ny nye førebels foreløpig midlertidig "
    "mellombels frå fra til haust høst vår januar februar mars april juni juli august september oktober november "
    "desember oppnemnd oppnevnt oppnemnast oppnevnes "
    "seinare senere sjekk sjekkes uavklart avklares avklarast kjem kommer blir vert ikkje ikke"
)
"""Words that say how it is with a seat, and that are in no name."""

PARTIES = _words("ap h sp sv v krf frp mdg r rødt inp uavh uavhengig bl a høgre høyre venstre uav pp")

SUFFIXES = _words("dr md phd ph.d msc ba ma mba cand jr sr lege ordførar ordfører rådmann")

PARTICLES = _words("af av da de den der di du la le ten ter van von zu")

ALSO_NAMES = _words("april august død gått haust høst juni mai mars ny nye vår")
