"""One decision for the plain text and the HTML of a mail: labels carried over from one to the other by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from postroom.mail.reply.lines import Label

MOST_WORDS = 100_000  # that are compared
MOST_GAPS = 60  # places where one of the two has words that the other has not
WIDEST_GAP = 40  # words
SURE = 3  # equal words in a row that end a gap

_LINKS = re.compile(r"[<(\[]?https?://[^\s<>]{1,2000}[>)\]]?|\[(?:cid|image|inline image)[^\]\n]{0,200}\]")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words that the plain text and the HTML of a mail have in common: no links, pictures or emphasis."""
    return (
        _WORD.findall(_LINKS.sub(" ", text).lower())
        if "[" in text or "://" in text
        else _WORD.findall(text.lower())
    )


def carried(
    lines: Sequence[str], labels: list[Label], others: Sequence[str], other_labels: Sequence[Label]
) -> list[Label]:
    """The labels of `lines` as `others` have them, where their new words differ but can be found."""
    if _new_words(lines, labels) == _new_words(others, other_labels):
        return labels
    ours = [(word, index) for index, line in enumerate(lines) for word in words(line)]
    theirs = [(word, index) for index, line in enumerate(others) for word in words(line)]
    if not ours or not theirs or max(len(ours), len(theirs)) > MOST_WORDS:
        return labels
    votes = _votes(
        [word for word, _ in ours],
        [word for word, _ in theirs],
        [other_labels[index] for _, index in theirs],
    )
    if "new" not in votes:
        return labels
    tally: dict[int, Counter[Label]] = {}
    for (_, index), label in zip(ours, votes, strict=True):
        tally.setdefault(index, Counter())[label] += 1
    return _filled(lines, {index: count.most_common(1)[0][0] for index, count in tally.items()})


def _new_words(lines: Sequence[str], labels: Sequence[Label]) -> list[str]:
    return words("\n".join(line for line, label in zip(lines, labels, strict=True) if label == "new"))


def _votes(ours: Sequence[str], theirs: Sequence[str], labels: Sequence[Label]) -> list[Label]:
    """The label of each of our words, [] where the two differ too much.

    Words that only we have go with those that stand in their place, or with the words above.
    """
    votes: list[Label] = []
    here = there = equal = equal_new = gaps = 0
    while here < len(ours) and there < len(theirs):
        if ours[here] == theirs[there]:
            votes.append(labels[there])
            equal_new += labels[there] == "new"
            here, there, equal = here + 1, there + 1, equal + 1
            continue
        gaps += 1
        gap = _gap(ours, here, theirs, there) if gaps <= MOST_GAPS else None
        if gap is None:
            break
        label = labels[there + gap[1] - 1] if gap[1] else votes[-1] if votes else labels[there]
        votes += [label] * gap[0]
        here, there = here + gap[0], there + gap[1]
    is_same = equal * 2 >= here and equal_new * 2 >= labels.count("new")
    if not votes or not is_same or set(labels[there:]) - {votes[-1]}:
        return []
    return votes + [votes[-1]] * (len(ours) - here)


def _gap(ours: Sequence[str], here: int, theirs: Sequence[str], there: int) -> tuple[int, int] | None:
    """How many words to skip on both sides, few as can be, until some words are equal again."""
    for width in range(1, WIDEST_GAP):
        for skipped in range(width + 1):
            first, second = here + skipped, there + width - skipped
            found = ours[first : first + SURE]
            if found and found == theirs[second : second + SURE]:
                return skipped, width - skipped
    return None


def _filled(lines: Sequence[str], voted: dict[int, Label]) -> list[Label]:
    """Empty lines go with the line above them, lines of signs only with the words below them."""
    labels: list[Label] = []
    below: list[Label] = []
    label = voted[max(voted)]
    for index in reversed(range(len(lines))):
        label = voted.get(index, label)
        below.append(label)
    below.reverse()
    for index, line in enumerate(lines):
        is_first = not labels or line.strip(" >\t")
        labels.append(voted.get(index) or (below[index] if is_first else labels[-1]))
    return labels
