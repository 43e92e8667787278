"""What servers say when they refuse a mail, sorted by what they mean: status codes, and phrases as patterns.

A phrase is a regular expression over the words as `verdict` makes them plain: lower case, on one line, every
address an "@". " ~ " stands for the end of a word, or for up to 45 characters of one sentence. A phrase begins with
a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_GAP = r"[^\w;.!](?:(?:[^;.!]|\.(?=\w)){0,45}?[^\w;.!])??"


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, to be searched for in words as `plain` makes them."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})".replace(" ~ ", _GAP))
