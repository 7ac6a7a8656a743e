"""What a worker does: look at some documents, add up what was found."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.corpus import Corpus
from policytext.errors import InputError, ReadError
from policytext.files import written_whole
from policytext.parts import Found, Rows, Sums
from policytext.scale import exchange
from policytext.scale.stored_tokens import tokens_of
from policytext.segmentation import Segmenter
from policytext.tokens import Tokens

if TYPE_CHECKING:
    from policytext.document import Document
    from policytext.parts import Analysis
    from policytext.scale.store import Slice, Store

__all__ = ["UNKNOWN", "Answer", "Job", "Message", "Sent", "add", "look", "lose", "read"]

#: What was found, as `exchange` writes it, or the file that holds it. After what each analysis
#: found stands a log: how much was looked at, and what could not be.
Message = bytes | Path


class Answer(NamedTuple):
    """A message, and how many documents were looked at and lost on the way to it."""

    message: Message
    documents: int = 0
    lost: int = 0


class Job(NamedTuple):
    """What is to be found, and where."""

    store: Store
    where: Mapping[str, object]
    segmenter: Segmenter
    analyses: tuple[Analysis[Any], ...]
    #: Terms that are types of the corpus, so that a part in which one is not knows it.
    types: tuple[str, ...] = ()


class Sent(NamedTuple):
    """A job on its way to the workers, each of which opens it once and knows it then by its name.

    Dictionaries, codebooks and the list of files may be megabytes, and tasks are thousands.
    """

    name: str
    pickled: bytes | None

    @classmethod
    def of(cls, job: Job) -> Sent:
        """Pack a job.

        Raises
        ------
        InputError
            If it holds what another process cannot find.
        """
        try:
            pickled = pickle.dumps(job)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            raise InputError(
                "What is asked for cannot be sent to workers, since its class or function is not "
                f"in a module: {error}. Put it in a file that they can import."
            ) from None
        return cls(sha256(pickled).hexdigest(), pickled)

    def by_name(self) -> Sent:
        """Return it without what workers have that know it."""
        return self._replace(pickled=None)


#: What a worker answers that was asked by name for a job that it does not know.
UNKNOWN = Answer(b"")
#: Jobs that this process knows, by name.
_jobs: dict[str, Job] = {}
#: How many at most; several calls may run at the same time.
_MOST_JOBS = 4
_opening = Lock()


def _open(sent: Sent) -> Job | None:
    """Open a job; None if this process neither knows it nor is given it.

    It comes from the process that asks for it and never from a file.
    """
    with _opening:
        job = _jobs.get(sent.name)
        if job is None and sent.pickled is not None:
            job = pickle.loads(sent.pickled)
            assert isinstance(job, Job)
            while len(_jobs) >= _MOST_JOBS:
                del _jobs[next(iter(_jobs))]
            _jobs[sent.name] = job
        return job


def look(sent: Sent, slices: Sequence[Slice], keep: Path | None) -> Answer:
    """Read documents and let each analysis look at them.

    Documents at which one fails are found by halving, left out and named in the log.
    """
    job = _open(sent)
    if job is None:
        return UNKNOWN
    texts = not job.store.has_tokens(job.segmenter)
    documents = [d for piece in slices for d in job.store.read(piece, job.where, texts=texts)]
    messages, lost = _look(job, documents)
    message = messages[0] if len(messages) == 1 else exchange.add(messages or [_log(job)])
    return Answer(_kept(message, keep), len(documents) - lost, lost)


def lose(sent: Sent, piece: Slice, reason: str, keep: Path | None) -> Answer:
    """Name a document that cannot even be tried, since workers die of it."""
    from pyarrow import parquet

    job = _open(sent)
    assert job is not None
    path = Path(job.store.folder) / piece.file
    ids = parquet.ParquetFile(path).read_row_group(piece.group, columns=["id"])["id"]
    message = _log(job, lost=[(ids[piece.first].as_py(), reason)])
    return Answer(_kept(message, keep), 0, 1)


def add(messages: Sequence[Message], keep: Path | None) -> Answer:
    """Put together what was found in parts that follow each other."""
    return Answer(_kept(exchange.add([read(message) for message in messages]), keep))


def read(message: Message) -> bytes:
    """Return a message, from its file if it is in one."""
    return message if isinstance(message, bytes) else message.read_bytes()


def _kept(message: bytes, keep: Path | None) -> Message:
    """Write a message to the file in which it is to be kept, if there is one."""
    if keep is None:
        return message
    with written_whole(keep) as temporary:
        temporary.write_bytes(message)
    return keep


def _look(job: Job, documents: Sequence[Document]) -> tuple[list[bytes], int]:
    """Look at documents; where an analysis fails, at each half alone. Count those lost."""
    if not documents:
        return [], 0
    try:
        return [_find(job, documents)], 0
    except (InputError, ReadError):
        # An option is wrong, or a file, not a document.
        raise
    except Exception as error:
        if len(documents) == 1:
            reason = f"{type(error).__name__}: {error}".removesuffix(": ")
            return [_log(job, lost=[(documents[0].id, reason)])], 1
    middle = len(documents) // 2
    (first, lost), (second, more) = (
        _look(job, half) for half in (documents[:middle], documents[middle:])
    )
    return first + second, lost + more


def _find(job: Job, documents: Sequence[Document]) -> bytes:
    """Let each analysis look at documents."""
    corpus = Corpus(documents)
    tokens = None
    if any(analysis.match == "token" for analysis in job.analyses):
        tokens = _with_types(tokens_of(corpus, job.segmenter), job.types).shared()
    found = []
    for analysis in job.analyses:
        part = tokens if analysis.match == "token" else corpus
        assert part is not None
        found.append(analysis.look(part))
    log = _entry(documents=len(documents))
    if tokens is not None:
        log["forms"] = _forms(job, tokens)
    return exchange.pack([*found, log])


def _with_types(tokens: Tokens, types: Sequence[str]) -> Tokens:
    """Add types that do not occur here."""
    more = [type_ for type_ in types if type_ not in tokens.index]
    if not more:
        return tokens
    return Tokens(
        types=[*tokens.types, *more],
        tags=[*tokens.tags, *tokens.segmenter.tags(more)],
        ids=tokens.ids,
        starts=tokens.starts,
        doc_offsets=tokens.doc_offsets,
        corpus=tokens.corpus,
        segmenter=tokens.segmenter,
    )


def _forms(job: Job, tokens: Tokens) -> Sums:
    """Tell which terms are types here, and which are not though texts have their characters.

    What is a type somewhere is counted as one everywhere. So a term that is both has to be looked
    for again.
    """
    forms = [*dict.fromkeys(form for analysis in job.analyses for form in analysis.forms)]
    types = [form in tokens.index for form in forms]
    spelt = [
        not known and any(form in document.text for document in tokens.corpus)
        for form, known in zip(forms, types, strict=True)
    ]
    values = {"types": [*map(int, types)], "spelt": [*map(int, spelt)]}
    return Sums({"form": forms}, {"form": [*range(len(forms))]}, values)


def _log(job: Job, *, lost: Sequence[tuple[str, str]] = ()) -> bytes:
    """Write a log with nothing found."""
    nothing: list[Found] = [{} for _ in job.analyses]
    return exchange.pack([*nothing, _entry(lost=lost)])


def _entry(documents: int = 0, lost: Sequence[tuple[str, str]] = ()) -> Found:
    """Make an entry of the log."""
    names, reasons = zip(*lost, strict=True) if lost else ((), ())
    return {
        "done": Sums({}, {}, {"documents": [documents]}),
        "lost": Rows({"document": names, "reason": reasons}),
    }
