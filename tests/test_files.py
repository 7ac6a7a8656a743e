import os
from pathlib import Path

import pytest

from policytext.errors import ReadError
from policytext.files import written_whole


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    """While it is written nothing shows under its name; afterwards all of it does."""
    target = tmp_path / "表.csv"
    target.write_text("old", "utf-8")
    with written_whole(target) as temporary:
        temporary.write_text("new", "utf-8")
        assert target.read_text("utf-8") == "old"
        assert temporary.suffix == ".csv"

    assert target.read_text("utf-8") == "new"
    assert os.listdir(tmp_path) == ["表.csv"]


def test_nothing_is_left_behind_when_writing_fails(tmp_path):
    """After an error the old file stands and no temporary one is left."""
    target = tmp_path / "表.csv"
    target.write_text("old", "utf-8")
    with pytest.raises(KeyboardInterrupt), written_whole(str(target)) as temporary:  # noqa: PT012
        temporary.write_text("half", "utf-8")
        raise KeyboardInterrupt

    assert target.read_text("utf-8") == "old"
    assert os.listdir(tmp_path) == ["表.csv"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_file_is_as_open_as_the_user_wants(tmp_path):
    """Output is readable by others where the umask says so."""
    before = os.umask(0o022)
    try:
        with written_whole(tmp_path / "表.csv"):
            pass
    finally:
        os.umask(before)

    assert (tmp_path / "表.csv").stat().st_mode & 0o777 == 0o644


def test_a_missing_folder_is_told(tmp_path):
    """The message names the file and the reason."""
    target = tmp_path / "无" / "表.csv"
    with pytest.raises(ReadError) as caught, written_whole(target):
        pass

    assert str(caught.value) == (
        f"{target} cannot be written: No such file or directory. Check the folder."
    )


def test_a_folder_is_not_overwritten(tmp_path):
    """A folder under the file's name stays, and nothing is left beside it."""
    (tmp_path / "表").mkdir()
    with pytest.raises(ReadError) as caught, written_whole(tmp_path / "表"):
        pass

    assert str(caught.value) == f"{tmp_path / '表'} is a folder. Name a file in it."
    assert os.listdir(tmp_path) == ["表"]


def test_a_link_is_followed(tmp_path):
    """Writing through a symbolic link changes the file it points to."""
    target = tmp_path / "real.csv"
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)

    with written_whole(link) as temporary:
        temporary.write_text("new")

    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_device_is_written_to_and_stays():
    """-o /dev/null discards the output and nothing else."""
    with written_whole("/dev/null") as temporary:
        temporary.write_text("new")

    assert Path("/dev/null").is_char_device()
