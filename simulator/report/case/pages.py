"""Templates filled in: whatever a name holds is text there, never markup."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.exhibit import text_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


FACES = {"Inter": "inter.woff2", "Source Serif 4": "source-serif-4.woff2"}


AMOUNT = r"[+−±]?\$[0-9][0-9.,]*[0-9MkB]?"


def fill(template: str, *, faces: str = "", **values: Any) -> str:
    """Return a page with its style, from a template of this name and values that are escaped."""
    from markupsafe import Markup

    stem = template.removesuffix(".html")
    style = _templates().get_template(f"{stem}.css").render(p=palette, **values)
    # A style is no markup, and nothing in it comes from a name.
    return _templates().get_template(template).render(style=Markup(faces + style), **values)  # noqa: S704


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    folder = files("simulator.report.case") / "templates"
    found = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    found.filters.update(short=short, unbroken=unbroken, identity=id, read=text_of)
    return found


def short(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut between words where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[most // 2 :] else cut}…"


def unbroken(text: str) -> Markup:
    """Return a text as markup that keeps each amount on one line; the text itself is escaped."""
    from markupsafe import Markup, escape

    # What is put around an amount holds nothing of the text but the amount.
    return Markup(re.sub(AMOUNT, r'<span class="amount">\g<0></span>', str(escape(text))))  # noqa: S704


@cache
def faces_of_style(weights: str = "") -> str:
    """Return the faces as part of a style, so that a page asks for nothing.

    `weights` are those of the faces, which browsers want to be told and WeasyPrint does not understand.
    """
    from base64 import b64encode

    folder = files("simulator.report") / "fonts"
    rules = []
    for family, name in FACES.items():
        data = b64encode((folder / name).read_bytes()).decode("ascii")
        rules.append(
            f"@font-face {{ font-family: '{family}'; {weights} "
            f"src: url(data:font/woff2;base64,{data}) format('woff2'); }}"
        )
    return "".join(rules)
