from hypothesis import given
from hypothesis import strategies as st

from policytext.offsets import Edit, Location, OffsetMap, Source, apply_edits

TEXTS = st.text(alphabet="人民代表大会，。\n a", max_size=30)


@st.composite
def edits(draw, text):
    """Draw sorted edits of a text that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(start, end, draw(st.text("新X", max_size=3))) for start, end in pairs]


@st.composite
def edited(draw):
    """Draw a text and edits of it."""
    text = draw(TEXTS)
    return text, draw(edits(text))


def copied(text, changes):
    """List the position in the old text of every character of the new one, None if inserted."""
    origin, done = [], 0
    for start, end, new in changes:
        origin += [*range(done, start), *[None] * len(new)]
        done = end
    return origin + list(range(done, len(text)))


def test_edits_are_applied_and_mapped():
    """Characters that an edit left alone map to where they stood, inserted ones to the edit."""
    text, offsets = apply_edits("人 民代表", [Edit(1, 2), Edit(3, 5, "甲乙丙")])

    assert text == "人民甲乙丙"
    assert [offsets[i] for i in range(6)] == [0, 2, 3, 4, 4, 5]


def test_a_text_without_edits_maps_to_itself():
    """No edit, no change."""
    text, offsets = apply_edits("人民", [])

    assert (text, offsets[0], offsets[2], offsets.span(0, 2)) == ("人民", 0, 2, (0, 2))


def test_a_text_that_is_removed_whole_keeps_a_place():
    """Nothing is left, and its one position maps to the end of what was there."""
    text, offsets = apply_edits("人民", [Edit(0, 2)])

    assert (text, offsets[0]) == ("", 2)


def test_a_span_covers_what_was_removed_inside_it():
    """A word that was torn by a line end maps to the whole torn place, an empty span to a point."""
    _, offsets = apply_edits("信\n访", [Edit(1, 2)])

    assert offsets.span(0, 2) == (0, 3)
    assert offsets.span(1, 1) == (2, 2)


@given(edited())
def test_every_copied_character_maps_to_itself(case):
    """Whatever the edits, a character that was not inserted stands in the old text at its place."""
    text, changes = case
    new, offsets = apply_edits(text, changes)
    origin = copied(text, changes)

    assert len(new) == len(origin)
    assert all(offsets[i] == place for i, place in enumerate(origin) if place is not None)


@given(edited())
def test_the_map_never_goes_back(case):
    """A later character comes from the same place or a later one, inside the old text."""
    text, changes = case
    new, offsets = apply_edits(text, changes)
    places = [offsets[i] for i in range(len(new) + 1)]

    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@given(st.data())
def test_two_steps_in_one_map_are_the_two_maps_in_turn(data):
    """Mapping through both edits at once is mapping through one and then the other."""
    text = data.draw(TEXTS)
    middle, first = apply_edits(text, data.draw(edits(text)))
    new, second = apply_edits(middle, data.draw(edits(middle)))
    both = second.through(first)

    assert [both[i] for i in range(len(new) + 1)] == [first[second[i]] for i in range(len(new) + 1)]


def test_through_the_plain_map_nothing_changes():
    """The map of an unchanged text leaves any other as it is."""
    _, offsets = apply_edits("甲乙丙", [Edit(1, 2)])

    assert [offsets.through(OffsetMap())[i] for i in range(3)] == [0, 2, 3]
    assert [OffsetMap().through(offsets)[i] for i in range(3)] == [0, 2, 3]


def test_lines_end_at_line_feeds_carriage_returns_and_both():
    r"""Lines and columns count from 1, and \r\n is one line end."""
    source = Source("甲.txt", "甲乙\n丙\r\n丁\r戊\n\n己", "utf-8")

    assert {c: source.locate(source.text.index(c)) for c in "甲乙丙丁戊己"} == {
        "甲": Location(1, 1),
        "乙": Location(1, 2),
        "丙": Location(2, 1),
        "丁": Location(3, 1),
        "戊": Location(4, 1),
        "己": Location(6, 1),
    }


def test_a_line_end_belongs_to_the_line_it_ends():
    r"""Both characters of \r\n stand after the last of their line; the end has a place."""
    source = Source("甲.txt", "甲\r\n乙", "utf-8")

    assert [source.locate(i)[:2] for i in range(5)] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]


def test_an_empty_source_has_a_first_line():
    """The only position of an empty text is line 1, column 1."""
    assert Source("甲.txt", "", "utf-8").locate(0)[:2] == (1, 1)


def test_a_file_with_pages_counts_lines_from_the_top_of_each():
    """The page is told, and the line is the page's; an empty page is passed over."""
    source = Source("甲.pdf", "甲\n乙\n丙\n丁", "pdf", pages=(0, 4, 4))

    assert source.locate(2) == Location(2, 1, 1)
    assert source.locate(4) == Location(1, 1, 3)
    assert source.locate(6) == Location(2, 1, 3)
