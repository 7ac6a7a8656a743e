"""The words of a cloud: their outlines, and an artist that draws them as outlines or as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib import ft2font
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

from policytext.plot import fonts

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Outlines", "Placed", "Words"]

Floats: TypeAlias = "NDArray[np.float64]"

#: The flag had another name before matplotlib 3.10.
_ft: Any = ft2font
_NO_HINTING: Any = _ft.LoadFlags.NO_HINTING if hasattr(_ft, "LoadFlags") else _ft.LOAD_NO_HINTING
#: Room around a word, in parts of its size.
_MARGIN = 0.09


def _is_han(text: str) -> bool:
    """Tell whether all characters are Han, which are as wide as high and have no kerning."""
    return min(text, default="") >= "\u4e00" and max(text, default="") <= "\u9fff"


class Outline(NamedTuple):
    """The outline of a text of size 1."""

    vertices: Floats
    codes: NDArray[np.uint8]

    @property
    def ink(self) -> Floats:
        """The box of the ink: x0, y0, x1, y1; of a text without ink some box."""
        # The vertex that closes a glyph is no ink.
        corners = self.vertices[self.codes != Path.CLOSEPOLY]
        if not len(corners):
            return np.array([0.0, 0.0, 0.5, 0.5])
        return np.concatenate([corners.min(axis=0), corners.max(axis=0)])


class Outlines:
    """The outlines of words in bold; those of Han characters are made once for all words."""

    def __init__(self) -> None:
        self._glyphs: dict[str, Outline] = {}
        self._words: dict[str, tuple[Outline, Floats]] = {}
        #: Our font, and others for what it lacks.
        self.font = FontProperties(
            family=list(fonts.families()),
            weight="bold",
        )
        self._bold = ft2font.FT2Font(str(fonts.BOLD))
        self._bold.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)

    def of(self, word: str) -> tuple[Outline, Floats]:
        """Give the outline of a word of size 1 and the box of its ink."""
        if word not in self._words:
            made = self._set(word) if _is_han(word) else self._glyph(word)
            self._words[word] = made, made.ink
        return self._words[word]

    def _set(self, word: str) -> Outline:
        """Put characters side by side, each as wide as high."""
        glyphs = [self._glyph(char) for char in word]
        vertices = np.concatenate([glyph.vertices for glyph in glyphs])
        places = np.arange(len(word), dtype=float)
        vertices[:, 0] += np.repeat(places, [len(glyph.vertices) for glyph in glyphs])
        return Outline(vertices, np.concatenate([glyph.codes for glyph in glyphs]))

    def _glyph(self, text: str) -> Outline:
        """Make the outline of a character, or of a text that must be set as a whole."""
        if text not in self._glyphs:
            if _is_han(text) and self._bold.get_char_index(ord(text)):
                # The same outline as below in a tenth of the time.
                self._bold.load_char(ord(text), flags=_NO_HINTING)
                vertices, codes = self._bold.get_path()
            else:
                # A dollar sign is a dollar sign, which TextPath takes for a formula's beginning.
                vertices, codes = text_to_path.get_text_path(self.font, text, ismath=False)
            places = np.asarray(vertices, dtype=float).reshape(-1, 2) / text_to_path.FONT_SCALE
            self._glyphs[text] = Outline(places, np.asarray(codes, dtype=np.uint8))
        return self._glyphs[text]

    def boxes(self, words: Sequence[str], ems: Floats) -> Floats:
        """Give the width and height that words of these sizes need, with room around them."""
        inks = np.array([self.of(word)[1] for word in words])
        sides: Floats = (inks[:, 2:] - inks[:, :2] + 2 * _MARGIN) * ems[:, None]
        return sides


@dataclass(frozen=True)
class Placed:
    """Words with their place: the centre of the ink, y down, and the size of the type."""

    words: Sequence[str]
    x: Floats
    y: Floats
    turned: NDArray[np.bool_]
    ems: Floats
    colours: Sequence[str]


class Words(PathCollection):
    """The words of a cloud as one artist: fast, and as outlines or as text.

    Outlines are the same in every format and on any machine. `as_text` is set while a file is
    written whose text can be searched and selected.
    """

    def __init__(self, placed: Placed, outlines: Outlines) -> None:
        self.placed = placed
        self.as_text = False
        self._font = outlines.font
        self._starts = np.empty((len(placed.words), 2))
        paths = []
        for number, word in enumerate(placed.words):
            outline, ink = outlines.of(word)
            em = placed.ems[number]
            middle = (ink[:2] + ink[2:]) / 2
            # The picture's y axis points down. A turned word is read from below.
            turn = np.array([[0, -1], [-1, 0]] if placed.turned[number] else [[1, 0], [0, -1]])
            centre = np.array([placed.x[number], placed.y[number]])
            paths.append(Path((outline.vertices - middle) @ turn * em + centre, outline.codes))
            self._starts[number] = centre - middle @ turn * em
        super().__init__(paths, facecolors=list(placed.colours), linewidths=0)

    @property
    def words(self) -> list[str]:
        """The words in the order of their outlines."""
        return list(self.placed.words)

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Give the whole picture, which is fast and leaves an even border."""
        assert self.axes is not None
        return Bbox(self.axes.transData.transform(self.axes.viewLim))

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Give the whole picture."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Draw outlines, or texts where the file shall have them."""
        if not self.as_text:
            super().draw(renderer)
            return
        assert self.axes is not None
        to_dots = self.axes.transData
        unit = abs(float(to_dots.transform((1, 0))[0] - to_dots.transform((0, 0))[0]))
        # A point has 72 / dpi dots, and both formats with text have 72 dots an inch.
        points = unit / renderer.points_to_pixels(1)
        height = renderer.get_canvas_width_height()[1]
        renderer.open_group("words", gid=self.get_gid())
        for word, place, em, turned, colour in zip(
            self.placed.words, to_dots.transform(self._starts), self.placed.ems,
            self.placed.turned, self.placed.colours, strict=True,
        ):  # fmt: skip
            font = self._font.copy()
            font.set_size(em * points)
            gc = renderer.new_gc()
            gc.set_foreground(colour)
            x, y = place
            y = height - y if renderer.flipy() else y
            renderer.draw_text(gc, x, y, word, font, 90 if turned else 0)
            gc.restore()
        renderer.close_group("words")
        self.stale = False
