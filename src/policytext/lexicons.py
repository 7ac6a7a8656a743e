"""Lexicons: lists of words with what is known of each, for segmenting and counting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from policytext import stamp
from policytext.errors import InputError, ReadError, nearest

__all__ = ["Entry", "Lexicon", "phrases", "stopword_file"]

_FOLDER = Path(__file__).parent / "data" / "lexicons"
_COLUMNS = ("word", "frequency", "tag", "theme", "source")


class Entry(NamedTuple):
    """A word of a lexicon: its frequency (None to let the segmenter choose), part of speech, the
    theme it belongs to, and where it comes from.
    """

    word: str
    frequency: int | None = None
    tag: str = ""
    theme: str = ""
    source: str = ""


class Lexicon:
    """A list of words, each once, in order.

    Parameters
    ----------
    entries : iterable of Entry or str
        A word that comes twice keeps what was said of it last.
    name : str, default ""
        For the stamp of results.

    Examples
    --------
    >>> lexicon = Lexicon(["十八大", Entry("八项规定", tag="n", theme="作风建设")])
    >>> len(lexicon), "十八大" in lexicon
    (2, True)
    >>> [entry.word for entry in lexicon.merge(Lexicon(["四个全面"]))]
    ['十八大', '八项规定', '四个全面']
    """

    def __init__(self, entries: Iterable[Entry | str], *, name: str = "") -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}
        for given in entries:
            entry = Entry(given) if isinstance(given, str) else given
            word = entry.word.strip()
            if not word:
                raise InputError("A word of a lexicon must not be empty.")
            self._entries[word] = entry._replace(word=word)

    @classmethod
    def load(cls, lexicon: str | PathLike[str]) -> Lexicon:
        """Load a lexicon that ships with policytext, by name, or one's own, by path.

        Parameters
        ----------
        lexicon : str or path
            "policy"; a .csv with a column `word` and if wanted `frequency`, `tag`, `theme` (or
            `field`) and `source`; or a .txt in jieba's format: word, frequency and part of speech
            apart by spaces, the last two if wanted.

        Returns
        -------
        Lexicon

        Raises
        ------
        ReadError
            If there is no such lexicon or a line cannot be read; the message names it.
        """
        path = Path(lexicon)
        if path.suffix.lower() not in (".csv", ".txt"):
            names = sorted(file.stem for file in _FOLDER.glob("*.csv"))
            if fspath(lexicon) not in names:
                raise ReadError(
                    f"There is no lexicon {fspath(lexicon)!r}; policytext ships {names}. "
                    "Your own is named by its file, ending in .csv or .txt."
                    f"{nearest(fspath(lexicon), names)}"
                )
            path = _FOLDER / f"{fspath(lexicon)}.csv"
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise ReadError(f"{path}: the lexicon cannot be read: {reason}.") from None
        read = _read_csv if path.suffix.lower() == ".csv" else _read_jieba
        return cls(read(text, str(path)), name=path.stem)

    @property
    def hash(self) -> str:
        """Hash of the entries."""
        return stamp.digest(
            "" if value is None else str(value) for entry in self for value in entry
        )

    def merge(self, other: Lexicon) -> Lexicon:
        """Return the words of both; what the other says of a word counts."""
        name = "+".join(part for part in (self.name, other.name) if part)
        return Lexicon([*self, *other], name=name)

    def diff(self, other: Lexicon) -> tuple[list[Entry], list[Entry]]:
        """Return the entries that only this lexicon has, and those that only the other has."""
        ours, theirs = set(self), set(other)
        return [e for e in self if e not in theirs], [e for e in other if e not in ours]

    def save(self, path: str | PathLike[str]) -> None:
        """Write the lexicon as CSV, or in jieba's format, without themes, if `path` ends in .txt.

        Raises
        ------
        InputError
            If jieba's format cannot hold a word: it has white space in it or begins with #.
        ReadError
            If the file cannot be written.
        """
        from policytext.files import written_whole

        with (
            written_whole(path) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as out,
        ):
            if Path(path).suffix.lower() == ".txt":
                out.writelines(_jieba_line(entry) for entry in self)
            else:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(_COLUMNS)
                writer.writerows(self)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, word: object) -> bool:
        return word in self._entries

    def __repr__(self) -> str:
        return f"<Lexicon {self.name!r}: {len(self):,} words>"

    def _repr_html_(self) -> str:
        """Show the first words in a notebook, with what is known of them."""
        from html import escape
        from itertools import islice

        from policytext.display import table

        shown = list(islice(self, 10))
        known = [n for n in range(len(_COLUMNS)) if any(entry[n] for entry in shown) or n == 0]
        rows = [["" if entry[n] is None else entry[n] for n in known] for entry in shown]
        return f"<p><b>Lexicon</b> {escape(repr(self)[9:-1])}</p>" + table(
            [_COLUMNS[n] for n in known], rows, total=len(self)
        )


def _read_csv(text: str, path: str) -> Iterator[Entry]:
    """Read a table with a header row; a row is named by the line on which it begins."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        columns = next(rows, [])
        if "word" not in columns:
            raise ReadError(f"{path} has no column 'word'; it has {columns}.")
        begins = rows.line_num + 1
        for fields in rows:
            place = f"{path}, line {begins}"
            begins = rows.line_num + 1
            if not fields:
                continue
            if len(fields) > len(columns):
                raise ReadError(f"{place} has more fields than the header has columns.")
            row = dict(zip(columns, fields, strict=False))
            word = row.get("word", "").strip()
            if not word:
                raise ReadError(f"{place}: there is no word.")
            yield Entry(
                word,
                _frequency(row.get("frequency", ""), place),
                row.get("tag", ""),
                row.get("theme") or row.get("field", ""),
                row.get("source", "") if "source" in columns else Path(path).stem,
            )
    except csv.Error as error:
        raise ReadError(f"{path}, line {begins}: {error}.") from None


