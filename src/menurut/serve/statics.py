"""The files that pages load: styles, scripts, pictures. They are read once, so no path can reach beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from fastapi import APIRouter, Response

from menurut.errors import NotFoundError

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
router = APIRouter()


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file's bytes, its media type, and a hash of its bytes."""

    data: bytes
    kind: str
    version: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """All files of ``static/`` by name."""
    found = {}
    for file in files("menurut.serve").joinpath("static").iterdir():
        kind = _KINDS.get(file.name.rpartition(".")[2])
        if kind is not None:
            data = file.read_bytes()
            found[file.name] = StaticFile(data, kind, blake2b(data, digest_size=6).hexdigest())
    return found


def static_address(name: str) -> str:
    """The address of a file of ``static/``, with its version, so that browsers keep it as long as it stays."""
    return f"/static/{name}?v={static_files()[name].version}"


@router.get("/static/{name}")
def static_file(name: str, v: str = "") -> Response:
    """A file of ``static/``. Raises ``NotFoundError``."""
    file = static_files().get(name)
    if file is None:
        raise NotFoundError(f"there is no file {name!r}")
    kept = "public, max-age=31536000, immutable" if v == file.version else "no-cache"
    return Response(file.data, media_type=file.kind, headers={"cache-control": kept})
