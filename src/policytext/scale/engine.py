"""Workers: threads, processes, any `Executor`, or a Dask cluster, behind one way to ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from policytext.errors import InputError, PolicyTextError
from policytext.segmentation.columns import cores

__all__ = ["ENGINES", "Workers", "open_workers"]

ENGINES = ("threads", "processes")
#: How often processes are started anew until some live: one may be killed as it starts.
_STARTS = 4


class Workers:
    """Workers that are asked for results.

    Parameters
    ----------
    start : function
        Makes an executor.
    number : int
        How many there are.
    where : str
        What they are, and where they can be watched.
    own : bool
        Whether they may be stopped, and started anew when they died.
    """

    def __init__(
        self, start: Callable[[], Executor], number: int, where: str, *, own: bool
    ) -> None:
        self._start = start
        self._executor = start()
        self._own = own
        self.number = number
        self.where = where

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Ask for a result."""
        try:
            return self._executor.submit(function, *arguments)
        except BrokenExecutor as error:
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    def died(self, error: BaseException) -> bool:
        """Tell whether an error means that workers died, and not that a task failed."""
        return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"

    def restart(self) -> None:
        """Start workers anew where they died.

        Raises
        ------
        PolicyTextError
            If they are the caller's, who alone can start them, or cannot be started.
        """
        if self._own:
            for _ in range(_STARTS):
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = self._start()
                if not isinstance(self.ask(int).exception(), BrokenExecutor):
                    return
            raise PolicyTextError(
                "Processes die as they start. In a script, put what is called under "
                '`if __name__ == "__main__":`, for each process reads the script too.'
            )
        elif getattr(self._executor, "_broken", False):
            raise PolicyTextError(
                "The workers of the given executor died and it takes no more tasks. Run it again "
                "with a new one; with `keep` it goes on where it stopped."
            )

    def stop(self, *, wait: bool = True) -> None:
        """Stop the workers, unless they are the caller's."""
        if self._own:
            self._executor.shutdown(wait=wait, cancel_futures=True)


@contextmanager
def open_workers(engine: Any, number: int | None) -> Iterator[Workers]:
    """Give workers, and stop those that were started here.

    Parameters
    ----------
    engine : "threads", "processes", Executor or dask.distributed.Client
    number : int, optional
        How many; one a core by default. For an executor, how many tasks it has at a time.

    Raises
    ------
    InputError
        If there is no such engine.
    """
    workers = _workers(engine, number)
    try:
        yield workers
    except BaseException:
        workers.stop(wait=False)
        raise
    workers.stop()


def _workers(engine: Any, number: int | None) -> Workers:
    """Make workers of what is given for an engine."""
    if number is not None and number < 1:
        raise InputError(f"`workers` must be 1 or more, got {number!r}.")
    n = number or cores()
    if engine == "threads":
        return Workers(lambda: ThreadPoolExecutor(n), n, f"{n} thread{'s' * (n > 1)}", own=True)
    if engine == "processes":
        # A process that is started and not forked has no threads that hold locks.
        context = get_context("spawn")
        start = lambda: ProcessPoolExecutor(n, mp_context=context)  # noqa: E731
        return Workers(start, n, f"{n} process{'es' * (n > 1)}", own=True)
    if hasattr(engine, "get_executor"):
        n = number or max(sum(engine.nthreads().values()), 1)
        link = engine.dashboard_link
        where = f"{n} thread{'s' * (n > 1)} of Dask" + (
            f", to be watched at {link}" if link else ""
        )
        # Dask would otherwise take equal calls for one and the same.
        return Workers(lambda: engine.get_executor(pure=False), n, where, own=False)
    if isinstance(engine, Executor):
        n = number or getattr(engine, "_max_workers", None) or cores()
        return Workers(lambda: engine, n, f"{type(engine).__name__} of {n}", own=False)
    raise InputError(
        f"`engine` must be one of {[*ENGINES]}, an Executor or a Dask Client, got {engine!r}."
    )
