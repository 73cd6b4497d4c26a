"""A key file comes in; signatures of texts, and whether one is its own, go out: Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent_plugin.tools.errors import UsageError

_HOW = "`lastlook audit new-key FILE` makes one; keep it where no other program of this user reads."


class AuditKey:
    """A private key that signs, or a public one that only checks."""

    def __init__(self, private: Ed25519PrivateKey | None, public: Ed25519PublicKey) -> None:
        """See `read_key` and `new_key`."""
        self._private, self._public = private, public

    @property
    def name(self) -> str:
        """The public key, as 64 hexadecimal digits."""
        return self._public.public_bytes_raw().hex()

    def sign(self, content: str) -> str:
        """The signature of a text, as base64.

        Raises:
            UsageError: this is a public key.
        """
        if self._private is None:
            raise UsageError("A public key cannot sign.", "Set LASTLOOK_AUDIT_KEY to the private key's file.")
        return base64.b64encode(self._private.sign(content.encode())).decode()

    def has_signed(self, content: str, signature: str) -> bool:
        """Is this signature of this text by this key?"""
        try:
            self._public.verify(base64.b64decode(signature, validate=True), content.encode())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def read_key(path: Path) -> AuditKey:
    """The private or public key of a PEM file.

    Raises:
        UsageError: it cannot be read, or it is no Ed25519 key.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The key {path} cannot be read: {error.strerror or error}.", _HOW) from error
    try:
        if b"PUBLIC" in content:
            public = serialization.load_pem_public_key(content)
            if isinstance(public, Ed25519PublicKey):
                return AuditKey(None, public)
        else:
            private = serialization.load_pem_private_key(content, password=None)
            if isinstance(private, Ed25519PrivateKey):
                return AuditKey(private, private.public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path} holds no key that can be read.", _HOW) from error
    raise UsageError(f"The key in {path} is of another kind than Ed25519.", _HOW)


def public_key(name: str) -> AuditKey:
    """The public key of this name.

    Raises:
        UsageError: it is no name of a key.
    """
    try:
        return AuditKey(None, Ed25519PublicKey.from_public_bytes(bytes.fromhex(name)))
    except ValueError as error:
        raise UsageError("That is no public key.", "It has 64 hexadecimal digits.") from error


def new_key(path: Path) -> AuditKey:
    """A new private key, written to a file that only its owner may read.

    Raises:
        UsageError: the file exists, or it cannot be written.
    """
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(
            f"The key {path} cannot be written: {error.strerror or error}.", "Name a file that is not there."
        ) from error
    return AuditKey(private, private.public_key())
