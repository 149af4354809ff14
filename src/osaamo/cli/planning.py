"""``osaamo map``, ``gap``, ``path`` and ``twins``: skills of files drawn, compared and planned with."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osaamo.cli.common import load_engine, print_json, read_text, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from osaamo.connectors.offering import OfferedStep
    from osaamo.engine import CompetenceMap, Engine, Gap, Labels, PathResult, Plan, Step, Twin, WeightedSkill

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
LANGUAGE = click.option(
    "--language", type=click.Choice(["fi", "sv", "en"]), default="en", show_default=True, help="Language of the labels."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a readable layout.")
LARGEST_JSON = 10 * 1024 * 1024
MARKS = {"have": "[green]have[/]", "partly": "[yellow]partly[/]", "missing": "[red]missing[/]"}


@click.command("map")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--over", type=FILE, multiple=True, help="Lay the map of FILES over the map of this file (repeatable).")
@click.option("--svg", type=OUT, help="Write the picture to this file.")
@click.option("--deepgraph", "graph", type=OUT, help="Write DeepGraph JSON to this file.")
@LANGUAGE
@AS_JSON
def map_command(
    files: tuple[Path, ...],
    over: tuple[Path, ...],
    svg: Path | None,
    graph: Path | None,
    language: str,
    *,
    as_json: bool,
) -> None:
    """Draw the skills of FILES (texts, or JSON lists of skills) on the map of competence.

    Prints the skills by theme; --svg and --deepgraph write the map to files.
    """
    with told():
        from osaamo.engine import SvgOptions, deepgraph, map_svg, overlay

        engine = load_engine()
        drawn = _map_of(engine, files)
        title = ", ".join(path.stem for path in files)
        if over:
            names = (title, ", ".join(path.stem for path in over))
            drawn = overlay(drawn, _map_of(engine, over), atlas=engine.atlas, names=names)
            title = " / ".join(names)
        if svg:
            options = SvgOptions(language=language, title=title)
            svg.write_text(map_svg(drawn, engine.atlas.islands, options), encoding="utf-8")
        if graph:
            today = dt.datetime.now(tz=dt.UTC).date().isoformat()
            made = deepgraph(drawn, language=language, build_date=today)
            graph.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        if as_json:
            print_json(drawn.as_dict())
            return
        _print_map(drawn, language)
        for path in (svg, graph):
            if path:
                click.echo(f"Written: {path}")


@click.command("gap")
@click.argument("have", type=FILE)
@click.argument("want", type=FILE)
@LANGUAGE
@AS_JSON
def gap_command(have: Path, want: Path, language: str, *, as_json: bool) -> None:
    """Show what the skills of HAVE lack of those of WANT, and why.

    HAVE and WANT are texts (a CV, a job ad; any format that is read) or JSON lists of skills.
    """
    with told():
        from osaamo import engine as door

        engine = load_engine()
        own, wanted = read_skills(engine, have), read_skills(engine, want)
        labels = labels_of(engine, (skill.uri for skill in (*own, *wanted)))
        found = door.gap(own, wanted, labels=labels, similarity=engine.similarity)
        if as_json:
            print_json(found.as_dict())
        else:
            _print_gap(found, language)


@click.command("path")
@click.argument("have", type=FILE)
@click.argument("want", type=FILE)
@click.option("--offering", required=True, type=FILE, help="Courses and realisations: JSON, JSONL, CSV or XLSX.")
@click.option("--limits", "limits_file", type=FILE, help="Limits of the path as TOML.")
@LANGUAGE
@AS_JSON
def path_command(
    have: Path, want: Path, offering: Path, limits_file: Path | None, language: str, *, as_json: bool
) -> None:
    """Plan the courses that close most of the gap from HAVE to WANT, with the reason for each.

    The forms of the offering and the limits are described in docs/formats/offering.md.
    """
    with told():
        from osaamo.engine import PathLimits, load_limits, plan_path

        limits = load_limits(limits_file.read_text(encoding="utf-8-sig")) if limits_file else PathLimits()
        engine = load_engine()
        own, wanted = read_skills(engine, have), read_skills(engine, want)
        steps = read_steps(engine, offering)
        uris = [skill.uri for skill in (*own, *wanted)] + [skill.uri for step in steps for skill in step.skills]
        result = plan_path(own, wanted, steps, limits, labels=labels_of(engine, uris), similarity=engine.similarity)
        if as_json:
            print_json(result.as_dict())
        else:
            _print_path(result, language)


@click.command("twins")
@click.argument("query")
@click.option("--offering", required=True, type=FILE, help="The courses to search: JSON, JSONL, CSV or XLSX.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many to show.")
@LANGUAGE
@AS_JSON
def twins_command(query: str, offering: Path, limit: int, language: str, *, as_json: bool) -> None:
    """Find the courses nearest to QUERY: the id of a course in the offering, or a text file."""
    with told():
        from osaamo import engine as door
        from osaamo.engine import TwinItem

        engine = load_engine()
        offered = read_offered(offering)
        steps = {step.course: step for step in reversed(_with_skills(engine, offered))}
        texts = {step.course: step.text for step in reversed(offered)}
        items = _twin_items(engine, steps, texts)
        known = {step.id: step.course for step in offered}
        wanted = next((item for item in items if item.id == known.get(query, query)), None)
        if wanted is None:
            if not Path(query).is_file():
                raise click.ClickException(f"“{query}” is neither a course of the offering nor a file.")
            skills = tuple((skill.uri, skill.weight) for skill in read_skills(engine, Path(query)))
            text = "" if Path(query).suffix.lower() == ".json" else read_text(query)
            wanted = TwinItem("", skills, engine.encoder.encode([text])[0] if text else None)
        found = door.twins(wanted, items, most=limit)
        if as_json:
            print_json({"query": query, "twins": [twin.as_dict() for twin in found]})
        else:
            _print_twins(found, steps, labels_of(engine, (uri for item in items for uri, _ in item.skills)), language)


COMMANDS = (map_command, gap_command, path_command, twins_command)
"""What the main group mounts."""


def read_skills(engine: Engine, path: Path) -> list[WeightedSkill]:
    """The skills of a text file, or of a JSON list of uris or ``{"uri", "weight" or "confidence"}`` objects.

    The output of ``osaamo skills --json`` is such a list, too.
    """
    from osaamo.engine import WeightedSkill

    if path.suffix.lower() == ".json":
        return _listed_skills(engine, path)
    found = engine.extract(read_text(str(path)))
    return [
        WeightedSkill(skill.uri, skill.confidence, skill.evidence[0].text if skill.evidence else "")
        for skill in found.skills
    ]


def read_offered(path: Path) -> tuple[OfferedStep, ...]:
    """The steps of an offering file; rows that cannot be used are named on standard error."""
    from osaamo.connectors.offering import read_offering

    offering = read_offering(path)
    for row in offering.broken:
        click.echo(f"{path.name}, row {row.line} left out ({row.code}): {row.detail}", err=True)
    return offering.steps


def read_steps(engine: Engine, path: Path) -> list[Step]:
    """The steps of an offering file; skills are read from the text where none are stated."""
    return _with_skills(engine, read_offered(path))


def labels_of(engine: Engine, uris: Iterable[str]) -> dict[str, Labels]:
    """The labels of the known skills among ``uris``."""
    vocabulary = engine.vocabulary
    return {uri: vocabulary.labels(uri) for uri in set(uris) if uri in vocabulary}


def _listed_skills(engine: Engine, path: Path) -> list[WeightedSkill]:
    from osaamo.engine import WeightedSkill

    if path.stat().st_size > LARGEST_JSON:
        raise click.ClickException(f"{path.name} is over 10 MB; a list of skills is much smaller.")
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.ClickException(f"{path.name} is no JSON: {error}.") from error
    entries = read.get("skills") if isinstance(read, dict) else read
    if not isinstance(entries, list):
        raise click.ClickException(f"{path.name} holds no list of skills: give uris or objects with a uri.")
    skills = []
    for entry in entries:
        values = {"uri": entry} if isinstance(entry, str) else entry
        if not isinstance(values, dict) or not isinstance(values.get("uri"), str):
            raise click.ClickException(f"{path.name}: “{entry}” is neither a uri nor an object with a uri.")
        weight = values.get("weight", values.get("confidence", 1.0))
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise click.ClickException(f"{path.name}: the weight of {values['uri']} is “{weight}”; give a number.")
        engine.vocabulary.index_of(values["uri"])
        evidence = values.get("evidence")
        first = evidence[0] if isinstance(evidence, list) and evidence else evidence
        said = first.get("text", "") if isinstance(first, dict) else first
        skills.append(WeightedSkill(values["uri"], float(weight), said if isinstance(said, str) else ""))
    return skills


def _with_skills(engine: Engine, offered: Sequence[OfferedStep]) -> list[Step]:
    from osaamo.engine import Labels, Meeting, Step, TaughtSkill

    read: dict[str, tuple[TaughtSkill, ...]] = {}

    def taught(step: OfferedStep) -> tuple[TaughtSkill, ...]:
        if step.skills or not step.text.strip():
            return tuple(TaughtSkill(skill.uri, skill.confidence, skill.evidence) for skill in step.skills)
        if step.text not in read:
            read[step.text] = tuple(
                TaughtSkill(skill.uri, skill.confidence, skill.evidence[0].text if skill.evidence else "")
                for skill in engine.extract(step.text).skills
            )
        return read[step.text]

    return [
        Step(
            id=step.id,
            course=step.course,
            title=Labels(**step.title),
            institution=step.institution,
            credits=step.credits,
            skills=taught(step),
            languages=step.languages,
            mode=step.mode,
            campus=step.campus,
            starts=step.starts,
            ends=step.ends,
            meetings=tuple(Meeting(start, end) for start, end in step.meetings),
            requires=step.requires,
            seats=step.seats,
            audiences=step.audiences,
        )
        for step in offered
    ]


def _twin_items(engine: Engine, steps: dict[str, Step], texts: dict[str, str]) -> list[Any]:
    from osaamo.engine import TwinItem

    told_ = [course for course in steps if texts[course].strip()]
    vectors = dict(zip(told_, engine.encoder.encode([texts[course] for course in told_]), strict=True)) if told_ else {}
    return [
        TwinItem(course, tuple((skill.uri, skill.confidence) for skill in step.skills), vectors.get(course))
        for course, step in sorted(steps.items())
    ]


def _map_of(engine: Engine, files: Sequence[Path]) -> CompetenceMap:
    from osaamo.engine import competence_map

    documents = [[(skill.uri, min(1.0, skill.weight)) for skill in read_skills(engine, path)] for path in files]
    labels = labels_of(engine, (uri for document in documents for uri, _ in document))
    return competence_map(documents, atlas=engine.atlas, labels=labels, similarity=engine.similarity)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def _safe(text: str) -> str:
    """Text of others that rich must not read as markup."""
    from rich.markup import escape

    return escape(" ".join(text.split()))


def _print_map(drawn: CompetenceMap, language: str) -> None:
    console = _console()
    console.print(f"[bold]{len(drawn.nodes)} skills in {len(drawn.islands)} themes[/], {drawn.documents} files")
    sides = {"both": " [magenta]both[/]", "left": " [cyan]left[/]", "right": " [yellow]right[/]", "": ""}
    for island, nodes in drawn.as_list(language):
        console.print(f"\n[bold]{_safe(island.labels.best(language))}[/]")
        for node in nodes:
            count = f" × {node.weight:g}" if not node.side and drawn.documents > 1 else ""
            console.print(f"  {_safe(node.labels.best(language) or node.uri)}{count}{sides[node.side]}")


def _print_gap(found: Gap, language: str) -> None:
    from rich.table import Table

    console = _console()
    console.print(f"[bold]Coverage {found.coverage:.0%}[/]")
    table = Table("", "Skill", "Weight", "Why", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for item in found.items:
        label = _safe(item.label.best(language) or item.uri)
        why = _safe(item.reason.text) + (f"\n[dim]“{_safe(item.evidence)}”[/]" if item.evidence else "")
        table.add_row(MARKS[item.status], label, f"{item.weight:.2f}", why)
    console.print(table)


def _print_path(result: PathResult, language: str) -> None:
    console = _console()
    console.print(f"[bold]{_safe(result.reason.text)}[/]")
    if result.plan:
        _print_plan(console, result.plan, language)
    for relaxation in result.relaxations:
        console.print(f"  → {_safe(relaxation.reason.text)}")
    for plan in result.alternatives:
        console.print(
            f"\n[bold]Alternative: {plan.kind.replace('-', ' ')}[/] ({plan.difference:.0%} of the steps differ)"
        )
        _print_plan(console, plan, language)
    if result.open:
        console.print("\n[bold]Still open[/]")
        for skill in result.open:
            console.print(f"  {_safe(skill.label.best(language) or skill.uri)}: {_safe(skill.reason.text)}")
    if result.one_away:
        console.print("\n[bold]One course away[/]")
        for away in result.one_away:
            console.print(f"  {_safe(away.title.best(language) or away.id)}: {_safe(away.reason.text)}")


def _print_plan(console: Console, plan: Plan, language: str) -> None:
    proof = "" if plan.optimal else f", at most {plan.optimality_gap:.1%} below the best possible"
    ends = f", ready {plan.ends}" if plan.ends else ""
    console.print(f"  {plan.coverage:.0%} covered, {plan.credits:g} credits{ends}{proof}")
    for number, step in enumerate(plan.steps, start=1):
        when = f"{step.starts} – {step.ends}" if step.starts or step.ends else "always open"
        title = _safe(step.title.best(language) or step.id)
        console.print(
            f"  {number}. [bold]{title}[/] ({_safe(step.id)}), {_safe(step.institution)}, {step.credits:g} cr, {when}"
        )
        console.print(f"     {_safe(step.reason.text)}")


def _print_twins(found: Sequence[Twin], steps: dict[str, Step], labels: dict[str, Labels], language: str) -> None:
    console = _console()
    if not found:
        console.print("Nothing near was found.")

    def named(uris: Sequence[str]) -> str:
        shown = [_safe(labels[uri].best(language) if uri in labels else uri) for uri in uris[:5]]
        return ", ".join(shown) + (f" and {len(uris) - 5} more" if len(uris) > 5 else "") or "–"

    for twin in found:
        title = _safe(steps[twin.id].title.best(language) or twin.id)
        console.print(f"[bold]{twin.score:.0%}  {title}[/] ({_safe(twin.id)}, {_safe(steps[twin.id].institution)})")
        console.print(f"     shared: {named(twin.shared)}")
        console.print(f"     only here: {named(twin.only_item)}")
