"""A model of themes: what it says of units, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError, SchemaError, nearest
from policytext.statistics.groups import make_table
from policytext.statistics.options import check_numbers
from policytext.theming.learning.calibration import (
    BINS,
    bin_numbers,
    brier_score,
    calibration_error,
)
from policytext.theming.learning.examples import PerDocument, read_texts
from policytext.theming.learning.features import Texts
from policytext.theming.learning.fitting import Fitted, softmax

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["ThemeModel"]

PREDICTIONS = {
    "document": "str", "theme": "str", "probability": "float64", "second": "str",
    "margin": "float64",
}  # fmt: skip
TERMS = {
    "theme": "str", "direction": "str", "term": "str", "kind": "str", "weight": "float64",
    "units": "int64", "units_theme": "int64",
}  # fmt: skip
EXPLANATION = {
    "document": "str", "theme": "str", "term": "str", "kind": "str", "value": "float64",
    "weight": "float64", "contribution": "float64",
}  # fmt: skip
RELIABILITY = {
    "probability_low": "float64", "probability_high": "float64", "units": "int64",
    "probability": "float64", "share_right": "float64",
}  # fmt: skip


class ThemeModel:
    """A linear model of themes, from `train_themes`.

    Attributes
    ----------
    classes : list of str
        The themes, in the order of the alphabet.
    temperature : float
        What calibrates the probabilities: above 1 they were too sure, below 1 not sure enough.
    stamp : dict
        What the model was learnt from, and how.
    """

    def __init__(
        self,
        classes: list[str],
        fitted: Fitted,
        temperature: float,
        made: Stamp,
        held_out: tuple[Floats | None, Ints],
        counts: Ints,
    ) -> None:
        self.classes = classes
        self.temperature = temperature
        self.stamp = made
        self._fitted = fitted
        self._held_out = held_out
        self._counts = counts

    def __repr__(self) -> str:
        terms = len(self._fitted.weights)
        examples = len(self._held_out[1])
        return f"<ThemeModel: {len(self.classes)} themes, {examples:,} examples, {terms:,} terms>"

    def probabilities(
        self,
        tokens: Tokens,
        *,
        groups: PerDocument | None = None,
        scores: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Give the calibrated probability of each theme in each unit.

        Parameters
        ----------
        tokens : Tokens
        groups, scores : optional
            As for `train_themes`.

        Returns
        -------
        DataFrame
            A row per document, named by its id, and a column per theme (float); rows sum to 1. A
            unit without known terms has what the constants of the model give.
        """
        import pandas as pd

        texts = self._read(tokens, groups, scores)
        index = pd.Index([document.id for document in tokens.corpus], name="document")
        found = self._fitted.probabilities(texts, self.temperature)
        table = pd.DataFrame(found, index, self.classes)
        table.attrs["stamp"] = self._stamp(texts)
        return table

    def predict(
        self,
        tokens: Tokens,
        *,
        groups: PerDocument | None = None,
        scores: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Name the likeliest theme of each unit.

        Parameters
        ----------
        tokens : Tokens
        groups, scores : optional
            As for `train_themes`.

        Returns
        -------
        DataFrame
            A row per document in their order: `document`, `theme` (str); `probability` (float,
            calibrated); `second` (str, the next likely theme); `margin` (float, how much more
            probable the first is: read what has little of it).
        """
        texts = self._read(tokens, groups, scores)
        found = self._fitted.probabilities(texts, self.temperature)
        order = np.argsort(-found, axis=1, kind="stable")
        rows = np.arange(len(found))
        best = found[rows, order[:, 0]]
        columns: dict[str, list[Any]] = {
            "document": [document.id for document in tokens.corpus],
            "theme": [self.classes[code] for code in order[:, 0]],
            "probability": best.tolist(),
            "second": [self.classes[code] for code in order[:, 1]],
            "margin": (best - found[rows, order[:, 1]]).tolist(),
        }
        return make_table(columns, PREDICTIONS, self._stamp(texts))

    def terms(self, theme: str | None = None, *, top: int = 20) -> pd.DataFrame:
        """List the terms that speak most for and against a theme.

        Parameters
        ----------
        theme : str, optional
            By default every theme.
        top : int, default 20
            How many terms of each direction.

        Returns
        -------
        DataFrame
            `theme` (str); `direction` (str, "for" or "against"); `term` (str); `kind` (str,
            "word", "pair" of tokens, words "before" and "after" and of the "heading" above, or
            "theme" of a codebook); `weight` (float, per unit length of the vector); `units`
            (int, examples that have the term), `units_theme` (int, those of the theme). Strongest
            first, ties by term. "#" is any number.

        Raises
        ------
        InputError
            If the model has no such theme.
        """
        check_numbers(top=top)
        self._check_theme(theme)
        encoder = self._fitted.encoder
        columns: dict[str, list[Any]] = {name: [] for name in TERMS}
        for code, name in enumerate(self.classes):
            if theme not in (None, name):
                continue
            # Rounded, so that the last bits of a sum do not order terms of equal weight.
            weights = self._fitted.weights[:, code].round(9)
            for sign, direction in ((1, "for"), (-1, "against")):
                chosen = np.flatnonzero(sign * weights > 0)
                order = np.lexsort((chosen, -np.abs(weights[chosen])))[:top]
                for term in chosen[order].tolist():
                    row = (
                        name, direction, encoder.names[term], encoder.kinds[term],
                        float(weights[term]), int(self._counts[:, term].sum()),
                        int(self._counts[code, term]),
                    )  # fmt: skip
                    for column, value in zip(TERMS, row, strict=True):
                        columns[column].append(value)
        return make_table(columns, TERMS, dict(self.stamp))

    def explain(
        self,
        tokens: Tokens,
        *,
        groups: PerDocument | None = None,
        scores: pd.DataFrame | None = None,
        theme: str | None = None,
        top: int = 10,
    ) -> pd.DataFrame:
        """Show which terms of each unit make its score, so that a reader can check it.

        Parameters
        ----------
        tokens : Tokens
        groups, scores : optional
            As for `train_themes`.
        theme : str, optional
            Whose score; by default the theme that is predicted for the unit.
        top : int, default 10
            How many terms of each unit are listed; the others are summed up.

        Returns
        -------
        DataFrame
            Rows of each unit in the order of the documents: `document`, `theme`, `term`, `kind`
            (str); `value` (float, what the term weighs in the unit), `weight` (float, of the term
            in the model), `contribution` (float, their product). First the largest
            contributions, whichever way; then the "rest", what the terms that are not listed add
            up to, and the "constant" of the theme. The contributions of a unit add up to its
            score; the probability before calibration and `smooth` is exp(score) over the sum of
            those of all themes.

        Raises
        ------
        InputError
            If the model has no such theme.
        """
        check_numbers(top=top)
        self._check_theme(theme)
        texts = self._read(tokens, groups, scores)
        codes = self._fitted.probabilities(texts, self.temperature).argmax(axis=1)
        if theme is not None:
            codes[:] = self.classes.index(theme)
        columns: dict[str, list[Any]] = {name: [] for name in EXPLANATION}
        encoded = self._fitted.encode(texts)
        for unit, code in enumerate(codes.tolist()):
            for row in _parts(self._fitted, encoded[[unit]], code, top):
                values = (tokens.corpus[unit].id, self.classes[code], *row)
                for column, value in zip(EXPLANATION, values, strict=True):
                    columns[column].append(value)
        return make_table(columns, EXPLANATION, self._stamp(texts))

    def reliability(self) -> pd.DataFrame:
        """Tell whether probabilities hold what they say, on examples that were held out.

        Returns
        -------
        DataFrame
            A row per tenth of the probability of the likeliest theme that has examples:
            `probability_low`, `probability_high` (float); `units` (int); `probability` (float,
            their mean); `share_right` (float, of those whose theme it is). The two are alike where
            the model is calibrated. Empty for one group. `attrs["stamp"]` has the `brier` score
            and the `calibration_error`.

        Notes
        -----
        The groups of the examples were held out in thirds, so the model measured is one of two
        thirds of the examples, and the temperature, one number, was chosen on these examples.
        `cross_validate_themes` measures without that.
        """
        held_out, codes = self._held_out
        columns: dict[str, list[Any]] = {name: [] for name in RELIABILITY}
        made = dict(self.stamp)
        if held_out is not None:
            found = softmax(np.log(held_out) / self.temperature)
            best, right = found.max(axis=1), found.argmax(axis=1) == codes
            bins = bin_numbers(best)
            for number in np.unique(bins).tolist():
                inside = bins == number
                row = (
                    number / BINS, (number + 1) / BINS, int(inside.sum()),
                    float(best[inside].mean()), float(right[inside].mean()),
                )  # fmt: skip
                for column, value in zip(RELIABILITY, row, strict=True):
                    columns[column].append(value)
            made["brier"] = brier_score(found, codes)
            made["calibration_error"] = calibration_error(best, right)
        return make_table(columns, RELIABILITY, made)

    def _check_theme(self, theme: str | None) -> None:
        """Refuse a theme that the model does not have."""
        if theme is not None and theme not in self.classes:
            raise InputError(
                f"`theme` must be one of {self.classes}, got {theme!r}."
                f"{nearest(theme, self.classes)}"
            )

    def _read(
        self, tokens: Tokens, groups: PerDocument | None, scores: pd.DataFrame | None
    ) -> Texts:
        """Read units that are to be judged; they need what the examples had."""
        texts = read_texts(tokens, groups, scores)
        wanted = self._fitted.encoder.themes
        if texts.themes != wanted:
            raise SchemaError(
                f"`scores` must have the columns that the model was trained with, {wanted}, "
                f"got {texts.themes}. Pass what `theme_scores` gives with the same codebook."
            )
        return texts

    def _stamp(self, texts: Texts) -> Stamp:
        """Say what was judged, and by which model."""
        model = stamp.digest(f"{name}={value}" for name, value in self.stamp.items())
        return make_stamp(texts.tokens.corpus, "token", None, texts.tokens) | {"model": model}


def _parts(
    fitted: Fitted, values: Any, code: int, top: int
) -> Iterator[tuple[str, str, float, float, float]]:
    """Yield term, kind, value, weight and contribution of what makes a unit's score."""
    weights = fitted.weights[values.indices, code]
    made = values.data * weights
    order = np.lexsort((values.indices, -np.abs(made).round(9)))
    encoder = fitted.encoder
    for place in order[:top].tolist():
        term = int(values.indices[place])
        numbers = (float(values.data[place]), float(weights[place]), float(made[place]))
        yield encoder.names[term], encoder.kinds[term], *numbers
    nan = float("nan")
    yield "", "rest", nan, nan, float(made[order[top:]].sum())
    yield "", "constant", nan, nan, float(fitted.constants[code])
