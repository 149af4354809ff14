"""Annif as one of the peers: ``python annif_peer.py BACKEND FOLDER IN.jsonl OUT.jsonl``.

``FOLDER`` holds ``skills.ttl`` (SKOS, labels in three languages) and ``train_BACKEND_fi.tsv`` ... (text, tab, uris in angle
brackets). A project for each language is loaded and trained in ``FOLDER`` when it is not there yet; that is not timed.
Annif shows ten subjects, as its web page does. The sentence splitter that it would download (nltk's punkt) is given
empty parameter files: it then splits at every full stop.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from protocol import answer

LANGUAGES = ("fi", "sv", "en")
BACKEND, FOLDER = sys.argv[1], Path(sys.argv[2]).resolve()
ENVIRONMENT = {
    "ANNIF_PROJECTS": str(FOLDER / f"{BACKEND}.toml"),
    "ANNIF_DATADIR": str(FOLDER / "data"),
    "NLTK_DATA": str(FOLDER / "nltk"),
}


def prepare():
    """Projects, vocabulary and training, once."""
    (FOLDER / f"{BACKEND}.toml").write_text(
        "\n".join(
            f"[{BACKEND}-{code}]\nname = '{BACKEND} {code}'\nlanguage = '{code}'\nbackend = '{BACKEND}'\n"
            f"analyzer = 'simplemma({code})'\nvocab = 'skills({code})'\nlimit = 100\n"
            for code in LANGUAGES
        )
    )
    for language in ("finnish", "swedish", "english"):
        punkt = FOLDER / "nltk" / "tokenizers" / "punkt_tab" / language
        punkt.mkdir(parents=True, exist_ok=True)
        for name in ("collocations.tab", "sent_starters.txt", "abbrev_types.txt", "ortho_context.tab"):
            (punkt / name).touch()
    annif = str(Path(sys.executable).with_name("annif"))
    if not (FOLDER / "data" / "vocabs" / "skills").exists():
        subprocess.run([annif, "load-vocab", "skills", str(FOLDER / "skills.ttl")], check=True)
    for code in LANGUAGES:
        if not (FOLDER / "data" / "projects" / f"{BACKEND}-{code}").exists():
            command = [annif, "train", f"{BACKEND}-{code}", str(FOLDER / f"train_{BACKEND}_{code}.tsv")]
            subprocess.run([*command, "--jobs", "1"] if BACKEND == "mllm" else command, check=True)


def start():
    from annif import create_flask_app
    from annif.corpus import Document
    from annif.registry import get_project

    app = create_flask_app()
    app.app_context().push()
    projects = {code: get_project(f"{BACKEND}-{code}") for code in LANGUAGES}
    for project in projects.values():
        project.initialize()

    def read(row):
        project = projects[row["lang"]]
        found = next(iter(project.suggest([Document(text=row["text"])])))
        uris = [project.subjects[hit.subject_id].uri for hit in sorted(found, key=lambda hit: -hit.score)]
        return uris[:10], lambda: uris

    return read


os.environ.update(ENVIRONMENT)
prepare()
answer(start)
