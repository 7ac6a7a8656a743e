"""`scan`: a corpus on disk, which the same functions take as one in memory."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from policytext.corpus import Corpus
from policytext.errors import InputError, PolicyTextError, PolicyTextWarning
from policytext.parts import Vocabulary, as_rows, as_sums
from policytext.scale import exchange
from policytext.scale.commits import LOG, is_corpus
from policytext.scale.engine import open_workers
from policytext.scale.progress import PATIENCE, show
from policytext.scale.run import TASK_SIZE, deal, run
from policytext.scale.store import Store
from policytext.scale.work import Job, Sent
from policytext.segmentation import resolve
from policytext.stamp import Stamp

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from policytext.counting import Match, Overlap
    from policytext.lexicons import Lexicon
    from policytext.parts import Analysis, Found
    from policytext.scale.progress import Progress
    from policytext.scale.store import Slice
    from policytext.segmentation import Segmenter

__all__ = ["Scan", "scan"]

T = TypeVar("T")

_IN_MEMORY = (
    "This needs the documents in memory, got a corpus on disk. Read those that are wanted: "
    "`scan.where(year=2024).read()`; docs/scale.md lists what works on disk."
)


def scan(
    folder: str | PathLike[str],
    *,
    engine: str | Executor | Any = "threads",
    workers: int | None = None,
    keep: str | PathLike[str] | None = None,
    progress: Callable[[Progress], object] | None = None,
    task_size: int = TASK_SIZE,
) -> Scan:
    """Open a corpus on disk, of any size, for the functions that take a corpus in memory.

    Parameters
    ----------
    folder : path
        Written by `policytext.ingest`.
    engine : {"threads", "processes"}, Executor or dask.distributed.Client, default "threads"
        Who looks at the documents: threads of this process, processes of this machine, any
        executor of the standard library's kind, or the workers of a Dask cluster, which must
        reach the folder under the same path.
    workers : int, optional
        How many; one a core by default. For an executor or a cluster: how many tasks it is to
        have at a time, by default as many as it has threads.
    keep : path, optional
        A folder in which what was found in parts is kept: a run that was stopped, by whatever,
        goes on where it was when it is started again. Workers must reach it as the corpus.
    progress : function, optional
        Is called with a `Progress` record again and again. By default a terminal or a notebook
        shows how far it is where that takes more than a second; ``lambda _: None`` shows nothing.
    task_size : int, default 34,000,000
        About how many bytes of text a worker looks at together; it needs some ten times as much
        memory. A document is looked at whole, however long it is.

    Returns
    -------
    Scan

    Raises
    ------
    ReadError
        If there is no corpus in the folder.
    InputError
        If an option has a value that cannot be used.
    MissingExtra
        If pyarrow is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import policytext as pt
    >>> folder = tempfile.mkdtemp()
    >>> _ = pt.ingest(pt.datasets.path("work_reports"), folder)
    >>> corpus = pt.scan(folder)
    >>> corpus
    <Scan: 12 documents, ...>
    >>> pt.count(corpus.where(year=slice(2020, None)), "改革", by="year")["count"].tolist()
    [12, 13, 14, 15]
    """
    if task_size < 1:
        raise InputError(f"`task_size` must be 1 or more bytes, got {task_size!r}.")
    made = Scan(Store(folder))
    made._options = {"engine": engine, "workers": workers, "progress": progress}
    made._keep = Path(keep) if keep is not None else None
    made._task_size = task_size
    return made


class _OnDisk(InputError, AttributeError):
    """Something was asked of a corpus on disk that only one in memory has."""


class _Away:
    """Refuses what corpora and tokens in memory have."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise _OnDisk(_IN_MEMORY)

    @property
    def doc_offsets(self) -> Any:
        """What tells tokens from other things; so the answer is not that there is none."""
        raise InputError(_IN_MEMORY)

    def __iter__(self) -> Iterator[Any]:
        raise InputError(_IN_MEMORY)

    def __len__(self) -> int:
        raise InputError(_IN_MEMORY)


