"""What slides are made of: a title that is a finding, texts, tables, and alternative texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.pages import short

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""
SERIF, SANS = "Georgia", "Arial"
TITLE_ONLY = 5
TITLE_SIZES = ((70, 32), (110, 28), (160, 24), (240, 20))
"""Letters up to which a title has so many points."""
SMALLEST_TITLE, LONGEST_TITLE = 17, 330


class Deck:
    """A presentation of wide slides; each has the same source line."""

    def __init__(self, source: str) -> None:
        import pptx
        from pptx.util import Inches

        self.presentation: Presentation = pptx.Presentation()
        self.presentation.slide_width, self.presentation.slide_height = Inches(13.333), Inches(7.5)
        self._source = source

    def slide(self, title: str, subtitle: str) -> Slide:
        """Return a new slide with a finding as its title, what is shown below it, and the source line."""
        from pptx.util import Inches

        found: Slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[TITLE_ONLY])
        shape: Any = found.shapes.title
        shape.left, shape.top, shape.width, shape.height = (Inches(each) for each in (0.6, 0.4, 12.1, 1.2))
        size = next((points for letters, points in TITLE_SIZES if len(title) <= letters), SMALLEST_TITLE)
        self._write(shape.text_frame, [short(title, LONGEST_TITLE)], size, palette.INK, serif=True, bold=True)
        shape.text_frame.vertical_anchor = _anchor("BOTTOM")
        self.text(found, (0.6, 1.7, 12.1, 0.6), short(subtitle, 260), size=15, color=palette.INK2)
        self.text(found, (0.6, 6.95, 12.1, 0.35), short(self._source, 240), size=10, color=palette.INK3)
        return found

    def text(
        self, slide: Slide, box: Box, text: str, *, size: int, color: str = palette.INK, serif: bool = False,
        bold: bool = False,
    ) -> Any:  # fmt: skip
        """Put a text on a slide."""
        shape = self._box(slide, box)
        self._write(shape.text_frame, [text], size, color, serif=serif, bold=bold)
        return shape

    def items(self, slide: Slide, box: Box, items: Sequence[str], *, size: int) -> None:
        """Put a list on a slide."""
        from pptx.util import Pt

        shape = self._box(slide, box)
        self._write(shape.text_frame, items, size, palette.INK)
        for paragraph in shape.text_frame.paragraphs:
            paragraph.space_after = Pt(5)

    def table(self, slide: Slide, head: Sequence[str], rows: Sequence[Sequence[str]], losses: Sequence[bool]) -> Any:
        """Put a table on a slide; the last row is the total, the last column a net."""
        from pptx.util import Inches, Pt

        height = min(0.44, 4.2 / (len(rows) + 1))
        box = (Inches(each) for each in (0.6, 2.45, 12.1, height * (len(rows) + 1)))
        frame = slide.shapes.add_table(len(rows) + 1, len(head), *box)
        table: Any = frame.table
        table.columns[0].width = Inches(12.1 - 1.75 * (len(head) - 1))
        for column in list(table.columns)[1:]:
            column.width = Inches(1.75)
        _plain(frame)
        for i, cells in enumerate((head, *rows)):
            for j, text in enumerate(cells):
                cell = table.cell(i, j)
                cell.margin_top = cell.margin_bottom = Pt(2)
                loss = i > 0 and j == len(head) - 1 and losses[i - 1]
                color = palette.COST if loss else palette.INK2 if i == 0 else palette.INK
                self._write(cell.text_frame, [short(text, 60)], 15, color, bold=i in (0, len(rows)))
                cell.text_frame.paragraphs[0].alignment = _align("RIGHT" if j else "LEFT")
                _lined(cell, strong=i in (0, len(rows) - 1, len(rows)))
        return frame

    def describe(self, shape: Any, text: str) -> None:
        """Give a shape what is read out in its place."""
        shape._element.xpath(".//p:cNvPr")[0].set("descr", text)

    def _box(self, slide: Slide, box: Box) -> Any:
        from pptx.util import Inches

        shape = slide.shapes.add_textbox(*(Inches(each) for each in box))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return shape

    def _write(
        self, frame: Any, lines: Sequence[str], size: int, color: str, *, serif: bool = False, bold: bool = False
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        frame.word_wrap = True
        frame.margin_left = 0
        for i, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.alignment = _align("LEFT")
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, SERIF if serif else SANS
            run.font.color.rgb = RGBColor.from_string(color[1:])


def _align(name: str) -> Any:
    from pptx.enum.text import PP_ALIGN

    return getattr(PP_ALIGN, name)


def _anchor(name: str) -> Any:
    from pptx.enum.text import MSO_ANCHOR

    return getattr(MSO_ANCHOR, name)


def _plain(frame: Any) -> None:
    """Take off the table's colored style: no bands, no fills."""
    table = frame.table
    table.horz_banding = table.first_row = False
    style = frame._element.graphic.graphicData.tbl.tblPr.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    )
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"


def _lined(cell: Any, *, strong: bool) -> None:
    """Draw a line below a cell."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, f"{{{space}}}lnB", w="12700" if strong else "6350")
    fill = etree.SubElement(line, f"{{{space}}}solidFill")
    etree.SubElement(fill, f"{{{space}}}srgbClr", val=(palette.INK2 if strong else palette.RULE)[1:])
