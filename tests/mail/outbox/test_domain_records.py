"""What DNS tells about the sender and the recipients is told in words that say whom to ask."""

from __future__ import annotations

import pytest

from cycle.mail.outbox.dns_checks import (
    NameServers,
    Unanswered,
    recipient_problems,
    sender_problems,
    signature_problems,
)

SPF, DMARC = "v=spf1 include:spf.protection.outlook.com -all", "v=DMARC1; p=none"


class Zone:
    """A zone file in memory; a name that is not in it does not exist. Silent after `answers` questions."""

    def __init__(self, records: dict[tuple[str, str], tuple[str, ...]], *, answers: int = 99) -> None:
        self.records, self.answers = records, answers

    def ask(self, name: str, kind: str) -> tuple[str, ...] | None:
        self.answers -= 1
        if self.answers < 0:
            raise Unanswered
        if (name, kind) in self.records:
            return self.records[name, kind]
        return () if any(there == name for there, _ in self.records) else None


def found_in(records, *, sender="alver.no", returns_to="alver.no"):
    return [
        (problem.where, problem.what)
        for problem in sender_problems(Zone(records), sender=sender, returns_to=returns_to)
    ]


def test_a_sender_that_is_set_up_has_no_problems():
    zone = {("alver.no", "TXT"): ("google-site=1", SPF), ("_dmarc.alver.no", "TXT"): (DMARC,)}
    assert found_in(zone) == []
    below = {("post.alver.no", "TXT"): (SPF,), ("_dmarc.alver.no", "TXT"): (DMARC,)}
    assert found_in(below, sender="post.alver.no", returns_to="post.alver.no") == []
    assert found_in(zone | {("retur.alver.no", "TXT"): (SPF,)}, returns_to="retur.alver.no") == []


@pytest.mark.parametrize(
    ("spf", "what"),
    [
        ((), "has no SPF record, which says what servers may send for it"),
        ((SPF, "v=spf1 mx -all"), "has 2 SPF records, so none counts"),
        (("v=spf1 +all",), "lets every server in the world send for it (SPF +all)"),
    ],
)
def test_a_sender_without_one_good_spf_record_is_told(spf, what):
    assert found_in({("alver.no", "TXT"): spf, ("_dmarc.alver.no", "TXT"): (DMARC,)}) == [("alver.no", what)]


def test_a_sender_without_dmarc_is_told():
    assert found_in({("alver.no", "TXT"): (SPF,)}) == [
        ("_dmarc.alver.no", "has no DMARC record; large providers distrust the mail")
    ]


@pytest.mark.parametrize(
    ("policy", "returns_to"), [(DMARC, "retur.example.org"), ("v=DMARC1; p=reject; aspf=s", "retur.alver.no")]
)
def test_a_return_path_that_does_not_go_with_the_sender_is_told(policy, returns_to):
    zone = {(returns_to, "TXT"): (SPF,), ("_dmarc.alver.no", "TXT"): (policy,)}
    [(where, what)] = found_in(zone, returns_to=returns_to)
    assert where == returns_to
    assert "does not go with the sender's domain alver.no" in what


def test_a_signature_that_nobody_can_check_is_told():
    key = {("s1._domainkey.alver.no", "TXT"): ("v=DKIM1; k=rsa; p=MIIB",)}
    assert list(signature_problems(Zone(key), domain="alver.no", selector="s1")) == []
    [one] = signature_problems(Zone(key), domain="alver.no", selector="s2")
    assert (one.where, one.severity) == ("s2._domainkey.alver.no", "warning")


def test_domains_that_take_no_mail_are_told_with_the_nearest_that_does():
    zone = {
        ("alver.no", "MX"): ("10 mx.alver.no.",),
        ("voss.no", "A"): ("192.0.2.1",),
        ("stille.no", "MX"): ("0 .",),
        ("aurland.no", "TXT"): ("x",),
    }
    domains = ["alver.no", "voss.no", "alverr.no", "stille.no", "aurland.no"]
    assert [(problem.where, problem.what, problem.remedy) for problem in recipient_problems(Zone(zone), domains)] == [
        ("alverr.no", "there is no such domain", "did you mean 'alver.no'?"),
        ("aurland.no", "has no mail server", "correct the addresses in the register"),
        ("stille.no", "takes no mail, and says so", "correct the addresses in the register"),
    ]


def test_what_nobody_answered_for_is_one_line():
    zone = Zone({("a.no", "MX"): ("10 mx.a.no.",)}, answers=1)
    [one] = recipient_problems(zone, ["a.no", "b.no", "c.no"])
    assert (one.severity, one.what) == (
        "warning",
        "no answer, so 2 of 3 domains in the register could not be looked up",
    )


def test_without_a_network_the_patience_is_used_once():
    clock = [0.0]
    names = NameServers(clock=lambda: clock[0])
    clock[0] = 3.0
    for _ in range(100):
        with pytest.raises(Unanswered):
            names.ask("alver.no", "MX")
