"""Charts to hover over, pick from and move, in notebooks and as pages of their own."""

from __future__ import annotations

import copy
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext import stamp
from policytext.errors import InputError
from policytext.files import written_whole
from policytext.plot import fonts
from policytext.plot.look import LANGUAGES, MUTED
from policytext.plot.pictures import BUILDERS
from policytext.plot.specs import Spec
from policytext.plot.vega import chart_page, load_library
from policytext.plot.wanted import Wanted, kind_of
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.document import Document
    from policytext.tokens import Tokens

__all__ = ["InteractiveChart", "interactive"]

#: The version that notebook programs know; what a newer one draws is the same.
_MIME = "application/vnd.vegalite.v5+json"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_NEEDED = "An interactive chart needs vl-convert-python"
_WIDTH = 640
#: Kinds whose key can be clicked, with the field it is of, and those that can be moved.
_KEYS = {"bar": "term", "trend": "term", "themes": "theme", "dispersion": "term",
         "keyness": "side", "scatter": "side"}  # fmt: skip
_MOVES = {"trend": ["x"], "themes": ["x"], "dispersion": ["x"], "scatter": ["x", "y"]}
#: Room in pixels for what stands around the drawing: axis and title, and a key below.
_AROUND, _TITLE, _KEY = 60, 44, 60
#: Stands where a notebook takes frames away, as JupyterLab does in those that others have run.
_UNTRUSTED = (
    "图未显示：请信任此笔记本或重新运行此单元格。",
    "The chart is not shown: trust this notebook or run this cell again.",
)
_HINTS = {
    "key": ("点击图例可突出一项", "Click the key to pick out an entry."),
    "move": ("拖动可平移，按住 Ctrl 滚动可缩放", "Drag to move, Ctrl and scroll to zoom."),
    "undo": ("双击图复原", "Double-click the chart to undo."),
}


class InteractiveChart:
    """A chart that a notebook shows and that can be saved as a page.

    Attributes
    ----------
    kind : str
        What was drawn.
    spec : dict
        The Vega-Lite specification with the data, for other programs that draw such.
    """

    def __init__(self, kind: str, spec: Spec, title: str, lang: str) -> None:
        self.kind = kind
        self.spec = spec
        self._title = title
        self._lang = lang

    @property
    def html(self) -> str:
        """The page of the chart, which needs nothing else and no network."""
        spec = copy.deepcopy(self.spec)
        # It would name another version than that of the library, which is then said to be wrong.
        del spec["$schema"]
        return chart_page(
            spec,
            load_library(_NEEDED).result(),
            title=self._title,
            hint=self._hint,
            height=self._height,
            lang=self._lang,
        )

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page of the chart to a file, whole or not at all.

        Parameters
        ----------
        path : path
            Ends in .html.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            If the ending is another.
        ReadError
            If the file cannot be written.
        """
        target = Path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            raise InputError(
                f"`path` must end in '.html', got {str(path)!r}. Pictures are made by the other "
                "functions of `pt.plot` and saved by `pt.plot.save`."
            )
        with written_whole(target) as temporary:
            temporary.write_text(self.html, encoding="utf-8", newline="\n")
        return target

    @property
    def _hint(self) -> str:
        """Say what can be done with the chart."""
        can = ["key"] * _has_key(self.spec) + ["move"] * (self.kind in _MOVES)
        english = self._lang == "en"
        said = [_HINTS[each][english] for each in (*can, "undo") if can]
        return " ".join(said) if english else "；".join(said)

    @property
    def _height(self) -> int:
        """The height of the whole chart in pixels."""
        title = _TITLE if "title" in self.spec else 0
        below = _KEY if self.kind in ("heatmap", "keyness") else 0
        return int(max(self.spec["height"], 120)) + _AROUND + title + below

    def _png(self) -> bytes:
        """Draw the chart as a picture, for programs that show nothing else."""
        import vl_convert

        vl_convert.register_font_directory(str(fonts.REGULAR.parent))
        spec = copy.deepcopy(self.spec)
        spec["config"]["font"] = fonts.FAMILY
        picture: bytes = vl_convert.vegalite_to_png(spec, scale=1.5, allowed_base_urls=[])
        return picture

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show the chart in a notebook: as a page in a frame, a specification, or a picture."""
        # A hint may need two lines.
        height = self._height + (56 if self._hint else 16)
        frame = (
            f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts" '
            f'title="{escape(self._title)}" width="100%" height="{height}" '
            'style="border:0;width:100%;max-width:900px;background:#fff">'
            f"{_UNTRUSTED[self._lang == 'en']}</iframe>"
        )
        return {_MIME: self.spec, "text/html": frame, "image/png": self._png()}

    def __repr__(self) -> str:
        return f"<InteractiveChart {self.kind!r}: {len(self.spec['data']['values']):,} values>"


