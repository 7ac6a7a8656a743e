"""Corpora larger than memory: a folder of Parquet files, and the same functions over it.

`store` opens the folder and `ingest` fills it; `documents` makes documents of its rows; the engine
looks at its slices on whatever workers there are.
"""
