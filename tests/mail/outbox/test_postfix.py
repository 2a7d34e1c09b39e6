"""What others' mail servers say of our mails: a real Postfix counts what it accepted and delivered."""

from __future__ import annotations

import pytest

from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.transport.smtp import MailServer, Smtp
from tests import postfix
from tests.mail.outbox.test_outbox import NOON, Clock, letter, states

pytestmark = pytest.mark.skipif(bool(postfix.why_not()), reason=postfix.why_not())


def test_everyone_has_one_delivery_in_the_log_of_a_real_postfix(box, rows):
    box.enqueue(rows(30), now=NOON)
    with postfix.running() as server:
        reach = MailServer(host=server.host, port=server.port, security="none")
        first, *others = [Smtp(reach) for _ in range(3)]
        assert dispatch(box, carrier=first, others=others, build=letter, now=Clock()) == Tally(sent=30)
        server.settle()
        expected = {row.message_id: 1 for row in box.rows()}
        assert server.accepted() == expected
        assert server.delivered() == expected
    assert states(box) == ["sent"] * 30
