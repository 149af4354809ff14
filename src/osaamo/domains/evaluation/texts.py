"""The texts of proposals, which carry skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.evaluation.queries import sent_in, text_of
from osaamo.kernel.refs import ref_of
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


@texts("evaluation.proposals")
def proposal_texts() -> Iterator[Text]:
    """The title and summary of every proposal that was sent in."""
    for proposal in sent_in().order_by("pk"):
        language, title, body = text_of(proposal)
        yield Text(ref=ref_of(proposal), language=language, body=body, title=title)
