"""A process that has its imports killed: run by test_killed_imports.py with a folder.

Each import runs in a child of its own that is sent SIGKILL at a random moment, some times over, and is then left to
finish. What is stored afterwards must be, row by row, what one undisturbed import stores. Printed as JSON, by case: the
rows of both, how many children were killed in the middle, and what was seen after a kill that does not belong there.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402 - same
from django.db import connections  # noqa: E402 - same

from osaamo.connectors.profile_json import write_profile  # noqa: E402 - same
from osaamo.connectors.vocabulary_records import ConceptRecord  # noqa: E402 - same
from osaamo.domains.foresight.services import load_demo  # noqa: E402 - same
from osaamo.domains.offering.services import receive_file, run_import  # noqa: E402 - same
from osaamo.domains.profiles.exports import profile_export  # noqa: E402 - same
from osaamo.domains.profiles.models import Profile, ProfileSkill, SkillEvidence, Source  # noqa: E402 - same
from osaamo.domains.profiles.services import begin_profile, restore  # noqa: E402 - same
from osaamo.engine import import_records  # noqa: E402 - same
from osaamo.kernel.models import Organisation, Person  # noqa: E402 - same

KILLS = 3
MOST_TRIES = 40
SEED = 20261124

Rows = dict[str, list]


@dataclass(frozen=True)
class Case:
    """``prepare`` begins anew, ``run`` is the import, ``rows`` what is stored; each is called in a child process."""

    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    rows: Callable[[Path], Rows]


def stored(*wanted: tuple[str, tuple[str, ...]]) -> Rows:
    """The rows of models without their numbers, which a rolled back insert may use up."""
    return {label: sorted(map(str, apps.get_model(label).objects.values_list(*fields))) for label, fields in wanted}


# A table of the offering, in batches of its own.


def new_run(folder: Path) -> None:
    for label in ("offering.importrun", "offering.courseunit"):
        apps.get_model(label).objects.all().delete()
    school, _ = Organisation.objects.get_or_create(
        code="laurea", defaults={"kind": "institution", "name": {"fi": "Laurea"}, "short_name": "Laurea"}
    )
    lines = ["id,code,name_fi,outcomes_fi,credits"]
    lines += [f"c{n},C{n},Kurssi {n},Opiskelija osaa asian {n}.,5" for n in range(1100)] + ["broken,,,,x"]
    receive_file(institution=school, who=None, form="table", filename="c.csv", data="\n".join(lines).encode())


def import_offering(folder: Path) -> None:
    run_import(run=apps.get_model("offering.importrun").objects.get())


def offering_rows(folder: Path) -> Rows:
    return stored(
        ("offering.courseunit", ("key", "code", "name", "learning_outcomes", "credits")),
        ("offering.brokenrecord", ("line", "code")),
    )


# Theses from a file.


def no_theses(folder: Path) -> None:
    apps.get_model("foresight.thesis").objects.all().delete()
    rows = [{"id": f"t{n}", "title": f"Työ {n}", "abstract": f"Tehtiin asia {n}.", "year": 2020} for n in range(1600)]
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, [*rows, {"id": "broken"}])), "utf-8")


def import_theses(folder: Path) -> None:
    call_command("load_theses", str(folder / "t.jsonl"), "--no-read", stdout=sys.stderr)


def thesis_rows(folder: Path) -> Rows:
    return stored(("foresight.thesis", ("key", "title", "abstract", "year")))


# Sample job ads, all or none.


def no_ads(folder: Path) -> None:
    apps.get_model("foresight.jobad").objects.all().delete()


def import_ads(folder: Path) -> None:
    load_demo(
        rows=[
            {"id": f"a{n}", "lang": "fi", "title": f"Työ {n}", "published": "2026-11-01", "text": f"Osaat asian {n}."}
            for n in range(400)
        ]
    )


def ad_rows(folder: Path) -> Rows:
    return stored(("foresight.jobad", ("key", "title", "text", "published")))


# A profile from a file one saved, in place of another.


def two_profiles(folder: Path) -> None:
    Profile.objects.all().delete()
    profiles = []
    for name, skills in (("leaving", 150), ("coming", 3)):
        person = Person.objects.filter(display_name=name).first() or Person.objects.create_local(
            email=f"{name}@osaamo.example", display_name=name
        )
        profile = begin_profile(person=person, language="fi")
        profiles.append(profile)
        source = Source.objects.create(profile=profile, kind="cv", title=name, language="fi", digest=name)
        rows = [ProfileSkill(profile=profile, uri=f"urn:{name}:{n}", status="accepted", grade=3) for n in range(skills)]
        for skill in ProfileSkill.objects.bulk_create(rows):
            SkillEvidence.objects.create(
                skill=skill, source=source, sentence=f"Osaan {skill.uri}.", start=0, end=9, confidence=0.5, model="m",
                seen_on="2026-11-01",
            )  # fmt: skip
    (folder / "profile.json").write_bytes(write_profile(profile_export(profiles[0])))


def import_profile(folder: Path) -> None:
    profile = Profile.objects.get(person__display_name="coming")
    restore(profile=profile, document=(folder / "profile.json").read_bytes(), filename="profile.json")


def profile_rows(folder: Path) -> Rows:
    rows = stored(
        ("profiles.profileskill", ("profile__person__display_name", "uri", "status", "grade")),
        ("profiles.skillevidence", ("skill__profile__person__display_name", "skill__uri", "sentence", "start", "end")),
        ("profiles.source", ("profile__person__display_name", "title", "digest")),
    )
    old = [row for row in rows["profiles.profileskill"] if "urn:coming" in row]
    if len(old) == 3 and not any("'coming', 'urn:leaving" in row for row in rows["profiles.profileskill"]):
        # Nothing of the import happened: the profile is whole as it was, which is one of the two states allowed.
        rows = {label: [row for row in each if "'coming'" not in row] for label, each in rows.items()}
    return rows


# A vocabulary of one's own, in a folder.


def no_vocabulary(folder: Path) -> None:
    rmtree(folder / "vocabulary", ignore_errors=True)


def import_vocabulary(folder: Path) -> None:
    import_records(
        [ConceptRecord(f"urn:s:{n}", "skill", {"en": f"mend machine {n}"}, skill_type="skill") for n in range(800)],
        into=folder, mode="own", name="killed",
    )  # fmt: skip


def vocabulary_rows(folder: Path) -> Rows:
    home = folder / "vocabulary"
    pointer = home / "current"
    files = [path for path in home.rglob("*") if path.is_file() and not path.relative_to(home).parts[0].startswith(".")]
    return {
        "files": sorted(f"{path.relative_to(home)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files),
        "current": [pointer.read_text()] if pointer.exists() else [],
    }


CASES = {
    "offering": Case(new_run, import_offering, offering_rows),
    "theses": Case(no_theses, import_theses, thesis_rows),
    "ads": Case(no_ads, import_ads, ad_rows),
    "profile": Case(two_profiles, import_profile, profile_rows),
    "vocabulary": Case(no_vocabulary, import_vocabulary, vocabulary_rows),
}


def child(work: Callable[[], object]) -> tuple[int, int]:
    """The number of a child process that does the work, and the end of a pipe that holds what came of it."""
    # A connection must not be shared by two processes.
    connections.close_all()
    read, write = os.pipe()
    number = os.fork()
    if number:
        os.close(write)
        return number, read
    try:
        os.close(read)
        _send(write, work())
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent must hear of it
        traceback.print_exc()
        os._exit(1)


def _send(write: int, value: object) -> None:
    with os.fdopen(write, "w", encoding="utf-8") as pipe:
        json.dump(value, pipe)


def done(work: Callable[[], Any]) -> Any:
    """What came of the work, done in a child that nobody disturbs."""
    number, read = child(work)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    _, status = os.waitpid(number, 0)
    if status:
        raise SystemExit(f"an undisturbed run failed with {status}")
    return json.loads(said)


def was_killed(work: Callable[[], object], after: float) -> bool:
    """Whether the child was still at it when SIGKILL came after so many seconds."""
    number, read = child(work)
    time.sleep(after)
    os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    os.close(read)
    return os.WIFSIGNALED(status)


def told(case: Case, folder: Path, chance: random.Random) -> dict[str, object]:
    """What an undisturbed run of the case stores, and what one that was killed some times over stores."""
    done(lambda: case.prepare(folder))
    begun = time.monotonic()
    done(lambda: case.run(folder))
    takes = time.monotonic() - begun
    expected: Rows = done(lambda: case.rows(folder))
    done(lambda: case.prepare(folder))
    killed, strange = 0, []
    for _ in range(MOST_TRIES):
        if killed == KILLS:
            break
        if was_killed(lambda: case.run(folder), chance.uniform(0, takes)):
            killed += 1
            for label, rows in done(lambda: case.rows(folder)).items():
                left = Counter(rows) - Counter(expected[label])
                strange += sorted(left)
        else:
            done(lambda: case.prepare(folder))
    done(lambda: case.run(folder))
    found = done(lambda: case.rows(folder))
    return {"expected": expected, "found": found, "killed": killed, "strange": strange}


if __name__ == "__main__":
    chance = random.Random(SEED)  # noqa: S311 - no secret
    print(json.dumps({name: told(case, Path(sys.argv[1]), chance) for name, case in CASES.items()}))  # noqa: T201 - its answer
