"""The transport of the harvester: GET over HTTPS from one host, bounded in time and size."""

from __future__ import annotations

from http.client import HTTPException
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from osaamo.connectors.errors import ConnectorError, TooLarge
from osaamo.connectors.oaipmh import Answer, Unreachable

if TYPE_CHECKING:
    from osaamo.connectors.oaipmh import Transport

SECONDS = 60
MOST_BYTES = 32 * 1024 * 1024
AGENT = f"Osaamo/{version('osaamo')} (OAI-PMH harvester)"


class OtherHost(ConnectorError):
    """The address, or one it leads to, is not on the one host that may be asked, or not ``https``."""

    code = "other-host"


def https_transport(host: str) -> Transport:
    """A transport that asks ``host`` and nobody else, also when it is sent elsewhere."""
    opener = build_opener(_SameHost(host))

    def fetch(address: str) -> Answer:
        _check(address, host)
        request = Request(address, headers={"User-Agent": AGENT, "Accept": "text/xml, application/xml"})  # noqa: S310 - checked
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return Answer(answer.status, _bounded(answer))
        except HTTPError as error:
            with error:
                return Answer(error.code, b"", error.headers.get("Retry-After", ""))
        except (URLError, HTTPException, OSError) as error:
            raise Unreachable(f"The server did not answer ({type(error).__name__}).") from error

    return fetch


def _bounded(answer: Any) -> bytes:
    body: bytes = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLarge(f"The answer is larger than {MOST_BYTES:,} bytes.", limit=MOST_BYTES)
    return body


def _check(address: str, host: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname != host.lower():
        raise OtherHost(f"Only https://{host} may be asked.", host=host)


class _SameHost(HTTPRedirectHandler):
    """Follows a redirect only where it stays on the host."""

    def __init__(self, host: str) -> None:
        self._host = host

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        """The request for the new address, when it may be asked."""
        _check(newurl, self._host)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
