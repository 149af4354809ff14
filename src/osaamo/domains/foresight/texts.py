"""The job ads as texts that carry skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.foresight.queries import job_ads
from osaamo.kernel.refs import ref_of
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


@texts("foresight.ads")
def ad_texts() -> Iterator[Text]:
    """The title and text of every job ad."""
    for ad in job_ads().iterator():
        yield Text(ref=ref_of(ad), language=ad.language, body=f"{ad.title}\n\n{ad.text}", title=ad.title)
