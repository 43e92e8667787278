"""Where the command line finds secrets, and what it says when it does not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from postroom.configuration import SecretReference, resolve
from postroom.configuration.secrets import Where
from postroom.errors import BadConfiguration

pytestmark = pytest.mark.pure


def reference(where: Where, place: str = "") -> SecretReference:
    return SecretReference(where, place, 7, "the password of source 'mailbox'")


def test_a_secret_comes_from_environment_file_or_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOX_PASSWORD", "from the environment")
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("first line\r\nsecond line\n"))
    wanted = [reference("env", "MAILBOX_PASSWORD"), reference("file", str(tmp_path / "secret"))]
    assert [resolve(one) for one in wanted] == ["from the environment", "from the file"]
    assert [resolve(reference("stdin")) for _ in range(2)] == ["first line", "second line"]


@pytest.mark.parametrize(
    ("where", "place", "words"),
    [
        ("env", "MISSING", "the environment variable MISSING is empty or not there"),
        ("env", "EMPTY", "the environment variable EMPTY is empty or not there"),
        ("env", "LONG", "the environment variable LONG holds more than one line"),
        ("file", "nowhere", "nowhere cannot be read: No such file or directory"),
        ("file", "lines", "lines holds more than one line of text"),
        ("file", "blank", "blank is empty or not there"),
        ("file", "bytes", "bytes is not text in UTF-8"),
        ("stdin", "true", "standard input is empty or not there"),
    ],
)
def test_a_secret_that_is_not_found_is_named_with_its_line(
    where: Where, place: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setenv("LONG", "sesame" * 2000)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "lines").write_text("sesame\nopen\n")
    (tmp_path / "blank").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(BadConfiguration) as caught:
        resolve(reference(where, str(tmp_path / place) if where == "file" else place))
    assert str(caught.value).startswith("Line 7: the password of source 'mailbox' was not found: ")
    assert words in str(caught.value)
    assert "sesame" not in str(caught.value)
