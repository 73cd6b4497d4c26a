"""`lastlook audit`, `certificate` and `verify`: what was decided is proved, and what was changed is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.domain import SignOff, VerdictValue
from agent_plugin.tools.store import Store
from tests.conftest import made_review

Command = Callable[..., Result]


def approve(folder: Path, ad: Path, key: Path | None = None, decision: str = "approve") -> str:
    """Keep a review of this file, and a person's decision; the review's id."""
    import hashlib

    with Store(folder / "data", audit_key=key) as store:
        review = made_review(ad.name, neck_twist=0.9)
        sha256 = hashlib.sha256(ad.read_bytes()).hexdigest()
        review = review.model_copy(update={"media": review.media.model_copy(update={"sha256": sha256})})
        with store.staging(review.id) as staged:
            (staged / "report.html").write_text("<p>evidence</p>", encoding="utf-8")
        store.save(review, staged)
        facts: dict[str, Any] = {"reviewer": "Anna Lind", "decision": decision, "through": "a test"}
        signed = SignOff(
            at=datetime(2026, 12, 1, 9, 30, tzinfo=UTC), verdict=VerdictValue.REVIEW, looked=False, **facts
        )
        store.sign_offs.add(review.id, signed, sha256)
    return review.id


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    path.write_bytes(b"the bytes of an ad")
    return path


@pytest.fixture
def signing(tmp_path: Path) -> Command:
    """The command line with a key set up."""
    settings = Settings(
        data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", audit_key=tmp_path / "key.pem"
    )
    app = App(settings=lambda: settings)
    return lambda *args: CliRunner().invoke(cli, [str(arg) for arg in args], obj=app, prog_name="lastlook")


def edit(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "lastlook.db")) as database, database:
        database.execute(statement)


def test_a_store_that_nobody_touched_fits_its_log(lastlook: Command, tmp_path: Path, ad: Path) -> None:
    approve(tmp_path, ad)
    result = lastlook("audit", "verify")
    assert (result.exit_code, result.stdout) == (0, "All fits: 3 entries.\n")


def test_a_forged_signature_is_named_everywhere(lastlook: Command, tmp_path: Path, ad: Path) -> None:
    review = approve(tmp_path, ad)
    edit(tmp_path, "UPDATE sign_offs SET document = replace(document, 'Anna Lind', 'The CEO')")
    verified, shown, listed = lastlook("audit", "verify"), lastlook("reviews", review), lastlook("reviews")
    assert verified.exit_code == 1
    assert f"Does not fit: review {review}: a sign-off stands there that nobody gave" in verified.stdout
    assert (shown.exit_code, "The CEO" in shown.output) == (2, False)
    assert "The store was changed from outside" in listed.stderr
    assert review not in listed.stdout


def test_an_exported_log_is_checked_by_itself(lastlook: Command, tmp_path: Path, ad: Path) -> None:
    approve(tmp_path, ad)
    out = tmp_path / "audit.jsonl"
    assert lastlook("audit", "export", "-o", out).exit_code == 0
    assert lastlook("audit", "verify", out).stdout == "All fits: 3 entries.\n"
    lines = out.read_text(encoding="utf-8").splitlines()
    out.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")
    cut = lastlook("audit", "verify", out)
    assert (cut.exit_code, "missing after number 1" in cut.stdout) == (1, True)
    assert lastlook("audit", "verify", out, "--key", "0" * 64).exit_code == 1, "it is not signed"


@pytest.mark.parametrize("content", ["no JSON\n", "{}\n", "[1]\n"])
def test_another_file_is_no_exported_log(lastlook: Command, tmp_path: Path, content: str) -> None:
    (tmp_path / "other").write_text(content, encoding="utf-8")
    result = lastlook("audit", "verify", tmp_path / "other")
    assert (result.exit_code, "is no exported audit log" in result.stderr) == (2, True)


def test_a_signed_log_is_checked_with_the_public_key(signing: Command, tmp_path: Path, ad: Path) -> None:
    public = signing("audit", "new-key", tmp_path / "key.pem").stdout.strip()
    approve(tmp_path, ad, tmp_path / "key.pem")
    out = tmp_path / "audit.jsonl"
    assert signing("audit", "export", "-o", out).exit_code == 0
    assert signing("audit", "verify", out, "--key", public).exit_code == 0
    assert signing("audit", "verify", out, "--key", "ab" * 32).exit_code == 1
    assert signing("audit", "new-key", tmp_path / "key.pem").exit_code == 2, "no key is written over"
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0


def test_a_certificate_is_of_this_very_file(signing: Command, tmp_path: Path, ad: Path) -> None:
    public = signing("audit", "new-key", tmp_path / "key.pem").stdout.strip()
    review = approve(tmp_path, ad, tmp_path / "key.pem")
    out = tmp_path / "ad.certificate.json"
    made = signing("certificate", review, "-o", out)
    assert made.exit_code == 0, made.output
    fits = signing("verify", ad, out, "--key", public)
    assert fits.exit_code == 0
    assert "ad.png was approved by Anna Lind, who had not looked, on 2026-12-01 09:30 UTC" in fits.stdout
    assert "not that it is safe" in fits.stdout
    ad.write_bytes(b"the bytes of another ad")
    other = signing("verify", ad, out, "--key", public)
    assert (other.exit_code, "another than the one that was approved" in other.stdout) == (1, True)


def test_a_changed_certificate_and_a_strangers_are_refused(
    signing: Command, tmp_path: Path, ad: Path
) -> None:
    signing("audit", "new-key", tmp_path / "key.pem")
    review = approve(tmp_path, ad, tmp_path / "key.pem")
    out = tmp_path / "ad.certificate.json"
    signing("certificate", review, "-o", out)
    assert "another key" in signing("verify", ad, out, "--key", "ab" * 32).stdout
    document = json.loads(out.read_text(encoding="utf-8"))
    document["approval"] = document["approval"].replace("Anna Lind", "The CEO")
    out.write_text(json.dumps(document), encoding="utf-8")
    changed = signing("verify", ad, out)
    assert (changed.exit_code, "it was changed" in changed.stdout) == (1, True)


@pytest.mark.parametrize("decision", ["reject", None])
def test_there_is_no_certificate_without_an_approval(
    signing: Command, tmp_path: Path, ad: Path, decision: str | None
) -> None:
    signing("audit", "new-key", tmp_path / "key.pem")
    review = approve(tmp_path, ad, tmp_path / "key.pem", decision or "approve")
    if decision is None:
        with Store(tmp_path / "data", audit_key=tmp_path / "key.pem") as store:
            made = made_review("other.png")
            with store.staging(made.id) as staged:
                (staged / "report.html").write_text("-", encoding="utf-8")
            store.save(made, staged)
        review = made.id
    result = signing("certificate", review, "-o", tmp_path / "c.json")
    assert (result.exit_code, "A certificate is for an ad that a person approved" in result.stderr) == (
        2,
        True,
    )


def test_a_certificate_needs_a_key(lastlook: Command, tmp_path: Path, ad: Path) -> None:
    result = lastlook("certificate", approve(tmp_path, ad), "-o", tmp_path / "c.json")
    assert (result.exit_code, "LASTLOOK_AUDIT_KEY" in result.stderr) == (2, True)
