"""The picture of a badge, and the files its holder takes along."""

from __future__ import annotations

import hashlib
import json
import textwrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import typst

from osaamo.connectors.baking import bake_png, bake_svg
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from osaamo.domains.badges.models import BadgeVersion, Credential

_TONES = (("#0b5c51", "#dcece8"), ("#0b4f7a", "#dbe9f3"), ("#6a3f8f", "#ebe1f4"), ("#8a4a00", "#f6e8d6"))
"""Dark and light of a badge; which pair, follows from who gives it."""

_WIDTH, _LINES = 17, 4
_TYPST = "#set page(width: 400pt, height: 400pt, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), width: 400pt)"


def picture(version: BadgeVersion, language: str) -> str:
    """The picture as SVG: name, who gives it, credits. It holds no script and asks for nothing outside."""
    organisation = version.badge.organisation
    dark, light = _TONES[hashlib.sha256(organisation.code.encode()).digest()[0] % len(_TONES)]
    name = translated(version.name, language)
    lines = textwrap.wrap(name, _WIDTH, max_lines=_LINES, placeholder="…") or [""]
    top = 205 - 17 * (len(lines) - 1)
    text = "".join(
        f'<text x="200" y="{top + 34 * number}" font-size="28" font-weight="700">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    ects = f"{version.credits.normalize():f} ECTS" if version.credits else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img" '
        f'aria-label="{escape(name, {chr(34): "&quot;"})}"><path fill="{dark}" '
        'd="M200 8 366 104v192L200 392 34 296V104z"/><path fill="#fff" d="M200 30 347 115v170L200 370 53 285V115z"/>'
        f'<path fill="{light}" d="M200 44 335 122v156L200 356 65 278V122z"/><g text-anchor="middle" fill="{dark}" '
        'font-size="20" font-family="Libertinus Serif, Newsreader, Georgia, serif">'
        f'<text x="200" y="116">{escape(organisation.short_name)}</text>{text}'
        f'<text x="200" y="318">{escape(ects)}</text></g></svg>'
    )


def picture_png(svg: str) -> bytes:
    """The picture as PNG, 800 pixels wide."""
    return typst.compile(_TYPST.encode(), format="png", ppi=144, sys_inputs={"svg": svg})


def file_of(credential: Credential, form: str) -> tuple[bytes, str]:
    """The badge as a file, and its media type; ``form`` is ``json``, ``jwt``, ``png`` or ``svg``."""
    document = json.dumps(credential.document, ensure_ascii=False, indent=None if form in {"png", "svg"} else 2)
    if form == "json":
        return document.encode(), "application/vc+ld+json"
    if form == "jwt":
        return credential.token.encode(), "application/vc+jwt"
    svg = picture(credential.version, credential.language)
    if form == "svg":
        return bake_svg(svg, document).encode(), "image/svg+xml"
    return bake_png(picture_png(svg), document), "image/png"


FORMS = ("png", "svg", "json", "jwt")
"""What a badge can be taken along as, the most useful first."""
