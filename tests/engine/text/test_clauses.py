"""Where a sentence is cut into clauses."""

from __future__ import annotations

import pytest

from osaamo.engine.text import clauses


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("plan and lead projects, manage a budget", ("plan", "lead projects", "manage a budget")),
        ("suunnitella tietokannan ja analysoida dataa Pythonilla.", ("suunnitella tietokannan", "analysoida dataa Pythonilla")),
        ("planera, leda samt utvärdera projekt", ("planera", "leda", "utvärdera projekt")),
        ("tools such as C++, C# and .NET", ("tools", "C++", "C#", ".NET")),
        ("suunnittelu- ja ohjaustaitoja", ("suunnittelu", "ohjaustaitoja")),
        ("Hyvä asiakaspalvelutaito", ("Hyvä asiakaspalvelutaito",)),
        ("command and-or android", ("command and-or android",)),
        ("", ("",)),
    ],
)  # fmt: skip
def test_clauses(sentence: str, parts: tuple[str, ...]) -> None:
    assert clauses(sentence) == parts
