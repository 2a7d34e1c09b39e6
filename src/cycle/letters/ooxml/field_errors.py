"""What Word and LibreOffice print where a field finds no answer, such as «Feil! Fant ikke referansekilden»."""

from __future__ import annotations

import re

_OF_A_FIELD = (
    r"referan[sc]|reference|bokm[ea]rk|bookmark|hyperk[ou][bp]ling|hyperlenk|hyperlink|valid link|koblingen er ugyldig|"
    r"ugyldig kobling|lenkja er ugyldig|ugyldig lenk|specified style|style not|angitte stil|oppgjevne stil|"
    r"stil(?:en)? er ikk|do[ck]ument ?(?:property|eg[ei]n)|feltkod|field code|sequence|sekvens|autote[kx]st|switch|"
    r"bryter|brytar|op code|test condition|filename not|filna[mv]n|main document|hoveddokument|hovuddokument|mergefield"
)
_LISTS = (
    r"innh[oa]ldsfortegnelse|innhaldsliste|innhaldsl|figurliste|figuroppf|stikkord|kildeliste|kjeldeliste|registerord|"
    r"kilder i gjeldende dokument|kjelder i (?:det )?gjeld[ae]nde dokument"
)
_SENTENCE = re.compile(
    rf"(?:Feil|Error)! ?(?=[^.!?]{{0,90}}(?:{_OF_A_FIELD}))[^.!?]*|"
    r"(?:Finner|Finn|Fant|Fann|Det (?:er|finst|finnes)) (?:ingen|ikkje nokon|ikke noen) "
    rf"(?=[^.!?]{{0,40}}(?:{_LISTS}))[^.!?]*|"
    r"No (?:table of (?:contents|figures|authorities)|index) entries (?:were )?found|"
    r"There are no (?:sources|citations) in the current document|"
    r"(?:Feil|Error): (?=[^.!?]{0,30}(?:reference source|referansekil|referansekjel|kilden til referans))[^.!?]{0,60}|"
    r"\*\* ?(?:Expression is faulty|Syntax error|Division by zero|Uttrykket er feil|Uttrykket er ugyldig|Syntaksfeil) ?"
    r"\*\*|"
    r"! ?(?:Syntax Error|Undefined Bookmark|Unexpected End of (?:Formula|Expression)|Zero Divide|Syntaksfeil|"
    r"Udefinert bokmerke|Uventet slutt på (?:formel|uttrykk)|Uventa slutt på (?:formel|uttrykk))\b[^.!?]{0,40}",
    re.IGNORECASE,
)
_PARTED = re.compile(r"-?[\x02\ufffe\xad]\s*")
"""A word that goes on in the next line, as PDFium tells it."""

_LONGEST = 90


def error_sentence(text: str) -> str:
    """Return what the text says of a field without an answer, on one line; empty when it says nothing so."""
    found = _SENTENCE.search(" ".join(_PARTED.sub("", text).split()))
    return found.group().strip()[:_LONGEST] if found else ""
