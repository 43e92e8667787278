"""How rendered documents look by default, and the class names by which a template can have them otherwise.

Whoever wants another look asks for `styled=False` and inlines a stylesheet of their own over these selectors.
Backgrounds never come without a text colour, nor text colours without a background: dark mode stays readable.
"""

from __future__ import annotations

from postroom.jira.render.colours import INK, SURFACE

#: The margin of most blocks; the last ones in a box have none.
BELOW = "margin:0 0 10px"

_LINE = "#c1c7d0"
_LIGHT = f"background-color:{SURFACE};color:{INK}"
_MONO = "font-family:Consolas,Menlo,'Courier New',monospace"

#: What stands for what: every class in the HTML is one of these, all of it inside of `<div class="adf">`.
CLASSES = {
    "adf": "the whole document",
    "adf-panel": "a panel, with adf-panel-info, -note, -tip, -warning, -error, -success or -custom",
    "adf-panel-icon": "the first cell of a panel",
    "adf-panel-body": "the second cell of a panel",
    "adf-code": "a block of code (pre)",
    "adf-tasks": "a list of tasks (ul)",
    "adf-done": "a task that is done (li)",
    "adf-decisions": "a list of decisions (ul)",
    "adf-scroll": "around a table, which may be wider than the screen",
    "adf-table": "a table of the document",
    "adf-number": "the number of a row",
    "adf-mention": "a person",
    "adf-date": "a day (time)",
    "adf-status": "a status, with adf-status-neutral, -purple, -blue, -red, -yellow, -green or -custom",
    "adf-card": "a link shown as a card (p or a)",
    "adf-media": "around a picture or file that stands alone",
    "adf-caption": "the words below a picture",
    "adf-picture": "a picture (img)",
    "adf-expand": "a section that can be folded in Jira (table or details)",
    "adf-expand-title": "its title",
    "adf-columns": "columns beside each other, below each other where there is no room",
    "adf-column": "one of these",
    "adf-placeholder": "a hint where something was to be written",
    "adf-missing": "a note about what a mail cannot show",
    "adf-small": "a paragraph in small letters",
}

_PANELS = {
    "info": ("#e9f2ff", "#0055cc"),
    "note": ("#f3f0ff", "#5e4db2"),
    "tip": ("#dcfff1", "#216e4e"),
    "success": ("#dcfff1", "#216e4e"),
    "warning": ("#fff7d6", "#946f00"),
    "error": ("#ffeceb", "#ae2e24"),
    "custom": (SURFACE, "#626f86"),
}
#: The statuses of Jira, surface and text.
STATUSES = {
    "neutral": ("#dcdfe4", INK),
    "purple": ("#dfd8fd", "#352c63"),
    "blue": ("#cce0ff", "#09326c"),
    "red": ("#ffd5d2", "#5d1f1a"),
    "yellow": ("#f8e6a0", "#533f04"),
    "green": ("#baf3db", "#164b35"),
}

#: Default styles by element or class.
STYLES = {
    ".adf": "overflow-wrap:break-word;word-wrap:break-word",
    "p": BELOW,
    "h1": "margin:20px 0 10px;font-size:22px;line-height:1.25",
    "h2": "margin:18px 0 8px;font-size:19px;line-height:1.25",
    "h3": "margin:16px 0 8px;font-size:17px;line-height:1.3",
    "h4": "margin:14px 0 6px;font-size:15px;line-height:1.3",
    "h5": "margin:12px 0 6px;font-size:14px;line-height:1.3",
    "h6": "margin:12px 0 6px;font-size:13px;line-height:1.3",
    "ul": f"{BELOW};padding-left:24px",
    "ol": f"{BELOW};padding-left:28px",
    "li": "margin:0 0 4px",
    "blockquote": f"{BELOW};padding-left:12px;border-left:3px solid {_LINE}",
    "hr": f"margin:16px 0;border:0;border-top:1px solid {_LINE}",
    "code": f"{_MONO};font-size:90%;padding:1px 4px;{_LIGHT}",
    "th": f"border:1px solid {_LINE};text-align:left;{_LIGHT}",
    "td": f"border:1px solid {_LINE}",
    "img": "max-width:100%;height:auto;border:0",
    ".adf-code": f"{BELOW};padding:10px 12px;{_MONO};font-size:13px;line-height:1.4;"
    f"white-space:pre-wrap;word-wrap:break-word;{_LIGHT}",
    ".adf-tasks": "list-style-type:none;padding-left:20px",
    ".adf-decisions": "list-style-type:none;padding-left:20px",
    ".adf-scroll": f"{BELOW};overflow-x:auto",
    ".adf-table": "border-collapse:collapse",
    ".adf-number": f"text-align:right;{_LIGHT}",
    ".adf-panel": f"{BELOW};table-layout:fixed;border-collapse:separate",
    ".adf-panel-icon": "border:0;padding:10px 0 10px 12px;width:24px;font-weight:bold;font-size:16px;line-height:20px",
    ".adf-panel-body": "border:0;padding:10px 12px",
    ".adf-mention": f"padding:1px 4px;border-radius:8px;background-color:#dcdfe4;color:{INK}",
    ".adf-status": "display:inline-block;padding:1px 5px;border-radius:3px;font-size:85%;font-weight:bold",
    ".adf-date": f"padding:1px 4px;border-radius:3px;white-space:nowrap;{_LIGHT}",
    ".adf-media": BELOW,
    ".adf-caption": "margin:4px 0 0;font-size:90%;font-style:italic",
    ".adf-expand": f"{BELOW};table-layout:fixed;border:1px solid {_LINE};border-radius:3px",
    ".adf-expand-title": "margin:0 0 8px;font-weight:bold",
    ".adf-column": "display:inline-block;vertical-align:top;box-sizing:border-box;padding:0 16px 10px 0",
    ".adf-placeholder": "font-style:italic",
    ".adf-missing": "font-style:italic",
    ".adf-small": "font-size:85%",
} | {
    f".adf-panel-{kind}": f"background-color:{surface};color:{INK};border-left:4px solid {line}"
    for kind, (surface, line) in _PANELS.items()
} | {
    f".adf-status-{kind}": f"background-color:{surface};color:{ink}"
    for kind, (surface, ink) in STATUSES.items()
}  # fmt: skip

#: The default look as a stylesheet, for documents that were rendered with `styled=False`.
STYLESHEET = "".join(
    f"{'' if selector == '.adf' else '.adf '}{selector}{{{style}}}\n" for selector, style in STYLES.items()
)


def default(name: str, classes: str) -> str:
    """The default style of an element with these classes; of the same property the last counts."""
    selectors = [name, *(f".{each}" for each in classes.split())]
    said = [each for selector in selectors for each in STYLES.get(selector, "").split(";") if each]
    properties = {each.partition(":")[0]: each for each in said}
    return ";".join(properties.values())
