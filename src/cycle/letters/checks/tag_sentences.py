"""What is wrong with a tag or a field, for those who write in a template."""

from __future__ import annotations

from cycle.catalogue import sentence
from cycle.letters.checks.advice import BLOCKS, GUIDE, OWN, WRITE

TAGS: tuple[tuple[str, str, str], ...] = (
    (r"no field '(.+)'", sentence("there is no field «{a}»"), ""),
    (r"no filter '(.+)'", sentence("there is no filter «{a}»"), ""),
    (r"no test '(.+)'", sentence("there is no test «{a}»"), ""),
    (r"no tag '(.*)' in letters", sentence("there is no tag «{a}» in letters"), ""),
    (
        r"'(\w+)' is never closed",
        sentence("the condition or list with «{a}» is never closed"),
        sentence("write {% endif %} after if and {% endfor %} after for"),
    ),
    (
        r"'(\w+)' where (?:'\w+' is open|nothing is open)",
        sentence("«{a}» stands where nothing of the kind is open"),
        sentence("begin and close each condition and each list in turn"),
    ),
    (
        r"a tag that (?:does not begin and end in the same paragraph, or )?lacks a brace",
        sentence("half a tag: a brace is missing, or the tag goes over two paragraphs"),
        sentence("write {{ field }} or {% if … %} in one piece, in one paragraph"),
    ),
    (r"the text beside (.+) would disappear with its \w+", sentence("the text beside {a} would disappear"), OWN),
    (
        r"«(.+)» beside (.+) would disappear",
        sentence("«{a}» beside {b} would disappear"),
        sentence("write the tag without hyphens: {% … %}"),
    ),
    (
        r"(.+) beside a tag would disappear",
        sentence("something in the middle of a tag (a link, a hyphen, a bookmark) would disappear"),
        sentence("delete the whole tag and write it again, in one piece"),
    ),
    (
        r"(.+) inside (.+) would disappear",
        sentence("something in the middle of the tag {b} (a picture, a hyphen) would disappear"),
        sentence("delete the whole tag and write it again, in one piece"),
    ),
    (
        r"(.+) beside (.+) would disappear",
        sentence("something that is not text (a picture, a page break, a cell) at {b} would disappear"),
        OWN,
    ),
    (
        r"(?!the tags)(.+) cannot be read: .*|(.+… )has brackets nested too deeply",
        sentence("the tag {a} is not written as a tag should be"),
        GUIDE,
    ),
    (
        r"the tags (?:do not fit together|cannot be read): .*",
        sentence("the tags do not fit together: one begins or ends wrongly, or is misspelt"),
        GUIDE,
    ),
    (
        r"(.+) does not stand like (.+), which it belongs to",
        sentence("{a} does not stand in the same way as {b}, which it belongs to"),
        BLOCKS,
    ),
    (
        r"a sign that nobody sees \((U\+\w+)\) inside (.+)",
        sentence("a character that nobody sees ({a}) inside {b}"),
        sentence("delete the whole tag and write it again by hand"),
    ),
    (
        r"'(\w+)' is set anew inside a loop, and forgotten when the turn ends",
        sentence("«{a}» gets a new value inside a list, and it is forgotten when the turn is over"),
        sentence("ask with {% if loop.first %} or {% if loop.last %}, or write the list with join(', ')"),
    ),
    (
        r"a tag that cannot be filled in: .*",
        sentence("a tag cannot be filled in: it computes, or uses a filter wrongly"),
        GUIDE,
    ),
    (
        r"the sign (.) inside (.+)",
        sentence("the character {a} inside {b}"),
        sentence('use straight quotation marks (") and a plain hyphen'),
    ),
    (
        r"an '&' inside (.+), which docxtpl reads as '&amp;'|an '&' that is cut in two",
        sentence("the character & inside a tag"),
        sentence("take the & away: ask for another word"),
    ),
    (
        r"the sign (.) before '(\w+)' in (.+)",
        sentence("the character {a} stands before «{b}» in {c}"),
        sentence("write {right}"),
    ),
    (
        r"the space beside (.+) would disappear, and two words be one",
        sentence("the space beside {a} would disappear, and two words become one"),
        sentence("write the tag without hyphens: {right}"),
    ),
    (
        r"a space before '(\w+)' in (.+)",
        sentence("a space before «{a}» in {b}"),
        sentence("write {{%{a} without a space"),
    ),
    (
        r"a tab or a line break inside (.+)",
        sentence("a tab or a line break inside {a}"),
        sentence("write the tag on one line"),
    ),
    (
        r"(.+) is not read as it stands",
        sentence("{a} is not read as it stands"),
        sentence("one plain space after {{%p, and neither % nor }} inside the tag"),
    ),
    (
        r"the value of (.+) would stand outside the text, where Word shows nothing|plain text in a tag for rich text.*",
        sentence("the value would stand outside the text, where Word shows nothing"),
        sentence("write {{ field }} without p or r"),
    ),
    (
        r"the words «(.+)» outside the text",
        sentence("the words «{a}» would stand outside the text"),
        sentence("write the tag before them again, in one piece"),
    ),
    (
        r"the words «(.+)» of the template are not in the letter to recipient (.+)",
        sentence("the words «{a}» of the template did not come into the letter to {b}"),
        sentence("send the template to those who develop the service"),
    ),
    (r"'(.+)' is yes or no, not text", sentence("«{a}» is yes or no, not text"), sentence("ask: {{% if {a} %}}")),
    (
        r"'(.+)' is yes or no, and never the text (.+)",
        sentence("«{a}» is yes or no, and never the text {b}"),
        sentence("ask like this: {right}"),
    ),
    (
        r"'(.+)' is yes or no, not a number",
        sentence("«{a}» is yes or no, not a number"),
        sentence("ask like this: {right}"),
    ),
    (
        r"'(.+)' is (?:text|yes or no|a \w+), and never none",
        sentence("«{a}» may be empty, but is never «none»"),
        sentence("ask whether it is empty like this: {right}"),
    ),
    (
        r"'(.+)' is (?:text|yes or no|a \w+), and (?:never (?:yes or no|text)|no number)",
        sentence("«{a}» is never what the condition asks for, so the answer is the same in all letters"),
        sentence("ask like this: {right}"),
    ),
    (
        r"'(.+)' is (?:text|yes or no|a \w+), and cannot be counted with",
        sentence("«{a}» is not a number, and cannot be computed with"),
        sentence("write {right}"),
    ),
    (
        r"'(.+)' is a number, and never (?:the text )?(.+)",
        sentence("«{a}» is a number, and never {b}"),
        sentence("write the number without quotation marks: {right}"),
    ),
    (
        r"'(.+)' in (?:small letters|capitals) is never (.+)",
        sentence("«{a}» is made into small letters or capitals here, and is never {b}"),
        sentence("write {right}"),
    ),
    (
        r"'(.+)' is (?:text|yes or no|a \w+) and '(.+)' (?:text|yes or no|a \w+): they are never equal",
        sentence("«{a}» and «{b}» are fields of different kinds, and never equal"),
        sentence("compare two fields of the same kind"),
    ),
    (
        r"'(.+)' is a (?:list|group|picture), and never equal to a text or number",
        sentence("«{a}» is never equal to a text or a number"),
        sentence("ask like this: {right}"),
    ),
    (
        r"each of '(.+)' is a group, and never the text (.+)",
        sentence("«{a}» has several fields in each, and is never {b}"),
        sentence("go through the list and ask for one of the fields"),
    ),
    (r"'(.+)' is text, and never (.+)", sentence("«{a}» is text, and never {b}"), sentence("ask like this: {right}")),
    (r"'(.+)' is a list", sentence("«{a}» is a list"), sentence("go through it: {% for ting in liste %}")),
    (
        r"(?:each of )?'(.+)' is a group(?: of fields)?",
        sentence("«{a}» is a group of fields"),
        sentence("write one of the fields of the group"),
    ),
    (
        r"'(.+)' is a picture, not text",
        sentence("«{a}» is a picture, not text"),
        sentence("write {{{{ {a} }}}} on its own in a paragraph"),
    ),
    (r"'(.+)' is not a list", sentence("«{a}» is no list"), ""),
    (
        r"'(.+)': there is nothing inside a \w+",
        sentence("there is no «{a}»: nothing is inside the field"),
        sentence("write the field as it is"),
    ),
    (r"a function call", sentence("a function call in a tag"), sentence("use a filter")),
    (
        r"the field (.+) stands as plain text, and would be printed so",
        sentence("the field {a} stands as plain text, and would be printed so"),
        sentence("write {{{{ {a} }}}}"),
    ),
    (
        r"'(.+)' looks like something to fill in, and would be printed as it is",
        sentence("«{a}» looks like something to fill in, and is printed as it stands"),
        WRITE,
    ),
    (
        r"a content control that nobody has filled in: «(.*)»",
        sentence("a content control that nobody has filled in: «{a}»"),
        WRITE,
    ),
    (
        r"text marked with a coloured pen, and would be printed so",
        sentence("text marked with a highlighter, which is printed so"),
        sentence("if the text is finished, mark it and choose Hjem → Uthevingsfarge for tekst → Ingen farge"),
    ),
    (
        r"the Word field '(.+)' waits for somebody who writes in it",
        sentence("the Word field {a} waits for somebody who writes in it"),
        WRITE,
    ),
    (
        r"the numbered list inside (.+) goes on counting from turn to turn",
        sentence("the numbered list in {a} goes on counting from turn to turn"),
        sentence("if it is to begin at 1 each time, write {{ loop.index }}. instead of Word's numbering"),
    ),
)
"""What the check says as a pattern, how it is told, and what helps. `{a}`, `{b}` and `{c}` are what it names."""
