"""A signed mail is found genuine with the key in the domain's DNS, and any change to it is found out."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cycle.errors import ConfigError
from cycle.mail.message.dkim import ROOM, read_signer
from cycle.mail.transport.guard import Guard
from cycle.mail.transport.maildir import received
from cycle.model import PDF, Document
from tests.mail.message.test_message import ROW, mail

PEM = serialization.Encoding.PEM
PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL
PKCS8 = serialization.PrivateFormat.PKCS8
DOMAIN, SELECTOR = "helsefellesskapet.example", "post"


@pytest.fixture(scope="module")
def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def dns(private):
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    return lambda name, timeout=5: record if name == f"{SELECTOR}._domainkey.{DOMAIN}.".encode() else None


@pytest.fixture(params=[PKCS1, PKCS8], ids=["PKCS1", "PKCS8"])
def signer(request, private, tmp_path):
    file = tmp_path / "dkim.pem"
    file.write_bytes(private.private_bytes(PEM, request.param, serialization.NoEncryption()))
    return read_signer(domain=DOMAIN, selector=SELECTOR, key=file)


def letter(**changes):
    return mail(attachments=[Document(name="Brev.pdf", media_type=PDF, data=b"%PDF" + bytes(9999))], **changes)


def test_a_signature_holds_with_the_key_in_dns_and_not_after_a_change(signer, dns):
    signed = signer.signed(letter())
    assert dkim.verify(signed.data, dnsfunc=dns)
    assert signed.data.endswith(letter().data)
    assert len(signed.data) - len(letter().data) < ROOM
    assert replace(signed, data=letter().data) == letter()
    for old, new in ((b"Kari", b"Ola"), (b"Subject: Inv", b"Subject: Avl"), (b"To: ", b"To: x"), (b"AAAA", b"AAAB")):
        data = signed.data.replace(old, new, 1)
        assert data == signed.data or not dkim.verify(data, dnsfunc=dns)
    assert not dkim.verify(signed.data.replace(b"\r\nFrom: ", b"\r\nFrom: x@y.example\r\nFrom: "), dnsfunc=dns)


@pytest.mark.parametrize(
    "header", ["From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
)
def test_a_header_put_on_top_of_a_signed_mail_is_found_out(header, signer, dns):
    signed = signer.signed(letter()).data
    assert dkim.verify(signed, dnsfunc=dns)
    assert not dkim.verify(f"{header}: <ein-annan@x.example>\r\n".encode() + signed, dnsfunc=dns)
    assert dkim.verify(b"Received: from a by b; Mon, 23 Nov 2026 12:00:00 +0100\r\n" + signed, dnsfunc=dns)


def test_the_room_that_is_kept_for_a_signature_holds_the_longest_key(tmp_path):
    file = tmp_path / "long.pem"
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    file.write_bytes(key.private_bytes(PEM, PKCS8, serialization.NoEncryption()))
    long = read_signer(domain="samarbeidssekretariatet.helsefellesskapet.example", selector="s" * 60, key=file)
    assert len(long.signed(letter()).data) - len(letter().data) < ROOM


def test_the_same_mail_gets_the_same_signature_dated_as_the_mail(signer):
    assert signer.signed(letter()).data == signer.signed(letter()).data
    assert f"t={int(ROW.date.timestamp())};".encode() in signer.signed(letter()).data
    later = replace(ROW, date=ROW.date + dt.timedelta(days=1))
    assert f"t={int(later.date.timestamp())};".encode() in signer.signed(letter(row=later)).data


def test_what_leaves_through_the_guard_is_signed_and_its_digest_is_of_the_signed_bytes(signer, dns, tmp_path):
    carrier = Guard(folder=tmp_path / "out", signer=signer).carrier()
    carrier.open()
    marks = []
    receipt = carrier.send(letter(), before_dot=marks.append)
    [file] = (tmp_path / "out" / "new").iterdir()
    assert dkim.verify(file.read_bytes(), dnsfunc=dns)
    assert len(received(tmp_path / "out")) == 1
    assert marks == [receipt.sha256]


def test_the_key_is_in_no_repr(signer, tmp_path):
    assert repr(signer) == f"Signer(domain='{DOMAIN}', selector='{SELECTOR}')"
    assert "PRIVATE" not in repr(Guard(folder=tmp_path, signer=signer))


def test_without_settings_nothing_is_signed_and_half_of_them_are_refused(tmp_path):
    assert read_signer(domain="", selector="", key=None) is None
    with pytest.raises(ConfigError) as caught:
        read_signer(domain=DOMAIN, selector="", key=None)
    assert [problem.where for problem in caught.value.problems] == ["CYCLE_MAIL_DKIM_SELECTOR", "CYCLE_MAIL_DKIM_KEY"]
    with pytest.raises(ConfigError, match="cannot be read"):
        read_signer(domain=DOMAIN, selector=SELECTOR, key=tmp_path / "none.pem")


@pytest.mark.parametrize(
    "wrong", [b"", b"secret", b"-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_refused_without_repeating_it(wrong, tmp_path):
    file = tmp_path / "dkim.pem"
    file.write_bytes(wrong)
    with pytest.raises(ConfigError, match="holds no RSA private key in PEM; make one: openssl genrsa") as caught:
        read_signer(domain=DOMAIN, selector=SELECTOR, key=file)
    assert "c2VjcmV0" not in str(caught.value)
