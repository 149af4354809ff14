"""The ``osaamo`` command: engine commands start without Django, the others are loaded when called."""

from __future__ import annotations

import os
from importlib import import_module

import click

from osaamo import __version__

_LATE = {
    "skills": ("osaamo.cli.skills", "skills"),
    "rank": ("osaamo.cli.batch", "rank"),
    "annotate": ("osaamo.cli.batch", "annotate"),
    "evaluate": ("osaamo.cli.evaluating", "evaluate"),
    "vocabulary": ("osaamo.cli.vocabulary", "vocabulary"),
    "map": ("osaamo.cli.planning", "map_command"),
    "gap": ("osaamo.cli.planning", "gap_command"),
    "path": ("osaamo.cli.planning", "path_command"),
    "twins": ("osaamo.cli.planning", "twins_command"),
    "sdg": ("osaamo.cli.goals", "sdg"),
    "design": ("osaamo.cli.designing", "design"),
    "demand": ("osaamo.cli.demanding", "demand"),
    "serve": ("osaamo.cli.web", "serve"),
    "migrate": ("osaamo.cli.web", "migrate"),
    "load-demo": ("osaamo.cli.web", "load_demo"),
    "work": ("osaamo.cli.jobs", "work"),
    "tick": ("osaamo.cli.jobs", "tick"),
    "reconcile": ("osaamo.cli.reconciling", "reconcile"),
    "simulate": ("osaamo.cli.simulating", "simulate"),
    "manage": ("osaamo.cli.web", "manage"),
}


class LateGroup(click.Group):
    """A group whose commands are imported when they are called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order people meet them."""
        return list(_LATE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command, imported now."""
        if cmd_name not in _LATE:
            return None
        module, name = _LATE[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="osaamo")
def main() -> None:
    """Skills with their evidence from Finnish, Swedish and English texts, and what follows from them.

    \b
    osaamo skills cv.pdf                  skills of a document, each with its sentence
    osaamo gap cv.pdf ad.txt              what the CV lacks for the ad
    osaamo serve                          the web service on http://127.0.0.1:8000

    Settings come from the environment: OSAAMO_CACHE_DIR (caches), OSAAMO_DATA_DIR (imported vocabularies).
    """
    # Thread pools that spin make a shared machine slow; the engine asks for threads where they pay.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
