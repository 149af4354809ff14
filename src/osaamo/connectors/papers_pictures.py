"""SVG pictures made ready for paper: the colours a page's style sheet gives to classes become attributes."""

from __future__ import annotations

import json
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

import typst
from defusedxml.ElementTree import fromstring

FONT = "Libertinus Serif"
"""Comes with typst, so paper looks the same everywhere."""

_NAMESPACE = "http://www.w3.org/2000/svg"
register_namespace("", _NAMESPACE)

INK, SOFT, LINE, SHEET = "#14221f", "#4c5a55", "#d3d9d5", "#ffffff"
TONES = {
    "tone-0": "#0b5c51",
    "tone-1": "#0b6e99",
    "tone-2": "#a1560c",
    "tone-3": "#2f7a35",
    "tone-4": "#6a4fb3",
    "tone-5": "#b0356e",
    "tone-6": "#3d5bb8",
    "tone-7": "#a03a3a",
}
"""The light colours of ``charts.css``."""

_TONE = "tone"
"""Stands for the colour of the element's tone, or the first."""

LOOKS: dict[str, dict[str, str]] = {
    "chart-grid": {"stroke": LINE, "stroke-width": "1", "fill": "none"},
    "chart-axis": {"stroke": SOFT, "stroke-width": "1", "fill": "none"},
    "chart-line": {"stroke": _TONE, "stroke-width": "2.25", "stroke-linejoin": "round", "fill": "none"},
    "chart-dot": {"fill": _TONE, "stroke": SHEET, "stroke-width": "1.5"},
    "chart-bar": {"fill": _TONE},
    "chart-band": {"fill": _TONE, "fill-opacity": "0.16"},
    "chart-cell": {"fill": _TONE},
    "chart-unit": {"fill": SOFT},
    "chart-tick": {"fill": SOFT},
    "chart-label": {"fill": SOFT},
    "chart-name": {"fill": INK},
    "chart-zone": {"fill": SOFT},
    "faint": {"fill-opacity": "0.25", "stroke": _TONE, "stroke-dasharray": "3 3"},
    "dashed": {"stroke-dasharray": "5 5"},
}
"""Attributes for each class, as ``charts.css`` has them in the light scheme."""

_PAGE = """
#let data = json(bytes(sys.inputs.data))
#set page(width: 640pt, height: auto, margin: 0pt, fill: white)
#image(bytes(data.svg), format: "svg", width: 100%)
"""


def printable(svg: str) -> str:
    """The picture with presentation attributes for its classes; attributes it already has stay.

    Raises:
        ValueError: it is no SVG, or one with entities.
    """
    try:
        root: Element = fromstring(svg)
    except (ParseError, ValueError) as error:
        message = "A picture in a paper must be well-formed SVG."
        raise ValueError(message) from error
    for element in root.iter():
        classes = element.get("class", "").split()
        tone = next((TONES[one] for one in classes if one in TONES), TONES["tone-1"])
        for look in (LOOKS[one] for one in classes if one in LOOKS):
            for name, value in look.items():
                if name not in element.attrib:
                    element.set(name, tone if value == _TONE else value)
    root.set("font-family", root.get("font-family", FONT))
    root.set("font-size", root.get("font-size", "12"))
    return tostring(root, encoding="unicode")


def as_png(svg: str, *, ppi: float = 144) -> bytes:
    """The picture as PNG on white, for documents that take no SVG.

    Raises:
        ValueError: as :func:`printable`.
    """
    data = json.dumps({"svg": printable(svg)})
    png = typst.compile(_PAGE.encode(), format="png", ppi=ppi, sys_inputs={"data": data}, timestamp=0)
    return bytes(png)
