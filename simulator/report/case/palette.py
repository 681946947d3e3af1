"""The colors and faces of documents: literal, light, and readable in grey."""

from __future__ import annotations

INK, INK2, INK3 = "#1A1D21", "#4A5058", "#5E646D"
RULE, GRID, AXIS = "#D9D6CE", "#E7E4DC", "#8A8F96"
FOCUS, FOCUS2, FOCUS3, FOCUS4 = "#12436D", "#5C82A6", "#B9CBDD", "#DEE7F0"
COST, COST_MARK, COST_PALE = "#B04A00", "#D55E00", "#F3C9A8"
GREY, GREY_FILL = "#6B717A", "#BFC3C8"
WASH = "#F6F4EF"

SANS = "Inter, 'Liberation Sans', Arial, system-ui, sans-serif"
SERIF = "'Source Serif 4', Georgia, 'DejaVu Serif', serif"
