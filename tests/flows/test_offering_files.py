"""The real offerings of two schools: every record is counted, whatever becomes of it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from osaamo.domains.offering.services import receive_file, run_import
from osaamo.kernel.tests.making import make_organisation

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 300
"""Lines of each file; ``osaamo manage load_offering`` reads them whole and prints the counts."""


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("school", "files"),
    [
        ("haaga-helia", ("haaga_helia_offering_2018/courses", "haaga_helia_offering_2018/implementations")),
        ("aalto", ("aalto_courses/courses",)),
    ],
)
def test_the_records_of_a_real_offering_reconcile(shared_data: Path, school: str, files: tuple[str, ...]) -> None:
    institution = make_organisation(school)
    for name in files:
        with gzip.open(shared_data / f"{name}.jsonl.gz") as stream:
            data = b"".join(stream.readlines()[:SAMPLE])
        for again in (False, True):
            run = run_import(
                run=receive_file(institution=institution, who=None, form="json", filename="a.jsonl", data=data)
            )
            assert run.read == run.new + run.changed + run.same + run.broken
            assert run.report["lines"] == SAMPLE
            assert run.read >= SAMPLE
            assert (run.new == 0) is again
            assert run.changed == 0
