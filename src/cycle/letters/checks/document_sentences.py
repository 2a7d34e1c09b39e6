"""What is wrong with a template beside its tags, for those who write in it."""

from __future__ import annotations

from cycle.catalogue import sentence
from cycle.letters.checks.advice import BLOCKS, LANGUAGE, TITLE

DOCUMENTS: tuple[tuple[str, str, str], ...] = (
    (
        r"a tag that is never filled in here",
        sentence("a tag that is never filled in here"),
        sentence("move it to the text, the header, the footer or a footnote"),
    ),
    (
        r"tracked changes are waiting",
        sentence("tracked changes are waiting"),
        sentence("Se gjennom → Godta → Godta alle endringer"),
    ),
    (
        r"comments would follow the letter out",
        sentence("comments would follow the letter out"),
        sentence("Se gjennom → Slett → Slett alle merknader i dokumentet"),
    ),
    (
        r"a tag inside the Word field '(.+)'",
        sentence("a tag inside the Word field «{a}»"),
        sentence("move the tag out of the field"),
    ),
    (
        r"the Word field '(.+)' fetches from outside",
        sentence("the Word field «{a}» fetches something from outside"),
        sentence("take the field away; a letter fetches nothing"),
    ),
    (
        r"the Word field '(.+)' is for Word's own mail merge.*",
        sentence("the Word field «{a}» belongs to Word's own mail merge, and is never filled in here"),
        sentence("delete the field and write one of ours: {{ recipient.name }}"),
    ),
    (
        r"set up for Word's own mail merge.*",
        sentence("the template is set up for Word's own mail merge"),
        sentence("Utsendelser → Start utskriftsfletting → Vanlig Word-dokument"),
    ),
    (r"a tag in a text box.*", sentence("a tag in a text box"), sentence("use a table cell or a plain paragraph")),
    (
        r"a tag in the address of a link.*",
        sentence("a tag in the address of a link, which is never filled in"),
        sentence("write the address as text, and right-click → Fjern hyperkobling"),
    ),
    (
        r"the picture '(.*)' has no alternative text",
        sentence("the picture «{a}» has no alternative text"),
        sentence("right-click on the picture → Vis alternativ tekst"),
    ),
    (
        r"text marked as '(.+)', which is read aloud as that language",
        sentence("text marked as «{a}», which is read aloud as that language"),
        LANGUAGE,
    ),
    (
        r"the document's language is '(.*)'|the PDF lacks a language",
        sentence("the language of the template is not Norwegian"),
        LANGUAGE,
    ),
    (
        r"a page of text or more without a heading.*",
        sentence("more than a page of text without a heading"),
        sentence("Hjem → Stiler → Overskrift 1 or Overskrift 2"),
    ),
    (
        r"the font '(.+)' is not on the machine that makes the PDF.*",
        sentence("the font «{a}» is not on the machine that makes the PDF; the lines may move"),
        sentence("use Calibri, Arial or Times New Roman"),
    ),
    (
        r"a tag in a content control that is bound.*",
        sentence("a tag in a content control that shows a property of the document"),
        sentence("right-click → Fjern innholdskontroll, and write the tag as plain text"),
    ),
    (
        r"the Word field '(.+)' shows the day the letter is opened.*",
        sentence("the Word field {a} shows the day on which the letter is opened"),
        sentence("write {{ letter.date }} instead"),
    ),
    (
        r"the Word field '(.+)' shows a file.*",
        sentence("the Word field {a} shows the name of another file than the one people get"),
        sentence("write what is to stand there as plain text"),
    ),
    (
        r"the title of the letters is empty.*",
        sentence("the title is empty when nobody has filled in the fields in it"),
        TITLE,
    ),
    (
        r"the document has no title.*|the PDF lacks a title",
        sentence("the template has no title, and each PDF for the archive must have one"),
        TITLE,
    ),
    (
        r"the sign (.+) \((U\+\w+), .*\) is in no font here, and would be printed as a box",
        sentence("the character {a} ({b}) is in no font here, and would be a box in print"),
        sentence("write it with other characters, or ask IT to install more fonts (make office)"),
    ),
    (
        r"a field without a value: '(.+)'",
        sentence("the field «{a}» has no value"),
        sentence("give it a value, or ask first: {{% if {a} %}}"),
    ),
    (
        r"a (table cell|header|footer|text box|note) that does not always end with a paragraph",
        sentence("a cell, a header, a footer or a note may be left without a paragraph"),
        sentence("add an empty paragraph at the end, outside the tags"),
    ),
    (
        r"a table without a row, which Word calls damaged",
        sentence("a table may be left without rows"),
        sentence("give the table a row outside the tags"),
    ),
    (
        r"(?:the branches of an 'if'|a turn of this 'for'|after one|</).*|text outside the document.*",
        sentence("a condition or a list begins in one kind of place and ends in another"),
        BLOCKS,
    ),
    (
        r"a macro, control or embedded object",
        sentence("a macro, a control or an embedded object"),
        sentence("delete it in Word; a letter has text, tables and pictures"),
    ),
    (
        r"(?:a|the) .+ that is fetched from outside the file.*",
        sentence("something that is fetched from outside the file"),
        sentence("Sett inn → Bilder → Denne enheten, and not as a link"),
    ),
    (
        r".+ goes with this file; it is left out of the letters|a link of kind .+ it is left out of the letters",
        sentence("something of the office's own Word goes with the file; it is not in the letters"),
        sentence("none of it is printed; copy the text into a new document if you want to be rid of it"),
    ),
    (
        r"saved as Strict Open XML.*",
        sentence("the template is saved as Strict Open XML"),
        sentence("Fil → Lagre som → Word-dokument (.docx)"),
    ),
    (
        r"this is not a Word document.*",
        sentence("this is no Word document (.docx)"),
        sentence("Fil → Lagre som → Word-dokument (.docx), not .docm, .dotx or .doc"),
    ),
    (
        r"encrypted",
        sentence("the file is protected with a password"),
        sentence("Fil → Info → Beskytt dokument → Krypter med passord, and empty the field"),
    ),
    (r"there is no template '(.+)'", sentence("there is no template «{a}»"), ""),
)
"""What the check says as a pattern, how it is told, and what helps. `{a}`, `{b}` and `{c}` are what it names."""
