"""RDF canonicalisation (RDFC-1.0) of a credential: the text that an embedded signature is made over."""

from __future__ import annotations

from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from pyld.canon import URDNA2015  # type: ignore[import-untyped]

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.openbadges_vocabulary import OPEN_BADGES, UnknownContext, is_whole, load_context, unknown

_MOST_STEPS = 500
"""Of telling nameless nodes apart by their neighbours: badges need none, a file made to stop a checker millions."""

_UNDEFINED = "urn:undefined:"
_OPTIONS = {"documentLoader": load_context, "processingMode": "json-ld-1.1"}


class NotLinkedData(ConnectorError):
    """The credential is no JSON-LD, or one made so that nobody can bring it into order; ``reason`` says more."""

    code = "not-linked-data"


class _Bounded(URDNA2015):  # type: ignore[misc] # pyld has no types
    """The algorithm, giving up on graphs that would take for ever."""

    steps = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise NotLinkedData("The badge is built so that it cannot be checked.", reason="too many nameless nodes")
        return super().hash_n_degree_quads(id_, issuer)


def canonical(document: dict[str, Any]) -> str:
    """The canonical N-Quads of a JSON-LD document.

    Raises:
        NotLinkedData: it is none.
        UnknownContext: it uses a vocabulary that is not known here.
    """
    dataset = _processed(jsonld.to_rdf, document)
    return str(_Bounded().main(dataset, {"format": "application/n-quads"}))


def undefined_terms(document: dict[str, Any]) -> tuple[str, ...]:
    """The names in a document that its vocabularies do not define: no signature covers them. In order, each once.

    Raises:
        NotLinkedData: it is no JSON-LD.
        UnknownContext: it uses a vocabulary that is not known here, or a name where only our own badges' names are.
    """
    # JSON-LD drops undefined names silently. A vocabulary for "everything else" makes them show.
    contexts = document.get("@context")
    known = contexts if isinstance(contexts, list) else [contexts]
    expanded = _processed(jsonld.expand, {**document, "@context": [*known, {"@vocab": _UNDEFINED}]})
    found = {name.removeprefix(_UNDEFINED) for name in _names(expanded) if name.startswith(_UNDEFINED)}
    if found and not is_whole():
        raise unknown(OPEN_BADGES)
    return tuple(sorted(found))


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for part in value for name in _names(part)]
    if isinstance(value, dict):
        types = value.get("@type", [])
        return [
            *(name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)),
            *value,
            *(name for part in value.values() for name in _names(part)),
        ]
    return []


def _processed(process: Any, document: dict[str, Any]) -> Any:
    try:
        return process(document, dict(_OPTIONS))
    except jsonld.JsonLdError as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, UnknownContext):
                raise cause from error
            cause = getattr(cause, "cause", None) or cause.__cause__
        raise NotLinkedData(
            "The badge is no linked data in the form the standard asks for.", reason=str(error)
        ) from error
    except (RecursionError, TypeError, ValueError, AttributeError, KeyError) as error:
        raise NotLinkedData(
            "The badge is no linked data in the form the standard asks for.", reason=str(error)
        ) from error
