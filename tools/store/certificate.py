"""An approved review comes in, a certificate goes out; later a file and a certificate, and whether they fit.

A certificate says that this very file, by its SHA-256, was approved, by whom, and whether they had looked. It
is signed with the key of the audit log. It never says that an ad is safe, and none is given for an ad whose
last decision is not an approval.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from agent_plugin.tools.domain import Review, SignOff, VerdictValue
from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.store.audit_key import AuditKey, public_key


class Approval(Record):
    """What a certificate states."""

    form: Literal["lastlook approval 1"] = "lastlook approval 1"
    ad: str = Field(description="Name of the file at that time")
    ad_sha256: str
    review: str
    verdict: VerdictValue = Field(description="The verdict when it was approved")
    approved_by: str
    approved_at: datetime
    looked: bool | None = Field(description="Had this person looked? None where there was nothing to look at")
    note: str = ""
    issued_at: datetime
    does_not_mean: tuple[str, ...] = ()


class Certificate(Record):
    """An approval as text, the public key, and its signature of that text."""

    approval: str = Field(description="An Approval as JSON; the signature is of these very characters")
    key: str
    signature: str

    @property
    def states(self) -> Approval:
        """What it says, understood.

        Raises:
            UsageError: it is of another form.
        """
        try:
            return Approval.model_validate_json(self.approval)
        except ValidationError as error:
            raise UsageError("The certificate is of another form.", _HOW) from error


_HOW = "`lastlook certificate REVIEW -o FILE` writes one."


def certify(review: Review, sign_offs: tuple[SignOff, ...], key: AuditKey) -> Certificate:
    """The certificate of a review whose last decision is an approval.

    Raises:
        UsageError: nobody has decided, or the last decision is not an approval.
    """
    last = sign_offs[-1] if sign_offs else None
    if last is None or last.decision != "approve":
        why = "Nobody has approved it" if last is None else f"The last decision is: {last.sentence}"
        raise UsageError(
            f"{why.rstrip('.')}.", "A certificate is for an ad that a person approved: lastlook sign-off."
        )
    approval = Approval(
        ad=review.media.name,
        ad_sha256=review.media.sha256,
        review=review.id,
        verdict=last.verdict,
        approved_by=last.reviewer,
        approved_at=last.at,
        looked=last.looked,
        note=last.note,
        issued_at=datetime.now(UTC),
        does_not_mean=review.does_not_mean,
    ).model_dump_json()
    return Certificate(approval=approval, key=key.name, signature=key.sign(approval))


def read_certificate(path: Path) -> Certificate:
    """The certificate in a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return Certificate.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.", _HOW) from error
    except ValidationError as error:
        raise UsageError(f"{path} holds no certificate.", _HOW) from error


def does_not_fit(ad: Path, certificate: Certificate, trusted: str | None) -> list[str]:
    """What keeps a certificate from being about this file, in sentences; none if it is.

    Args:
        ad: the file.
        certificate: as it was read.
        trusted: the public key that it must be signed with; none accepts the one it names itself.

    Raises:
        UsageError: the ad or the key cannot be read.
    """
    wrong: list[str] = []
    if trusted is not None and trusted.lower() != certificate.key:
        wrong.append("It is signed with another key than the one that you trust.")
    if not public_key(certificate.key).has_signed(certificate.approval, certificate.signature):
        wrong.append("Its signature is not of what it says: it was changed.")
    try:
        with ad.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{ad} cannot be read: {error.strerror or error}.", "Give the ad's file.") from error
    if not wrong and sha256 != certificate.states.ad_sha256:
        wrong.append("The file is another than the one that was approved, by its bytes.")
    return wrong
