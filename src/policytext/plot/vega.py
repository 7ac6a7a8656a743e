"""The charting library, and the page that holds one chart and runs nothing of its data."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

from policytext import __version__
from policytext.errors import MissingExtra

__all__ = ["Library", "chart_page", "json_text", "load_library", "own_file", "policy"]

#: What would end a script element or begin another inside it, and what ends a line in JavaScript.
_JSON_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


class Library(NamedTuple):
    """The charting library as one script, and the versions in it."""

    script: str
    vega: str
    lite: str
    embed: str


def load_library(what: str) -> Future[Library]:
    """Begin to put the charting library together, which takes seconds, beside other work.

    Parameters
    ----------
    what : str
        What is said to be missing: "A report needs vl-convert-python for its charts".

    Raises
    ------
    MissingExtra
        If vl-convert-python is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingExtra(
            f"{what}, which is not installed. Install it with: pip install 'policytext[report]'"
        ) from None
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
    notice = own_file("report", "vega-licence.txt").replace("*/", "* /")
    # An end of the element, or a comment's beginning, inside a script would be read as such.
    script = script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return Library(
        f"/*!\n{notice}*/\n{script}",
        converter.get_vega_version(),
        max(converter.get_vegalite_versions(), key=lambda version: [*map(int, version.split("."))]),
        converter.get_vega_embed_version(),
    )


@cache
def own_file(folder: str, name: str) -> str:
    """Read a file of ours."""
    return (files("policytext") / "data" / folder / name).read_text(encoding="utf-8")


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


def json_text(value: Any) -> str:
    r"""Write data for a script element, in which nothing can end the element.

    Examples
    --------
    >>> json_text("</script>")
    '"\\u003c/script\\u003e"'
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return written.translate(_JSON_ESCAPES)


def chart_page(
    spec: dict[str, Any], library: Library, *, title: str, hint: str, height: int, lang: str
) -> str:
    """Write the page of one chart, which needs nothing else."""
    style, script = own_file("charts", "chart.css"), own_file("charts", "chart.js")
    allowed = policy([script, library.script], [style])
    data = json_text({"spec": spec, "height": height})
    page = (
        f'<!doctype html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{allowed}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="policytext {__version__}">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{style}</style>'
        f'</head><body><div id="chart" role="img" aria-label="{escape(title)}"></div>'
        f"<p>{escape(hint)}</p>"
        f'<script type="application/json" id="data">{data}</script>'
        f'<script>{script}</script><script type="module">{library.script}</script>'
        "</body></html>\n"
    )
    # Half characters, which no file can hold.
    return page.encode("utf-8", "replace").decode("utf-8")
