"""Word lists that ship with policytext."""

from __future__ import annotations

from pathlib import Path

__all__ = ["phrases"]

_FOLDER = Path(__file__).parent / "data" / "lexicons"


def phrases() -> list[str]:
    """List the set phrases of party and government language."""
    lines = (_FOLDER / "phrases.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
