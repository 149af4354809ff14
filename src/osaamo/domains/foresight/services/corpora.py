"""Corpora: what they are called, how their texts come, and what their terms allow."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction

from osaamo.domains.foresight.enums import HARVESTED, CorpusFormat, CorpusKind
from osaamo.domains.foresight.models import Corpus
from osaamo.domains.foresight.services.refusals import Refused
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Person

THESES = "theses"
"""The corpus of theses out of tables, where none is named."""


@transaction.atomic
def keep_corpus(
    *,
    code: str,
    name: Mapping[str, str],
    kind: str,
    format: str = CorpusFormat.TABLE,  # noqa: A002 - the field's name
    may_store_text: bool = True,
    licence: str = "",
    url: str = "",
    set_spec: str = "",
    is_sample: bool = False,
    who: Person | None = None,
) -> Corpus:
    """The corpus with the code, made or brought up to date.

    Texts of P67 may never be stored, whatever is asked for.

    Raises:
        Refused: ``only-https``; a harvested corpus needs an address that begins with ``https://``, others none.
    """
    parts = urlsplit(url)
    if (format in HARVESTED) != (parts.scheme == "https" and bool(parts.hostname) and not parts.username):
        raise Refused("only-https")
    corpus, _ = Corpus.objects.update_or_create(
        code=code,
        defaults={
            "name": dict(name),
            "kind": CorpusKind.THESES if format in HARVESTED else kind,
            "format": format,
            "may_store_text": may_store_text and format != CorpusFormat.P67,
            "licence": licence,
            "url": url,
            "set_spec": set_spec,
            "is_sample": is_sample,
        },
    )
    audit(verb="foresight.corpus.keep", who=who, about=corpus)
    return corpus
