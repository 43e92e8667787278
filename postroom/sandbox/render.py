"""An Atlassian document as the HTML that a reader of Jira sees: all escaped, links only where harmless."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

HARMLESS = ("http://", "https://", "mailto:", "tel:", "ftp://", "ftps://")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_STATUS = frozenset(("neutral", "purple", "blue", "red", "yellow", "green"))
_PANELS = {"info": "ℹ", "note": "✎", "tip": "✓", "warning": "⚠", "error": "⛔", "success": "✓", "custom": "★"}

# node -> the tags around its content
_TAGS = {
    "blockquote": "blockquote",
    "bulletList": "ul",
    "caption": "figcaption",
    "decisionItem": "li",
    "decisionList": "ul class=decisions",
    "layoutColumn": "div",
    "layoutSection": "div class=columns",
    "listItem": "li",
    "mediaGroup": "div class=group",
    "tableRow": "tr",
    "taskList": "ul class=tasks",
}
_MARKS = {"strong": "b", "em": "i", "underline": "u", "strike": "s", "code": "code"}


class File(NamedTuple):
    """An attachment that a document may show."""

    url: str
    name: str
    is_picture: bool


Node = Mapping[str, Any]
Files = Mapping[str, File]  # by the id of the media store


def document_html(document: Any, files: Files | None = None) -> str:
    """The HTML of a document; `files` are the attachments that it may show."""
    return _Renderer(files or {}).children(document) if isinstance(document, dict) else ""


class _Renderer:
    def __init__(self, files: Files) -> None:
        self.files = files

    def children(self, node: Node) -> str:
        return "".join(self.node(child) for child in node.get("content") or ())

    def node(self, node: Node) -> str:
        name = str(node.get("type"))
        if name in _TAGS:
            tag = _TAGS[name]
            return f"<{tag}>{self.children(node)}</{tag.split()[0]}>"
        show = _NODES.get(name)
        return show(self, node, node.get("attrs") or {}) if show else self.children(node)


def _block(tag: str) -> Callable[[_Renderer, Node, Node], str]:
    def show(renderer: _Renderer, node: Node, attrs: Node) -> str:
        return f"<{tag}{_placed(node)}>{renderer.children(node)}</{tag}>"

    return show


def _placed(node: Node) -> str:
    """The style of an aligned, indented or small block."""
    styles = []
    for mark in node.get("marks") or ():
        attrs = mark.get("attrs") or {}
        if mark.get("type") == "alignment":
            styles.append("text-align:center" if attrs.get("align") == "center" else "text-align:end")
        elif mark.get("type") == "indentation":
            styles.append(f"margin-left:{2 * _whole(attrs.get('level'), 1)}rem")
        elif mark.get("type") == "fontSize":
            styles.append("font-size:.875em")
    return f' style="{";".join(styles)}"' if styles else ""


def _heading(renderer: _Renderer, node: Node, attrs: Node) -> str:
    level = min(6, max(1, _whole(attrs.get("level"), 1)))
    tag = f"h{min(6, level + 2)}"
    return f"<{tag} class=l{level}{_placed(node)}>{renderer.children(node)}</{tag}>"


def _ordered(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return f"<ol start={_whole(attrs.get('order'), 1)}>{renderer.children(node)}</ol>"


def _task(renderer: _Renderer, node: Node, attrs: Node) -> str:
    done = " checked" if attrs.get("state") == "DONE" else ""
    return (
        f"<li><label><input type=checkbox disabled{done}> <span>{renderer.children(node)}</span></label></li>"
    )


def _panel(renderer: _Renderer, node: Node, attrs: Node) -> str:
    kind = attrs.get("panelType") if attrs.get("panelType") in _PANELS else "info"
    icon = escape(str(attrs.get("panelIconText") or _PANELS[str(kind)]))
    return f'<aside class="panel {kind}"><i>{icon}</i><div>{renderer.children(node)}</div></aside>'


def _expand(renderer: _Renderer, node: Node, attrs: Node) -> str:
    title = escape(str(attrs.get("title") or "Click here to expand..."))
    return f"<details><summary>{title}</summary>{renderer.children(node)}</details>"


def _code(renderer: _Renderer, node: Node, attrs: Node) -> str:
    language = escape(str(attrs.get("language") or ""), quote=True)
    text = "".join(escape(str(child.get("text", ""))) for child in node.get("content") or ())
    return f'<pre data-language="{language}"><code>{text}</code></pre>'


def _rule(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return "<hr>"


# tables


def _table(renderer: _Renderer, node: Node, attrs: Node) -> str:
    numbers = " class=numbered" if attrs.get("isNumberColumnEnabled") else ""
    return f"<div class=wide><table{numbers}>{renderer.children(node)}</table></div>"


def _cell(tag: str) -> Callable[[_Renderer, Node, Node], str]:
    def show(renderer: _Renderer, node: Node, attrs: Node) -> str:
        spans = "".join(
            f" {name}={_whole(attrs[name], 1)}" for name in ("colspan", "rowspan") if attrs.get(name, 1) != 1
        )
        colour = str(attrs.get("background", ""))
        filled = f' style="background:{colour}"' if _COLOUR.match(colour) else ""
        return f"<{tag}{spans}{filled}>{renderer.children(node)}</{tag}>"

    return show


# pictures and files


def _single(renderer: _Renderer, node: Node, attrs: Node) -> str:
    layout = str(attrs.get("layout", "center"))
    side = layout if layout in ("center", "align-end", "wrap-right", "wrap-left") else "align-start"
    return f"<figure class={side}>{renderer.children(node)}</figure>"


def _media(renderer: _Renderer, node: Node, attrs: Node) -> str:
    """A picture; the name of a file that is none, and of one that is not there."""
    alt = escape(str(attrs.get("alt") or ""), quote=True)
    if attrs.get("type") == "external":
        return link(str(attrs.get("url", "")), alt or "external picture")
    file = renderer.files.get(str(attrs.get("id")))
    if file is None:
        return f"<span class=chip>🖼 {alt or 'no such file'}</span>"
    if not file.is_picture:
        return _chip(file)
    size = "".join(f" {side}={_whole(attrs[side], 0)}" for side in ("width", "height") if attrs.get(side))
    return f'<img src="{escape(file.url)}" alt="{alt or escape(file.name)}"{size} loading=lazy>'


def _inline_media(renderer: _Renderer, node: Node, attrs: Node) -> str:
    file = renderer.files.get(str(attrs.get("id")))
    return (
        _chip(file)
        if file
        else f"<span class=chip>🖼 {escape(str(attrs.get('alt') or 'no such file'))}</span>"
    )


def _chip(file: File) -> str:
    return f'<a class=chip href="{escape(file.url)}">📎 {escape(file.name)}</a>'


# inside of a line


def _text(renderer: _Renderer, node: Node, attrs: Node) -> str:
    html = escape(str(node.get("text", "")))
    for mark in node.get("marks") or ():
        html = _marked(html, str(mark.get("type")), mark.get("attrs") or {})
    return html


def _marked(html: str, kind: str, attrs: Node) -> str:
    if kind in _MARKS:
        return f"<{_MARKS[kind]}>{html}</{_MARKS[kind]}>"
    if kind == "link":
        return link(str(attrs.get("href", "")), html)
    if kind == "subsup" and attrs.get("type") in ("sub", "sup"):
        return f"<{attrs['type']}>{html}</{attrs['type']}>"
    colour = str(attrs.get("color", ""))
    if kind in ("textColor", "backgroundColor") and _COLOUR.match(colour):
        name = "color" if kind == "textColor" else "background"
        return f'<span style="{name}:{colour}">{html}</span>'
    return html


def link(url: str, html: str) -> str:
    """A link around HTML, where its scheme is harmless."""
    if not url.lower().startswith(HARMLESS):
        return html
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{html}</a>'


def _break(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return "<br>"


def _card(renderer: _Renderer, node: Node, attrs: Node) -> str:
    url = str(attrs.get("url", ""))
    tag = "span" if node.get("type") == "inlineCard" else "p"
    return f"<{tag} class=chip>{link(url, escape(url))}</{tag}>"


def _mention(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return (
        f"<span class=mention>@{escape(str(attrs.get('text') or attrs.get('id') or '').lstrip('@'))}</span>"
    )


def _emoji(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return f"<span>{escape(str(attrs.get('text') or attrs.get('shortName') or ''))}</span>"


def _date(renderer: _Renderer, node: Node, attrs: Node) -> str:
    stamp = str(attrs.get("timestamp", ""))
    if stamp.isascii() and stamp.isdigit() and len(stamp) < 15:
        stamp = datetime.fromtimestamp(int(stamp) / 1000, UTC).strftime("%Y-%m-%d")
    return f"<time>{escape(stamp)}</time>"


def _status(renderer: _Renderer, node: Node, attrs: Node) -> str:
    colour = attrs.get("color") if attrs.get("color") in _STATUS else "neutral"
    return f'<span class="status {colour}">{escape(str(attrs.get("text", "")))}</span>'


def _placeholder(renderer: _Renderer, node: Node, attrs: Node) -> str:
    return f"<span class=dim>{escape(str(attrs.get('text', '')))}</span>"


def _extension(renderer: _Renderer, node: Node, attrs: Node) -> str:
    key = escape(str(attrs.get("text") or attrs.get("extensionKey") or "extension"))
    return f"<div class=chip>{key}</div>{renderer.children(node)}"


def _whole(value: Any, default: int) -> int:
    """A number of an attribute as a whole one."""
    return int(value) if isinstance(value, int | float) and 0 <= value < 100_000 else default


_NODES: dict[str, Callable[[_Renderer, Node, Node], str]] = {
    "blockCard": _card,
    "bodiedExtension": _extension,
    "codeBlock": _code,
    "date": _date,
    "embedCard": _card,
    "emoji": _emoji,
    "expand": _expand,
    "extension": _extension,
    "hardBreak": _break,
    "heading": _heading,
    "inlineCard": _card,
    "inlineExtension": _placeholder,
    "media": _media,
    "mediaInline": _inline_media,
    "mediaSingle": _single,
    "mention": _mention,
    "nestedExpand": _expand,
    "orderedList": _ordered,
    "panel": _panel,
    "paragraph": _block("p"),
    "placeholder": _placeholder,
    "rule": _rule,
    "status": _status,
    "table": _table,
    "tableCell": _cell("td"),
    "tableHeader": _cell("th"),
    "taskItem": _task,
    "text": _text,
}

#: How the elements above look; ".doc" is the box around a document.
STYLE = """
.doc{overflow-wrap:anywhere}.doc>:first-child{margin-top:.5rem}
.doc p,.doc ul,.doc ol{margin:.75rem 0}.doc li>p:first-child{margin-top:0}.doc li>p{margin:.25rem 0}
.doc li>ul,.doc li>ol{margin:.25rem 0}
.doc p,.doc li,.doc td,.doc th,.doc h3,.doc h4,.doc h5,.doc h6{white-space:pre-wrap}
.doc h3,.doc h4,.doc h5,.doc h6{line-height:1.25;margin:1.5rem 0 .5rem;font-weight:600}
.doc .l1{font-size:1.6rem}.doc .l2{font-size:1.4rem}.doc .l3{font-size:1.2rem}.doc .l4{font-size:1rem}
.doc .l5{font-size:.9rem}.doc .l6{font-size:.8rem;color:var(--dim)}
.doc blockquote{margin:.75rem 0;padding-left:1rem;border-left:3px solid var(--line)}
.doc pre{background:var(--soft);padding:.75rem 1rem;border-radius:.25rem;overflow-x:auto;white-space:pre}
.doc pre[data-language]:not([data-language=""])::before{content:attr(data-language);float:right;color:var(--dim)}
.doc :not(pre)>code{background:var(--soft);padding:.1em .3em;border-radius:.25rem}
.doc .wide{overflow-x:auto;margin:.75rem 0}.doc table{border-collapse:collapse;min-width:50%}
.doc td,.doc th{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
.doc th{background:var(--soft)}.doc td>p,.doc th>p{margin:.25rem 0}
.doc hr{border:0;border-top:2px solid var(--line);margin:1.25rem 0}
.doc details{border:1px solid var(--line);border-radius:.25rem;padding:0 .75rem;margin:.75rem 0}
.doc summary{padding:.4rem 0;cursor:pointer;font-weight:600}
.doc ul.tasks,.doc ul.decisions{list-style:none;padding-left:0}.doc ul.tasks ul.tasks{padding-left:1.5rem;margin:0}
.doc .tasks label{display:flex;gap:.5rem}.doc .decisions li::before{content:"◆ "}
.doc .panel{display:flex;gap:.75rem;padding:.25rem .75rem;margin:.75rem 0;border-radius:.25rem;background:#e9f2ff33}
.doc .panel>i{font-style:normal;padding-top:.75rem}.doc .panel>div{flex:1}
.doc .panel.warning{background:#fff7d633}.doc .panel.error{background:#ffeceb33}
.doc .panel.tip,.doc .panel.success{background:#dcfff133}.doc .panel.note{background:#f3f0ff33}
.doc figure{margin:.75rem 0}.doc figure.center{text-align:center}.doc figure.align-end{text-align:end}
.doc img{max-width:100%;height:auto;vertical-align:bottom}
.doc .chip{border:1px solid var(--line);border-radius:.25rem;padding:0 .3rem;text-decoration:none}
.doc .mention{background:var(--soft);border-radius:1rem;padding:0 .4rem;color:var(--link)}
.doc time{background:var(--soft);border-radius:.25rem;padding:0 .3rem}
.doc .status{font-size:.75rem;font-weight:700;text-transform:uppercase}
.doc .status{border:1px solid;border-radius:.2rem;padding:0 .3rem}
.doc .status.blue{color:#4c9aff}.doc .status.green{color:#36b37e}.doc .status.red{color:#ff5630}
.doc .status.yellow{color:#cf9f02}.doc .status.purple{color:#8777d9}
.doc .columns{display:flex;gap:1rem}.doc .columns>div{flex:1}
"""