class Scan(_Away):
    """A corpus on disk.

    Functions such as `policytext.count`, `frequencies`, `collocations` or `themes` take it as
    they take a corpus or tokens in memory, and give the same tables. Nothing changes it; choosing
    documents and a segmenter give a new one.

    Attributes
    ----------
    store : Store
        The folder.
    lost : list of (str, str)
        Documents that the last table lacks, since a function failed at them, with the reason.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lost: list[tuple[str, str]] = []
        self._where: dict[str, object] = {}
        self._segmenter: Segmenter | None = None
        self._options: dict[str, Any] = {"engine": "threads", "workers": None, "progress": None}
        self._keep: Path | None = None
        self._task_size = TASK_SIZE

    def where(self, **conditions: object) -> Scan:
        """Choose documents by their metadata.

        Parameters
        ----------
        **conditions
            For a column of `docs` a value, a list of values, or `slice(low, high)`, both ends
            included. Files and parts of files in which no document can fit are not read, where the
            column is one that the schema names.

        Returns
        -------
        Scan

        Raises
        ------
        InputError
            If there is no such column.
        """
        other = copy(self)
        other._where = {**self._where, **conditions}
        self.store.slices(other._where)
        return other

    def segment(
        self,
        segmenter: str | Segmenter = "jieba",
        *,
        lexicon: str | PathLike[str] | Lexicon | None = None,
        userdict: str | PathLike[str] | None = None,
    ) -> Scan:
        """Choose how documents are cut into tokens; it is done when a table is asked for.

        Parameters
        ----------
        segmenter, lexicon, userdict
            As for `policytext.segment`.

        Returns
        -------
        Scan
        """
        other = copy(self)
        other._segmenter = resolve(segmenter, lexicon=lexicon, userdict=userdict)
        return other

    def read(self) -> Corpus:
        """Read the chosen documents into memory, for what needs them all there.

        Returns
        -------
        Corpus
            Equal to what `policytext.read` gives, but for the characters of the files before
            cleaning and the record of each change, which a corpus on disk does not keep. It takes
            some four times the bytes of the text.

        Raises
        ------
        InputError
            If no document fits the conditions of `where`.
        ReadError
            If a file cannot be read.

        Examples
        --------
        >>> import tempfile
        >>> import policytext as pt
        >>> folder = tempfile.mkdtemp()
        >>> _ = pt.ingest(pt.datasets.path("work_reports"), folder)
        >>> late = pt.scan(folder).where(year=slice(2020, None)).read()
        >>> pt.diversity(late.segment()).shape[0]
        4
        """
        documents = [
            document
            for piece in self.store.slices(self._where)
            for document in self.store.read(piece, self._where)
        ]
        if not documents:
            raise InputError(self._nothing())
        return Corpus(documents)

    def together(self, *calls: Callable[[Any], Any]) -> list[Any]:
        """Make several tables while reading and cutting the documents once.

        Parameters
        ----------
        *calls : functions
            Each is given the corpus and returns a table.

        Returns
        -------
        list
            What each call returns.

        Examples
        --------
        >>> import tempfile
        >>> import policytext as pt
        >>> folder = tempfile.mkdtemp()
        >>> _ = pt.ingest(pt.datasets.path("work_reports"), folder)
        >>> by_year, top = pt.scan(folder).together(
        ...     lambda corpus: pt.count(corpus, "改革", by="year"),
        ...     lambda corpus: pt.frequencies(corpus, min_length=2, top=3),
        ... )
        >>> len(by_year), len(top)
        (12, 3)
        """
        answers: list[list[Any]] = [[] for _ in calls]
        results: dict[int, Any] = {}
        while len(results) < len(calls):
            asked: dict[int, _NotYet] = {}
            for number, call in enumerate(calls):
                if number not in results:
                    try:
                        results[number] = call(_Asking(answers[number]))
                    except _NotYet as question:
                        asked[number] = question
            # Those that are cut alike are found in one reading.
            for segmenter in dict.fromkeys(question.segmenter for question in asked.values()):
                alike = {n: q.analysis for n, q in asked.items() if q.segmenter == segmenter}
                tables = self._find([*alike.values()], segmenter)
                for number, found in zip(alike, tables, strict=True):
                    answers[number].append(found)
        return [results[number] for number in range(len(calls))]

    def compute(self, analysis: Analysis[T], segmenter: str | Segmenter = "jieba") -> T:
        """Look at all parts and finish the table."""
        return cast("T", self._find([analysis], segmenter)[0])

    def _find(self, analyses: Sequence[Analysis[Any]], segmenter: str | Segmenter) -> list[Any]:
        """Run analyses together, on tokens of the chosen segmenter, else of the one given."""
        cutter = self._segmenter or resolve(segmenter)
        if any(analysis.match == "token" for analysis in analyses):
            self._tell_of_tokens(cutter)
        job = Job(self.store, self._where, cutter, tuple(analyses))
        *found, log = self._run(job)
        types = _types_elsewhere(log)
        if types:
            *found, log = self._run(job._replace(types=types))
        self._look_back(log)
        whole = _Whole(self.store, self._where, cutter)
        return [a.finish(f, whole) for a, f in zip(analyses, found, strict=True)]

    def _tell_of_tokens(self, segmenter: Segmenter) -> None:
        """Tell when there are tokens, which somebody wanted, and others are cut."""
        stored = self.store.cut_by
        if stored is not None and not self.store.has_tokens(segmenter):
            warnings.warn(
                f"The corpus has tokens of {stored[0]} (dictionary {stored[1]}), but those of "
                f"{segmenter.name} (dictionary {segmenter.dictionary}) are asked for, so texts are "
                "cut anew. Name the segmenter, lexicon and user dictionary that it was ingested "
                "with to take its own.",
                PolicyTextWarning,
                stacklevel=5,
            )

    def _run(self, job: Job) -> list[Found]:
        """Let workers look at all documents."""
        tasks = deal(self.store.slices(self._where), self._task_size)
        if not tasks:
            raise InputError(self._nothing())
        keep = _folder(self._keep, _name(job, tasks)) if self._keep else None
        with open_workers(self._options["engine"], self._options["workers"]) as workers:
            progress = self._options["progress"] or show(after=PATIENCE)
            message = run(Sent.of(job), tasks, workers, keep=keep, progress=progress)
        return exchange.unpack(message)

    def _nothing(self) -> str:
        """Say why there is no document."""
        if not self.store.documents:
            return (
                f"{self.store.folder} holds no document: nothing could be read when it was made. "
                f"See {self.store.folder}/{LOG}/failures.csv."
            )
        told = self.store.describe(self._where)
        return f"No document fits the conditions of `where`, {told}. Choose wider ones."

    def _look_back(self, log: Found) -> None:
        """Tell of documents that were lost.

        Raises
        ------
        PolicyTextError
            If all were.
        """
        lost = as_rows(log["lost"])
        self.lost = [*zip(lost.columns["document"], lost.columns["reason"], strict=True)]
        done = int(as_sums(log["done"]).values["documents"][0])
        if not self.lost:
            if not done:
                raise InputError(self._nothing())
            return
        first = f"The first: {self.lost[0][0]}: {self.lost[0][1]}"
        if not done:
            raise PolicyTextError(f"None of {len(self.lost)} documents could be used. {first}")
        warnings.warn(
            f"{len(self.lost)} of {len(self.lost) + done} documents could not be used; see "
            f"`lost`. {first}",
            PolicyTextWarning,
            stacklevel=5,
        )

    def __len__(self) -> int:
        return self.store.documents

    def __repr__(self) -> str:
        chosen = f" where {self.store.describe(self._where)}" if self._where else ""
        cut = f", cut by {self._segmenter.name}" if self._segmenter else ""
        size = self.store.size / 1e6
        return f"<Scan: {self.store.documents:,} documents, {size:,.1f} MB of text{cut}{chosen}>"


class _NotYet(Exception):
    """Ends a call that needs what is not yet found."""

    def __init__(self, analysis: Analysis[Any], segmenter: str | Segmenter) -> None:
        super().__init__(analysis)
        self.analysis = analysis
        self.segmenter = segmenter


class _Asking(_Away):
    """Stands for the corpus in a call: gives what was found, and says what is to be found."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = iter(answers)

    def compute(self, analysis: Analysis[Any], segmenter: str | Segmenter = "jieba") -> Any:
        """Return what was found."""
        for answer in self._answers:
            return answer
        raise _NotYet(analysis, segmenter)

    def __getattr__(self, name: str) -> Any:
        if hasattr(Scan, name) and not name.startswith("_"):
            raise _OnDisk(
                f"`{name}` is not for the calls of `together`, which all get the same documents. "
                "Choose and cut them before: `scan.where(year=2024).segment().together(…)`."
            )
        return super().__getattr__(name)


