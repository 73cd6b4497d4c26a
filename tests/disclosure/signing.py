"""A throwaway certificate authority, and pictures that it signs with Content Credentials."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

c2pa: Any = pytest.importorskip("c2pa", exc_type=ImportError)  # no build for Windows
BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
BY_CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


@dataclass(frozen=True)
class Authority:
    """Its own certificate, and one that it gave a signer, with the signer's key."""

    root_pem: bytes
    signer_pem: bytes
    key_pem: bytes


@cache
def authority(name: str = "Throwaway") -> Authority:
    """One of this name."""
    root, root_key = _certificate(name, None, None)
    signer, key = _certificate(f"{name} signer", root, root_key)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Authority(_pem(root), _pem(signer), private)


def manifest(source_type: str = BY_AI, **more: Any) -> dict[str, Any]:
    """One that says how the picture was made."""
    created = {"action": "c2pa.created", "digitalSourceType": source_type}
    actions = {"label": "c2pa.actions", "data": {"actions": [created]}}
    assertions = [actions, *more.pop("assertions", [])]
    return {"claim_generator_info": [{"name": "Picture Maker"}], "assertions": assertions, **more}


def signed(
    data: bytes,
    claims: dict[str, Any] | None = None,
    mime: str = "image/jpeg",
    by: Authority | None = None,
    remote: str = "",
) -> bytes:
    """The picture with a manifest in it; with `remote`, with the manifest's address alone."""
    by = by or authority()
    info = c2pa.C2paSignerInfo(b"es256", by.signer_pem + by.root_pem, by.key_pem, None)
    made = io.BytesIO()
    with c2pa.Builder(claims or manifest()) as builder:
        if remote:
            builder.set_no_embed()
            builder.set_remote_url(remote)
        builder.sign(c2pa.Signer.from_info(info), mime, io.BytesIO(data), made)
    return made.getvalue()


def _certificate(
    name: str, issuer: x509.Certificate | None, issuer_key: ec.EllipticCurvePrivateKey | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    is_root = issuer is None
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    now = datetime.now(UTC)
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
    usage |= dict.fromkeys(("content_commitment", "encipher_only", "decipher_only"), False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key()),
            critical=False,
        )
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=is_root, crl_sign=is_root, **usage),
            critical=True,
        )
    )
    if not is_root:
        mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(mail, critical=False)
    return builder.sign(issuer_key or key, hashes.SHA256()), key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
