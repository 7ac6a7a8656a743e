"""Sphinx: `sphinx-build -W docs site` builds the documentation."""

from __future__ import annotations

import policytext

project = "policytext"
author = "The policytext authors"
version = release = policytext.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["images", "gallery"]
html_theme = "furo"
html_title = "policytext"
html_static_path: list[str] = []
html_theme_options = {"source_repository": "", "top_of_page_buttons": []}
language = "en"

# Anchors for headings, so that pages can point at each other's parts.
myst_heading_anchors = 3
myst_enable_extensions = ["dollarmath", "html_image"]
# Notebooks are run when the site is built, and once more by the tests.
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_raise_on_error = True

napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
# Files of the repository that pages point at are no pages of the site.
suppress_warnings = ["myst.xref_missing", "myst.header"]