class _Whole:
    """A corpus on disk as the whole of which a table is finished."""

    tokens = None

    def __init__(self, store: Store, where: Mapping[str, object], segmenter: Segmenter) -> None:
        self._store = store
        self._where = where
        self._segmenter = segmenter

    @property
    def columns(self) -> Sequence[str]:
        """The columns of `docs`."""
        return self._store.columns

    def stamp(self, match: Match, overlap: Overlap | None) -> Stamp:
        """Make the stamp of a count."""
        from policytext.counting import count_stamp

        made = count_stamp(
            match,
            overlap,
            self._segmenter if match == "token" else None,
            cleaning=self._store.cleaning,
            texts=self._store.digest,
        )
        chosen = self._store.describe(self._where)
        return made | ({"where": chosen} if chosen else {})

    def vocabulary(self, types: Sequence[str]) -> Vocabulary:
        """Return what is known of the types that were found."""
        return Vocabulary(types, self._segmenter)


def _types_elsewhere(log: Found) -> tuple[str, ...]:
    """List terms that are types of some parts, and of others only the characters."""
    if "forms" not in log:
        return ()
    rows = as_sums(log["forms"]).rows()
    return tuple(form for (form,), (types, spelt) in rows if types and spelt)


def _folder(keep: Path, name: str) -> Path:
    """Make the folder in which what is found is kept.

    Raises
    ------
    InputError
        If it cannot be made, or is a corpus.
    """
    if is_corpus(str(keep)):
        raise InputError(f"`keep` must be a folder of its own, got the corpus {keep}.")
    try:
        (keep / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"`keep` must be a folder that can be written: {keep}: {error.strerror}. "
            "Name another one."
        ) from None
    return keep / name


def _name(job: Job, tasks: Sequence[Sequence[Slice]]) -> str:
    """Name what is to be found and in what, so that nothing else is taken for it."""
    from policytext import __version__

    facts = (
        __version__, job.store.digest, job.store.facts, job.where, job.types, job.segmenter.name,
        job.segmenter.dictionary, [_analysis(a) for a in job.analyses], tasks,
    )  # fmt: skip
    return sha256(json.dumps(_written(facts), ensure_ascii=False).encode()).hexdigest()[:16]


def _analysis(analysis: Any) -> object:
    """Tell an analysis from all others: by its class and its options."""
    options = analysis._asdict() if hasattr(analysis, "_asdict") else vars(analysis)
    return type(analysis).__module__, type(analysis).__name__, options


def _written(value: Any) -> object:
    """Write an option so that no two are written alike."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, re.Pattern):
        return ["pattern", value.pattern, value.flags]
    if isinstance(value, Mapping):
        return ["mapping", [[_written(key), _written(value[key])] for key in value]]
    if isinstance(value, (set, frozenset)):
        return ["set", sorted(map(str, value))]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(_written, value)]
    # A codebook tells its hash.
    return [type(value).__name__, str(value)]
