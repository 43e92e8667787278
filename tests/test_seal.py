"""Encryption at rest: keys that change, pieces that were moved, changed or cut, streams of every size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from postroom.environment import read
from postroom.errors import BadConfiguration
from postroom.seal import KeyRing, key_ring, make_key_file, new_key, pack, read_key, unpack

pytestmark = pytest.mark.pure
MB = 1 << 20
OLD, NEW, OTHER = (bytes([number]) * 32 for number in (1, 2, 3))


def ring(*keys: bytes) -> KeyRing:
    return KeyRing(keys)


def pieces(
    data: bytes, *, keys: KeyRing | None = None, of: bytes = b"mail 1", step: int = 70_000
) -> list[bytes]:
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    return list(pack(keys or ring(OLD), chunks, of))


def opened(sealed: list[bytes], *, keys: KeyRing | None = None, of: bytes = b"mail 1") -> bytes:
    return b"".join(unpack(keys or ring(OLD), sealed, of))


def test_it_works():
    assert ring(OLD).open(ring(OLD).seal(b"hello", b"greeting"), b"greeting") == b"hello"


# --- streams -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, MB - 1, MB, MB + 1, 5 * MB])
@pytest.mark.parametrize("content", [os.urandom, bytes])
def test_what_is_packed_comes_out_as_it_was(size: int, content):
    data = content(size)
    sealed = pieces(data)
    assert opened(sealed) == data
    assert max(map(len, sealed)) <= MB + 64


def test_what_packs_well_comes_out_in_small_parts_too():
    sealed = pieces(bytes(20 * MB), step=MB)
    assert sum(map(len, sealed)) < 10_000
    assert max(len(chunk) for chunk in unpack(ring(OLD), sealed, b"mail 1")) <= MB


def test_pieces_are_not_asked_for_before_they_are_needed():
    data, asked = os.urandom(5 * MB), []

    def coming():
        for piece in pieces(data):
            asked.append(piece)
            yield piece

    next(unpack(ring(OLD), coming(), b"mail 1"))
    assert len(asked) <= 3


THREE = pieces(os.urandom(3 * MB - 5000))


@pytest.mark.parametrize(
    ("what", "sealed"),
    [
        ("the last piece is missing", THREE[:-1]),
        ("the first piece is missing", THREE[1:]),
        ("a piece between is missing", [THREE[0], THREE[2]]),
        ("two pieces changed places", [THREE[1], THREE[0], THREE[2]]),
        ("a piece came twice", [THREE[0], THREE[0], *THREE[1:]]),
        ("a piece was changed", [THREE[0], THREE[1][:-1] + bytes([THREE[1][-1] ^ 1]), THREE[2]]),
        ("a piece was cut", [THREE[0], THREE[1][:-1], THREE[2]]),
        ("a piece was emptied", [THREE[0], THREE[1][:16], THREE[2]]),
        ("a piece of another mail", [THREE[0], pieces(os.urandom(3 * MB - 5000), of=b"mail 2")[1], THREE[2]]),
        ("all are missing", []),
    ],
)
def test_a_stream_that_is_not_whole_is_noticed(what: str, sealed: list[bytes]):
    with pytest.raises(BadConfiguration, match=r"changed or moved|missing from the database"):
        opened(sealed)


def test_a_stream_belongs_to_its_mail():
    with pytest.raises(BadConfiguration, match="changed or moved"):
        opened(pieces(b"hello"), of=b"mail 2")


def test_a_value_belongs_to_its_column():
    with pytest.raises(BadConfiguration, match="changed or moved"):
        ring(OLD).open(ring(OLD).seal(b"secret", b"site.token"), b"source.password")


def test_equal_values_look_different_each_time():
    assert ring(OLD).seal(b"hello", b"x") != ring(OLD).seal(b"hello", b"x")


# --- keys --------------------------------------------------------------------------------------------------


def test_a_new_key_seals_and_the_old_one_still_opens():
    before = pieces(b"written before", keys=ring(OLD))
    both = ring(NEW, OLD)
    after = pieces(b"written after", keys=both)
    assert (opened(before, keys=both), opened(after, keys=both)) == (b"written before", b"written after")
    assert opened(after, keys=ring(NEW)) == b"written after", "the old key is not needed for it"
    with pytest.raises(BadConfiguration, match="a key that is not in the ring"):
        opened(after, keys=ring(OLD))


def test_without_its_key_nothing_opens_and_the_way_out_is_named():
    with pytest.raises(BadConfiguration, match="Set POSTROOM_KEYS"):
        opened(pieces(b"x"), keys=ring(OTHER))


def test_keys_for_other_uses_follow_the_ring_and_tell_nothing_of_it():
    assert ring(NEW, OLD).derive("mail") == (*ring(NEW).derive("mail"), *ring(OLD).derive("mail"))
    assert ring(OLD).derive("mail") != ring(OLD).derive("django")
    assert OLD not in ring(OLD).derive("mail")


def test_a_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "new" / "key"
    make_key_file(path)
    first = path.read_text()
    make_key_file(path)
    assert (path.read_text(), path.stat().st_mode & 0o777) == (first, 0o600)
    assert [entry.name for entry in path.parent.iterdir()] == ["key"]
    assert len(read_key(first.strip(), "here")) == 32


BAD_FILES = [
    (None, "is missing"),
    (b"", "There is no encryption key"),
    (b"short\n", "does not hold a Postroom key"),
    (b"\xff\xfe\x00binary", "is no text"),
    (b"A" * 43 + b"=\nand a word", "does not hold a Postroom key"),
]


@pytest.mark.parametrize(("content", "words"), BAD_FILES)
def test_a_key_file_that_cannot_be_used_is_told_apart(tmp_path: Path, content: bytes | None, words: str):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadConfiguration, match=words) as refused:
        key_ring(read({"POSTROOM_KEY_FILE": str(path)}))
    assert "Set POSTROOM_KEYS (or POSTROOM_KEY_FILE)" in str(refused.value)


def test_a_key_file_may_hold_older_keys_below_the_first(tmp_path: Path):
    first, second = new_key(), new_key()
    (tmp_path / "key").write_text(f"{first}\n{second}\n")
    keys = key_ring(read({"POSTROOM_DATA": str(tmp_path)})).keys
    assert keys == (read_key(first, ""), read_key(second, ""))
    assert key_ring(read({"POSTROOM_KEYS": f"{first}, {second}"})).keys == keys


def test_a_key_that_cannot_be_written_is_said_in_words():
    with pytest.raises(BadConfiguration, match=r"/proc/nowhere/key cannot be written: .*POSTROOM_DATA"):
        make_key_file(Path("/proc/nowhere/key"))
