"""What counts in a corpus on disk: commits, each with a file of documents or without."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from policytext.errors import ReadError

__all__ = ["LOG", "Commit", "commits", "is_corpus"]

#: The folder in a corpus that tells what was ingested. Programs that read folders of Parquet
#: files pass over names with an underscore.
LOG = "_log"


class Commit(NamedTuple):
    """What one step of an ingest added; a corpus is made of these, in order.

    Attributes
    ----------
    version : int
        Of the schema.
    file : str or None
        The Parquet file, None where no document was added.
    groups : sequence of (int, int)
        Documents and bytes of text of each row group.
    digest : str
        Sum of the documents' hashes, 32 hexadecimal digits.
    columns : sequence of str
        Columns of `docs`.
    steps : sequence of str
        Steps of the cleaning.
    partial : sequence of (str, int) or None
        The file of which only some texts were taken up to here, by its key, and how many.
    facts : str
        Another where anything else of the documents is: names, metadata, places in the files.
    """

    version: int
    file: str | None
    groups: Sequence[tuple[int, int]]
    digest: str
    columns: Sequence[str]
    steps: Sequence[str]
    partial: tuple[str, int] | None
    facts: str = ""


def is_corpus(folder: str) -> bool:
    """Tell whether a folder holds a corpus on disk: whether there is a commit.

    It is asked whenever a folder is read, also where pyarrow is not installed; so this module
    imports nothing that takes time.
    """
    try:
        return any(name.endswith(".json") for name in os.listdir(os.path.join(folder, LOG)))
    except OSError:
        return False


def commits(folder: str) -> list[Commit]:
    """List what a folder holds for good.

    A Parquet file gets its name when it is whole, and what its commit says is there before; so
    where the file is, all is.

    Raises
    ------
    ReadError
        If the corpus is of a newer version, or damaged.
    """
    import json

    from policytext.scale.schema import VERSION

    try:
        # Listed first: what is said of a file that is here is final.
        files = set(os.listdir(folder))
        named = sorted(n for n in os.listdir(os.path.join(folder, LOG)) if n.endswith(".json"))
    except (FileNotFoundError, NotADirectoryError):
        return []
    found: list[Commit] = []
    for number, name in enumerate(named, 1):
        path = os.path.join(folder, LOG, name)
        try:
            with open(path, encoding="utf-8") as stream:
                said = json.load(stream)
            version = said["version"]
            if version > VERSION:
                raise ReadError(
                    f"{folder} is a corpus of version {version}, this policytext reads version "
                    f"{VERSION}. Update policytext."
                )
            commit = Commit(**said)
        except (ValueError, KeyError, TypeError) as error:
            raise ReadError(
                f"{path} is damaged: {error}. Restore the folder from a copy, or ingest anew."
            ) from None
        if name != f"{number:06}.json" or (commit.file and commit.file not in files):
            break
        found.append(commit)
    later = [name for name in files if name > _last_file(found) and name.startswith("part-")]
    if later:
        raise ReadError(
            f"{folder} is damaged: {later[0]} stands in it, but not what comes before. "
            "Restore the folder from a copy, or ingest anew."
        )
    return found


def _last_file(found: Sequence[Commit]) -> str:
    return next((commit.file for commit in reversed(found) if commit.file), "")
