"""The frame that all pages share, and small pieces of them."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from postroom.sandbox.calls import Answer
from postroom.sandbox.faults import Settings
from postroom.sandbox.render import STYLE as DOCUMENT_STYLE
from postroom.sandbox.site import ZONE, Site

HTML = "text/html;charset=UTF-8"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--dim:#667;--link:#0b57d0}
@media(prefers-color-scheme:dark){:root{--dim:#99a;--link:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:60rem;margin:0 auto;padding:.75rem 1rem}
header{display:flex;gap:.25rem 1.25rem;flex-wrap:wrap;white-space:nowrap}
header{align-items:baseline;border-bottom:1px solid var(--line)}
footer{border-top:1px solid var(--line);color:var(--dim);font-size:.875rem;margin-top:2rem}
a{color:var(--link)}header b{margin-right:auto}h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.125rem;margin:2rem 0 .5rem}.dim{color:var(--dim);font-size:.875rem}
ul.list{list-style:none;padding:0;margin:0}ul.list>li{padding:.625rem 0;border-bottom:1px solid var(--line)}
ul.list a{font-weight:600;text-decoration:none}
.box{background:var(--soft);border:1px solid var(--line);border-radius:.5rem}
.box{padding:.25rem 1rem;margin:0 0 1rem}
.warn{border-left:4px solid #c60}.wide,pre{overflow-x:auto}pre{white-space:pre-wrap}
table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.25rem .5rem;text-align:left}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}
dt{color:var(--dim)}dd{margin:0}
label{display:block;color:var(--dim);font-size:.875rem}
textarea,select,button{font:inherit;color:inherit;background:Field;border:1px solid var(--line)}
textarea,select,button{border-radius:.375rem;padding:.375rem .625rem;max-width:100%}textarea{width:100%}
button{background:var(--soft);cursor:pointer}:focus-visible{outline:2px solid var(--link)}
form.box{padding:.75rem 1rem 1rem}.row{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end}
.row{margin:.5rem 0 0}.row>div{max-width:100%}.tag{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem}
.shut{border-left:4px solid #c60}
@media(max-width:30rem){header{gap:.25rem .75rem}dl{grid-template-columns:1fr}dt{margin-top:.5rem}}
"""


def page(site: Site, title: str, body: str, status: int = 200) -> Answer:
    changed = [
        f"{name} = {value}"
        for name, value in site.faults.show().items()
        if value != getattr(Settings(), name)
    ]
    faults = (
        f"<p class='box warn'>Faults are switched on: {escape(', '.join(changed))}</p>" if changed else ""
    )
    html = (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{escape(title)} - Jira sandbox</title><style>{STYLE}{DOCUMENT_STYLE}</style></head><body>"
        "<header><b>Jira sandbox</b><a href='/'>Projects</a><a href='/people'>People</a>"
        "<a href='/mail'>Mail sink</a></header>"
        f"<main><h1>{escape(title)}</h1>{faults}{body}</main>"
        "<footer>This is a sandbox that looks like Jira Cloud from outside. It is not Jira, and "
        "no mail leaves it.</footer></body></html>"
    )
    return Answer(status, html.encode("utf-8", "replace"), HTML, HEADERS)


def facts_html(facts: dict[str, str]) -> str:
    return (
        "<dl>" + "".join(f"<dt>{escape(a)}</dt><dd>{escape(str(b))}</dd>" for a, b in facts.items()) + "</dl>"
    )


def when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def size_words(octets: int) -> str:
    return f"{octets:,} bytes" if octets < 10000 else f"{octets / 1000:,.0f} kB"
