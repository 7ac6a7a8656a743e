"""What a corpus on disk holds of a document: the columns of its Parquet files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from policytext.errors import MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "KEY",
    "TYPED",
    "VERSION",
    "dump",
    "load",
    "plain_value",
    "pyarrow",
    "schema",
    "segmenter_of",
    "sound",
    "token_fields",
    "typed_value",
]

#: Of the schema; a corpus of a newer one is refused.
VERSION = 1
#: Under which the version, the cleaning and the segmenter stand in the metadata of each Parquet
#: file.
KEY = b"policytext"

#: Columns by which documents are chosen without looking at each, and what they hold.
TYPED: dict[str, type] = {
    "id": str,
    "year": int,
    "date": date,
    "issuer": str,
    "title": str,
    "document_number": str,
    "genre": str,
    "addressee": str,
}
_INT32 = 2**31

#: Values that JSON has not: how they are written, and read again.
_TAGS: dict[type, tuple[str, Callable[[Any], object]]] = {
    datetime: ("$datetime", datetime.isoformat),
    date: ("$date", date.isoformat),
    time: ("$time", time.isoformat),
    Decimal: ("$decimal", str),
    tuple: ("$tuple", list),
}
_UNTAG: dict[str, Callable[[Any], object]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$decimal": Decimal,
    "$tuple": tuple,
    "$mapping": dict,
}


def pyarrow() -> Any:
    """Import pyarrow, or say how to get it."""
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra(
            "A corpus on disk needs pyarrow. Install it with: pip install 'policytext[arrow]'"
        ) from None
    return pyarrow


def schema(*, tokens: bool = False) -> pa.Schema:
    """Return the columns of the Parquet files, as `docs/ingest.md` tells them."""
    pa = pyarrow()
    place = pa.struct(
        [pa.field(name, pa.int32(), False) for name in ("position", "line", "column", "page")]
    )
    return pa.schema(
        [
            pa.field("id", pa.string(), False),
            pa.field("text", pa.large_string(), False),
            ("year", pa.int32()),
            ("date", pa.date32()),
            ("issuer", pa.string()),
            ("title", pa.string()),
            ("document_number", pa.string()),
            ("genre", pa.string()),
            ("addressee", pa.string()),
            pa.field("chars", pa.int64(), False),
            pa.field("paragraphs", pa.int32(), False),
            pa.field("path", pa.string(), False),
            pa.field("encoding", pa.string(), False),
            ("warnings", pa.list_(pa.string())),
            ("notes", pa.list_(pa.string())),
            pa.field("hash", pa.binary(16), False),
            ("fields", pa.string()),
            ("metadata", pa.string()),
            ("source", pa.string()),
            pa.field("places", pa.list_(pa.field("element", place, False)), False),
            *(token_fields() if tokens else ()),
        ]
    )


def token_fields() -> list[pa.Field]:
    """Return the columns of tokens, which corpora have that were made with a segmenter.

    The forms are a dictionary in Parquet and in Arrow; to other programs they are strings.
    """
    pa = pyarrow()
    kinds = {"tokens": pa.dictionary(pa.int32(), pa.string()), "starts": pa.int32()}
    return [
        pa.field(name, pa.list_(pa.field("element", kind, False)), False)
        for name, kind in kinds.items()
    ]


def segmenter_of(metadata: Mapping[bytes, bytes] | None) -> tuple[str, str] | None:
    """Give the name and the dictionary of what cut the tokens of a file; None if it has none."""
    said = json.loads((metadata or {}).get(KEY, b"{}"))
    return (said["segmenter"], said["dictionary"]) if "segmenter" in said else None


# ---------------------------------------------------------------- values


def sound(text: str) -> str:
    """Write what is no character, in the name of a file say, as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def dump(value: object) -> str:
    """Write a value as JSON; dates, tuples and their like as objects with one name, `$date`."""
    written = json.dumps(_tagged(value), ensure_ascii=False, separators=(",", ":"))
    if written.isascii():
        return written
    try:
        written.encode()
    except UnicodeEncodeError:
        # Half a pair of UTF-16 stands in no UTF-8 but as an escape.
        return json.dumps(_tagged(value), separators=(",", ":"))
    return written


def load(text: str) -> Any:
    """Read what `dump` wrote."""
    value = json.loads(text)
    return plain_value(value) if '{"$' in text else value


def _tagged(value: object) -> object:
    """Replace what JSON has not."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        if all(isinstance(name, str) and not name.startswith("$") for name in value):
            return {name: _tagged(member) for name, member in value.items()}
        return {"$mapping": [[_tagged(name), _tagged(member)] for name, member in value.items()]}
    if isinstance(value, list):
        return [_tagged(member) for member in value]
    for kind, (tag, write) in _TAGS.items():
        if isinstance(value, kind):
            written = write(value)
            return {tag: _tagged(written)}
    if hasattr(value, "item"):
        return _tagged(value.item())
    return str(value)


def plain_value(value: Any) -> Any:
    """Undo `_tagged` in what JSON gave."""
    if isinstance(value, list):
        return [plain_value(member) for member in value]
    if not isinstance(value, dict):
        return value
    known = {name: plain_value(member) for name, member in value.items()}
    if len(known) == 1:
        ((tag, member),) = known.items()
        if tag in _UNTAG:
            return _UNTAG[tag](member)
    return known


def typed_value(column: str, value: object) -> Any:
    """Return a value as a column of `TYPED` holds it, None where it cannot."""
    kind = TYPED[column]
    if kind is int:
        whole = isinstance(value, (int, float)) and value == value and abs(value) < _INT32
        return int(cast(float, value)) if whole and int(cast(float, value)) == value else None
    if kind is date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, str):
            try:
                return date.fromisoformat(value) if len(value) == 10 else None
            except ValueError:
                return None
        return value if isinstance(value, date) else None
    return value if isinstance(value, str) else None
