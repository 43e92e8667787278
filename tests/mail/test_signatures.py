"""What is said of signed mail: that it fits, that it was changed, or that nobody looked; and nothing ever stops it."""

from __future__ import annotations

import datetime
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from postroom.mail.containers import cms, der, signature
from postroom.mail.message import read_message
from tests.mail.made import compressed_data
from tests.mail.made import der as asn1

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
TEXT = b"Content-Type: text/plain\r\n\r\nPay 100 EUR.\r\n"
FITS, CHANGED, UNCHECKED = "unchanged since", "does not fit", "was not checked"


@cache
def key(kind: str) -> Key:
    if kind == "rsa":
        return rsa.generate_private_key(65_537, 2_048)
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}[kind])


@cache
def certificate(kind: str, address: str = "jana@example.org") -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jana")])
    start = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(
        name, name, key(kind).public_key(), 4_711, start, start.replace(year=2036)
    )
    names = x509.SubjectAlternativeName([x509.RFC822Name(address), x509.DNSName("example.org")])
    return builder.add_extension(names, critical=False).sign(key(kind), hashes.SHA256())


def signed(
    content: bytes, kind: str, digest: hashes.HashAlgorithm, *options: pkcs7.PKCS7Options, pss: bool = False
) -> bytes:
    how = padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH) if pss else None
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate(kind), key(kind), digest, rsa_padding=how)  # type: ignore[arg-type]
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def verdict(content: bytes, data: bytes) -> str:
    found = cms.signed(data)
    assert found is not None
    return signature.words(content, found)


WAYS = {
    "RSA and SHA-256": ("rsa", hashes.SHA256(), False),
    "RSA and SHA-512": ("rsa", hashes.SHA512(), False),
    "RSA-PSS": ("rsa", hashes.SHA256(), True),
    "an elliptic curve": ("p256", hashes.SHA256(), False),
    "another curve": ("p384", hashes.SHA384(), False),
}


@pytest.mark.parametrize(("kind", "digest", "pss"), WAYS.values(), ids=WAYS.keys())
def test_a_signature_fits_its_content_and_no_other(
    kind: str, digest: hashes.HashAlgorithm, pss: bool
) -> None:
    data = signed(TEXT, kind, digest, pkcs7.PKCS7Options.DetachedSignature, pss=pss)
    assert FITS in verdict(TEXT, data) and "jana@example.org" in verdict(TEXT, data)
    assert CHANGED in verdict(TEXT.replace(b"100", b"900"), data)


def test_a_signature_without_attributes_fits_too() -> None:
    data = signed(TEXT, "rsa", hashes.SHA256(), pkcs7.PKCS7Options.NoAttributes)
    assert FITS in verdict(TEXT, data) and CHANGED in verdict(TEXT + b"x", data)


def test_attributes_that_were_changed_are_seen() -> None:
    data = signed(TEXT, "rsa", hashes.SHA256(), pkcs7.PKCS7Options.DetachedSignature)
    found = cms.signed(data)
    assert found is not None
    moment = found.signers[0].attributes.index(b"\x17\x0d") + 2  # UTCTime
    at = data.index(found.signers[0].attributes[moment : moment + 13])
    assert CHANGED in verdict(TEXT, data[:at] + b"99" + data[at + 2 :])


def test_without_its_certificate_nothing_can_be_said() -> None:
    data = signed(TEXT, "rsa", hashes.SHA256(), pkcs7.PKCS7Options.NoCerts)
    assert UNCHECKED in verdict(TEXT, data)


def test_a_signature_in_a_mail_does_not_hide_its_words() -> None:
    data = signed(TEXT, "p256", hashes.SHA256())
    for content, said in ((data, FITS), (data.replace(b"Pay 100", b"Pay 900"), CHANGED)):
        raw = (
            b"From: jana@example.org\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n"
            + content
        )
        mail = read_message(raw)
        assert mail.text.startswith("Pay ") and mail.attachments == ()
        assert any(said in warning for warning in mail.warnings)


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_signed_content_is_found_in_both_encodings(encoding: Encoding) -> None:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(TEXT)
    builder = builder.add_signer(certificate("p256"), key("p256"), hashes.SHA256())  # type: ignore[arg-type]
    found = cms.signed(cms.bare(builder.sign(encoding, [pkcs7.PKCS7Options.Binary])))
    assert found is not None and found.content == TEXT


def test_a_message_signed_with_its_header_is_shown() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n" + TEXT
    raw = b"Subject: outer\r\nContent-Type: application/pkcs7-mime\r\n\r\n" + signed(
        inner, "p256", hashes.SHA256()
    )
    assert (read_message(raw).subject, read_message(raw).text) == ("outer", "Pay 100 EUR.")


def test_certificates_alone_stay_an_attachment() -> None:
    data = pkcs7.serialize_certificates([certificate("p256")], Encoding.DER)
    raw = b"Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\n\r\n" + data
    mail = read_message(raw)
    assert [each.name for each in mail.attachments] == ["smime.p7c"] and mail.warnings == ()


def test_compressed_content_is_unpacked() -> None:
    assert cms.unpacked(compressed_data(TEXT)) == TEXT
    assert cms.unpacked(compressed_data(TEXT)[:-9]) is None


def test_pieces_of_unknown_number_are_one_content() -> None:
    pieces = asn1(0x04, b"one ") + b"\x24\x80" + asn1(0x04, b"two ") + asn1(0x04, b"three") + b"\0\0"
    data = b"\x24\x80" + pieces + b"\0\0" + asn1(0x02, b"\x01")
    first, second = der.items(data, 0, len(data))
    assert der.octets(data, first) == b"one two three" and second.tag == der.INTEGER


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x05\x06\x01", b"\x1f\x1f\x1f"]
)
def test_asn1_that_is_none_holds_nothing(data: bytes) -> None:
    assert cms.kind(data) == b"" and cms.signed(data) is None and cms.unpacked(data) is None


CHILD = """
import resource, sys
from postroom.mail import structure
from postroom.mail.containers import opened
mails = [open(path, "rb").read() for path in sys.argv[1:]]
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
for mail in mails:
    print(opened(structure.split(mail)).warnings)
"""


def test_signatures_are_checked_where_no_file_can_be_opened() -> None:
    mails = [
        "signed_smime",
        "smime_opaque_signature_of_unknown_length",
        "smime_opaque_signature_of_changed_words",
    ]
    paths = [str(FOLDER / f"{name}.eml") for name in mails]
    said = subprocess.run(
        [sys.executable, "-c", CHILD, *paths], capture_output=True, text=True, cwd=FOLDER.parents[1]
    )
    assert [FITS in line for line in said.stdout.splitlines()] == [True, True, False], said.stderr
    assert CHANGED in said.stdout
