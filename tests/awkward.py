"""Segmenters that workers fail at or die of."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path


class Characters:
    """Every character is a token."""

    name = "characters"
    dictionary = "none"

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        return list(text)

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give no parts of speech."""
        return [""] * len(types)


class Joining(Characters):
    """Makes a token of 这是 at the beginning of a text only."""

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        return ["这是", *text[2:]] if text.startswith("这是") else list(text)


class Failing(Characters):
    """Fails at texts that hold a word."""

    def __init__(self, word: str) -> None:
        self.word = word

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        if self.word in text:
            raise ValueError(f"{self.word} cannot be cut")
        return list(text)


class Deadly(Failing):
    """Kills its process at texts that hold a word."""

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        if self.word in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(text)


class Struck(Characters):
    """Its process is killed several times, each time in the middle of something else."""

    def __init__(self, folder: Path, times: int) -> None:
        self.folder = folder
        self.times = times

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        for number in range(self.times):
            try:
                (self.folder / f"{number}").touch(exist_ok=False)
            except FileExistsError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)
        return list(text)


class Slow(Characters):
    """Takes its time over every text, and leaves a mark."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds

    def cut(self, text: str) -> Sequence[str]:
        """Cut one text."""
        time.sleep(self.seconds)
        (self.folder / f"{time.time_ns()}-{os.getpid()}").touch()
        return list(text)
