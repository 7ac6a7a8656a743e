"""A lock on a folder, so that no two processes write into it."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from policytext.errors import ReadError
from policytext.scale.writing import writing

__all__ = ["locked"]

#: What a system says where another process holds a lock.
_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
#: Windows locks bytes against reading too, so one is locked that is not there.
_FAR = 1 << 30


@contextmanager
def locked(path: str, folder: str) -> Iterator[None]:
    """Hold the lock in a file; it is let go when the process ends, however it does.

    Raises
    ------
    ReadError
        If another process holds it, or one on another machine that cannot be asked.
    """
    with writing(folder):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        held = _try(handle)
        holder = _holder(handle)
        mine = holder.get("host") == socket.gethostname()
        # Not every shared file system knows locks; there, and from machine to machine, what is
        # written in the file counts.
        doubtful = not mine or (held is None and _is_alive(int(holder["process"])))
        if held is False or (holder and doubtful):
            who = f"process {holder.get('process', '?')} on {holder.get('host', '?')}"
            raise ReadError(
                f"{folder}: another ingest writes there ({who}, since {holder.get('since', '?')}). "
                f"Wait for its end; if it was cut off without one, delete {path}."
            )
        with writing(folder):
            _write(handle, _me())
        try:
            yield
        finally:
            _write(handle, {})
    finally:
        # Closing lets the lock go.
        os.close(handle)


def _try(handle: int) -> bool | None:
    """Take the system's lock on a file; None where the file system knows none."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True


def _me() -> dict[str, Any]:
    from datetime import datetime

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "since": now}


def _holder(handle: int) -> dict[str, Any]:
    """Read who holds a lock, or held it last without letting it go."""
    os.lseek(handle, 0, os.SEEK_SET)
    with suppress(ValueError):
        said = json.loads(os.read(handle, 1000))
        if isinstance(said, dict):
            return said
    return {}


def _write(handle: int, holder: dict[str, Any]) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    os.ftruncate(handle, 0)
    if holder:
        os.write(handle, json.dumps(holder).encode())


def _is_alive(process: int) -> bool:
    """Tell whether a process of this machine lives."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
