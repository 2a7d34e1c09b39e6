"""What the package says of itself: what each way of knowing who decided proves, and what it does not."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.archive.bag.package import DecisionRecord, YearRecords, build_package

AT = dt.datetime(2027, 1, 11, 9, 0, tzinfo=dt.UTC)


def explained(*, known_by: str, channel: str) -> str:
    decision = DecisionRecord(
        step="plan",
        revision=1,
        digest="e" * 64,
        decision="approve",
        name="Kari",
        at=AT,
        known_by=known_by,
        channel=channel,
    )
    year = YearRecords(cycle="a/b/2027", title="Møte 2027", organisation="X", made=AT.date(), decisions=(decision,))
    [found] = [file.content for file in build_package(year) if file.path == "data/les-meg.txt"]
    assert isinstance(found, bytes)
    return found.decode()


@pytest.mark.parametrize(
    ("known_by", "said"),
    [
        ("name", "`name` i avgjerder.json: eit namn som nokon skreiv der innlogging var slått av. Det viser ikkje"),
        ("link", "Det viser at vedkomande les den postkassa"),
        ("oidc", "som `issuer` namngir. Det viser det leverandøren gjekk god for; kven personen er der, er ikkje"),
        ("terminal", "Det viser at vedkomande hadde tilgang til maskina"),
        ("", "Ei avgjerd i avgjerder.json utan `known_by` er frå før det vart teke vare på"),
    ],
)
def test_the_package_says_what_each_way_of_knowing_who_decided_proves(known_by: str, said: str) -> None:
    assert said in explained(known_by=known_by, channel="page")
    for nobody in ("service", "trigger"):
        assert (said in explained(known_by=known_by, channel=nobody)) == bool(known_by)