def _read_jieba(text: str, path: str) -> Iterator[Entry]:
    """Read jieba's format: a word a line, then if wanted its frequency and part of speech."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        line = line.lstrip("\ufeff")  # as jieba does, on any line
        parts = line.split()
        if not parts or line.startswith("#"):
            continue
        place = f"{path}, line {number}"
        if len(parts) > 3:
            raise ReadError(f"{place}: {line.strip()!r} has more than word, frequency and tag.")
        has_frequency = len(parts) == 3 or (len(parts) == 2 and parts[1][0].isdigit())
        frequency = _frequency(parts[1], place) if has_frequency else None
        tag = "".join(parts[1 + has_frequency :])
        yield Entry(parts[0], frequency, tag, "", Path(path).stem)


def _jieba_line(entry: Entry) -> str:
    """Write an entry in jieba's format."""
    line = " ".join(str(value) for value in entry[:3] if value not in (None, "")) + "\n"
    try:
        read = [again[:3] for again in _read_jieba(line, "")]
    except ReadError:
        read = []
    if read != [entry[:3]]:
        raise InputError(
            f"jieba's format cannot hold the word {entry.word!r} with the frequency "
            f"{entry.frequency!r} and the tag {entry.tag!r}. Save the lexicon as .csv."
        )
    return line


def _frequency(value: str, place: str) -> int | None:
    """Read a frequency; none if it is left out."""
    if not value.strip():
        return None
    if not value.strip().isdecimal():
        raise ReadError(f"{place}: a frequency is a whole number, got {value!r}.")
    return int(value)


def stopword_file(name: str) -> Path:
    """Return a stop list that ships with policytext.

    Parameters
    ----------
    name : {"function", "numbers", "address"}
        Function words and formal connectives; numbers, measures and enumeration words; forms of
        address and formulae. None holds a modal or intensifying word of policy.

    Returns
    -------
    Path
        For the argument `stopwords`.

    Raises
    ------
    InputError
        If there is no such list.

    Examples
    --------
    >>> "的" in stopword_file("function").read_text(encoding="utf-8").split()
    True
    """
    folder = _FOLDER.parent / "stopwords"
    names = sorted(file.stem for file in folder.glob("*.txt"))
    if name not in names:
        raise InputError(f"`name` must be one of {names}, got {name!r}.{nearest(name, names)}")
    return folder / f"{name}.txt"


def phrases() -> list[str]:
    """List set phrases of party and government language, for telling what a term stands inside."""
    lines = (_FOLDER / "phrases.txt").read_text(encoding="utf-8").splitlines()
    shipped = [line for line in lines if line and not line.startswith("#")]
    return list(dict.fromkeys([*shipped, *(entry.word for entry in Lexicon.load("policy"))]))
