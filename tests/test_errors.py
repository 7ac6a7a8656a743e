import pytest

from policytext import errors
from policytext.errors import ReadError, nearest


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("InputError", ValueError),
        ("SchemaError", ValueError),
        ("AlignmentError", ValueError),
        ("ReadError", OSError),
        ("MissingExtra", ImportError),
    ],
)
def test_every_error_is_ours_and_one_of_python(name, base):
    """One `except PolicyTextError` catches all, and Python's own class works too."""
    error = getattr(errors, name)

    assert issubclass(error, errors.PolicyTextError)
    assert issubclass(error, base)
    assert str(error("甲.txt: no such file.")) == "甲.txt: no such file."


def test_a_read_error_without_message_is_empty():
    """An OSError's own formatting is never used."""
    assert str(ReadError()) == ""


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2031.txt", " Did you mean '2013.txt'?"),
        ("作风", " Did you mean '作风建设'?"),
        ("风", ""),
        ("设建风作", " Did you mean '作风建设'?"),
        ("study_raport", " Did you mean 'study_report'?"),
        ("xyz", ""),
    ],
)
def test_the_nearest_names_are_suggested(value, hint):
    """A name mistyped is near in spelling or shares two characters; others give no hint."""
    assert nearest(value, ["2013.txt", "study_report", "作风建设"]) == hint


def test_several_near_names_are_all_suggested():
    """At most three names, the nearest first."""
    names = ["2012.txt", "2013.txt", "2014.txt", "2015.txt"]

    assert nearest("2019.txt", names).count(" or ") == 2
