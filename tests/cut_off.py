"""Runs of ingest that are cut off, and what they leave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


def content(folder: str | Path) -> dict[str, bytes]:
    """Read all files of a corpus; those that a run may rewrite are left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@contextmanager
def cut_off(monkeypatch: pytest.MonkeyPatch, files: int) -> Iterator[None]:
    """Stop what runs inside when so many files have got their names; see that it was stopped."""
    replace, done = os.replace, []

    def stopping(*paths: Any) -> None:
        if len(done) == files:
            raise KeyboardInterrupt
        done.append(paths)
        replace(*paths)

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", stopping)
        with pytest.raises(KeyboardInterrupt):
            yield
