"""The planner's views as papers: one page each, in the language of the page, for PDF, slides and workbooks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from osaamo.connectors.papers import Block, Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.domains.foresight.queries.words import model_words, month_words, signal_words, way_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from osaamo.domains.foresight.queries.balance import Asked, White
    from osaamo.domains.foresight.queries.compass import Compass
    from osaamo.domains.foresight.queries.heat import Heat
    from osaamo.domains.foresight.queries.overlaps import Came, Twice
    from osaamo.domains.foresight.queries.series import Outlook, Series
    from osaamo.domains.foresight.queries.standing import Standing, ThemeStanding
    from osaamo.engine import Labels

ROWS = 30
"""Rows of a table on a page of its own."""

FEW_COLUMNS = 6
"""Columns of a table that is as wide as there are schools, programmes or themes."""

FEW_ROWS = 12
"""Rows of a table beside a picture or another table."""


def language() -> str:
    """The language of the page."""
    return get_language() or "fi"


def paper(title: str, blocks: Sequence[Block], *, subtitle: str = "", wide: bool = False) -> Paper:
    """A paper of today in the language of the page."""
    today = timezone.localdate()
    made = gettext("Made with Osaamo on %(day)s. An AI suggests, a person decides.")
    return Paper(
        title=title,
        language=language(),
        blocks=blocks,
        subtitle=subtitle,
        footer=made % {"day": date_format(today, "j.n.Y")},
        wide=wide,
        made_on=today.isoformat(),
    )


def signals_paper(rows: Sequence[Standing], *, about: str, note: str) -> Paper:
    """The signals page."""
    table = Table(
        gettext("Skills most asked for"),
        [
            gettext("Skill"), gettext("Signal"), gettext("Change a year, %"), gettext("Chance of noise"),
            gettext("Ads, last 12 months"), gettext("Per 1,000 ads"),
        ],
        [
            [
                _name(row.label), signal_words(row.reading.signal),
                None if row.reading.change_a_year is None else round(100 * row.reading.change_a_year, 1),
                _chance(row.reading.chance), row.ads, round(row.rate, 1),
            ]
            for row in rows[:ROWS]
        ],
        right=(2, 3, 4, 5),
    )  # fmt: skip
    words = [Words(note, "warning")] if note else []
    return paper(gettext("Signals of working life"), [*words, table], subtitle=about)


def themes_paper(rows: Sequence[ThemeStanding], *, about: str) -> Paper:
    """The page of themes."""
    table = Table(
        gettext("Themes most asked for"),
        [
            gettext("Theme"), gettext("Skills asked for"), gettext("Mentions, last 12 months"),
            gettext("Per 1,000 ads"), gettext("A year before"),
        ],
        [
            [
                _name(row.label), row.skills, row.mentions, round(row.rate, 1),
                None if row.before is None else round(row.before, 1),
            ]
            for row in rows[:ROWS]
        ],
        right=(1, 2, 3, 4),
    )  # fmt: skip
    return paper(gettext("Themes"), [table], subtitle=about)


def series_paper(
    label: Labels, series: Series, outlook: Outlook, chart: str, *, about: str, said: Sequence[str]
) -> Paper:
    """The page of one skill or theme."""
    blocks: list[Block] = []
    if chart:
        blocks.append(Picture(chart, gettext("Mentions per 1,000 ads by month; the table has the numbers.")))
    blocks += [Points(list(said))] if said else []
    if outlook.forecast:
        ahead = outlook.forecast
        blocks.append(
            Table(
                gettext("Forecast, per 1,000 ads"),
                [gettext("Month"), gettext("Expected"), gettext("80 % between"), gettext("95 % between")],
                [
                    [
                        gettext("month %(n)s") % {"n": at + 1},
                        round(ahead.mean[at], 1),
                        _between(ahead.lo80[at], ahead.hi80[at]),
                        _between(ahead.lo95[at], ahead.hi95[at]),
                    ]
                    for at in range(len(ahead.mean))
                ],
                right=(1, 2, 3),
            )
        )
        blocks.append(tried_table(outlook))
    else:
        rows = list(zip(series.months, series.counts, series.read, series.rates, strict=True))[-ROWS:]
        blocks.append(
            Table(
                gettext("By month"),
                [gettext("Month"), gettext("Ads that name it"), gettext("All ads"), gettext("Per 1,000 ads")],
                [
                    [month_words(month), count, read, None if rate is None else round(rate, 1)]
                    for month, count, read, rate in rows
                ],
                right=(1, 2, 3),
            )
        )
    return paper(_name(label), blocks, subtitle=about)


def tried_table(outlook: Outlook) -> Table:
    """How each way to forecast would have done."""
    chosen = model_words(outlook.forecast.model) if outlook.forecast else ""
    return Table(
        gettext("Rolling back-test: mean error, ads per 1,000"),
        [gettext("Way to forecast"), gettext("Mean error")],
        [
            [gettext("Shown: %(ways)s") % {"ways": chosen} if row.kind == "chosen" else way_words(row.name), row.error]
            for row in outlook.tried
        ],
        right=(1,),
    )


def supply_paper(
    white: Sequence[White],
    twice: Sequence[Twice],
    *,
    heat: Heat,
    by: str,
    picture: str,
    schools: Mapping[str, str],
    found: Asked,
    about: str,
    is_whole: bool = False,
) -> Paper:
    """Supply against demand: the table as the page shows it (``by`` is its other side), and the picture.

    On paper the table has so many rows and columns as fit; a workbook (``is_whole``) has all.
    """
    heat = heat if is_whole else _fitting(heat)
    table = _turned(heat, by) if heat.is_turned else _by_theme(heat)
    most = None if is_whole else FEW_ROWS
    shown = Picture(picture, gettext("Themes by what is taught and what is asked; the table has the numbers."))
    missing: Block = Table(
        gettext("White space: asked for, in no course"),
        [gettext("Skill"), gettext("Theme"), gettext("Ads"), gettext("Courses near it")],
        [[_name(row.label), _name(row.theme_label), row.ads, row.near] for row in white[:most]],
        right=(2, 3),
    )
    if not white:
        missing = Words(gettext("None: each skill that three ads ask for is named by some course."), "note")
    same = [
        " / ".join(f"{_title(one.course.taught.title)} ({_school(one, schools)})" for one in group.courses)
        for group in twice[:5]
    ]
    blocks: list[Block] = [table, *([] if is_whole else [shown]), missing]
    if same:
        blocks += [Heading(gettext("Taught by several schools"), 2), Points(same)]
    figures = Figures(
        [(str(found.of), gettext("ads read")), (str(len(white)), gettext("skills asked for that no course names"))]
    )
    return paper(gettext("Supply and demand"), [figures, *blocks], subtitle=about, wide=True)


def _fitting(heat: Heat) -> Heat:
    """The first rows, and the columns with most credits, in their order."""
    most = sorted(range(len(heat.columns)), key=lambda at: -heat.totals[at])[:FEW_COLUMNS]
    kept = sorted(most)
    return replace(
        heat,
        columns=[heat.columns[at] for at in kept],
        totals=[heat.totals[at] for at in kept],
        shares=[heat.shares[at] for at in kept] if heat.is_turned else (),
        rows=[replace(row, cells=[row.cells[at] for at in kept]) for row in heat.rows[:FEW_ROWS]],
    )


def _by_theme(heat: Heat) -> Table:
    """Themes with a column for each school or programme."""
    columns = [name for name, _ in heat.columns]
    return Table(
        gettext("Credits taught by theme, against ads"),
        [
            gettext("Theme"), *columns, gettext("Credits"), gettext("Of credits, %"), gettext("Of mentions, %"),
            gettext("Says"),
        ],
        [
            [
                row.name, *(_credits(cell.value) for cell in row.cells), _credits(row.total),
                round(100 * row.balance.supply, 1), round(100 * row.balance.demand, 1), row.says,
            ]
            for row in heat.rows
            if row.balance
        ] + [[gettext("All"), *map(_credits, heat.totals), _credits(heat.total), 100, 100, ""]],
        right=tuple(range(1, len(columns) + 4)),
    )  # fmt: skip


def _turned(heat: Heat, by: str) -> Table:
    themes = [name for name, _ in heat.columns]
    asked = [round(100 * share, 1) for share, _, _ in heat.shares]
    return Table(
        gettext("Credits taught by theme, against ads"),
        [by, *themes, gettext("Credits")],
        [
            *([row.name, *(_credits(cell.value) for cell in row.cells), _credits(row.total)] for row in heat.rows),
            [gettext("All"), *map(_credits, heat.totals), _credits(heat.total)],
            [gettext("Of mentions, %"), *asked, None],
        ],
        right=tuple(range(1, len(themes) + 2)),
    )


def _credits(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 1)


def theses_paper(found: Compass, *, about: str) -> Paper:
    """The thesis compass."""
    years = list(found.years)[-6:]
    blocks: list[Block] = [
        Figures([(str(found.theses), gettext("theses")), (str(found.with_client), gettext("with a client named"))]),
        Table(
            gettext("Themes by year, % of theses"),
            [gettext("Theme"), *(str(year) for year in years)],
            [
                [_name(row.label), *(None if (of := row.shares[year]) is None else round(100 * of) for year in years)]
                for row in found.topics
            ],
            right=tuple(range(1, len(years) + 1)),
        ),
    ]
    if found.risen:
        told = gettext("%(skill)s: %(now)s of %(of_now)s theses, before %(before)s of %(of_before)s")
        blocks += [
            Heading(gettext("New topics"), 2),
            Points(
                [
                    told
                    % {
                        "skill": _name(row.label),
                        "now": row.now,
                        "of_now": row.of_now,
                        "before": row.before,
                        "of_before": row.of_before,
                    }
                    for row in found.risen[:8]
                ]
            ),
        ]
    if found.clients:
        blocks.append(
            Table(
                gettext("For whom"),
                [gettext("Client"), gettext("Theses")],
                [[client, count] for client, count in found.clients[:FEW_ROWS]],
                right=(1,),
            )
        )
    return paper(gettext("Thesis compass"), blocks, subtitle=about)


def _name(label: Labels) -> str:
    return label.best(language())


def _school(one: Came, schools: Mapping[str, str]) -> str:
    code = one.course.taught.institution
    return schools.get(code, code)


def _title(title: Mapping[str, str]) -> str:
    return next((title[code] for code in (language(), "en", "fi", "sv") if title.get(code)), "")


def _between(low: float, high: float) -> str:
    return f"{low:.1f} – {high:.1f}"


def _chance(chance: float | None) -> str:
    return "" if chance is None else "< 0.001" if chance < 0.001 else f"{chance:.3f}"
