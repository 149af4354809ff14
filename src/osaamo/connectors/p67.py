"""Job ads of Job Market Finland: the objects ``JobPostingV2`` that its search interface P67 answers, one a line.

The shape is as users of P67 tell it (the OpenAPI description is handed out with a key): ``metadata``, ``client``,
``position``, ``location``, ``application``, texts by language. Contacts and the employer's name are never read. The
terms let nobody show an ad that was taken back, so ``may_store_text`` is false: skills are counted, texts are not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.connectors.ad_records import MOST_CHARACTERS, AdRecord, RefusedAd, cut, day_of, heading
from osaamo.connectors.plaintext import clean, html_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "Job Market Finland (P67)"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"
FINNISH_SKILL = "http://data.tyomarkkinatori.fi/esco/"
_LANGUAGES = ("fi", "sv", "en")
_MOST_SKILLS = 500


def p67_ad(line: int, posting: Mapping[str, Any]) -> AdRecord:
    """The ad in one object.

    Of several languages the first of ``languages`` that has a text is taken. ``place`` holds the codes of
    municipalities (KUNTA), ``employer_kind`` the employer's line of business (TOL).

    Raises:
        RefusedAd: ``no-key``, ``no-text``, ``no-date``, ``bad-date``, ``too-long`` or ``not-p67``.
    """
    metadata, position = _part(posting, "metadata"), _part(posting, "position")
    if not metadata and not position:
        raise RefusedAd("not-p67", "The object has neither metadata nor position.")
    key = _word(metadata.get("externalId") or posting.get("id") or metadata.get("id"))
    if not key:
        raise RefusedAd("no-key", "The object has no metadata.externalId.")
    if metadata.get("archived"):
        return AdRecord(line, key, source=SOURCE, may_store_text=False, removed=True)
    application = _part(posting, "application")
    language, title, text = _texts(posting, position)
    if not text:
        raise RefusedAd("no-text", "The ad has no text in Finnish, Swedish or English.")
    if len(text) > MOST_CHARACTERS:
        raise RefusedAd("too-long", f"The text has more than {MOST_CHARACTERS:,} characters.")
    published = day_of(_word(application.get("published") or metadata.get("created")))
    if published is None:
        raise RefusedAd("no-date", "The ad tells no day of publication.")
    return AdRecord(
        line=line,
        key=key,
        language=language,
        title=heading(title, text),
        text=text,
        published=published,
        closes=day_of(_word(application.get("expires"))),
        place=cut(", ".join(_words(_part(posting, "location").get("municipalities")))),
        employer_kind=cut(_word(_part(posting, "client").get("industryCode"))),
        source=SOURCE,
        may_store_text=False,
        skills=tuple(
            uri for uri in _words(position.get("skills"))[:_MOST_SKILLS] if uri.startswith((ESCO_SKILL, FINNISH_SKILL))
        ),
    )


def _texts(posting: Mapping[str, Any], position: Mapping[str, Any]) -> tuple[str, str, str]:
    """Language, title and text; empty where there is no text in one of the three languages."""
    said = [language.lower() for language in _words(posting.get("languages"))]
    markup = "html" in _word(posting.get("descriptionsContentType")).lower()
    for language in dict.fromkeys((*(code for code in said if code in _LANGUAGES), *_LANGUAGES)):
        parts = (_said(position, field, language) for field in ("jobDescription", "marketingDescription"))
        text = "\n\n".join(html_to_text(part)[0] if markup else clean(part) for part in parts if part.strip())
        if text:
            return language, clean(_said(position, "title", language)), text
    return "", "", ""


def _said(position: Mapping[str, Any], field: str, language: str) -> str:
    value = position.get(field)
    if isinstance(value, dict):
        value = value.get(language)
    return value if isinstance(value, str) else ""


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _word(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _words(value: Any) -> list[str]:
    """The words of a list of words, or of objects with a ``uri``, ``code`` or ``value``."""
    found = []
    for part in value if isinstance(value, list) else []:
        named = (
            next((part[name] for name in ("uri", "code", "value") if part.get(name)), "")
            if isinstance(part, dict)
            else part
        )
        if word := _word(named):
            found.append(word)
    return found
