"""The command that compares what schools hold of their common enrolments."""

from __future__ import annotations

import click

from osaamo.cli.web import use_django


@click.command()
@click.argument("organisation")
def reconcile(organisation: str) -> None:
    """Ask every party for its view of the enrolments it shares with ORGANISATION (a code), and list what differs.

    Nothing is changed. Ends with code 1 where something differs or a party does not answer; messages that are still
    on their way count as differences.
    """
    use_django()
    from osaamo.domains.crossstudy.queries import party_of
    from osaamo.domains.crossstudy.services import NotDelivered, differences

    party = party_of(organisation)
    if party is None:
        raise click.ClickException(f"No study system of {organisation!r} is known here.")
    found = 0
    try:
        for one in differences(party):
            found += 1
            click.echo(f"{one.key} {one.home} -> {one.host}: {one.what} {one.at_home or '-'} / {one.at_host or '-'}")
    except NotDelivered as error:
        raise click.ClickException(f"A party did not answer ({error}). Try again later.") from error
    click.echo(f"{found} differences")
    if found:
        raise SystemExit(1)
