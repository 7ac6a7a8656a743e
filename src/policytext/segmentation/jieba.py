"""jieba as a segmenter, with a dictionary of its own."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from policytext.errors import MissingExtra

__all__ = ["JiebaSegmenter", "dictionary_words"]


def _dictionary_file() -> Path:
    """Find jieba's dictionary without importing jieba, which takes a third of a second."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise MissingExtra("Segmenting with jieba needs jieba. Install it with: pip install jieba")
    return Path(spec.origin).with_name("dict.txt")


def _entries() -> Iterator[list[str]]:
    """Yield the entries of jieba's dictionary: word, frequency, part of speech."""
    with _dictionary_file().open(encoding="utf-8") as lines:
        for line in lines:
            yield line.split()


@cache
def _private_jieba() -> ModuleType:
    """Load a copy of jieba for ourselves.

    jieba keeps words in its modules, too: after `jieba.del_word` every tokenizer of the program
    cuts differently.
    """
    file = _dictionary_file().with_name("__init__.py")
    spec = importlib.util.spec_from_file_location("policytext.segmentation._jieba", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # The copy's own modules are found through its name.
    sys.modules[spec.name] = module
    with warnings.catch_warnings():
        # jieba's source has invalid escapes, and pkg_resources is announced as outdated.
        warnings.simplefilter("ignore")
        spec.loader.exec_module(module)
    return module


def dictionary_words(containing: str) -> list[str]:
    """List the words of jieba's dictionary that hold a string."""
    return [entry[0] for entry in _entries() if containing in entry[0]]


class JiebaSegmenter:
    """Cuts as `jieba.lcut` does, apart from jieba's global state.

    Parameters
    ----------
    hmm : bool, default True
        Guess words that are not in the dictionary, as jieba does by default.
    """

    def __init__(self, *, hmm: bool = True) -> None:
        self._hmm = hmm

    @property
    def name(self) -> str:
        """Jieba's version and the option."""
        version = importlib.metadata.version("jieba")
        return f"jieba {version}" + ("" if self._hmm else " without HMM")

    @cached_property
    def dictionary(self) -> str:
        """Hash of jieba's dictionary file."""
        return hashlib.sha256(_dictionary_file().read_bytes()).hexdigest()[:12]

    @cached_property
    def _tokenizer(self) -> Any:
        """A tokenizer of our own, loaded past jieba's cache: that is a file in a folder shared by
        all users of the machine, which jieba loads unseen.
        """
        tokenizer = _private_jieba().Tokenizer()
        with _dictionary_file().open("rb") as lines:
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(lines)
        tokenizer.initialized = True
        return tokenizer

    def cut(self, text: str) -> Iterable[str]:
        """Cut one text."""
        words: Iterable[str] = self._tokenizer.cut(text, HMM=self._hmm)
        return words

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give each type its part of speech in jieba's dictionary, "" where it has none."""
        wanted = dict.fromkeys(types, "")
        for entry in _entries():
            if entry[0] in wanted and len(entry) == 3:
                wanted[entry[0]] = entry[2]
        return list(wanted.values())
