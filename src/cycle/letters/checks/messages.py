"""What is wrong with a template in nynorsk and bokmål, with Word's own menus, for those who write in it.

The check speaks English to programs and logs. Here each of its sentences has one in each written form; no word of a
parser is in any of them. A sentence that has none yet is told in general words, with its place.
"""

# ruff: noqa: E501  (each sentence on one line with its two forms)
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cycle.errors import Problem, TemplateError
from cycle.letters.ooxml import SAID
from cycle.model import Language

_AGAIN = (
    "opne malen i Word og lagre han på nytt som Word-dokument (.docx)",
    "åpne malen i Word og lagre den på nytt som Word-dokument (.docx)",
)
_OWN = (
    "gje lappen eit avsnitt, ei rad eller ei celle for seg sjølv",
    "gi lappen et avsnitt, en rad eller en celle for seg selv",
)
_GUIDE = ("jamfør med døma i docs/templates.md", "sammenlign med eksemplene i docs/templates.md")
_BLOCKS = (
    "la kvart vilkår byrje og slutte i same avsnitt, celle eller rad",
    "la hvert vilkår begynne og slutte i samme avsnitt, celle eller rad",
)
_LANGUAGE = (
    "merk all tekst (Ctrl+A), vel Se gjennom → Språk → Angi korrekturspråk → Norsk (nynorsk) eller Norsk (bokmål) → Bruk som standard",
    "merk all tekst (Ctrl+A), velg Se gjennom → Språk → Angi korrekturspråk → Norsk (bokmål) eller Norsk (nynorsk) → Bruk som standard",
)
_WRITE = (
    "skriv eit felt, {{ recipient.name }}, eller dei orda som skal stå der",
    "skriv et felt, {{ recipient.name }}, eller de ordene som skal stå der",
)
_TITLE = (
    "skriv ein tittel i Fil → Info → Egenskaper → Tittel, til dømes {{ letter.title }}",
    "skriv en tittel i Fil → Info → Egenskaper → Tittel, for eksempel {{ letter.title }}",
)

