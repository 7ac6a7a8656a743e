"""jieba's tokens: by the compiled kernel, or by jieba itself where there is none."""

from __future__ import annotations

import copy
import hashlib
import importlib
import importlib.metadata
import importlib.util
import io
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from os import PathLike, fspath
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from policytext.errors import InputError, MissingExtra, PolicyTextWarning, ReadError
from policytext.lexicons import Lexicon

if TYPE_CHECKING:
    from policytext.segmentation.columns import Columns

__all__ = ["JiebaSegmenter", "dictionary_words", "has_kernel"]

Mode = Literal["default", "search", "full"]

_UNICODE = 0x110000
_NODE_BYTES = 8
#: Least frequency of a lexicon's word. What jieba suggests makes a word win against its own parts,
#: but not against a neighbour: 推进改革 / 开放 would still beat 推进 / 改革开放.
_LEXICON_FREQUENCY = 20_000
#: The kernel's modes.
_USE_MODEL, _FOR_SEARCH, _ALL_WORDS = 1, 2, 4
_MODES: dict[Mode, int] = {"default": 0, "search": _FOR_SEARCH, "full": _ALL_WORDS}
#: jieba's model is a module of its own; one segmenter at a time may change what it uses.
_lock = threading.RLock()
#: Dictionaries that could not be kept in the user's cache, for the rest of this process. They are
#: known by the hash in their name.
_unkept: dict[Path, tuple[Any, ...]] = {}


def has_kernel() -> bool:
    """Tell whether the compiled kernel is installed."""
    try:
        from policytext.segmentation import _kernel  # noqa: F401
    except ImportError:
        return False
    return True


@cache
def _notice() -> None:
    """Say once that jieba itself cuts."""
    warnings.warn(
        "policytext was installed without its compiled kernel, so jieba itself cuts: the same "
        "tokens, some hundred times slower. Reinstall it where a C compiler is installed.",
        PolicyTextWarning,
        stacklevel=4,
    )


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


def dictionary_words(containing: str) -> list[str]:
    """List the words of jieba's dictionary that hold a string."""
    return [entry[0] for entry in _entries() if containing in entry[0]]


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


@cache
def _private_jieba_posseg() -> Any:
    """Load our copy's tagger."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(f"{_private_jieba().__name__}.posseg")


@cache
def _plain_tokenizer() -> Any:
    """Load jieba's dictionary past jieba's cache: that is a file in a folder shared by all users
    of the machine, which jieba loads unseen.
    """
    tokenizer = _private_jieba().Tokenizer()
    with _dictionary_file().open("rb") as lines:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(lines)
    tokenizer.initialized = True
    return tokenizer


@contextmanager
def _own_never_made(words: set[str]) -> Iterator[None]:
    """Let our copy of jieba use one segmenter's set in place of its global one."""
    finalseg = _private_jieba().finalseg
    with _lock:
        others = finalseg.Force_Split_Words
        finalseg.Force_Split_Words = words
        try:
            yield
        finally:
            finalseg.Force_Split_Words = others


