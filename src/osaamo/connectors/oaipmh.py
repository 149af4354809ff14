"""A harvester of OAI-PMH 2.0: pages of records, resumed by token, asked for politely.

The transport is handed in: it fetches an address and gives back what came, so the harvester opens no socket itself.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.xml_trees import child, children, local_name, parse_xml, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

PAUSE = 1.0
"""Seconds between two requests to the same server."""

LONGEST_WAIT = 300.0
"""Seconds waited at most when a server says when to come again; if it wants longer, the run stops and goes on later."""

ATTEMPTS = 4
MOST_PAGES = 1_000_000
DAY = "YYYY-MM-DD"
_BUSY = (429, 503)
_OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: the status, the body (already bounded by the transport) and the Retry-After header."""

    status: int
    body: bytes
    retry_after: str = ""


Transport = Callable[[str], Answer]
"""Fetches an address by GET; raises :class:`Unreachable` when nothing came."""


class Unreachable(ConnectorError):
    """The server did not answer, broke off, or answered with an error of HTTP."""

    code = "unreachable"


class ServerBusy(ConnectorError):
    """The server asks to come again later than one may wait; ``values`` name the ``seconds``."""

    code = "server-busy"


class NotOai(ConnectorError):
    """The answer is no OAI-PMH."""

    code = "not-oai"


class OaiRefusal(ConnectorError):
    """The server refused by an error of the protocol; ``values`` name its ``reason`` (``badArgument`` and so on)."""

    code = "oai-refusal"


class BadToken(OaiRefusal):
    """The resumption token is no longer good: the list must be asked for anew."""

    code = "bad-token"


@dataclass(frozen=True, slots=True)
class Repository:
    """What a server says of itself: ``by_day`` when its clock counts days, ``deletions`` when it reports them."""

    name: str
    by_day: bool
    deletions: bool


@dataclass(frozen=True, slots=True)
class OaiRecord:
    """One record; ``metadata`` is the element inside ``<metadata>``, ``None`` where it is deleted or has none."""

    identifier: str
    datestamp: str
    sets: tuple[str, ...]
    deleted: bool
    metadata: Element | None


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its records, the token of the next (``""`` at the end) and the server's clock."""

    records: tuple[OaiRecord, ...]
    token: str
    answered_at: str


class Harvester:
    """Asks one server.

    Args:
        url: the base address of the server.
        transport: what fetches.
        pause: seconds between requests.
        sleep: waits; handed in by tests.
        attempts: how often a request is tried when the server is busy or does not answer.
    """

    def __init__(
        self,
        url: str,
        transport: Transport,
        *,
        pause: float = PAUSE,
        sleep: Callable[[float], object] = time.sleep,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._url, self._transport, self._pause, self._sleep, self._attempts = url, transport, pause, sleep, attempts
        self._asked = False

    def identify(self) -> Repository:
        """What the server says of itself.

        Raises:
            ConnectorError: one of the kinds above, or of :func:`~osaamo.connectors.xml_trees.parse_xml`.
        """
        root = self._ask({"verb": "Identify"})
        said = child(root, "Identify")
        if said is None:
            raise NotOai("The answer to Identify says nothing of the server. Check the address.")
        return Repository(
            name=text_at(said, "repositoryName"),
            by_day=text_at(said, "granularity") in {"", DAY},
            deletions=text_at(said, "deletedRecord") in {"persistent", "transient"},
        )

    def pages(
        self, prefix: str, *, since: str = "", until: str = "", set_spec: str = "", token: str = ""
    ) -> Iterator[Page]:
        """The records page by page; with a ``token`` from where it left off.

        ``since`` and ``until`` are moments of the server (``2026-05-31T00:00:00Z`` or ``2026-05-31``), cut to days
        where its clock counts days. When nothing fits there is one page without records.

        Raises:
            BadToken: the token is no longer good; ask without it.
            ConnectorError: one of the other kinds.
        """
        if token:
            asked = {"resumptionToken": token}
        else:
            by_day = bool(since or until) and self.identify().by_day
            asked = {"metadataPrefix": prefix, "from": since, "until": until, "set": set_spec}
            asked = {name: _moment(name, value, by_day=by_day) for name, value in asked.items() if value}
        for _ in range(MOST_PAGES):
            page = _page(self._ask({"verb": "ListRecords", **asked}))
            if page.token and page.token == asked.get("resumptionToken"):
                raise NotOai("The server gives the same resumption token again and again.")
            yield page
            if not page.token:
                return
            asked = {"resumptionToken": page.token}

    def _ask(self, arguments: dict[str, str]) -> Element:
        """The root of the answer, after waits where the server is busy or away."""
        address = f"{self._url}?{urlencode(arguments)}"
        for attempt in range(1, self._attempts + 1):
            if self._asked:
                self._sleep(self._pause)
            self._asked = True
            try:
                answer = self._transport(address)
            except Unreachable:
                if attempt == self._attempts:
                    raise
                self._sleep(self._pause * 2**attempt)
                continue
            if answer.status == _OK:
                return _checked(parse_xml(answer.body))
            if attempt == self._attempts or (answer.status not in _BUSY and answer.status < 500):
                raise Unreachable(f"The server answered with HTTP {answer.status}.", status=answer.status)
            self._sleep(_wait(answer.retry_after, self._pause * 2**attempt))
        raise AssertionError  # the last attempt returns or raises


def _wait(retry_after: str, otherwise: float) -> float:
    """Seconds to wait as the header says (a number, or a date of HTTP); ``otherwise`` where it says nothing."""
    said = retry_after.strip()
    if not said:
        return otherwise
    if said.isdecimal():
        seconds = float(said)
    else:
        try:
            seconds = (parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds()
        except (ValueError, TypeError):
            return otherwise
    if seconds > LONGEST_WAIT:
        raise ServerBusy(f"The server asks to come again in {seconds:.0f} seconds.", seconds=round(seconds))
    return max(seconds, 0.0)


def _moment(name: str, value: str, *, by_day: bool) -> str:
    if name not in {"from", "until"}:
        return value
    if by_day:
        return value[:10]
    return value if "T" in value else f"{value}T{'00:00:00' if name == 'from' else '23:59:59'}Z"


def _checked(root: Element) -> Element:
    """The root, when it is an answer without an error; ``noRecordsMatch`` is none."""
    if local_name(root) != "OAI-PMH":
        raise NotOai("The answer is no OAI-PMH. Check the address.")
    for error in children(root, "error"):
        reason, words = error.get("code", ""), " ".join("".join(error.itertext()).split())[:300]
        if reason == "badResumptionToken":
            raise BadToken(f"The resumption token is no longer good: {words}", reason=reason)
        if reason != "noRecordsMatch":
            raise OaiRefusal(f"The server refused ({reason}): {words}", reason=reason)
    return root


def _page(root: Element) -> Page:
    listed = child(root, "ListRecords")
    answered_at = text_at(root, "responseDate")
    if listed is None:
        return Page((), "", answered_at)
    return Page(tuple(map(_record, children(listed, "record"))), text_at(listed, "resumptionToken"), answered_at)


def _record(element: Element) -> OaiRecord:
    header = child(element, "header")
    if header is None or not text_at(header, "identifier"):
        raise NotOai("A record has no identifier.")
    metadata = child(element, "metadata")
    return OaiRecord(
        identifier=text_at(header, "identifier"),
        datestamp=text_at(header, "datestamp"),
        sets=tuple(" ".join("".join(part.itertext()).split()) for part in children(header, "setSpec")),
        deleted=header.get("status") == "deleted",
        metadata=next(iter(metadata), None) if metadata is not None else None,
    )
