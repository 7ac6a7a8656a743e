"""Options that the statistics share: refusing what cannot be used, in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any

from policytext.errors import InputError, nearest

__all__ = ["check_choice", "check_choices", "check_numbers"]


def check_numbers(*, least: int = 1, **numbers: int | None) -> None:
    """Refuse what is no whole number or below the least; None is one that was not given."""
    for name, value in numbers.items():
        if value is None:
            continue
        if not isinstance(value, Integral):
            raise InputError(f"`{name}` must be a whole number, got {value!r}.")
        if value < least:
            raise InputError(f"`{name}` must be {least} or more, got {value!r}.")


def check_choice(name: str, value: object, allowed: Iterable[str]) -> None:
    """Refuse an option that is none of those allowed."""
    known = list(allowed)
    if value not in known:
        raise InputError(
            f"`{name}` must be one of {known}, got {value!r}.{nearest(str(value), known)}"
        )


def check_choices(name: str, given: str | Iterable[str], allowed: Iterable[str]) -> list[str]:
    """List what an option names, one or several, each once; refuse what is not allowed."""
    known = list(allowed)
    single = isinstance(given, str) or not isinstance(given, Iterable)
    chosen: list[Any] = [given] if single else list(given)
    for value in chosen:
        check_choice(name, value, known)
    return list(dict.fromkeys(chosen))
