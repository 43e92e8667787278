"""Certificates for tests: a good one, and one for each way in which a certificate can be wrong."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
BAD = ("wronghost", "expired", "selfsigned", "unknown")
HERE = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
ELSEWHERE = (x509.DNSName("mail.elsewhere.example"),)


@dataclass(frozen=True)
class Pair:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def write(self, folder: Path, name: str) -> None:
        """Write NAME.pem and NAME.key into the folder."""
        plain = serialization.NoEncryption()
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        (folder / f"{name}.pem").write_bytes(self.certificate.public_bytes(pem))
        (folder / f"{name}.key").write_bytes(self.key.private_bytes(pem, pkcs8, plain))


def make_certificates(folder: Path) -> None:
    """Write ca, good, wronghost, expired, selfsigned and unknown (as .pem and .key) into the folder."""
    now = datetime.now(UTC)
    valid, over = (now - DAY, now + 30 * DAY), (now - 30 * DAY, now - DAY)
    ca, other = issue("Bench CA", (), valid), issue("Nobody's CA", (), valid)
    pairs = {
        "ca": ca,
        "good": issue("localhost", HERE, valid, ca),
        "wronghost": issue("mail.elsewhere.example", ELSEWHERE, valid, ca),
        "expired": issue("localhost", HERE, over, ca),
        "selfsigned": issue("localhost", HERE, valid),
        "unknown": issue("localhost", HERE, valid, other),
    }
    for name, pair in pairs.items():
        pair.write(folder, name)


def issue(
    name: str,
    names: tuple[x509.GeneralName, ...],
    valid: tuple[datetime, datetime],
    issuer: Pair | None = None,
) -> Pair:
    """Make one certificate; without names it is an authority, without an issuer it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer else key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    else:
        builder = builder.add_extension(authority_usage(), critical=True)
    return Pair(builder.sign(signer, hashes.SHA256()), key)


def authority_usage() -> x509.KeyUsage:
    """What a signing authority may do: sign certificates and revocation lists (RFC 5280, 4.2.1.3)."""
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