_SAID: tuple[tuple[str, str, str, tuple[str, str]], ...] = (
    *((rf"{re.escape(what)}(?: \(.*\))?", nn, nb, helps) for what, nn, nb, helps in SAID),
    (r"no field '(.+)'", "feltet «{0}» finst ikkje", "feltet «{0}» finnes ikke", ("", "")),
    (r"no filter '(.+)'", "filteret «{0}» finst ikkje", "filteret «{0}» finnes ikke", ("", "")),
    (r"no test '(.+)'", "testen «{0}» finst ikkje", "testen «{0}» finnes ikke", ("", "")),
    (r"no tag '(.*)' in letters", "lappen «{0}» finst ikkje i brev", "lappen «{0}» finnes ikke i brev", ("", "")),
    (r"'(\w+)' is never closed", "vilkåret eller lista med «{0}» er aldri avslutta", "vilkåret eller listen med «{0}» er aldri avsluttet", ("skriv {% endif %} etter if og {% endfor %} etter for", "skriv {% endif %} etter if og {% endfor %} etter for")),
    (r"'(\w+)' where (?:'\w+' is open|nothing is open)", "«{0}» står der ingenting slikt er byrja", "«{0}» står der ikke noe slikt er begynt", ("byrj og avslutt kvart vilkår og kvar liste i tur", "begynn og avslutt hvert vilkår og hver liste i tur")),
    (r"a tag that (?:does not begin and end in the same paragraph, or )?lacks a brace", "ein halv lapp: ein klamme manglar, eller lappen går over to avsnitt", "en halv lapp: en klamme mangler, eller lappen går over to avsnitt", ("skriv {{ felt }} eller {% if … %} i eitt, i eitt avsnitt", "skriv {{ felt }} eller {% if … %} i ett, i ett avsnitt")),
    (r"the text beside (.+) would disappear with its \w+", "teksten ved sida av {0} ville bli borte", "teksten ved siden av {0} ville bli borte", _OWN),
    (r"«(.+)» beside (.+) would disappear", "«{0}» ved sida av {1} ville bli borte", "«{0}» ved siden av {1} ville bli borte", ("skriv lappen utan bindestrek: {% … %}", "skriv lappen uten bindestrek: {% … %}")),
    (r"(.+) beside a tag would disappear", "noko midt i ein lapp (lenkje, bindestrek, merke) ville bli borte", "noe midt i en lapp (lenke, bindestrek, merke) ville bli borte", ("slett heile lappen og skriv han på nytt, i eitt", "slett hele lappen og skriv den på nytt, i ett")),
    (r"(.+) inside (.+) would disappear", "noko midt i lappen {1} (bilete, bindestrek) ville bli borte", "noe midt i lappen {1} (bilde, bindestrek) ville bli borte", ("slett heile lappen og skriv han på nytt, i eitt", "slett hele lappen og skriv den på nytt, i ett")),
    (r"(.+) beside (.+) would disappear", "noko som ikkje er tekst (bilete, sideskift, celle) ved {1} ville bli borte", "noe som ikke er tekst (bilde, sideskift, celle) ved {1} ville bli borte", _OWN),
    (r"(?!the tags)(.+) cannot be read: .*|(.+… )has brackets nested too deeply", "lappen {0} er ikkje skriven slik ein lapp skal vere", "lappen {0} er ikke skrevet slik en lapp skal være", _GUIDE),
    (r"the tags (?:do not fit together|cannot be read): .*", "lappane passar ikkje saman: ein byrjar eller sluttar feil, eller er skriven feil", "lappene passer ikke sammen: en begynner eller slutter feil, eller er skrevet feil", _GUIDE),
    (r"(.+) does not stand like (.+), which it belongs to", "{0} står ikkje på same måten som {1}, som han høyrer til", "{0} står ikke på samme måte som {1}, som den hører til", _BLOCKS),
    (r"a sign that nobody sees \((U\+\w+)\) inside (.+)", "eit usynleg teikn ({0}) inne i {1}", "et usynlig tegn ({0}) inne i {1}", ("slett heile lappen og skriv han på nytt for hand", "slett hele lappen og skriv den på nytt for hånd")),
    (r"'(\w+)' is set anew inside a loop, and forgotten when the turn ends", "«{0}» får ein ny verdi inne i ei liste, og han blir gløymd når gongen er over", "«{0}» får en ny verdi inne i en liste, og den blir glemt når gangen er over", ("spør med {% if loop.first %} eller {% if loop.last %}, eller skriv lista med join(', ')", "spør med {% if loop.first %} eller {% if loop.last %}, eller skriv listen med join(', ')")),
    (r"a tag that cannot be filled in: .*", "ein lapp kan ikkje fyllast ut: han reknar eller brukar eit filter feil", "en lapp kan ikke fylles ut: den regner eller bruker et filter feil", _GUIDE),
    (r"the sign (.) inside (.+)", "teiknet {0} inne i {1}", "tegnet {0} inne i {1}", ("bruk rette hermeteikn (\") og vanleg bindestrek", "bruk rette anførselstegn (\") og vanlig bindestrek")),
    (r"an '&' inside (.+), which docxtpl reads as '&amp;'|an '&' that is cut in two", "teiknet & inne i ein lapp", "tegnet & inne i en lapp", ("ta bort &: spør etter eit anna ord", "ta bort &: spør etter et annet ord")),
    (r"the sign (.) before '(\w+)' in (.+)", "teiknet {0} står framfor «{1}» i {2}", "tegnet {0} står foran «{1}» i {2}", ("skriv {right}", "skriv {right}")),
    (r"the space beside (.+) would disappear, and two words be one", "mellomrommet ved sida av {0} ville bli borte, og to ord bli eitt", "mellomrommet ved siden av {0} ville bli borte, og to ord bli ett", ("skriv lappen utan bindestrek: {right}", "skriv lappen uten bindestrek: {right}")),
    (r"a space before '(\w+)' in (.+)", "mellomrom før «{0}» i {1}", "mellomrom før «{0}» i {1}", ("skriv {{%{0} utan mellomrom", "skriv {{%{0} uten mellomrom")),
    (r"a tab or a line break inside (.+)", "tabulator eller linjeskift inne i {0}", "tabulator eller linjeskift inne i {0}", ("skriv lappen på éi linje", "skriv lappen på én linje")),
    (r"(.+) is not read as it stands", "{0} blir ikkje lesen slik han står", "{0} blir ikke lest slik den står", ("eitt vanleg mellomrom etter {{%p, og verken % eller }} inne i lappen", "ett vanlig mellomrom etter {{%p, og verken % eller }} inne i lappen")),
    (r"the value of (.+) would stand outside the text, where Word shows nothing|plain text in a tag for rich text.*", "verdien ville stå utanfor teksten, der Word ikkje viser noko", "verdien ville stå utenfor teksten, der Word ikke viser noe", ("skriv {{ felt }} utan p eller r", "skriv {{ felt }} uten p eller r")),
    (r"the words «(.+)» outside the text", "orda «{0}» ville stå utanfor teksten", "ordene «{0}» ville stå utenfor teksten", ("skriv lappen framfor på nytt, i eitt", "skriv lappen foran på nytt, i ett")),
    (r"the words «(.+)» of the template are not in the letter to recipient (.+)", "orda «{0}» i malen kom ikkje med i brevet til {1}", "ordene «{0}» i malen kom ikke med i brevet til {1}", ("send malen til dei som utviklar tenesta", "send malen til dem som utvikler tjenesten")),
    (r"'(.+)' is yes or no, not text", "«{0}» er ja eller nei, ikkje tekst", "«{0}» er ja eller nei, ikke tekst", ("spør: {{% if {0} %}}", "spør: {{% if {0} %}}")),
    (r"'(.+)' is yes or no, and never the text (.+)", "«{0}» er ja eller nei, og aldri teksten {1}", "«{0}» er ja eller nei, og aldri teksten {1}", ("spør slik: {right}", "spør slik: {right}")),
    (r"'(.+)' is yes or no, not a number", "«{0}» er ja eller nei, ikkje eit tal", "«{0}» er ja eller nei, ikke et tall", ("spør slik: {right}", "spør slik: {right}")),
    (r"'(.+)' is (?:text|yes or no|a \w+), and never none", "«{0}» er kanskje tomt, men aldri «none»", "«{0}» er kanskje tomt, men aldri «none»", ("spør om det er tomt slik: {right}", "spør om det er tomt slik: {right}")),
    (r"'(.+)' is (?:text|yes or no|a \w+), and (?:never (?:yes or no|text)|no number)", "«{0}» er aldri det vilkåret spør om, så svaret er likt i alle brev", "«{0}» er aldri det vilkåret spør om, så svaret er likt i alle brev", ("spør slik: {right}", "spør slik: {right}")),
    (r"'(.+)' is (?:text|yes or no|a \w+), and cannot be counted with", "«{0}» er ikkje eit tal, og kan ikkje reknast med", "«{0}» er ikke et tall, og kan ikke regnes med", ("skriv {right}", "skriv {right}")),
    (r"'(.+)' is a number, and never (?:the text )?(.+)", "«{0}» er eit tal, og aldri {1}", "«{0}» er et tall, og aldri {1}", ("skriv talet utan hermeteikn: {right}", "skriv tallet uten anførselstegn: {right}")),
    (r"'(.+)' in (?:small letters|capitals) is never (.+)", "«{0}» er her gjort om til små eller store bokstavar, og blir aldri {1}", "«{0}» er her gjort om til små eller store bokstaver, og blir aldri {1}", ("skriv {right}", "skriv {right}")),
    (r"'(.+)' is (?:text|yes or no|a \w+) and '(.+)' (?:text|yes or no|a \w+): they are never equal", "«{0}» og «{1}» er ulike slag felt, og aldri like", "«{0}» og «{1}» er ulike slags felt, og aldri like", ("jamfør to felt av same slag", "sammenlign to felt av samme slag")),
    (r"'(.+)' is a (?:list|group|picture), and never equal to a text or number", "«{0}» er aldri lik ein tekst eller eit tal", "«{0}» er aldri lik en tekst eller et tall", ("spør slik: {right}", "spør slik: {right}")),
    (r"each of '(.+)' is a group, and never the text (.+)", "«{0}» har fleire felt i kvar, og er aldri {1}", "«{0}» har flere felt i hver, og er aldri {1}", ("gå gjennom lista og spør om eitt av felta", "gå gjennom listen og spør om ett av feltene")),
    (r"'(.+)' is text, and never (.+)", "«{0}» er tekst, og aldri {1}", "«{0}» er tekst, og aldri {1}", ("spør slik: {right}", "spør slik: {right}")),
    (r"'(.+)' is a list", "«{0}» er ei liste", "«{0}» er en liste", ("gå gjennom ho: {% for eitt in liste %}", "gå gjennom den: {% for ett in liste %}")),
    (r"(?:each of )?'(.+)' is a group(?: of fields)?", "«{0}» er ei gruppe av felt", "«{0}» er en gruppe av felt", ("skriv ut eitt av felta i gruppa", "skriv ut ett av feltene i gruppen")),
    (r"'(.+)' is a picture, not text", "«{0}» er eit bilete, ikkje tekst", "«{0}» er et bilde, ikke tekst", ("skriv {{{{ {0} }}}} for seg sjølv i eit avsnitt", "skriv {{{{ {0} }}}} for seg selv i et avsnitt")),
    (r"'(.+)' is not a list", "«{0}» er inga liste", "«{0}» er ingen liste", ("", "")),
    (r"'(.+)': there is nothing inside a \w+", "«{0}» finst ikkje: det er ingenting inne i feltet", "«{0}» finnes ikke: det er ingenting inne i feltet", ("skriv feltet slik det er", "skriv feltet slik det er")),
    (r"a function call", "eit funksjonskall i ein lapp", "et funksjonskall i en lapp", ("bruk eit filter", "bruk et filter")),
    (r"the field (.+) stands as plain text, and would be printed so", "feltet {0} står som vanleg tekst, og ville bli trykt slik", "feltet {0} står som vanlig tekst, og ville bli trykt slik", ("skriv {{{{ {0} }}}}", "skriv {{{{ {0} }}}}")),
    (r"'(.+)' looks like something to fill in, and would be printed as it is", "«{0}» ser ut som noko ein skal fylle ut, og blir trykt som det står", "«{0}» ser ut som noe en skal fylle ut, og blir trykt som det står", _WRITE),
    (r"a content control that nobody has filled in: «(.*)»", "ein innhaldskontroll som ingen har fylt ut: «{0}»", "en innholdskontroll som ingen har fylt ut: «{0}»", _WRITE),
    (r"text marked with a coloured pen, and would be printed so", "tekst som er merkt med fargepenn, og blir trykt slik", "tekst som er merket med fargepenn, og blir trykt slik", ("er teksten ferdig, så merk han og vel Hjem → Uthevingsfarge for tekst → Ingen farge", "er teksten ferdig, så merk den og velg Hjem → Uthevingsfarge for tekst → Ingen farge")),
    (r"the Word field '(.+)' waits for somebody who writes in it", "Word-feltet {0} ventar på nokon som skriv i det", "Word-feltet {0} venter på noen som skriver i det", _WRITE),
    (r"the numbered list inside (.+) goes on counting from turn to turn", "den nummererte lista i {0} tel vidare frå gong til gong", "den nummererte listen i {0} teller videre fra gang til gang", ("skal ho byrje på 1 kvar gong, så skriv {{ loop.index }}. i staden for Word si nummerering", "skal den begynne på 1 hver gang, så skriv {{ loop.index }}. i stedet for nummereringen i Word")),
    (r"a tag that is never filled in here", "ein lapp som aldri blir fylt ut her", "en lapp som aldri blir fylt ut her", ("flytt han til teksten, topptekst, botntekst eller ein fotnote", "flytt den til teksten, topptekst, bunntekst eller en fotnote")),
    (r"tracked changes are waiting", "sporte endringar ventar", "sporede endringer venter", ("Se gjennom → Godta → Godta alle endringer", "Se gjennom → Godta → Godta alle endringer")),
    (r"comments would follow the letter out", "merknader ville følgje brevet ut", "merknader ville følge brevet ut", ("Se gjennom → Slett → Slett alle merknader i dokumentet", "Se gjennom → Slett → Slett alle merknader i dokumentet")),
    (r"a tag inside the Word field '(.+)'", "ein lapp inne i Word-feltet «{0}»", "en lapp inne i Word-feltet «{0}»", ("flytt lappen ut av feltet", "flytt lappen ut av feltet")),
    (r"the Word field '(.+)' fetches from outside", "Word-feltet «{0}» hentar noko utanfrå", "Word-feltet «{0}» henter noe utenfra", ("ta bort feltet; eit brev hentar ingenting", "ta bort feltet; et brev henter ingenting")),
    (r"the Word field '(.+)' is for Word's own mail merge.*", "Word-feltet «{0}» høyrer til utskriftsfletting i Word, og blir aldri fylt ut her", "Word-feltet «{0}» hører til utskriftsfletting i Word, og blir aldri fylt ut her", ("slett feltet og skriv eit av våre: {{ recipient.name }}", "slett feltet og skriv et av våre: {{ recipient.name }}")),
    (r"set up for Word's own mail merge.*", "malen er sett opp for utskriftsfletting i Word", "malen er satt opp for utskriftsfletting i Word", ("Utsendelser → Start utskriftsfletting → Vanlig Word-dokument", "Utsendelser → Start utskriftsfletting → Vanlig Word-dokument")),
    (r"a tag in a text box.*", "ein lapp i ein tekstboks", "en lapp i en tekstboks", ("bruk ei tabellcelle eller eit vanleg avsnitt", "bruk en tabellcelle eller et vanlig avsnitt")),
    (r"a tag in the address of a link.*", "ein lapp i adressa til ei lenkje, som aldri blir fylt ut", "en lapp i adressen til en lenke, som aldri blir fylt ut", ("skriv adressa som tekst, og høgreklikk → Fjern hyperkobling", "skriv adressen som tekst, og høyreklikk → Fjern hyperkobling")),
    (r"the picture '(.*)' has no alternative text", "biletet «{0}» har ikkje alternativ tekst", "bildet «{0}» har ikke alternativ tekst", ("høgreklikk på biletet → Vis alternativ tekst", "høyreklikk på bildet → Vis alternativ tekst")),
    (r"text marked as '(.+)', which is read aloud as that language", "tekst som er merkt som «{0}», og blir lesen opp på det språket", "tekst som er merket som «{0}», og blir lest opp på det språket", _LANGUAGE),
    (r"the document's language is '(.*)'|the PDF lacks a language", "språket i malen er ikkje norsk", "språket i malen er ikke norsk", _LANGUAGE),
    (r"a page of text or more without a heading.*", "meir enn ei side tekst utan overskrift", "mer enn en side tekst uten overskrift", ("Hjem → Stiler → Overskrift 1 eller Overskrift 2", "Hjem → Stiler → Overskrift 1 eller Overskrift 2")),
    (r"the font '(.+)' is not on the machine that makes the PDF.*", "skrifta «{0}» er ikkje på maskina som lagar PDF-en; linjene kan flytte seg", "skriften «{0}» er ikke på maskinen som lager PDF-en; linjene kan flytte seg", ("bruk Calibri, Arial eller Times New Roman", "bruk Calibri, Arial eller Times New Roman")),
    (r"a tag in a content control that is bound.*", "ein lapp i ein innhaldskontroll som viser ein eigenskap ved dokumentet", "en lapp i en innholdskontroll som viser en egenskap ved dokumentet", ("høgreklikk → Fjern innholdskontroll, og skriv lappen som vanleg tekst", "høyreklikk → Fjern innholdskontroll, og skriv lappen som vanlig tekst")),
    (r"the Word field '(.+)' shows the day the letter is opened.*", "Word-feltet {0} viser den dagen brevet blir opna", "Word-feltet {0} viser den dagen brevet blir åpnet", ("skriv {{ letter.date }} i staden", "skriv {{ letter.date }} i stedet")),
    (r"the Word field '(.+)' shows a file.*", "Word-feltet {0} viser namnet på ei anna fil enn den folk får", "Word-feltet {0} viser navnet på en annen fil enn den folk får", ("skriv det som skal stå der, som vanleg tekst", "skriv det som skal stå der, som vanlig tekst")),
    (r"the title of the letters is empty.*", "tittelen er tom når ingen har fylt ut felta i han", "tittelen er tom når ingen har fylt ut feltene i den", _TITLE),
    (r"the document has no title.*|the PDF lacks a title", "malen har ikkje tittel, og kvar PDF til arkivet må ha ein", "malen har ikke tittel, og hver PDF til arkivet må ha en", _TITLE),
    (r"the sign (.+) \((U\+\w+), .*\) is in no font here, and would be printed as a box", "teiknet {0} ({1}) finst ikkje i noka skrift her, og ville bli ein boks på trykk", "tegnet {0} ({1}) finnes ikke i noen skrift her, og ville bli en boks på trykk", ("skriv det med andre teikn, eller be IT leggje inn fleire skrifter (make office)", "skriv det med andre tegn, eller be IT legge inn flere skrifter (make office)")),
    (r"a field without a value: '(.+)'", "feltet «{0}» har ingen verdi", "feltet «{0}» har ingen verdi", ("gje det ein verdi, eller spør først: {{% if {0} %}}", "gi det en verdi, eller spør først: {{% if {0} %}}")),
    (r"a (table cell|header|footer|text box|note) that does not always end with a paragraph", "ei celle, ein topp- eller botntekst eller ein note kan bli ståande utan avsnitt", "en celle, en topp- eller bunntekst eller en note kan bli stående uten avsnitt", ("legg til eit tomt avsnitt nedst, utanfor lappane", "legg til et tomt avsnitt nederst, utenfor lappene")),
    (r"a table without a row, which Word calls damaged", "ein tabell kan bli ståande utan rader", "en tabell kan bli stående uten rader", ("gje tabellen ei rad utanfor lappane", "gi tabellen en rad utenfor lappene")),
    (r"(?:the branches of an 'if'|a turn of this 'for'|after one|</).*|text outside the document.*", "eit vilkår eller ei liste byrjar eitt slag stad og sluttar ein annan", "et vilkår eller en liste begynner ett slags sted og slutter et annet", _BLOCKS),
    (r"a macro, control or embedded object", "ein makro, ein kontroll eller eit innebygd objekt", "en makro, en kontroll eller et innebygd objekt", ("slett det i Word; eit brev har tekst, tabellar og bilete", "slett det i Word; et brev har tekst, tabeller og bilder")),
    (r"(?:a|the) .+ that is fetched from outside the file.*", "noko som blir henta utanfrå fila", "noe som blir hentet utenfra filen", ("Sett inn → Bilder → Denne enheten, og ikkje som lenkje", "Sett inn → Bilder → Denne enheten, og ikke som lenke")),
    (r".+ goes with this file; it is left out of the letters|a link of kind .+ it is left out of the letters", "noko frå kontoret sin eigen Word følgjer fila; det er ikkje med i breva", "noe fra kontorets egen Word følger filen; det er ikke med i brevene", ("ingenting av det blir trykt; kopier teksten til eit nytt dokument om du vil bli kvitt det", "ingenting av det blir trykt; kopier teksten til et nytt dokument om du vil bli kvitt det")),
    (r"saved as Strict Open XML.*", "malen er lagra som Strict Open XML", "malen er lagret som Strict Open XML", ("Fil → Lagre som → Word-dokument (.docx)", "Fil → Lagre som → Word-dokument (.docx)")),
    (r"this is not a Word document.*", "dette er ikkje eit Word-dokument (.docx)", "dette er ikke et Word-dokument (.docx)", ("Fil → Lagre som → Word-dokument (.docx), ikkje .docm, .dotx eller .doc", "Fil → Lagre som → Word-dokument (.docx), ikke .docm, .dotx eller .doc")),
    (r"encrypted", "fila er verna med passord", "filen er vernet med passord", ("Fil → Info → Beskytt dokument → Krypter med passord, og tøm feltet", "Fil → Info → Beskytt dokument → Krypter med passord, og tøm feltet")),
    (r"there is no template '(.+)'", "malen «{0}» finst ikkje", "malen «{0}» finnes ikke", ("", "")),
)  # fmt: skip
"""Of each sentence: what it says in English, in nynorsk and in bokmål, and what helps in both. `{0}` is what it names."""

