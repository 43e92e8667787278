"""Each mail beside this file, named by its situation, says what the JSON of the same name expects."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from postroom.mail.message import Message, from_json, part_bytes, read_message, to_json

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
MAILS = sorted(FOLDER.glob("*.eml"))


def as_json(message: Message) -> dict[str, Any]:
    return json.loads(json.dumps(to_json(message)))


def test_it_works() -> None:
    message = read_message((FOLDER / "plain_new_mail.eml").read_bytes())
    assert message.sender.email == "jana@example.org"
    assert message.text.startswith("It smokes")


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_says_what_is_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    read = as_json(read_message(path.read_bytes()))
    found = {key: read[key] for key in expected}
    if "attachments" in expected:
        asked = [list(attachment) for attachment in expected["attachments"]]
        keys = asked + [["name"]] * (len(found["attachments"]) - len(asked))
        found["attachments"] = [
            {key: each[key] for key in wanted}
            for each, wanted in zip(found["attachments"], keys, strict=False)
        ]
    assert found == expected


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_survives_the_way_through_json(path: Path) -> None:
    message = read_message(path.read_bytes())
    assert from_json(as_json(message)) == message


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_attachments_weigh_what_their_parts_weigh(path: Path) -> None:
    raw = path.read_bytes()
    for attachment in read_message(raw).attachments:
        assert len(part_bytes(raw, attachment.index)) == attachment.size


def test_every_expectation_has_its_mail_and_every_mail_its_expectation() -> None:
    assert {path.stem for path in MAILS} == {path.stem for path in FOLDER.glob("*.json")}
    assert len(MAILS) >= 40


def test_an_enclosed_mail_is_kept_word_for_word() -> None:
    raw = (FOLDER / "forwarded_mail_enclosed.eml").read_bytes()
    enclosed = part_bytes(raw, 1)
    assert enclosed.startswith(b"From: Otto") and enclosed.endswith(b"--inner--\r\n")
    assert read_message(enclosed).text == "Inner text."


@pytest.mark.parametrize("index", [-1, 2, 999])
def test_a_part_that_a_mail_does_not_have_is_an_index_error(index: int) -> None:
    with pytest.raises(IndexError):
        part_bytes((FOLDER / "forwarded_mail_enclosed.eml").read_bytes(), index)


def test_headers_are_shown_up_to_a_limit() -> None:
    shown = read_message(b"Subject: x\r\nX-Long: " + b"y" * 100_000 + b"\r\n\r\nbody").headers
    assert shown.startswith("Subject: x\nX-Long: y") and len(shown) == 32_768


WRONG: dict[str, Any] = {
    "a field too few": lambda d: d.pop("subject"),
    "a field too many": lambda d: d.update(more=1),
    "a number for a text": lambda d: d.update(subject=1),
    "NUL in a text": lambda d: d.update(text="a\x00b"),
    "half a character": lambda d: d.update(text="\ud800"),
    "a text for a list": lambda d: d.update(references="abc"),
    "an endless list": lambda d: d.update(warnings=["x"] * 10_001),
    "a sender who is none": lambda d: d.update(sender=["a", "b"]),
    "a truth for a number": lambda d: d["attachments"][0].update(size=True),
    "a negative size": lambda d: d["attachments"][0].update(size=-1),
    "a hash that is none": lambda d: d["attachments"][0].update(sha256="../../x"),
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG.keys())
def test_json_that_is_no_message_is_refused(spoil: Any) -> None:
    value = as_json(read_message((FOLDER / "mixed_with_attachment.eml").read_bytes()))
    assert from_json(value)
    spoil(value)
    with pytest.raises(ValueError, match=r"\w"):
        from_json(value)


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [{}]])
def test_json_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="fields"):
        from_json(value)


def test_a_message_cannot_be_changed_behind_our_back() -> None:
    message = read_message(b"Subject: x\n\ny")
    with pytest.raises(dataclasses.FrozenInstanceError):
        message.subject = "z"  # type: ignore[misc]
