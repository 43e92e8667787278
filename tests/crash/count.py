"""What the sandbox's own request log says became of each mail, found by the token in its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tests.corpus import File, Letter

TOKEN = re.compile(r"Token ([a-z]+-\d{5})\.")


def count(letters: Sequence[Letter], log: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The figures of the proof; all of them are 0 for a perfect run."""
    done = [row for row in log if row["done"]]
    issues = by_token(row for row in done if row["kind"] == "issue")
    comments = by_token(row for row in done if row["kind"] == "comment")
    files = attached(done)
    wanted = [letter for letter in letters if not letter.automatic]
    tokens = {letter.token for letter in wanted}
    home = homes(wanted, done)
    expected_files = expected(wanted, issues, comments)
    return {
        "lost": sum(not issues[each.token] and not comments[each.token] for each in wanted),
        "lost_attachments": missing(expected_files, files),
        "duplicate_issues": too_many(issues, tokens),
        "duplicate_comments": too_many(comments, tokens)
        + sum(bool(issues[token] and comments[token]) for token in tokens),
        "duplicate_attachments": missing(files, expected_files),
        "misplaced": sum(misplaced(each, home, issues, comments) for each in wanted),
        "wrong_text": sum(wrong(each, issues, comments) for each in wanted),
    }


def by_token(rows: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        match = TOKEN.search(row["text"])
        found[match[1] if match else "no token"].append(row)
    return found


def too_many(rows: dict[str, list[dict[str, Any]]], tokens: set[str]) -> int:
    """More than one of a mail, and any of a mail that was to be ignored or of no mail at all."""
    return sum(max(0, len(found) - (token in tokens)) for token, found in rows.items())


def homes(letters: Sequence[Letter], done: Sequence[dict[str, Any]]) -> dict[str, str]:
    """By root, the first issue that a mail of the thread made.

    Answers may overtake the mail they answer; then the first of the thread to arrive makes the issue.
    """
    root_of = {letter.token: letter.root for letter in letters}
    found: dict[str, str] = {}
    for row in done:
        token = TOKEN.search(row["text"]) if row["kind"] == "issue" else None
        if token and token[1] in root_of:
            found.setdefault(root_of[token[1]], row["key"])
    return found


def attached(rows: Sequence[dict[str, Any]]) -> Counter[tuple[str, File]]:
    return Counter(
        (row["key"], File(file["name"], file["size"], file["sha256"]))
        for row in rows
        if row["kind"] == "attachment" or row["kind"] == "attachments"
        for file in row["files"]
    )


def expected(
    letters: Sequence[Letter],
    issues: dict[str, list[dict[str, Any]]],
    comments: dict[str, list[dict[str, Any]]],
) -> Counter[tuple[str, File]]:
    """Each file once, on the issue that its mail went to."""
    wanted: Counter[tuple[str, File]] = Counter()
    for letter in letters:
        rows = issues[letter.token] or comments[letter.token]
        key = rows[0]["key"] if rows else "nowhere"
        wanted.update((key, file) for file in letter.files)
    return wanted


def missing(wanted: Counter[tuple[str, File]], there: Counter[tuple[str, File]]) -> int:
    return sum((wanted - there).values())


def misplaced(
    letter: Letter,
    home: dict[str, str],
    issues: dict[str, list[dict[str, Any]]],
    comments: dict[str, list[dict[str, Any]]],
) -> bool:
    """Every mail of a thread belongs on the issue that the thread began."""
    return any(row["key"] != home.get(letter.root) for row in issues[letter.token] + comments[letter.token])


def wrong(
    letter: Letter, issues: dict[str, list[dict[str, Any]]], comments: dict[str, list[dict[str, Any]]]
) -> bool:
    """The text in Jira does not hold each word of the mail."""
    rows = issues[letter.token] or comments[letter.token]
    if not rows:
        return False
    said = " ".join(rows[0]["text"].split())
    return not all(line in said for line in letter.lines)