_RIGHT = re.compile(r"^(?:write|ask)(?: it as it is| it| the number without quotes)?:? (.+)$", re.DOTALL)
"""What a remedy in English says should be written, which is the same in every language."""

_INSTEAD = re.compile(r"write (\{% (?:set name = …|elif .+) %\}|\S+)(?: for (\S+))?", re.DOTALL)
"""What a tag that cannot be read was probably meant to say, and the word it has now."""

_IN_GENERAL = (
    "fila kan ikkje brukast slik ho er",
    "filen kan ikke brukes slik den er",
)
_WORDS: Mapping[str, tuple[str, str]] = {
    r"\bbody\b|word/document\.xml": ("brødteksten", "brødteksten"),
    r"\b(?:word/)?header\d*(?:\.xml)?": ("toppteksten", "toppteksten"),
    r"\b(?:word/)?footer\d*(?:\.xml)?": ("botnteksten", "bunnteksten"),
    r"\b(?:word/)?footnotes(?:\.xml)?": ("fotnotane", "fotnotene"),
    r"\bword/styles\.xml": ("stilane", "stilene"),
    r"\bparagraph (?=\d)": ("avsnitt ", "avsnitt "),
    r"\btable (?=\d)": ("tabell ", "tabell "),
    r"\brow (?=\d)": ("rad ", "rad "),
    r"\bcell (?=\d)": ("celle ", "celle "),
    r"\bdocument property title\b": ("tittelen (Fil → Info)", "tittelen (Fil → Info)"),
    r"\bdocument property (?=\w)": ("eigenskapen ", "egenskapen "),
    r"\ban example as PDF\b": ("eit eksempel som PDF", "et eksempel som PDF"),
    r"\brecipient (?=p-|\w+:)": ("mottakar ", "mottaker "),
    r"and (\d+) other places": (r"og \1 andre stader", r"og \1 andre steder"),
}
"""Words of a place, outside the quoted text."""


