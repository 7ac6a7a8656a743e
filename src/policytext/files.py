"""Writing files so that a half-written one is never left behind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policytext.errors import ReadError

__all__ = ["written_whole"]


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary file that takes the place of `path` when all went well, and none otherwise.

    Raises
    ------
    ReadError
        If the folder does not exist or cannot be written to.
    """
    # A link is followed; a device or a pipe cannot be replaced, so it is written to.
    target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
    special = target.exists() and not target.is_file() and not target.is_dir()
    try:
        handle, name = tempfile.mkstemp(
            dir=None if special else target.parent, prefix=f".{target.stem}-", suffix=target.suffix
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(f"{target} cannot be written: {reason}. Check the folder.") from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if target.is_dir():
            raise ReadError(f"{target} is a folder. Name a file in it.")
        # mkstemp makes files private; an output file is as open as the user's umask says.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        if special:
            target.write_bytes(temporary.read_bytes())
            temporary.unlink()
        else:
            temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
