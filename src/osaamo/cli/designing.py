"""``osaamo design``: what a draft of a course promises, and what is weak in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from osaamo.cli.common import load_engine, print_json, read_text, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from osaamo.engine import CourseDraft, DraftReading, Outcome

_FAULTS = {
    "no-verb": "no verb says what the student can do",
    "vague-verb": "“{verb}” cannot be seen in an assessment",
    "unassessable": "“{verb}” promises nothing that can be assessed",
    "several-outcomes": "{count} outcomes in one sentence: {verbs}",
    "teacher-centred": "“{phrase}” tells what the course does, not what the student can do",
    "too-long": "{words} words; keep to {limit}",
}
_REASONS = {
    "sentence": "speaks most for {toward}: {text}",
    "too-little-text": "{words} words of outcomes and content; {needed} are needed",
    "mixed": "the signs point both ways ({percent} % for the likelier level)",
}
_CANNOT = {"empty": "there is no text to compare", "form-only": "it names only its form, not what is assessed"}


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--language", type=click.Choice(["auto", "fi", "sv", "en"]), default="auto", show_default=True,
    help="Language of the draft; auto tells sentence by sentence.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def design(file: str, language: str, *, as_json: bool) -> None:
    """Read a draft of a course: outcomes with level and faults, EQF level, and how its parts meet.

    \b
    osaamo design course.txt
    osaamo design course.docx --json

    Headings such as "Learning outcomes", "Sisältö" or "Bedömning" tell the parts; a text without any is all outcomes.
    """
    from osaamo.engine import CourseDesigner, course_draft

    with told():
        draft = course_draft(read_text(file))
        reading = CourseDesigner(load_engine().remembering).read(draft, language=language)
    if as_json:
        print_json({"draft": {part: draft.part(part) for part in _PARTS}, **reading.as_dict()})
    else:
        _print(draft, reading)


_PARTS = ("title", "outcomes", "content", "assessment")


def _print(draft: CourseDraft, reading: DraftReading) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for number, outcome in enumerate(reading.outcomes, 1):
        verbs = ", ".join(verb.base for verb in outcome.verbs) or "no verb"
        level = f"level {outcome.level}" if outcome.level else "level unknown"
        console.print(Text(f"{number:>2}  {_one_line(outcome.text)}", style="bold"))
        console.print(Text(f"    {level} ({verbs})"))
        for fault in outcome.faults:
            console.print(Text(f"    - {_FAULTS[fault.code].format(**fault.values)}"))
        _print_suggestions(console, draft, outcome)
    eqf = reading.eqf
    said = f"EQF {eqf.level}, {eqf.confidence:.0%}" if eqf.level else "EQF level: cannot say"
    console.print(Text(said, style="bold"))
    for reason in eqf.reasons:
        values: Mapping[str, object] = {**reason.values, "toward": reason.toward}
        console.print(Text(f"    - {_one_line(_REASONS[reason.code].format(**values))}"))
    _print_consistency(console, reading)


def _print_suggestions(console: Console, draft: CourseDraft, outcome: Outcome) -> None:
    from rich.text import Text

    for one in outcome.suggestions:
        changed = draft.outcomes[outcome.start : one.start] + one.text + draft.outcomes[one.end : outcome.end]
        words = _one_line(changed) if one.text else f"with the verb “{one.base}”"
        console.print(Text(f"    > level {one.level}: {words}", style="green"))


def _print_consistency(console: Console, reading: DraftReading) -> None:
    from rich.text import Text

    found = reading.consistency
    console.print(Text("Outcomes, content and assessment", style="bold"))
    for link in found.links:
        text = _one_line(link.statement.text)
        console.print(Text(f"    {link.outcome + 1} – {link.statement.part} ({link.score:.2f}): {text}"))
    for name, missing in (("taught", found.never_taught), ("assessed", found.never_assessed)):
        if missing:
            console.print(Text(f"    - never {name}: {', '.join(str(number + 1) for number in missing)}"))
    for statement in found.never_promised:
        console.print(Text(f"    - in the {statement.part}, never promised: {_one_line(statement.text)}"))
    for part, why in found.cannot_say.items():
        console.print(Text(f"    - cannot say of the {part}: {_CANNOT[why]}"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