def spoken(problem: Problem, language: Language) -> Problem:
    """Return the problem in nynorsk or bokmål; the severity and the file stay as they are."""
    form = 0 if language == "nn" else 1
    where = "".join(
        part if part.startswith("«") else _placed(part, form) for part in re.split(r"(«[^»]*»)", problem.where)
    )
    for pattern, nn, nb, helps in _SAID:
        found = re.fullmatch(pattern, problem.what, re.DOTALL)
        if found:
            named = [group or "" for group in found.groups()] + ["", ""]
            remedy = _helped(helps[form], named, problem.remedy) or _suggested(problem.remedy, form)
            return replace(problem, where=where, what=(nn, nb)[form].format(*named), remedy=remedy)
    return replace(problem, where=where, what=_IN_GENERAL[form], remedy=_AGAIN[form])


def in_words(error: TemplateError, language: Language) -> str:
    """Return all that is wrong for those who prepare the year, a line each; what has no sentence stays as it is."""
    return "\n".join(str(spoken(problem, language) if is_spoken(problem) else problem) for problem in error.problems)


def is_spoken(problem: Problem) -> bool:
    """Return whether there is a sentence of its own for the problem."""
    return any(re.fullmatch(pattern, problem.what, re.DOTALL) for pattern, *_ in _SAID)


def _placed(text: str, form: int) -> str:
    for pattern, words in _WORDS.items():
        text = re.sub(pattern, words[form], text)
    return text


def _helped(text: str, named: list[str], remedy: str) -> str:
    """Return what helps; braces of a tag are written twice only where the sentence names something.

    `{right}` is what the remedy says should be written.
    """
    right = _RIGHT.search(remedy)
    if text in _GUIDE and (meant := _INSTEAD.fullmatch(remedy)):
        return f"skriv {meant[1]}" + (
            f" {('i staden for', 'i stedet for')[_GUIDE.index(text)]} {meant[2]}" if meant[2] else ""
        )
    if "{right}" in text:
        return text.replace("{right}", right[1] if right else "…")
    return text.format(*named) if "{0}" in text or "{{%" in text else text


def _suggested(remedy: str, form: int) -> str:
    """Return what was probably meant, or what there is."""
    meant = re.search(r"did you mean (.+?)\?", remedy)
    if meant:
        return f"{('meinte du', 'mente du')[form]} {meant[1].replace(' or ', ' eller ')}?"
    there = re.search(r"(?:known|lists|it may use|use one of|use a filter):? (.+)", remedy)
    return f"{('desse finst', 'disse finnes')[form]}: {there[1]}" if there else ""
