"""Two parties compare what each holds of their common enrolments; what differs is listed, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.domains.crossstudy.enums import UNSENT, ResultStatus, Side
from osaamo.domains.crossstudy.models import Enrolment, Party
from osaamo.domains.crossstudy.services.transport import NotDelivered, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARED = ("state", "grade", "credits")
"""What is the same on both sides when every message has arrived."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the two sides do not agree on; ``what`` is ``missing``, ``state``, ``grade`` or ``credits``."""

    key: str
    home: str
    host: str
    what: str
    at_home: str
    at_host: str


def view_of(party: Party, other: Party) -> dict[str, dict[str, dict[str, str]]]:
    """What a party holds of the enrolments it shares with another, by side and key; codes only, nobody's data.

    An enrolment at home that was not sent yet is nobody else's business.
    """
    return {
        "home": _rows(Enrolment.objects.filter(side=Side.HOME, home=party, host=other).exclude(state__in=UNSENT)),
        "host": _rows(Enrolment.objects.filter(side=Side.HOST, host=party, home=other)),
    }


def _rows(rows: Any) -> dict[str, dict[str, str]]:
    found = {}
    for row in rows.prefetch_related("results"):
        # Withdrawn or refused before the host heard of it: there is no other side.
        if row.side == Side.HOME and row.sent == 0:
            continue
        valid = next((result for result in row.results.all() if result.status == ResultStatus.VALID), None)
        found[str(row.key)] = {
            "state": row.state,
            "grade": valid.grade if valid else "",
            "credits": str(valid.credits.normalize()) if valid else "",
        }
    return found


def asked_view(party: Party, other: Party) -> dict[str, dict[str, dict[str, str]]]:
    """What ``other`` holds of the enrolments it shares with ``party``, asked of it.

    Raises:
        NotDelivered: it did not answer, or not as it should.
    """
    if other.is_here:
        return view_of(other, party)
    address = other.address.rstrip("/").rsplit("/", 1)[0] + "/view/"
    view = ask(address, party.tk_code, other.tk_code, {"of": other.tk_code})
    if not isinstance(view, dict) or not all(isinstance(view.get(side), dict) for side in ("home", "host")):
        raise NotDelivered("answer")
    return view


def differences(party: Party) -> Iterator[Difference]:
    """Everything a party and the others do not agree on, other by other.

    Raises:
        NotDelivered: one of them does not answer.
    """
    for other in Party.objects.exclude(pk=party.pk).select_related("organisation"):
        own, theirs = view_of(party, other), asked_view(party, other)
        yield from _compare(own["home"], theirs["host"], home=party.tk_code, host=other.tk_code)
        yield from _compare(theirs["home"], own["host"], home=other.tk_code, host=party.tk_code)


def _compare(
    at_home: dict[str, dict[str, str]], at_host: dict[str, dict[str, str]], *, home: str, host: str
) -> Iterator[Difference]:
    for key in sorted(at_home.keys() | at_host.keys()):
        one, two = at_home.get(key), at_host.get(key)
        if one is None or two is None:
            yield Difference(key, home, host, "missing", (one or {}).get("state", ""), (two or {}).get("state", ""))
            continue
        for what in COMPARED:
            if one.get(what) != two.get(what):
                yield Difference(key, home, host, what, one.get(what, ""), two.get(what, ""))
