"""Reads the files of a multipart request onto disk."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from pathlib import Path

from aiohttp import BodyPartReader
from aiohttp.web_request import BaseRequest

from postroom.sandbox.calls import Upload

CHUNK = 1 << 18


async def skip(request: BaseRequest) -> None:
    async for _ in request.content.iter_chunked(CHUNK):
        pass


async def read_files(request: BaseRequest, folder: Path) -> tuple[Upload, ...]:
    """The parts named `file`, streamed to disk; Jira ignores parts with other names."""
    uploads: list[Upload] = []
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                uploads.append(await _read_file(part, folder))
    except BaseException:
        drop(uploads)
        raise
    return tuple(uploads)


async def _read_file(part: BodyPartReader, folder: Path) -> Upload:
    path, digest, size = folder / f"upload-{uuid.uuid4()}", hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            while chunk := await part.read_chunk(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except BaseException:
        path.unlink()
        raise
    kind = part.headers.get("Content-Type", "application/octet-stream").partition(";")[0]
    return Upload(part.filename or "unnamed", kind, size, digest.hexdigest(), str(path))


def drop(uploads: Iterable[Upload]) -> None:
    for upload in uploads:
        Path(upload.path).unlink(missing_ok=True)