class JiebaSegmenter:
    """Cuts as jieba does, apart from jieba's global state.

    Parameters
    ----------
    hmm : bool, default True
        Guess words that are not in the dictionary, as jieba does by default.
    userdict : path, optional
        A user dictionary as `jieba.load_userdict` reads it: a word a line, then if wanted its
        frequency and part of speech.
    lexicon : str, path or Lexicon, optional
        Words that are to be tokens: "policy" for the set phrases of party and government language
        that policytext ships, a file, or a `Lexicon`.
    mode : {"default", "search", "full"}, default "default"
        "search" gives the tokens of `jieba.cut_for_search`: before a long word the words of two
        and three characters in it. "full" gives all words that the dictionary finds, as
        `jieba.cut(text, cut_all=True)` does, without the empty strings that jieba returns beside
        white space. Tokens overlap in both.

    Raises
    ------
    ReadError
        If the user dictionary cannot be read; the message names the line.

    Notes
    -----
    Words can be added and taken away with jieba's own methods, `load_userdict`, `add_word`,
    `del_word` and `suggest_freq`; they change this segmenter only.

    Examples
    --------
    >>> segmenter = JiebaSegmenter()
    >>> list(segmenter.cut("学习十八大精神"))
    ['学习', '十八', '大', '精神']
    >>> segmenter.add_word("十八大")
    >>> list(segmenter.cut("学习十八大精神"))
    ['学习', '十八大', '精神']
    """

    def __init__(
        self,
        *,
        hmm: bool = True,
        userdict: str | PathLike[str] | None = None,
        lexicon: str | PathLike[str] | Lexicon | None = None,
        mode: Mode = "default",
    ) -> None:
        if mode not in _MODES:
            raise InputError(f"`mode` must be one of {list(_MODES)}, got {mode!r}.")
        self._hmm = hmm
        self._mode = mode
        self._changes: list[tuple[str, tuple[Any, ...]]] = []
        #: Work space for numbering types: nine megabytes that are not made for each call.
        self._spare_tables: list[bytearray] = []
        self._lexicon = ""
        if lexicon is not None:
            self.add_lexicon(lexicon)
        if userdict is not None:
            self.load_userdict(userdict)

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process without what is made from the dictionary: it has it in a file."""
        made = ("dictionary", "_original", "_tables")
        known = {name: value for name, value in vars(self).items() if name not in made}
        return known | {"_spare_tables": []}

    # ---------------------------------------------------------------- the dictionary

    def _change(self, method: str, *arguments: Any) -> None:
        """Note a change of the dictionary; it is made when the next text is cut."""
        self._changes.append((method, arguments))
        for made_from_it in ("dictionary", "_original", "_tables"):
            self.__dict__.pop(made_from_it, None)

    def load_userdict(self, path: str | PathLike[str]) -> None:
        """Add the words of a user dictionary, as `jieba.load_userdict` does."""
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise ReadError(f"{fspath(path)} cannot be read: {error.strerror}.") from None
        for number, line in enumerate(data.split(b"\n"), 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                raise ReadError(
                    f"{fspath(path)}, line {number}: a user dictionary is in UTF-8. "
                    "Save it in that encoding."
                ) from None
        self._change("load_userdict", data)

    def add_lexicon(self, lexicon: str | PathLike[str] | Lexicon) -> None:
        """Add the words of a lexicon, each with its own frequency or one that makes it a token."""
        words = lexicon if isinstance(lexicon, Lexicon) else Lexicon.load(lexicon)
        self._lexicon += f" with lexicon {words.name} {words.hash}"
        self._change("lexicon", tuple(tuple(entry[:3]) for entry in words))

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
        """Add a word, as `jieba.add_word` does; without `freq` with one that makes it a token."""
        if not word:
            raise InputError("A word must not be empty.")
        self._change("add_word", word, freq, tag)

    def del_word(self, word: str) -> None:
        """Take a word away, as `jieba.del_word` does."""
        self._change("del_word", word)

    def suggest_freq(self, segment: str | tuple[str, ...], tune: bool = False) -> int:
        """Return the frequency that joins or splits a word, as `jieba.suggest_freq` does."""
        suggested = int(self._original[0].suggest_freq(segment, False))
        if tune:
            self._change("suggest_freq", segment, True)
        return suggested

    @property
    def name(self) -> str:
        """Version of jieba and the options."""
        version = importlib.metadata.version("jieba")
        options = "" if self._hmm else " without HMM"
        options += "" if self._mode == "default" else f" {self._mode} mode"
        return f"jieba {version}{options}{self._lexicon}"

    @cached_property
    def dictionary(self) -> str:
        """Hash of jieba's dictionary and of the changes to it."""
        state = hashlib.sha256(_dictionary_file().read_bytes())
        if self._changes:
            state.update(repr(self._changes).encode())
        return state.hexdigest()[:12]

    @cached_property
    def _original(self) -> tuple[Any, set[str]]:
        """A tokenizer of our copy of jieba with this segmenter's dictionary, and the words that
        its model must not make: jieba's `Force_Split_Words`, of our own.
        """
        tokenizer = _plain_tokenizer()
        if self._changes:
            plain, tokenizer = tokenizer, _private_jieba().Tokenizer()
            tokenizer.FREQ, tokenizer.total = dict(plain.FREQ), plain.total
            tokenizer.initialized = True
        never_made: set[str] = set()
        with _own_never_made(never_made):
            for method, arguments in self._changes:
                if method == "lexicon":
                    _add_entries(tokenizer, arguments[0])
                    continue
                if method == "load_userdict":
                    arguments = (_NamedBytes(arguments[0]),)
                getattr(tokenizer, method)(*arguments)
        return tokenizer, never_made

    @cached_property
    def _tables(self) -> tuple[Any, ...]:
        """The compiled dictionary: from the user's cache, or built and put there."""
        from policytext.segmentation.dictionary import TABLES, compile_dictionary
        from policytext.segmentation.tables import FORMAT, cache_folder, map_tables, write_tables

        path = cache_folder() / f"jieba-{self.dictionary}-{FORMAT}.tables"
        known = _unkept.get(path) or map_tables(path, TABLES)
        if known is not None:
            return known
        tokenizer, never_made = self._original
        tables = compile_dictionary(
            tokenizer.FREQ,
            tokenizer.total,
            self._tags(tokenizer),
            never_made,
            _private_jieba().finalseg,
        )
        try:
            write_tables(path, tables)
        except OSError as error:
            _unkept[path] = tables
            warnings.warn(
                f"The compiled dictionary cannot be kept in {path.parent}: {error}. "
                "It is built anew each time, which takes some seconds.",
                PolicyTextWarning,
                stacklevel=2,
            )
        return tables

    def _tags(self, tokenizer: Any) -> dict[str, str]:
        """Give each word of the dictionary its part of speech."""
        tags = {entry[0]: entry[2] for entry in _entries() if len(entry) == 3}
        tags.update(tokenizer.user_word_tag_tab)
        return tags

    # ---------------------------------------------------------------- cutting

    @property
    def has_kernel(self) -> bool:
        """Whether the compiled kernel cuts, and not jieba itself."""
        if not has_kernel():
            _notice()
            return False
        return True

    def cut(self, text: str) -> Iterable[str]:
        """Cut one text."""
        if self.has_kernel:
            columns = self.columns([text], threads=1)
            return [columns.types[id] for id in columns.ids]
        return self._cut_with_jieba(text)

    def _cut_with_jieba(self, text: str) -> list[str]:
        """Cut one text with jieba itself."""
        tokenizer, never_made = self._original
        with _own_never_made(never_made):
            if self._mode == "full":
                return [word for word in tokenizer.cut(text, cut_all=True) if word]
            method = tokenizer.cut_for_search if self._mode == "search" else tokenizer.cut
            return list(method(text, HMM=self._hmm))

    def posseg(self, text: str) -> list[tuple[str, str]]:
        """Cut one text into words with the part of speech that each has where it stands.

        This is `jieba.posseg.lcut` itself, with this segmenter's dictionary: a model of its own
        cuts and tags words that are not in the dictionary, so the words can differ from `cut`.

        Examples
        --------
        >>> JiebaSegmenter().posseg("深化改革")
        [('深化改革', 'j')]
        """
        tokenizer, never_made = self._original
        # The tagger empties the table of added words' tags of the tokenizer it is given.
        tagger = _private_jieba_posseg().POSTokenizer(copy.copy(tokenizer))
        with _own_never_made(never_made):
            return [(pair.word, pair.flag) for pair in tagger.cut(text, HMM=self._hmm)]

    def columns(self, texts: Sequence[str], *, threads: int | None = None) -> Columns:
        """Cut texts into columns with the kernel, documents spread over threads."""
        import numpy as np

        from policytext.segmentation import _kernel
        from policytext.segmentation.columns import Columns, cut_texts

        texts = list(texts)
        tables = self._tables
        nodes, codes, never = tables[0], tables[1], bytes(tables[7])
        never_made = tuple(never.decode("utf-8", "surrogatepass").split("\n")) if never else ()
        mode = _USE_MODEL * self._hmm | _MODES[self._mode]
        first_new = len(nodes) // _NODE_BYTES + _UNICODE
        symbols, starts, lengths, new_words = cut_texts(
            texts,
            lambda batch: _kernel.cut(tables[:5], never_made, batch, mode),
            first_new,
            threads,
        )
        try:
            table = self._spare_tables.pop()
        except IndexError:
            # Each thread has one of its own.
            table = bytearray()
        if len(table) < 4 * (first_new + len(new_words)):
            table = bytearray(4 * (first_new + 2 * len(new_words)))
        first, kept = _kernel.number_types(symbols, table)
        self._spare_tables.append(table)
        types, tags = _kernel.name_types(
            nodes,
            codes,
            tables[5],
            bytes(tables[6]).decode().split("\n"),
            first,
            kept,
            starts,
            lengths,
            texts,
            new_words,
        )
        return Columns(
            types,
            tags,
            np.frombuffer(symbols, dtype=np.int32),
            np.frombuffer(starts, dtype=np.int32),
            np.frombuffer(lengths, dtype=np.int64),
        )

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give each type its part of speech in the dictionary, "" where it has none."""
        known: Mapping[str, str]
        if self._changes:
            known = self._tags(self._original[0])
        else:
            # jieba itself need not be loaded.
            wanted = set(types)
            known = {e[0]: e[2] for e in _entries() if len(e) == 3 and e[0] in wanted}
        return [known.get(type_, "") for type_ in types]


def _add_entries(tokenizer: Any, entries: Iterable[tuple[str, int | None, str]]) -> None:
    """Add words, the short ones first, so that the long ones know what they must beat."""
    for word, frequency, tag in sorted(entries, key=lambda entry: (len(entry[0]), entry[0])):
        if frequency is None:
            frequency = max(tokenizer.suggest_freq(word, False), _LEXICON_FREQUENCY)
        tokenizer.add_word(word, frequency, tag or None)


class _NamedBytes(io.BytesIO):
    """A file in memory: jieba asks for a name."""

    name = "user dictionary"
