"""An answer that comes before the form is stored is sent again, in whichever language the door says so."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

import flows.running.client
from cycle.catalogue import say
from cycle.errors import CycleError
from cycle.model import Language
from cycle.web.to_prefect.refusals import NO_FORM_YET


def answers(monkeypatch: pytest.MonkeyPatch, *reasons: str) -> list[str]:
    """Let the door refuse with each reason and then accept; return what it is sent."""
    sent: list[str] = []

    def post(address: str, **_: object) -> SimpleNamespace:
        sent.append(address)
        reason = reasons[len(sent) - 1] if len(sent) <= len(reasons) else ""
        said = {"status": "REJECT" if reason else "ACCEPT", "details": {"reason": reason}}
        return SimpleNamespace(is_success=True, status_code=200, json=lambda: said)

    here = SimpleNamespace(value=lambda: "http://127.0.0.1:4200/api")
    monkeypatch.setattr(flows.running.client, "PREFECT_API_URL", here)
    monkeypatch.setattr(flows.running.client.httpx, "post", post)
    monkeypatch.setattr(flows.running.client.time, "sleep", lambda _seconds: None)
    return sent


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_form_that_is_not_stored_yet_is_answered_again(monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    sent = answers(monkeypatch, *[say(language, NO_FORM_YET)] * 2)
    flows.running.client.answer_gate(uuid4(), {"decision": "Godkjenn"})
    assert len(sent) == 3


def test_any_other_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = answers(monkeypatch, "Skriv namnet ditt.")
    with pytest.raises(CycleError, match="Skriv namnet ditt"):
        flows.running.client.answer_gate(uuid4(), {})
    assert len(sent) == 1
