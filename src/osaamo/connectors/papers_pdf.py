"""A paper as a tagged PDF (PDF/UA-1), set by typst: readable by a screen reader, the same bytes for the same paper."""

from __future__ import annotations

import json
import re
from typing import Any

import typst

from osaamo.connectors.papers import Block, Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.connectors.papers_pictures import FONT, printable
from osaamo.connectors.papers_values import made_at, plain, written

_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#let soft = rgb("#4c5a55")
#let accent = rgb("#0b5c51")
#let hair = 0.5pt + rgb("#d3d9d5")
#set document(title: data.title, date: datetime(year: data.day.at(0), month: data.day.at(1), day: data.day.at(2)))
#set text(lang: data.language, font: "FONT", size: 10pt, fill: rgb("#14221f"), hyphenate: true)
#set par(leading: 0.6em, spacing: 0.8em)
#set page(
  paper: "a4",
  flipped: data.wide,
  margin: (x: 1.8cm, top: 1.6cm, bottom: 1.7cm),
  footer: context grid(
    columns: (1fr, auto),
    column-gutter: 1em,
    text(size: 8pt, fill: soft, data.footer),
    text(size: 8pt, fill: soft, counter(page).display("1 / 1", both: true)),
  ),
)
#show title: set text(size: 22pt, weight: "regular")
#show title: set block(below: 0.5em)
#show heading: set text(weight: "semibold", fill: accent)
#show heading.where(level: 1): set text(size: 13.5pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading: set block(above: 1.1em, below: 0.6em)
#show figure: set block(breakable: true, above: 1em, below: 1em)
#show figure.where(kind: "table"): set align(left)
#show figure.caption: it => align(left, text(size: 9pt, weight: "semibold", it.body))
#show table: set text(size: 9pt, hyphenate: true)
#show table: set par(leading: 0.45em)

#title()
#if data.subtitle != "" { text(size: 11pt, fill: soft, data.subtitle) }

#for block-data in data.blocks {
  let kind = block-data.kind
  if kind == "heading" {
    heading(level: block-data.level, block-data.text)
  } else if kind == "words" {
    if block-data.tone == "warning" {
      block(fill: rgb("#fff3c4"), stroke: (left: 3pt + rgb("#8a5a00")), inset: 8pt, width: 100%, block-data.text)
    } else if block-data.tone == "note" {
      par(text(size: 9pt, fill: soft, block-data.text))
    } else { par(block-data.text) }
  } else if kind == "points" {
    list(..block-data.items)
  } else if kind == "figures" {
    grid(
      columns: block-data.items.map(_ => 1fr),
      gutter: 8pt,
      ..block-data.items.map(item => block(fill: rgb("#eaedea"), inset: 8pt, radius: 3pt, width: 100%)[
        #text(size: 17pt, item.at(0)) \\
        #text(size: 8.5pt, fill: soft, item.at(1))
      ])
    )
  } else if kind == "picture" {
    let tall = block-data.tallest * 1cm
    image(bytes(block-data.svg), format: "svg", alt: block-data.alt, width: 100%, height: tall, fit: "contain")
  } else if kind == "table" {
    figure(
      kind: "table",
      supplement: none,
      numbering: none,
      outlined: false,
      caption: figure.caption(position: top, block-data.caption),
      table(
        columns: block-data.columns.len(),
        align: (x, _) => if x in block-data.right { right } else { left },
        stroke: (x, y) => (bottom: if y == 0 { 0.8pt + accent } else { hair }),
        inset: (x: 5pt, y: 3.5pt),
        table.header(..block-data.columns.map(name => strong(name))),
        ..block-data.rows.flatten()
      ),
    )
  }
}
""".replace("FONT", FONT)

_TALLEST_CM = 7.5
"""A picture leaves room for the words and tables around it."""

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_STRANGE = 40
"""So many characters without a glyph are replaced one after another; a paper with more is refused."""
_INSTEAD = "?"


def pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1.

    Texts go in as data, so nothing in them can be taken for markup. A character that no font here can show (the
    standard forbids an empty box) stands as a question mark.

    Raises:
        ValueError: a picture is no SVG, or the text is in a script that no font here can show.
    """
    moment = made_at(paper)
    data = json.dumps(
        {
            "title": plain(paper.title),
            "subtitle": plain(paper.subtitle),
            "footer": plain(paper.footer),
            "language": paper.language,
            "wide": paper.wide,
            "day": [moment.year, moment.month, moment.day],
            "blocks": [_block(block, paper.language) for block in paper.blocks],
        },
        ensure_ascii=False,
    )
    for _ in range(_MOST_STRANGE):
        try:
            return bytes(
                typst.compile(
                    _TEMPLATE.encode(),
                    sys_inputs={"data": data},
                    pdf_standards=["ua-1"],
                    timestamp=int(moment.timestamp()),
                )
            )
        except typst.TypstError as error:
            strange = _NO_GLYPH.search(str(error))
            if not strange:
                raise
            data = data.replace(_ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), strange[1]), _INSTEAD)
    message = "The text has too many characters that no font here can show."
    raise ValueError(message)


def _block(block: Block, language: str) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": plain(text), "level": level}
        case Words(text, tone):
            return {"kind": "words", "text": plain(text), "tone": tone}
        case Points(items):
            return {"kind": "points", "items": [plain(item) for item in items]}
        case Table(caption, columns, rows, right):
            return {
                "kind": "table",
                "caption": plain(caption),
                "columns": [plain(column) for column in columns],
                "rows": [[written(cell, language) for cell in row] for row in rows],
                "right": list(right),
            }
        case Picture(svg, alt):
            return {"kind": "picture", "svg": printable(svg), "alt": plain(alt), "tallest": _TALLEST_CM}
        case Figures(items):
            return {"kind": "figures", "items": [[plain(value), plain(name)] for value, name in items]}
