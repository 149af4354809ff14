"""Every command and option says what it does."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from osaamo.cli.main import main

PASSED_THROUGH = {"manage"}


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = list(commands())


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_command_and_options_are_documented(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help, path
    undocumented = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert undocumented == []


@pytest.mark.parametrize("path", [path for path, _ in ALL if path[0] not in PASSED_THROUGH], ids=" ".join)
def test_help_prints(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_the_architecture_and_the_readme_name_every_command() -> None:
    from pathlib import Path

    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    assert [path[0] for path, _ in ALL if len(path) == 1 and f"osaamo {path[0]}" not in readme] == []
