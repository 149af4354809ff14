"""The colours of a map: pale land on a calm sea, one ink for each side; light, and dark where the reader prefers it.

Sides differ by shape, too: what only the left side has is a full circle, what only the right has is a ring, and what
both have is a full circle with a ring.
"""

from __future__ import annotations

LAND = ("#e3ecee", "#eae5f0", "#f3e2e6", "#f5e8d2", "#deebda", "#eeedd0", "#e2e7f3", "#f4e2d8")
"""Light land by the number of the theme; neighbours also have a border between them."""

_DARK_LAND = ("#1c2c31", "#29263a", "#36242c", "#352b1d", "#1f3022", "#2d2f1b", "#22293c", "#37271f")

SEA, WATERLINE, COAST, BORDER = "#d3e1e5", "#bfd2d8", "#8aa3a8", "#ffffff"
INK, FAINT, HALO, EDGE = "#14221f", "#56645f", "#fbfaf6", "#4c5a55"
LEFT, RIGHT = "#0b5c51", "#9c3412"

_LIGHT = {
    "sea": SEA,
    "waterline": WATERLINE,
    "coast": COAST,
    "border": BORDER,
    "ink": INK,
    "faint": FAINT,
    "halo": HALO,
    "edge": EDGE,
    "left": LEFT,
    "right": RIGHT,
}
_DARK = {
    "sea": "#0c1618",
    "waterline": "#1b2c30",
    "coast": "#48605f",
    "border": "#0c1618",
    "ink": "#e9efec",
    "faint": "#a3b2ad",
    "halo": "#17211e",
    "edge": "#8b9a94",
    "left": "#7ad3c2",
    "right": "#ff9d7a",
}


def _set(colours: dict[str, str], land: tuple[str, ...]) -> str:
    named = colours | {f"land{number}": colour for number, colour in enumerate(land)}
    return "".join(f"--map-{name}:{colour};" for name, colour in named.items())


def _var(name: str) -> str:
    return f"var(--map-{name},{_LIGHT[name]})"


MAP_CSS = "\n".join(
    (
        f".osaamo-map{{background:{_var('sea')}}}",
        f".osaamo-map .sea{{fill:{_var('sea')}}}",
        f".osaamo-map .water{{fill:none;stroke:{_var('sea')};stroke-linejoin:round}}",
        f".osaamo-map .water.line{{stroke:{_var('waterline')}}}",
        f".osaamo-map .coast{{fill:none;stroke:{_var('coast')};stroke-width:2.2px;stroke-linejoin:round}}",
        f".osaamo-map .land{{stroke:{_var('border')};stroke-width:1px;stroke-linejoin:round}}",
        f".osaamo-map .name{{fill:{_var('ink')};font-weight:600}}",
        f".osaamo-map .name{{stroke:{_var('halo')};stroke-opacity:.85;stroke-width:3px;paint-order:stroke}}",
        f".osaamo-map .faint{{fill:{_var('faint')}}}",
        f".osaamo-map .tag{{fill:{_var('ink')};stroke:{_var('halo')};stroke-width:3px;paint-order:stroke}}",
        f".osaamo-map .edge{{stroke:{_var('edge')};fill:none;stroke-opacity:.28}}",
        f".osaamo-map .skill{{fill:{_var('left')};stroke:{_var('halo')};stroke-width:1px}}",
        f".osaamo-map .side-right .skill{{fill:{_var('halo')};stroke:{_var('right')};stroke-width:2px}}",
        f".osaamo-map .side-both .skill{{stroke:{_var('right')};stroke-width:2.5px}}",
        *(
            f".osaamo-map .land.h{number}{{fill:var(--map-land{number},{colour})}}"
            for number, colour in enumerate(LAND)
        ),
        f"@media (prefers-color-scheme:dark){{.osaamo-map.auto{{{_set(_DARK, _DARK_LAND)}}}}}",
    )
)
"""The style of :func:`map_svg` for a page's own style sheet; a page may set the ``--map-...`` properties."""
