"""What can be seen of a page by script: barriers, what is too wide, cut or covered, and where the keyboard goes."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MOST_STOPS = 400


def barriers(page: Page) -> list[str]:
    """Return what axe finds."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


def beyond(page: Page) -> list[str]:
    """Return what is wider than the screen, whatever hides it; a table may move sideways inside of its frame."""
    found: list[str] = page.evaluate(BEYOND)
    return found


def cut(page: Page) -> list[str]:
    """Return text of which something is hidden by the box that it is in."""
    found: list[str] = page.evaluate(CUT)
    return found


def sideways(page: Page) -> list[str]:
    """Return frames whose table has no room, so that it moves sideways in them."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def menus(page: Page) -> list[str]:
    """Return menus that would open beyond the screen."""
    found: list[str] = page.evaluate(MENUS)
    return found


def crowded(page: Page) -> list[str]:
    """Return text inside of charts that lies on other text or leaves its chart."""
    found: list[str] = page.evaluate(CROWDED)
    return found


def stops(page: Page) -> list[dict[str, Any]]:
    """Return where the Tab key leads, from the top of the page until it begins again."""
    page.evaluate(FIND_STOPS)
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(STOP)
        if stop["end"] or (found and stop["number"] == found[0]["number"]):
            return found
        found.append(stop)
    raise AssertionError("there is no end to it")


def reachable(page: Page) -> list[str]:
    """Return what the Tab key should lead to that `stops` has not been to."""
    found: list[str] = page.evaluate("() => window.wanted.filter(e => !window.visited.has(e)).map(window.nameOf)")
    return found


NAME = """(e) => (e.tagName + " " + (e.getAttribute("aria-label") || e.innerText || e.value || e.id || e.className
  || "")).trim().replace(/\\s+/g, " ").slice(0, 60)"""

# Parts that only people who hear a page are given, and those that a chart on screen stands for on paper.
SHOWN = """const shown = (e) => e.getClientRects().length && !e.closest(".hidden, .paper, .skip")
  && e.checkVisibility({ visibilityProperty: true });"""

BEYOND = f"""() => {{
  {SHOWN}
  const wide = document.documentElement.clientWidth, name = {NAME};
  const found = Array.from(document.querySelectorAll("#page *")).filter((e) => shown(e)
    && !e.closest(".scrolling") && !(e.closest("svg") && e.tagName !== "svg")
    && (e.getBoundingClientRect().right > wide + 1 || e.getBoundingClientRect().left < -1));
  if (document.documentElement.scrollWidth > wide) found.unshift(document.documentElement);
  return found.map(name);
}}"""

SIDEWAYS = f"""() => {{
  {SHOWN}
  const frames = Array.from(document.querySelectorAll(".scrolling"));
  return frames.filter((e) => shown(e) && e.scrollWidth > e.clientWidth + 1).map({NAME});
}}"""

MENUS = f"""() => {{
  {SHOWN}
  const wide = document.documentElement.clientWidth;
  return Array.from(document.querySelectorAll("details:not([open])")).filter(shown).filter((e) => {{
    e.open = true;
    const menu = e.querySelector(".menu").getBoundingClientRect();
    e.open = false;
    return !menu.width || menu.left < 0 || menu.right > wide;
  }}).map({NAME});
}}"""

# What a list has chosen may be longer than its field, where that ends in an ellipsis: the open list has all of it.
CUT = f"""() => {{
  {SHOWN}
  const name = {NAME}, pen = document.createElement("canvas").getContext("2d");
  return Array.from(document.querySelectorAll("#page *")).filter((e) => {{
    if (!shown(e) || e.closest("svg")) return false;
    const style = getComputedStyle(e);
    if (e.matches("input:not([type]), input[type=text]")) {{
      pen.font = style.font;
      const free = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return pen.measureText(e.value).width > free + 1 && style.textOverflow !== "ellipsis";
    }}
    const hides = (flow) => flow === "hidden" || flow === "clip";
    const own = Array.from(e.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    return own && ((hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1));
  }}).map(name);
}}"""

# A line of text is as high as its font, which is more than its letters are: neighbors may share three pixels of that.
CROWDED = f"""() => {{
  {SHOWN}
  const found = [];
  document.querySelectorAll("[data-figure] .js-plotly-plot, .strip.axis").forEach((chart) => {{
    if (!shown(chart)) return;
    const figure = chart.closest("[data-figure]").dataset.figure;
    const box = chart.getBoundingClientRect(), texts = [];
    chart.querySelectorAll("text, .tick").forEach((e) => {{
      const at = e.getBoundingClientRect();
      if (!e.textContent.trim() || !at.width || e.closest("[opacity='0'], .hoverlayer")) return;
      texts.push({{ text: e.textContent.trim().slice(0, 40), at: at }});
      const room = chart.matches(".axis") ? document.documentElement.getBoundingClientRect() : box;
      if (at.left < room.left - 1 || at.right > room.right + 1 || at.top < room.top - 1 || at.bottom > room.bottom + 1)
        found.push(`${{figure}}: “${{texts.at(-1).text}}” leaves its chart`);
    }});
    texts.forEach((one, n) => texts.slice(n + 1).forEach((other) => {{
      const across = Math.min(one.at.right, other.at.right) - Math.max(one.at.left, other.at.left);
      const down = Math.min(one.at.bottom, other.at.bottom) - Math.max(one.at.top, other.at.top);
      if (across > 1 && down > 3) found.push(`${{figure}}: “${{one.text}}” lies on “${{other.text}}”`);
    }}));
    if (!texts.length) found.push(`${{figure}}: there is no text`);
  }});
  return found;
}}"""

# Of radio buttons of one name, only one is a stop.
FIND_STOPS = f"""() => {{
  {SHOWN}
  window.nameOf = {NAME};
  const radios = new Set();
  window.wanted = Array.from(document.querySelectorAll(
    "a[href], button:not([disabled]), input:not([disabled]), summary, [tabindex='0'], [role=slider]",
  )).filter((e) => {{
    if (e.tabIndex < 0 || (!shown(e) && !e.matches(".skip"))) return false;
    if (e.type !== "radio") return true;
    const of = e.closest("[role=radiogroup]") || e.name, group = document.getElementsByName(e.name);
    if (radios.has(of) || (Array.from(group).some((each) => each.checked) && !e.checked)) return false;
    radios.add(of);
    return true;
  }});
  window.visited = new Set();
  window.every = Array.from(document.querySelectorAll("*"));
  scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}}"""

STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return { end: true };
  window.visited.add(e);
  const around = e.closest("label, .mantine-Radio-root, .mantine-Chip-root, .mantine-Checkbox-root") || e;
  const inside = [e, around, ...around.querySelectorAll("label")].map((each) => getComputedStyle(each));
  const ring = inside.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const at = around.getBoundingClientRect(), column = e.closest("header, .context, .column, footer");
  const row = (e.closest(".knob, tr") || around).getBoundingClientRect();
  return {
    end: false, number: window.every.indexOf(e), name: window.nameOf(e), ring: ring,
    column: column ? window.every.indexOf(column) : -1, top: row.top + scrollY,
    seen: at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth,
  };
}"""

# Text on a tint of the matrix or in a filled chip is what stands on color; all other text stands on white.
ON_PAPER = f"""(wide) => {{
  {SHOWN}
  const name = {NAME}, root = document.documentElement, before = root.style.width;
  root.style.width = wide + "px";
  const all = Array.from(document.querySelectorAll("#page *"));
  const light = (color) => {{
    const part = color.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
      .map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  }};
  const bordered = (e) => parseFloat(getComputedStyle(e).borderTopWidth) > 0;
  const figures = Array.from(document.querySelectorAll("[data-figure]"));
  const drawn = (e) => Array.from(e.querySelectorAll(".main-svg, table"))
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height > 20
      && part.getBoundingClientRect().left >= 0);
  const found = {{
    ground: getComputedStyle(document.body).backgroundColor,
    controls: all.filter((e) => e.matches("button, summary, nav, .tools, [role=slider], .mantine-Select-section, input")
      && shown(e) && (e.tagName !== "INPUT" || (e.type === "text" && bordered(e)))).map(name),
    pale: all.filter((e) => e.matches("h1, h2, p, th, li, dt, dd, code, .amount") && shown(e)
      && 1.05 / (light(getComputedStyle(e).color) + 0.05) < 4.5).map(name),
    beyond: figures.flatMap((e) => [e, ...drawn(e)])
      .filter((e) => e.getBoundingClientRect().right > wide + 1).map(name),
    missing: figures.filter((e) => !drawn(e).length || drawn(e).some((part) =>
      part.style.background.includes("18, 22, 27"))).map(name),
  }};
  root.style.width = before;
  return found;
}}"""
