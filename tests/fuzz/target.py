"""`make fuzz`: the fuzzer makes mails out of our own ones until one breaks a promise, or its time is over."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["postroom.mail", "postroom.jira", "postroom.reading"]):
    from tests.fuzz.promises import check

MAILS = Path(__file__).parent.parent / "mail"
WORDS = Path(__file__).with_name("words.dict")
LONGEST = 16_384


def main() -> None:
    """Arguments are libFuzzer's, such as -max_total_time=120; the mails of the tests are what it begins with."""
    with tempfile.TemporaryDirectory(prefix="postroom-fuzz-") as folder:
        for path in MAILS.glob("*.eml"):
            if path.stat().st_size <= LONGEST:
                (Path(folder) / path.stem).write_bytes(path.read_bytes())
        own = [f"-dict={WORDS}", f"-max_len={LONGEST}", "-timeout=5", "-rss_limit_mb=1024"]
        atheris.Setup([sys.argv[0], *own, *sys.argv[1:], folder], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
