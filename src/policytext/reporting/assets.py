"""What the page carries along: style sheet, scripts, and the policy that lets only these run."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

from policytext.errors import MissingExtra

__all__ = ["Library", "load_library", "own_file", "policy"]

_MISSING = (
    "A report needs vl-convert-python for its charts, which is not installed. "
    "Install it with: pip install 'policytext[report]'"
)


class Library(NamedTuple):
    """The charting library as one script, and the versions in it."""

    script: str
    vega: str
    lite: str
    embed: str


def load_library() -> Future[Library]:
    """Begin to put the charting library together, which takes seconds, beside other work.

    Raises
    ------
    MissingExtra
        If vl-convert-python is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingExtra(_MISSING) from None
    return _begin(vl_convert)


@cache
def _begin(converter: Any) -> Future[Library]:
    """Begin it once, however often it is asked for."""
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(_bundle, converter)
    pool.shutdown(wait=False)
    return begun


def _bundle(converter: Any) -> Library:
    """Make the script; the same version makes the same."""
    script: str = converter.javascript_bundle()
    notice = own_file("vega-licence.txt").replace("*/", "* /")
    # An end of the element, or a comment's beginning, inside a script would be read as such.
    script = script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return Library(
        f"/*!\n{notice}*/\n{script}",
        converter.get_vega_version(),
        max(converter.get_vegalite_versions(), key=lambda version: [*map(int, version.split("."))]),
        converter.get_vega_embed_version(),
    )


@cache
def own_file(name: str) -> str:
    """Read a file of ours."""
    return (files("policytext") / "data" / "report" / name).read_text(encoding="utf-8")


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Write the content security policy of a page: these scripts and styles and nothing else.

    Examples
    --------
    >>> policy([], [])
    "default-src 'none'; script-src 'none'; style-src 'none'; img-src data:; ..."
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            # The empty icon, without which a browser asks the server for one.
            "img-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(contents: Iterable[str]) -> str:
    """Name contents by their checksums."""
    sums = (b64encode(sha256(each.encode()).digest()).decode("ascii") for each in contents)
    return " ".join(f"'sha256-{each}'" for each in sums) or "'none'"
