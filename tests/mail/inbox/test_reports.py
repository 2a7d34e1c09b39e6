"""What is asked of a server that offers reports of delivery can be read by it, whatever stands in an address."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cycle.mail.transport.dsn_request import mail_options, rcpt_options, xtext


def test_what_has_a_meaning_of_its_own_is_written_with_digits():
    assert xtext("a+b=c d") == "a+2Bb+3Dc+20d"
    assert mail_options("x y") == ["RET=HDRS", "ENVID=x+20y"]
    assert rcpt_options("a=b@c.example", receipts=False) == ["NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;a+3Db@c.example"]


@given(st.text(st.characters(max_codepoint=127)))
def test_any_text_comes_back_whole_and_holds_no_space_or_line_break(text):
    written = xtext(text)
    assert re.fullmatch(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*", written)
    assert re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), written) == text
