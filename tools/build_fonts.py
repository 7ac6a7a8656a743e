"""Build the bundled fonts: a renamed subset of Noto Sans CJK SC, regular and bold.

Sources, from Debian (the released files were built on Debian 12):

    apt-get install fonts-noto-cjk unicode-data
    pip install fonttools
    python tools/build_fonts.py

The characters are those of GB 2312, GBK, Big5 and 通用规范汉字表, with the
Western punctuation, numerals, arrows and signs that stand beside them in print.

The same sources and the same fontTools release give the same bytes on every run.
OFL.txt, beside the fonts, is kept by hand.
"""

from __future__ import annotations

import argparse
import bz2
from pathlib import Path

from fontTools.agl import UV2AGL
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

SOURCE_FAMILY = "Noto Sans CJK SC"
FAMILY = "PolicyText Sans"
STYLES = ("Regular", "Bold")
DESCRIPTION = (
    "PolicyText Sans is a modified version of Noto Sans CJK SC: a subset of its "
    "characters in TrueType outlines, without hinting, layout features or vertical "
    "metrics, and with a full-width em dash. Original: "
)

EM_DASH = 0x2014
IDEOGRAPH_MIDDLE = 380  # of the em box, -120 to 880
MAX_ERROR = 1.0  # of a curve, in thousandths of an em
MAXP_ZEROS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
)

CODECS = ("gb2312", "gbk", "big5")
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2010, 0x2027),  # general punctuation: dashes, quotes, dots
    (0x2030, 0x205E),  # general punctuation: per mille, primes, marks
    (0x2160, 0x216B),  # Ⅰ-Ⅻ
    (0x2190, 0x2199),  # arrows
    (0x2460, 0x2473),  # ①-⑳
    (0x3000, 0x303F),  # CJK punctuation
    (0xFF00, 0xFFEF),  # full-width and half-width forms
)
SIGNS = "€℃℉№™−±×÷≠≈≡≤≥∞√∑∏∫∂∆√∠∥∴∵□■▲△▼▽◆◇○●◎★☆✓"


def codec_characters(codec: str) -> set[int]:
    """Return the code points of all two-byte codes that a codec decodes."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes((lead, trail)).decode(codec, errors="ignore")
            if len(text) == 1 and text > "\x7f":
                found.add(ord(text))
    return found


def standard_characters(unihan: Path) -> set[int]:
    """Return 通用规范汉字表 (8105 characters), from Unihan's kTGH field."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if "\tkTGH\t" in line]
    found = {int(row[0][2:], 16) for row in rows}
    if len(found) != 8105:
        raise ValueError(f"{unihan}: {len(found)} kTGH characters, not 8105")
    return found


def character_set(unihan: Path) -> set[int]:
    """Return the code points the fonts are to have."""
    wanted = standard_characters(unihan) | {ord(sign) for sign in SIGNS}
    for codec in CODECS:
        wanted |= codec_characters(codec)
    for first, last in RANGES:
        wanted |= set(range(first, last + 1))
    return wanted


def load(source: Path, style: str) -> TTFont:
    """Open the Simplified Chinese face of one collection file."""
    path = source / f"NotoSansCJK-{style}.ttc"
    faces = TTCollection(path, lazy=True, recalcTimestamp=False)
    for face in faces.fonts:
        if face["name"].getDebugName(1) == SOURCE_FAMILY:
            face.recalcTimestamp = False
            return face
    raise ValueError(f"{path}: no face named {SOURCE_FAMILY}")