def interactive(
    table: pd.DataFrame,
    *,
    kind: str | None = None,
    value: str | None = None,
    corpus: Corpus | Document | Tokens | None = None,
    top: int | None = None,
    target: str | None = None,
    reference: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
) -> InteractiveChart:
    """Draw a table as a chart that tells its values under the mouse, in a notebook or a page.

    Parameters
    ----------
    table : DataFrame
        What the function of that name in `policytext.plot` takes.
    kind : {"bar", "trend", "heatmap", "keyness", "themes", "dispersion", "scatter"}, optional
        By default what the table is for: "trend" and "themes" for years, "keyness" for the table
        of that name, "dispersion" for evidence, "heatmap" for other groups, else "bar". The table
        of `keyness` can be a "scatter", too.
    value : str, optional
        The column to draw, as in the function of that name.
    corpus : Corpus, Document or Tokens, optional
        What the evidence is from; "dispersion" needs it.
    top : int, optional
        How many bars, terms on each side, points with a colour, or documents; by default 30, 20,
        60 and all.
    target, reference : str, optional
        What the two sides of "keyness" and "scatter" are called.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the title.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.

    Returns
    -------
    InteractiveChart
        A notebook shows it; `save("x.html")` writes a page that needs no network; `spec` is its
        Vega-Lite specification. A click on an entry of the key picks it out, with Shift several;
        dragging moves the years, and Ctrl with the wheel widens them.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If it has no row to draw, or an option has a value that cannot be used.
    MissingExtra
        If vl-convert-python is not installed, which holds the charting library.

    Notes
    -----
    A notebook keeps the library with each chart, which is about 1 MB. What a document says is
    data of the page: it is escaped, the content security policy lets only our scripts run, and
    the frame in the notebook has no access to the notebook.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.trend(pt.datasets.load("work_reports"), ["改革", "创新"])
    >>> chart = pt.plot.interactive(table, title="改革与创新")
    >>> chart
    <InteractiveChart 'trend': 24 values>
    >>> chart.save("trend.html")  # doctest: +SKIP
    PosixPath('trend.html')
    """
    check_choice("lang", lang, LANGUAGES)
    check_numbers(top=top)
    if kind is not None:
        check_choice("kind", kind, BUILDERS)
    load_library(_NEEDED)
    drawn = kind_of(table) if kind is None else kind
    wanted = Wanted(value, corpus, top, target, reference, lang)
    spec = BUILDERS[drawn](table, wanted)
    _enliven(spec, drawn)
    if title or source:
        head = "资料来源：" if lang == "zh" else "Source: "
        spec["title"] = {
            "text": title or "", "subtitle": head + source if source else "", "anchor": "start",
            "fontSize": 15, "subtitleColor": MUTED, "subtitlePadding": 4, "offset": 10,
        }  # fmt: skip
    made = getattr(table, "attrs", {}).get("stamp") or stamp.make()
    said = {"policytext": stamp.line(made)}
    spec = {"$schema": _SCHEMA, **spec, "width": _WIDTH, "usermeta": said}
    # Notebooks may be dark, and the colours are for white.
    spec["config"] = {**copy.deepcopy(spec["config"]), "background": "#ffffff"}
    return InteractiveChart(drawn, spec, title or "policytext", lang)


def _has_key(spec: Spec) -> bool:
    """Tell whether there is a key that can be clicked."""
    return any(param["name"] == "picked" for param in _main(spec).get("params", []))


def _main(spec: Spec) -> Spec:
    """Find the layer that holds the data."""
    layers = spec.get("layer", [spec])
    return next((layer for layer in layers if layer.get("name") == "main"), layers[0])


def _enliven(spec: Spec, kind: str) -> None:
    """Let entries of the key be picked out, and axes be moved."""
    main, params = _main(spec), []
    colour = {**spec["encoding"], **main.get("encoding", {})}.get("color", {})
    if kind in _KEYS and colour.get("legend"):
        picked = {"type": "point", "fields": [_KEYS[kind]]}
        params.append({"name": "picked", "select": picked, "bind": "legend"})
        dimmed = {"condition": {"param": "picked", "value": 1, "empty": True}, "value": 0.12}
        for layer in spec.get("layer", [spec]):
            if layer is main or ("mark" in layer and layer["mark"].get("type") == "area"):
                layer.setdefault("encoding", {})["opacity"] = dimmed
    if kind in _MOVES:
        # The wheel alone scrolls the notebook; two fingers on a touchpad come as Ctrl, too.
        zoom = "wheel![event.ctrlKey || event.metaKey]"
        select = {"type": "interval", "encodings": _MOVES[kind], "zoom": zoom}
        params.append({"name": "moved", "select": select, "bind": "scales"})
    if params:
        main["params"] = params
