"""The commands `certificate` and `verify`: proof that this very file was approved, and by whom.

`verify` leaves with 0 if the certificate is of this file, 1 if it is not, 2 if one of them cannot be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.terminal import note
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.store.certificate import Approval

_file = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Write the certificate of an approved ad.")
@click.argument("review_id", metavar="REVIEW")
@click.option(
    "-o", "--output", metavar="FILE", required=True, type=_file, help="Such as ad.certificate.json."
)
@click.pass_obj
def certificate(app: App, review_id: str, output: Path) -> None:
    """Write a signed statement that a person approved this very file, and whether they had looked.

    It is signed with the key of LASTLOOK_AUDIT_KEY.
    """
    from agent_plugin.tools.store.audit_key import read_key
    from agent_plugin.tools.store.certificate import certify

    settings = app.settings()
    if settings.audit_key is None:
        raise UsageError(
            "No key is set up to sign with.",
            "`lastlook audit new-key FILE` makes one; set LASTLOOK_AUDIT_KEY to that file.",
        )
    with app.open_store(settings) as store:
        review = store.get(review_id)
        made = certify(review, store.sign_offs.of(review.id), read_key(settings.audit_key))
    try:
        output.write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.", "Name another file.") from error
    click.echo(f"{_sentence(made.states)} `lastlook verify AD {output}` checks it.")


@click.command(short_help="Was this very file approved?")
@click.argument("ad", metavar="AD", type=_file)
@click.argument("path", metavar="CERTIFICATE", type=_file)
@click.option("--key", metavar="HEX", help="The public key that you trust; without it, any key is accepted.")
@click.pass_context
def verify(ctx: click.Context, ad: Path, path: Path, key: str | None) -> None:
    """Say whether AD is the very file that CERTIFICATE says was approved, by whom, having looked or not."""
    from agent_plugin.tools.store.certificate import does_not_fit, read_certificate

    read = read_certificate(path)
    wrong = does_not_fit(ad, read, key)
    for sentence in wrong:
        click.echo(sentence)
    if not wrong:
        click.echo(_sentence(read.states))
        if key is None:
            note(f"Signed with the key {read.key}. Whose key that is, only you can know: see --key.")
    ctx.exit(1 if wrong else 0)


def _sentence(approval: Approval) -> str:
    from agent_plugin.tools.words import printable

    looked = {None: "", True: ", who had looked", False: ", who had not looked"}[approval.looked]
    return printable(
        f"{approval.ad} was approved by {approval.approved_by}{looked}, on "
        f"{approval.approved_at:%Y-%m-%d %H:%M} UTC; the verdict was {approval.verdict.value}. "
        "An approval says that this person let it run, not that it is safe."
    )
