"""Patterns of codebooks: which regular expressions may be used, so that none takes for ever."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

__all__ = ["problem_of"]

#: A longer pattern is no pattern that a person can read.
_MAX_LENGTH = 300
#: Repeats without a limit, as .* has; each more multiplies the time by the length of the text.
_MAX_OPEN = 2
#: How often what repeats may be repeated in all.
_MAX_TIMES = 1000
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@lru_cache(maxsize=10_000)
def problem_of(pattern: str) -> str:
    """Say why a regular expression cannot be used in a codebook; "" if it can.

    Examples
    --------
    >>> problem_of("第?[一二三四五]年规划")
    ''
    >>> problem_of("(改+)+")
    'must not repeat without a limit what repeats; say how often, as in {1,5}'
    """
    if len(pattern) > _MAX_LENGTH:
        return f"must have at most {_MAX_LENGTH} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(pattern)
            # The parser is what says where repeats are; `re` has no other way to tell.
            parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    except (re.error, OverflowError, FutureWarning) as error:
        return f"must be a regular expression: {error}"
    except RecursionError:
        return "must not be nested so deep"
    if compiled.search(""):
        return "must not match the empty string"
    limits = list(_limits(parsed, 1))
    if any(inner and limit == re._parser.MAXREPEAT for limit, inner in limits):  # type: ignore[attr-defined]
        return "must not repeat without a limit what repeats; say how often, as in {1,5}"
    if any(limit > _MAX_TIMES for limit, inner in limits if inner):
        return f"must not repeat what repeats more than {_MAX_TIMES} times in all"
    if sum(limit == re._parser.MAXREPEAT for limit, _ in limits) > _MAX_OPEN:  # type: ignore[attr-defined]
        return (
            f"must have at most {_MAX_OPEN} repeats without a limit; say how often, as in .{{0,20}}"
        )
    return ""


def _limits(parsed: Any, around: int) -> Iterator[tuple[int, bool]]:
    """Yield the limit of each repeat, in all with those around it, and whether there are any."""
    most = re._parser.MAXREPEAT  # type: ignore[attr-defined]
    for name, value in parsed:
        inner = around
        if str(name) in _REPEATS and value[1] > 1:
            times = int(value[1])
            total = most if times == most or around == most else times * around
            yield total, around > 1
            inner = total
        for part in _parts(value):
            yield from _limits(part, inner)


def _parts(value: Any) -> Iterator[Any]:
    """Yield the parts of a parsed pattern inside one of its items."""
    if isinstance(value, re._parser.SubPattern):  # type: ignore[attr-defined]
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _parts(part)
