"""One page that holds a whole analysis: texts, tables, charts and a search, in one file.

The package is not called `report`: importing it would hide the function `policytext.report`.
"""
