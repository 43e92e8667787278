"""Lists of nodes: bulleted, numbered and of tasks, made of items wherever they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from postroom.jira.adf.nodes import LEAVES, Node, hard_break, text_node, text_of

LISTS = frozenset(["bulletList", "orderedList", "taskList"])

TODO, DONE = "☐ ", "☑ "
_BOX = re.compile(r"\s*(?:(?P<todo>[☐□]|\[ ?\](?=\s|\Z))|[☑☒]|\[[xX]\](?=\s|\Z))\ufe0f?\s*")


def item(blocks: Sequence[Node], number: int | None = None) -> Node:
    """An item; one with a number of its own begins another numbered list."""
    return {"type": "listItem", "attrs": {"number": number}, "content": list(blocks)}


def word_item(blocks: Sequence[Node], level: int, number: int | None) -> Node:
    """An item as Word writes it: a paragraph that knows its level; `number` is None for a bullet."""
    return {"type": "wordItem", "attrs": {"level": level, "number": number}, "content": list(blocks)}


def list_of(blocks: Iterable[Node], first: int | None = None) -> list[Node]:
    """The list that holds these blocks, numbered from `first` or bulleted; none where it would be empty."""
    found: list[Node] = []
    items: list[list[Node]] = []
    for block in blocks:
        if block["type"] == "listItem":
            number = block["attrs"]["number"]
            if first is not None and items and number not in (None, first + len(items)):
                found += _made(items, first)
                first, items = number, []
            _add_item(items, block["content"])
        elif block["type"] in LISTS:
            _add_item(items, [block])
        elif items:
            items[-1].append(block)
        else:
            items.append([block])
    return found + _made(items, first)


def _made(items: Sequence[Sequence[Node]], first: int | None) -> list[Node]:
    if not items:
        return []
    if all(map(_is_task, items)):
        return [_tasks(items)]
    nodes = [item(content) for content in items]
    if first is None:
        return [{"type": "bulletList", "content": nodes}]
    return [{"type": "orderedList", "attrs": {"order": first}, "content": nodes}]


def _add_item(items: list[list[Node]], content: list[Node]) -> None:
    """One more item. One that begins with a list is no item of its own: that list is the last item's."""
    if not content:
        return
    if content[0]["type"] not in LISTS:
        items.append(list(content))
    elif items:
        items[-1] += content
    else:
        first, *rest = content
        items += [list(each.get("content") or ()) for each in first["content"] if each["type"] == "listItem"]
        if first["type"] == "taskList" or not items:
            items.append([first])
        items[-1] += rest


def gathered(blocks: Sequence[Node]) -> list[Node]:
    """The blocks with lists around items that stand outside of one."""
    if not any(block["type"] in ("listItem", "wordItem") for block in blocks):
        return list(blocks)
    found: list[Node] = []
    for kind, group in groupby(blocks, key=lambda block: str(block["type"])):
        if kind == "listItem":
            found += list_of(group)
        elif kind == "wordItem":
            found += _word_lists(group)
        else:
            found += group
    return found


def _word_lists(items: Iterable[Node]) -> list[Node]:
    """Lists in lists, by the level of each item."""
    found: list[Node] = []
    for group in _same_list(items):
        nodes = []
        for head, *deeper in group:
            nodes.append(item([*head["content"], *_word_lists(deeper)]))
        found += list_of(nodes, group[0][0]["attrs"]["number"])
    return found


def _same_list(items: Iterable[Node]) -> Iterator[list[list[Node]]]:
    """The items of each list, every one with the deeper ones below it; a number out of order starts a list."""
    group: list[list[Node]] = []
    for each in items:
        if group and each["attrs"]["level"] > group[0][0]["attrs"]["level"]:
            group[-1].append(each)
        elif group and _follows(each["attrs"]["number"], group[-1][0]["attrs"]["number"]):
            group.append([each])
        else:
            if group:
                yield group
            group = [[each]]
    if group:
        yield group


def _follows(number: int | None, last: int | None) -> bool:
    return number == last if number is None or last is None else number in (last, last + 1)


# tasks


def _is_task(content: Sequence[Node]) -> bool:
    first: Node = content[0] if content else {"type": ""}
    return (
        first["type"] == "paragraph"
        and bool(first["content"])
        and _BOX.match(first["content"][0].get("text", "")) is not None
        and _BOX.fullmatch(text_of([first])) is None
        and all(block["type"] in ("paragraph", "taskList") for block in content)
    )


def _tasks(items: Iterable[Sequence[Node]]) -> Node:
    """A list of tasks; a task holds no blocks, so that its own tasks follow it as a list of their own."""
    content: list[Node] = []
    for each in items:
        words = list(_words(each))
        box = _BOX.match(words[0]["text"])
        state = "TODO" if box and box["todo"] else "DONE"
        rest = words[0]["text"][box.end() :] if box else ""
        first = [words[0] | {"text": rest}] if rest else []
        content.append(
            {"type": "taskItem", "attrs": {"localId": "", "state": state}, "content": first + words[1:]}
        )
        content += [block for block in each if block["type"] == "taskList"]
    return {"type": "taskList", "attrs": {"localId": ""}, "content": content}


def _words(blocks: Iterable[Node]) -> Iterator[Node]:
    for number, block in enumerate(block for block in blocks if block["type"] == "paragraph"):
        if number:
            yield hard_break()
        yield from block["content"]


def as_bullets(tasks: Node) -> Node:
    """A list of tasks as one with drawn boxes, for where tasks may not stand."""
    items: list[Node] = []
    for each in tasks["content"]:
        if each["type"] == "taskList":
            nested = as_bullets(each)
            if items:
                items[-1]["content"].append(nested)
            else:
                items += nested["content"]
        else:
            box = TODO if each["attrs"]["state"] == "TODO" else DONE
            items.append(item([{"type": "paragraph", "content": [text_node(box), *each["content"]]}]))
    return {"type": "bulletList", "content": items}


def numbered(blocks: Sequence[Node], last: int = 0) -> int:
    """Give each task and list of tasks its id, which is its place; answers the number of the last one."""
    for block in blocks:
        kind = block["type"]
        if kind in ("taskList", "taskItem"):
            last += 1
            block["attrs"]["localId"] = f"task-{last}"
        if kind not in LEAVES:
            last = numbered(block["content"], last)
    return last
