"""Going through a corpus on disk: who looks at what, what is redone, how results are put together.

The slices of a corpus are dealt into tasks, and the tasks are the leaves of a tree: what was found
in neighbours is added by workers, until one message is left. The tree depends on the corpus alone,
not on who was quick, so the result does not either; and a message that was kept in a file need not
be found again, nor anything below it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import PolicyTextError, ReadError
from policytext.scale import work
from policytext.scale.progress import Progress

if TYPE_CHECKING:
    from policytext.scale.engine import Workers
    from policytext.scale.store import Slice
    from policytext.scale.work import Answer, Message, Sent

__all__ = ["TASK_SIZE", "deal", "run"]

#: Bytes of text that are looked at together: more share one vocabulary, fewer take less memory.
TASK_SIZE = 34_000_000
#: Into how many tasks a small corpus is dealt, where its row groups allow it.
_TASKS = 8
#: How many messages are added at a time.
_FAN_IN = 16
#: How often workers may die of a task that they have all to themselves before it is halved; and
#: before a single document is given up, for workers are killed for other reasons too.
_DEATHS, _LAST_DEATHS = 2, 5


class _Node(NamedTuple):
    """A place in the tree: 0 is the level of the tasks."""

    level: int
    place: int


class _Question(NamedTuple):
    """What workers were asked for a node."""

    node: _Node
    function: Callable[..., Answer]
    arguments: tuple[Any, ...]


def deal(slices: Sequence[Slice], size: int = TASK_SIZE) -> list[list[Slice]]:
    """Deal slices, in their order, into tasks of at most so many bytes, or of one slice.

    Those of a small corpus are smaller, so that all workers have some.
    """
    size = min(size, sum(piece.size for piece in slices) // _TASKS)
    tasks: list[list[Slice]] = []
    filled = size
    for piece in slices:
        if filled + piece.size > size:
            tasks.append([])
            filled = 0
        tasks[-1].append(piece)
        filled += piece.size
    return tasks


def run(
    sent: Sent,
    tasks: Sequence[Sequence[Slice]],
    workers: Workers,
    *,
    keep: Path | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> bytes:
    """Let workers look at all tasks; return what was found in all of them together.

    Parameters
    ----------
    sent : Sent
    tasks : sequence of sequence of Slice
        At least one.
    workers : Workers
    keep : path, optional
        A folder in which messages are kept, and taken from if they are there.
    progress : function, optional
        Is called with how far it is.

    Raises
    ------
    PolicyTextError
        If the workers cannot go on; what was kept stays.
    """
    return work.read(_Run(sent, tasks, workers, keep, progress).root())


class _Run:
    """One going through."""

    def __init__(
        self,
        sent: Sent,
        tasks: Sequence[Sequence[Slice]],
        workers: Workers,
        keep: Path | None,
        progress: Callable[[Progress], object] | None,
    ) -> None:
        self._sent = sent
        self._tasks = tasks
        self._workers = workers
        self._keep = keep
        self._progress = progress
        self._widths = [len(tasks)]
        while self._widths[-1] > 1:
            self._widths.append(-(-self._widths[-1] // _FAN_IN))
        self._found: dict[_Node, Message] = {}
        self._asked: dict[Future[Answer], _Question] = {}
        #: How many workers have not been sent the job yet, as far as is known.
        self._unsent = workers.number
        self._begun = time.monotonic()
        self._total = sum(piece.size for task in tasks for piece in task)
        self._documents = self._lost = self._size = self._taken = 0

    def root(self) -> Message:
        """Find the message of the whole."""
        top = _Node(len(self._widths) - 1, 0)
        todo = self._missing(top)
        self._tell()
        try:
            while top not in self._found:
                self._fill(todo)
                self._collect()
        except BaseException:
            for future in self._asked:
                future.cancel()
            raise
        return self._found[top]

    # ------------------------------------------------------------ the tree

    def _children(self, node: _Node) -> list[_Node]:
        """List the nodes whose messages are added to that of a node."""
        first = node.place * _FAN_IN
        last = min(first + _FAN_IN, self._widths[node.level - 1])
        return [_Node(node.level - 1, place) for place in range(first, last)]

    def _file(self, node: _Node) -> Path | None:
        """Name the file of a node's message."""
        return self._keep / f"{node.level}-{node.place}.arrow" if self._keep else None

    def _missing(self, node: _Node) -> Iterator[_Node]:
        """List the tasks below a node that are to be done, and note what was kept."""
        stack = [node]
        while stack:
            node = stack.pop()
            file = self._file(node)
            if file is not None and file.exists():
                self._found[node] = file
                size = sum(piece.size for piece in self._slices(node))
                self._size += size
                self._taken += size
                self._tell()
                self._climb(node)
            elif node.level:
                stack += reversed(self._children(node))
            else:
                yield node

    def _slices(self, node: _Node) -> Iterator[Slice]:
        """List the slices below a node."""
        width = _FAN_IN**node.level
        for task in self._tasks[node.place * width : (node.place + 1) * width]:
            yield from task

    def _climb(self, node: _Node) -> None:
        """Ask for the node above when all below it are found."""
        if node.level == len(self._widths) - 1:
            return
        above = _Node(node.level + 1, node.place // _FAN_IN)
        children = self._children(above)
        if all(child in self._found for child in children):
            messages = [self._found.pop(child) for child in children]
            self._ask(above, work.add, messages)

    # ------------------------------------------------------------ the workers

    def _ask(self, node: _Node, function: Callable[..., Answer], *arguments: Any) -> None:
        """Ask workers for a node's message."""
        question = _Question(node, function, (*arguments, self._file(node)))
        self._asked[self._workers.ask(function, *question.arguments)] = question

    def _fill(self, todo: Iterator[_Node]) -> None:
        """Keep workers busy, and no more than that, so that messages do not pile up."""
        while len(self._asked) < 2 * self._workers.number:
            node = next(todo, None)
            if node is None:
                return
            sent = self._sent if self._unsent > 0 else self._sent.by_name()
            self._unsent -= 1
            self._ask(node, work.look, sent, self._tasks[node.place])

    def _collect(self) -> None:
        """Wait for an answer; where workers died, find out of what."""
        done, _ = wait(self._asked, return_when=FIRST_COMPLETED)
        answers, suspects = self._answers(done)
        if suspects:
            while self._asked:
                more, also = self._answers(wait(self._asked).done)
                answers |= more
                suspects += also
            self._workers.restart()
            # Of several tasks that were under way any may have killed; one alone is known to.
            answers |= {q.node: self._alone(q) for q in sorted(suspects, key=_place)}
        for node in sorted(answers):
            self._note(node, answers[node])

    def _answers(self, futures: set[Future[Answer]]) -> tuple[dict[_Node, Answer], list[_Question]]:
        """Take answers; list the questions of which workers may have died."""
        answers, suspects = {}, []
        for future in futures:
            question = self._asked.pop(future)
            error = future.exception()
            if error is None and future.result() == work.UNKNOWN:
                self._ask(question.node, work.look, self._sent, question.arguments[1])
            elif error is None:
                answers[question.node] = future.result()
            elif self._workers.died(error):
                suspects.append(question)
            else:
                raise self._explain(error)
        return answers, suspects

    def _alone(self, question: _Question) -> Answer:
        """Ask a question while nothing else is under way; halve the task if workers die of it."""
        if question.function is work.look:
            question = question._replace(arguments=(self._sent, *question.arguments[1:]))
        single = question.function is work.look and _halve(question.arguments[1]) is None
        for _ in range(_LAST_DEATHS if single else _DEATHS):
            future = self._workers.ask(question.function, *question.arguments)
            error = future.exception()
            if error is None:
                answer: Answer = future.result()
                return answer
            if not self._workers.died(error):
                raise self._explain(error)
            self._workers.restart()
        *arguments, file = question.arguments
        if question.function is not work.look:
            raise PolicyTextError(
                "The workers die when results are put together, probably for want of memory. "
                "Look at fewer years or terms, or take workers with more memory."
            )
        sent, slices = arguments
        halves = _halve(slices)
        if halves is None:
            return work.lose(sent, slices[0], "workers die of it", file)
        found = [self._alone(question._replace(arguments=(sent, h, None))) for h in halves]
        whole = work.add([answer.message for answer in found], file)
        documents, lost = (sum(counts) for counts in zip(*(a[1:] for a in found), strict=True))
        return whole._replace(documents=documents, lost=lost)

    def _note(self, node: _Node, answer: Answer) -> None:
        """Note what was found."""
        self._found[node] = answer.message
        if not node.level:
            self._documents += answer.documents
            self._lost += answer.lost
            self._size += sum(piece.size for piece in self._tasks[node.place])
            self._tell()
        self._climb(node)

    def _tell(self) -> None:
        """Tell how far it is."""
        if self._progress is not None:
            elapsed = time.monotonic() - self._begun
            done = (self._documents, self._size, None, self._total, self._lost)
            self._progress(Progress(*done, elapsed, self._taken, self._workers.where))

    def _explain(self, error: BaseException) -> BaseException:
        """Say what to do about an error that ends the run."""
        if isinstance(error, OSError) and error.errno == ENOSPC:
            return ReadError(
                f"{self._keep}: there is no space left. What was found until now is kept there; "
                "make room and run it again."
            )
        return error


def _place(question: _Question) -> _Node:
    """Return the node that was asked for."""
    return question.node


def _halve(slices: Sequence[Slice]) -> list[list[Slice]] | None:
    """Halve a task, between slices or inside the only one; None for a single document."""
    if len(slices) > 1:
        middle = len(slices) // 2
        return [list(slices[:middle]), list(slices[middle:])]
    (piece,) = slices
    middle = (piece.first + piece.last) // 2
    if middle == piece.first:
        return None
    half = piece.size // 2
    return [
        [piece._replace(last=middle, size=half)],
        [piece._replace(first=middle, size=piece.size - half)],
    ]
