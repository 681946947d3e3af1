"""The tables of what has no price: what is left out, and what is paid for elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard import components as parts
from dashboard import uncounted
from dashboard.figures import names
from dashboard.figures.names import in_words
from dashboard.pages.frame import plain_figure
from dashboard.story import Story
from dashboard.uncounted import Uncounted


def left_out(missing: Sequence[Uncounted], people: Sequence[Uncounted], story: Story) -> html.Section:
    """Return what is counted without a price, and which way a price would move the result."""
    title = f"{names.capital(in_words(len(missing)))} counts have no price, or only a part of them has one"
    subtitle = f"{names.quoted(story.name)} against its baseline, average of futures over {story.horizon}."
    heads = ("What", "Change", "With a price, it", "Why it has none")
    body = [_uncounted(each) for each in missing]
    group = html.Tr(html.Th("Never priced: what happens to people", colSpan=4, scope="rowgroup"), className="group")
    table_ = html.Table(
        [
            html.Caption(title, className="hidden"),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(body),
            html.Tbody([group, *(_uncounted(each) for each in people)]),
        ],
        className="uncounted blocks",
    )
    return plain_figure("uncounted", title, subtitle, [parts.scrolling(table_, title)])


def _uncounted(each: Uncounted) -> html.Tr:
    labeled = (("Change", each.change), ("With a price, it", each.push), ("Why it has none", each.why))
    cells = [html.Td(text, **parts.attributes("data-label", label)) for label, text in labeled]
    return html.Tr([html.Th(each.label, scope="row"), *cells])


def elsewhere() -> html.Section:
    """Return what has no price of its own, because its cost is in another one or it is no cost."""
    items = [
        html.Li([html.Strong(f"{names.capital(why)}: "), ", ".join(label[:1].lower() + label[1:] for label in labels)])
        for why, labels in uncounted.elsewhere().items()
    ]
    free = ", ".join(label[:1].lower() + label[1:] for label in uncounted.costless())
    items.append(html.Li([html.Strong("No cost by itself: "), free]))
    return html.Section(
        [html.H2("Paid for elsewhere, so that nothing is paid twice"), html.Ul(items)], className="note"
    )
