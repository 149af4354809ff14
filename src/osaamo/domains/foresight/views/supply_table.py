"""The table and the picture of supply against demand: cells with their addresses, either way round, and the dots."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import get_language, gettext

from osaamo.domains.foresight.queries.balance import DEGREE, LANGUAGE, LEVEL, NONE, SCHOOL, TWICE, Wanted
from osaamo.domains.foresight.queries.heat import Cell, Heat, Row
from osaamo.domains.foresight.queries.words import state_words
from osaamo.kernel.scatter import Dot, Zone, scatter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.foresight.queries.balance import Balance
    from osaamo.engine import Labels

SHADES = 5
"""Cells of the table have so many shades, by their share of the largest."""

FIELDS = {SCHOOL: "school", DEGREE: "degree", LEVEL: "level", LANGUAGE: "taught_in"}
"""The parameter of an address that chooses a column."""

TONES = {"white": 5, "short": 3, "even": 1, "plenty": 2, "few": 1}


def query_of(wanted: Wanted, **more: str | int) -> str:
    """The choices as the query of an address, what is empty left out."""
    told = {"school": wanted.school, "degree": wanted.degree, "level": wanted.level, "taught_in": wanted.language}
    return urlencode({name: value for name, value in (told | more).items() if value != ""})


def heat(
    table: Sequence[Balance], names: Mapping[str, str], wanted: Wanted, by: str, *, is_turned: bool = False
) -> Heat:
    """The table of credits by theme and column; ``names`` are those of the columns, in their order."""
    columns = {code: name for code, name in names.items() if any(row.credits.get(code) for row in table)}
    largest = max((value for row in table for value in row.credits.values()), default=Decimal(0))
    cells = {
        row.theme: {code: _cell(row, code, columns[code], largest, wanted, by) for code in columns} for row in table
    }
    of_column = {code: sum((row.credits.get(code, Decimal(0)) for row in table), Decimal(0)) for code in columns}
    total = sum((row.total for row in table), Decimal(0))
    page = reverse("foresight-supply")
    if is_turned:
        themes = [row for row in table if row.total]
        return Heat(
            columns=[(_name(row.label), _opened(wanted, theme=row.theme)) for row in themes],
            rows=[
                Row(name, f"{page}?{query_of(_within(wanted, by, code), by=by, turn=1)}",
                    [cells[row.theme][code] for row in themes], of_column[code])
                for code, name in columns.items()
            ],
            totals=[row.total for row in themes],
            total=total,
            is_turned=True,
            shares=[(row.demand, _asked(row), state_words(row.state)) for row in themes],
        )  # fmt: skip
    return Heat(
        columns=[(name, f"{page}?{query_of(_within(wanted, by, code), by=by)}") for code, name in columns.items()],
        rows=[
            Row(_name(row.label), _opened(wanted, theme=row.theme), list(cells[row.theme].values()), row.total, row,
                state_words(row.state))
            for row in table
        ],
        totals=list(of_column.values()),
        total=total,
        is_turned=False,
    )  # fmt: skip


def picture(table: Sequence[Balance], wanted: Wanted | None = None) -> str:
    """Each theme by its share of what is taught and of what is asked; on paper (without ``wanted``) without links."""
    told = gettext("%(theme)s: %(supply)s %% of credits, %(demand)s %% of mentions, %(courses)s courses. %(says)s.")
    dots = [
        Dot(
            name=_name(row.label),
            x=100 * row.supply,
            y=100 * row.demand,
            size=row.courses,
            told=told
            % {
                "theme": _name(row.label),
                "supply": localize(round(100 * row.supply, 1)),
                "demand": localize(round(100 * row.demand, 1)),
                "courses": row.courses,
                "says": state_words(row.state),
            },
            href=_opened(wanted, theme=row.theme) if wanted else "",
            tone=TONES[row.state],
            is_faint=row.state == "few",
        )
        for row in table
    ]
    return scatter(
        dots,
        [
            Zone(gettext("White space"), TWICE, above=True, tone=3),
            Zone(gettext("Plenty"), 1 / TWICE, above=False, tone=2),
        ],
        title=gettext("Themes by what is taught and what is asked"),
        across=gettext("Share of the credits taught, %"),
        up=gettext("Share of what ads ask for, %"),
        about=gettext("A dot is a theme, the larger the more courses teach it. The table below has the numbers."),
    )


def _cell(row: Balance, code: str, name: str, largest: Decimal, wanted: Wanted, by: str) -> Cell:
    value = row.credits.get(code)
    if not value:
        return Cell(None, 0, "", "")
    shade = 1 + int((SHADES - 1) * value / largest)
    told = f"{_name(row.label)}, {name}: {localize(round(value, 1))}"
    return Cell(value, shade, _opened(_within(wanted, by, code), theme=row.theme), told)


def _within(wanted: Wanted, by: str, code: str) -> Wanted:
    """The choice narrowed to a column."""
    return replace(wanted, **{"language" if by == LANGUAGE else by: code})


def _opened(wanted: Wanted, *, theme: int) -> str:
    return f"{reverse('foresight-taught')}?{query_of(wanted, theme=theme)}"


def _asked(row: Balance) -> str:
    return f"{reverse('foresight-ads')}?{urlencode({'theme': row.theme})}" if row.mentions else ""


def _name(label: Labels) -> str:
    return label.best(get_language() or "fi")


def column_names(by: str, known: Mapping[str, str], codes: Sequence[str]) -> dict[str, str]:
    """The names of the columns in their order, that of the rest last."""
    none = {
        SCHOOL: gettext("no school"),
        DEGREE: gettext("of no degree programme"),
        LEVEL: gettext("level not told"),
        LANGUAGE: gettext("language not told"),
    }[by]
    named = {code: known.get(code, code) for code in codes if code != NONE}
    return dict(sorted(named.items(), key=lambda pair: pair[1])) | ({NONE: none} if NONE in codes else {})
