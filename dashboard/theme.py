"""Colors, typefaces and sizes: the light and the dark palette, and the widths that figures are drawn for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Theme = Literal["light", "dark"]

LIGHT: Mapping[str, str] = {
    "bg": "#FFFFFF", "wash": "#F6F4EF", "row": "#E3EDF6",
    "ink": "#1A1D21", "ink2": "#4A5058", "ink3": "#5E646D",
    "rule": "#D9D6CE", "grid": "#E7E4DC", "axis": "#8A8F96", "field": "#8A8F96",
    "focus": "#12436D", "focus2": "#5C82A6", "focus3": "#B9CBDD", "focus4": "#DEE7F0",
    "comp": "#0E7268", "compf": "#28A197",
    "cost": "#B04A00", "costf": "#D55E00", "cost2": "#F3C9A8", "cost3": "#FBE9DB",
    "pink": "#801650",
    "grey": "#6B717A", "greyf": "#BFC3C8", "hatch": "#AEB6BF",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "bg": "#12161B", "wash": "#191F26", "row": "#1C2E40",
    "ink": "#ECEAE5", "ink2": "#C0C6CD", "ink3": "#9CA4AD",
    "rule": "#333C46", "grid": "#262E37", "axis": "#7C858F", "field": "#7C858F",
    "focus": "#8CBEEA", "focus2": "#5C8DB8", "focus3": "#34577A", "focus4": "#20344A",
    "comp": "#5FCDBF", "compf": "#38A99C",
    "cost": "#F5A06A", "costf": "#E8813F", "cost2": "#7A4A28", "cost3": "#3A2A1F",
    "pink": "#E79BC4",
    "grey": "#9CA4AD", "greyf": "#4C555F", "hatch": "#56616C",
}  # fmt: skip
PALETTES: Mapping[Theme, Mapping[str, str]] = {"light": LIGHT, "dark": DARK}
"""Plotly cannot read variables of a style sheet, so that figures have literal colors. Print is always light."""

SERIF = '"Source Serif 4", Georgia, serif'
SANS = 'Inter, system-ui, -apple-system, "Segoe UI", sans-serif'
REGULAR, STRONG = 400, 600

LABEL, VALUE, NOTE, TICK = 13.0, 14.0, 13.0, 12.5
"""Sizes of text in charts, in px: direct labels, numbers, what explains them, and axes."""
LINE_HEIGHT = 1.3
"""Of a text of several lines, in its size; plotly's own."""

FULL, WIDE, NARROW, PHONE = 1280, 734, 514, 358
WIDTHS = (FULL, WIDE, NARROW, PHONE)
"""Figures of 12, 7 and 5 columns, and of a telephone, in px."""
NARROWEST = 500
"""Below so many px a figure is drawn as on a telephone."""
