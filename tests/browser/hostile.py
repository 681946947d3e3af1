"""Forty names that somebody could give a scenario to make a page do what it should not."""

from __future__ import annotations

EVIL = "https://evil.example"
HOSTILE = (
    "<script>window.ran=1</script>", "<img src=x onerror='window.ran=1'>", "<svg onload='window.ran=1'>",
    f"<a href='{EVIL}'>prize</a>", f'<a href="{EVIL}" target="_blank">prize</a>', f"<A HREF={EVIL}>prize</A>",
    "<a href='javascript:window.ran=1'>click</a>", f"![x]({EVIL}/p.png)", f"[x]({EVIL})",
    f"<iframe src='{EVIL}'></iframe>",
    "javascript:window.ran=1", "data:text/html,<script>window.ran=1</script>", f"<img src='{EVIL}/p.png'>",
    f"<link rel=stylesheet href='{EVIL}/x.css'>", f"<style>@import '{EVIL}/x.css'</style>",
    "</title><script>window.ran=1</script>",
    "</script><script>window.ran=1</script>", "'\"><script>window.ran=1</script>", "\" onmouseover=\"window.ran=1",
    "' autofocus onfocus='window.ran=1", "{{constructor.constructor('window.ran=1')()}}", "${window.ran=1}",
    "%{customdata}", "%{x:<a href=x>}", "$1.2M of $3.4M", "$\\unicode{1}$", "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "&#60;script&#62;window.ran=1", "<b>bold</b><br>two", "<sup>up</sup><sub>down</sub>", "=1+1",
    f'=HYPERLINK("{EVIL}")', "+cmd|' /C calc'!A0", "@SUM(1)", "__proto__", "constructor", "../../etc/passwd",
    "\u202egnp.exe", "a" * 290, "“quoted” <‘twice’> & more",
    f"<math><maction actiontype='statusline' xlink:href='{EVIL}'>x</maction></math>",
    f"<form action='{EVIL}'><button>go</button></form>",
)  # fmt: skip