def subset(font: TTFont, characters: set[int]) -> None:
    """Reduce a font, in place, to horizontal text in the given characters."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def glyph_names(font: TTFont) -> dict[str, str]:
    """Map each glyph to the Adobe name of its lowest code point.

    PDF and PostScript writers go by these names; the source has numbers only.
    """
    names = {".notdef": ".notdef"}
    for code, glyph in sorted(font.getBestCmap().items()):
        plain = f"uni{code:04X}" if code <= 0xFFFF else f"u{code:X}"
        names.setdefault(glyph, UV2AGL.get(code, plain))
    return names


def to_truetype(font: TTFont) -> None:
    """Replace a font's CFF outlines, in place, with named TrueType outlines.

    matplotlib embeds CFF wrongly where pdf.fonttype or ps.fonttype is 42.
    """
    names = glyph_names(font)
    glyph_set, metrics, glyphs = font.getGlyphSet(), font["hmtx"].metrics, {}
    for old, new in names.items():
        pen = TTGlyphPen(None)
        glyph_set[old].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[new] = pen.glyph()
    order = [names[old] for old in font.getGlyphOrder()]
    for table in font["cmap"].tables:
        table.cmap = {code: names[old] for code, old in table.cmap.items()}
    font["hmtx"].metrics = {names[old]: metrics[old] for old in metrics}

    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"
    font.setGlyphOrder(order)
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = glyphs
    for name, glyph in glyphs.items():
        set_left_side(font, name, glyph)
    font["maxp"].tableVersion = 0x00010000
    for limit in MAXP_ZEROS:
        setattr(font["maxp"], limit, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 2.0
    font["post"].extraNames = []
    font["post"].mapping = {}


def set_left_side(font: TTFont, name: str, glyph: Glyph) -> None:
    """Set a glyph's bounds, and its left side bearing to agree with them."""
    glyph.recalcBounds(font["glyf"])
    width, _ = font["hmtx"][name]
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))


def widen_em_dash(font: TTFont) -> None:
    """Draw the em dash one em wide, so that —— is two ems and unbroken.

    The source joins the two in a ligature, which not every renderer applies.
    The stroke keeps its weight and moves to the middle of the ideographs.
    """
    name = font.getBestCmap()[EM_DASH]
    old = font["glyf"][name]
    em = font["head"].unitsPerEm
    low = IDEOGRAPH_MIDDLE - (old.yMax - old.yMin) // 2
    high = low + old.yMax - old.yMin
    pen = TTGlyphPen(None)
    pen.moveTo((0, low))
    for point in ((0, high), (em, high), (em, low)):
        pen.lineTo(point)
    pen.closePath()
    font["hmtx"][name] = (em, 0)
    font["glyf"].glyphs[name] = pen.glyph()
    set_left_side(font, name, font["glyf"].glyphs[name])


def rename(font: TTFont, style: str) -> None:
    """Give a font its own name; copyright, trademark and licence stay."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    full = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    table = font["name"]
    version = table.getDebugName(5).split(";")[0].removeprefix("Version ")
    names = {1: FAMILY, 2: style, 3: f"{version};{postscript}", 4: full, 6: postscript}
    for record in table.names:
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID == 10:
            record.string = DESCRIPTION + record.toUnicode()


def build(source: Path, output: Path, style: str, characters: set[int]) -> Path:
    """Write one style and return its path."""
    font = load(source, style)
    subset(font, characters)
    to_truetype(font)
    widen_em_dash(font)
    rename(font, style)
    path = output / f"{FAMILY.replace(' ', '')}-{style}.ttf"
    font.save(path)
    return path


def main() -> None:
    """Build both styles and report what they hold."""
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--source",
        type=Path,
        default=Path("/usr/share/fonts/opentype/noto"),
        help="directory of NotoSansCJK-*.ttc",
    )
    parser.add_argument(
        "--unihan",
        type=Path,
        default=Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2"),
        help="Unihan_OtherMappings.txt.bz2",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=root / "src" / "policytext" / "data" / "fonts",
        help="directory for the fonts",
    )
    args = parser.parse_args()

    characters = character_set(args.unihan)
    args.output.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        path = build(args.source, args.output, style, characters)
        held = set(TTFont(path).getBestCmap())
        print(f"{path}: {path.stat().st_size} bytes, {len(held)} characters")
        absent = sorted(characters - held)
        print("  not in the source:", " ".join(f"{code:04X}" for code in absent))


if __name__ == "__main__":
    main()
