# ruff: noqa: ARG002 - the interface of oai-repo names its arguments
"""A server of OAI-PMH on this machine, by a library of others (oai-repo), over records that a test makes.

The harvester asks ``https://archive.example/oai``; the transport of the tests carries that to the server.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import oai_repo
from lxml import etree

from osaamo.connectors.oaipmh import Answer, Unreachable

URL = "https://archive.example/oai"
KK = "http://kk/1.0"
DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


@dataclass
class Made:
    """A record: its day, and its fields as ``(element, qualifier, language, value)``."""

    stamp: str
    fields: list[tuple[str, str, str, str]]
    deleted: bool = False
    sets: list[str] = field(default_factory=lambda: ["col_1"])


def thesis(number: int, *, stamp: str = "2026-01-01T00:00:00Z", **more: str) -> Made:
    """A thesis of Theseus's fields; ``more`` replaces values by element and qualifier (``date_issued``)."""
    fields = {
        "contributor_author": ("contributor", "author", "", "Testi, Aino"),
        "title": ("title", "", "", f"Palvelu {number}"),
        "abstract": ("description", "abstract", "fi", f"Työssä {number} sovellettiin koneoppimista."),
        "abstract_en": ("description", "abstract", "en", f"Work {number} applied machine learning."),
        "date_issued": ("date", "issued", "", "2026-05-14"),
        "language": ("language", "iso", "", "fi"),
        "programme": ("programme", "", "", "fi=Tietojenkäsittely|sv=Informationsbehandling|en=Business IT|"),
        "organization": ("organization", "", "", "fi=Laurea-ammattikorkeakoulu|en=Laurea UAS|"),
        "commissioner": ("contributor", "commissioner", "", "Vantaan kaupunki"),
        "subject": ("subject", "yso", "", "koneoppiminen"),
        "rights": ("rights", "", "", "CC BY 4.0"),
    }
    for name, value in more.items():
        element, qualifier, language, _ = fields.get(name, (*name.split("_", 1), "", "", "")[:4])
        fields[name] = (element, qualifier, language, value)
    return Made(stamp, [one for one in fields.values() if one[3]])


class Archive(oai_repo.DataInterface):
    """The records as oai-repo asks for them."""

    limit = 3

    def __init__(self, *, by_day: bool = False) -> None:
        self.records: dict[str, Made] = {}
        self.by_day = by_day

    def get_identify(self):
        return oai_repo.Identify(
            repository_name="Archive", base_url=URL, admin_email=["a@archive.example"],
            earliest_datestamp="2020-01-01" if self.by_day else "2020-01-01T00:00:00Z", deleted_record="persistent",
            granularity="YYYY-MM-DD" if self.by_day else "YYYY-MM-DDThh:mm:ssZ",
        )  # fmt: skip

    def is_valid_identifier(self, identifier):
        return identifier in self.records

    def get_metadata_formats(self, identifier=None):
        return [
            oai_repo.MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
            oai_repo.MetadataFormat("kk", "http://kk/kk.xsd", KK),
        ]

    def get_record_header(self, identifier):
        one = self.records[identifier]
        stamp = one.stamp[:10] if self.by_day else one.stamp
        return oai_repo.RecordHeader(identifier, stamp, one.sets, "deleted" if one.deleted else None)

    def get_record_metadata(self, identifier, metadataprefix):
        one = self.records[identifier]
        return _kk(one) if metadataprefix == "kk" else _dublin_core(one)

    def get_record_abouts(self, identifier):
        return []

    def list_set_specs(self, identifier=None, cursor=0):
        sets = self.records[identifier].sets if identifier else ["col_1"]
        return sets, len(sets), None

    def get_set(self, setspec):
        return oai_repo.Set(setspec, setspec, [])

    def list_identifiers(self, metadataprefix, filter_from=None, filter_until=None, filter_set=None, cursor=0):
        start = filter_from.strftime("%Y-%m-%dT%H:%M:%SZ") if filter_from else ""
        found = [key for key, one in self.records.items() if one.stamp >= start and filter_set in {None, *one.sets}]
        return found[cursor : cursor + self.limit], len(found), ""


def _kk(one: Made) -> etree._Element:
    root = etree.Element(f"{{{KK}}}metadata", nsmap={"kk": KK})
    for element, qualifier, language, value in one.fields:
        names = {"schema": "dc", "element": element, "qualifier": qualifier, "language": language, "value": value}
        etree.SubElement(root, f"{{{KK}}}field", names)
    etree.SubElement(root, f"{{{KK}}}link", {"href": "https://archive.example/handle/10024/1"})
    return root


def _dublin_core(one: Made) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for element, _, language, value in one.fields:
        name = {"organization": "publisher", "programme": "type"}.get(element, element)
        part = etree.SubElement(root, f"{{{DC}}}{name}")
        part.text = value
        if language:
            part.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return root


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """Say nothing."""


@dataclass
class Served:
    """A server that runs: what it was asked, and what it does wrong next."""

    archive: Archive
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Status and Retry-After of the next answers; status 0 breaks off."""

    def __call__(self, environ, start_response):
        asked = dict(parse_qsl(environ["QUERY_STRING"]))
        self.asked.append(dict(asked))
        status, retry_after = self.faults.pop(0) if self.faults else (200, "")
        if status == 0:
            start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", "100000")])
            return [b"<OAI-PMH>"]
        if status != 200:
            start_response(f"{status} no", [("Retry-After", retry_after)] if retry_after else [])
            return [b""]
        answer = self._answer(asked)
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, asked: dict[str, str]) -> bytes:
        """What oai-repo answers; it leaves out that a record is deleted, so that is put in as the protocol has it."""
        response = oai_repo.OAIRepository(self.archive).process(asked)
        for header in response.xmlr.iter("header"):
            if self.archive.records[header.findtext("identifier")].deleted:
                header.set("status", "deleted")
                header.getparent().remove(header.getnext())
        return bytes(response)

    def transport(self, address: str) -> Answer:
        """Carry a request for the archive to this server."""
        assert address.startswith(f"{URL}?")
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/?{urlsplit(address).query}", timeout=10) as answer:
                return Answer(answer.status, answer.read())
        except HTTPError as error:
            return Answer(error.code, b"", error.headers.get("Retry-After", ""))
        except OSError as error:
            raise Unreachable("No answer.") from error
        except Exception as error:
            raise Unreachable("It broke off.") from error


@contextmanager
def serving(archive: Archive):
    """The server, until the end of the ``with`` block."""
    served = Served(archive)
    with make_server("127.0.0.1", 0, served, handler_class=_Quiet) as server:
        served.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
