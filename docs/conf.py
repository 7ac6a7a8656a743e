"""Sphinx: `sphinx-build -W --keep-going docs build/site` builds the documentation."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment.adapters.toctree import TocTree

import policytext

project = "policytext"
author = "The policytext authors"
version = release = policytext.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["images", "gallery"]
language = "en"

html_theme = "furo"
html_title = "policytext"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {"top_of_page_buttons": []}
html_show_copyright = False
html_copy_source = False
# The site opens without a network, so formulas are MathML and not a script from elsewhere.
html_math_renderer = "mathml"
# The outputs that pages show are not for copying.
copybutton_selector = "div:not(.highlight-text) > div.highlight > pre"

# Anchors for headings, so that pages can point at each other's parts.
myst_heading_anchors = 3
myst_enable_extensions = ["html_image"]
# Notebooks are run when the site is built; a cached run counts as long as the cells are the same.
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True

napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
# An attribute `name` in a docstring is text there, and no link to one of three; a chart that moves
# comes as Vega-Lite too, for JupyterLab, beside the HTML that a page shows.
suppress_warnings = ["ref.python", "mystnb.unknown_mime_type"]


def write_formula(writer: Any, node: nodes.math | nodes.math_block) -> None:
    """Write a formula of a docstring as MathML, which browsers draw themselves."""
    block = isinstance(node, nodes.math_block)
    writer.body.append(tex2mathml(node.astext(), as_block=block))
    raise nodes.SkipNode


def speak_chinese(app: Sphinx, page: str, _template: str, context: Any, _tree: Any) -> None:
    """Give the Chinese pages their language, and a side bar of Chinese pages."""
    if not page.startswith("zh/"):
        return

    def toctree(**options: Any) -> str:
        trees = app.env.get_doctree("zh/index").findall(addnodes.toctree)
        resolved = (TocTree(app.env).resolve(page, app.builder, tree, **options) for tree in trees)
        return "".join(app.builder.render_partial(tree)["fragment"] for tree in resolved if tree)

    context["language"] = "zh-CN"
    context["toctree"] = toctree


def setup(app: Sphinx) -> None:
    """Connect the two functions above."""
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula, None))
    # Before the theme makes its side bar, at 500.
    app.connect("html-page-context", speak_chinese, priority=400)
