"""Check what the demo left behind: the pictures are pictures, the numbers are the planted ones."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_picture(path: Path) -> None:
    """A picture has a plausible size and more than a few colours on white."""
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
        assert picture.width > 800, f"{path}: {picture.size}"
        assert picture.height > 400, f"{path}: {picture.size}"
        colours = picture.getcolors(maxcolors=1 << 24)
    assert colours is not None
    assert len(colours) > 100, f"{path}: {len(colours)} colours"
    white = dict((colour, count) for count, colour in colours).get((255, 255, 255), 0)
    assert 0.2 < white / (picture.width * picture.height) < 0.98, f"{path}: {white} white pixels"


def main(folder: Path) -> None:
    """Check all files of the demo."""
    for name in ("trend.png", "cloud.png"):
        check_picture(folder / name)
    planted = {
        (row["year"], row["term"]): int(row["count"])
        for row in rows(ROOT / "corpora" / "planted_work_reports.csv")
    }
    trend = {(row["year"], row["term"]): int(row["count"]) for row in rows(folder / "trend.csv")}
    assert len(trend) == 72, len(trend)
    wrong = {key: (count, planted[key]) for key, count in trend.items() if count != planted[key]}
    assert not wrong, wrong
    for row in rows(folder / "counts.csv"):
        total = sum(count for (_, term), count in planted.items() if term == row["term"])
        assert int(row["count"]) == total > 0, row
    first = rows(folder / "sections.csv")[0]
    assert first["heading"].startswith("2、"), first["heading"]
    assert "作风建设" in first["heading"], first["heading"]
    assert len(rows(folder / "evidence.csv")) == 12
    assert len(rows(folder / "frequencies.csv")) > 1000
    print(f"{folder}: 2 pictures and 5 tables, the numbers are the planted ones")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
