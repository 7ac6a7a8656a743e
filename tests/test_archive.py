import gzip
import io
import struct
import tarfile
import zipfile

import pytest

from policytext import readers
from policytext.errors import ReadError
from policytext.readers import Failure, File, archives, limits, read_data


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Make a .zip of names and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def tarred(members, form=tarfile.PAX_FORMAT):
    """Make a .tar of names and contents; None is a folder, a TarInfo is put in as it is."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, tarfile.TarInfo):
                made.addfile(content)
            elif content is None:
                info.type = tarfile.DIRTYPE
                made.addfile(info)
            else:
                info.size = len(content)
                made.addfile(info, io.BytesIO(content))
    return out.getvalue()


def texts(path, data, **options):
    """Read an archive: the text of each member, or why there is none, by its path."""
    return {
        part.path if isinstance(part, Failure) else part.source.path: (
            part.reason if isinstance(part, Failure) else part.text.strip()
        )
        for part in read_data(File(path, data, **options))
    }


def refusal(path, data, **options):
    """Give the message with which an archive is refused."""
    with pytest.raises(ReadError) as caught:
        texts(path, data, **options)
    return str(caught.value)


MEMBERS = {
    "乙.txt": "开放。".encode(),
    "甲/丙.txt": "发展。".encode("gbk"),
    "甲.html": "<p>改革。</p>".encode(),
}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_gives_the_texts_of_its_members(method):
    """Each member is read as a file of its kind, in the order of their names."""
    found = texts("档.zip", zipped(MEMBERS, method))

    assert list(found.items()) == [
        ("档.zip/乙.txt", "开放。"),
        ("档.zip/甲.html", "改革。"),
        ("档.zip/甲/丙.txt", "发展。"),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_gives_the_texts_of_its_members(form, pack):
    """Packed by gzip or not at all, in any of the three forms, names long or short."""
    folder = "/".join(["folder"] * 14)
    data = pack(tarred({**MEMBERS, f"{folder}/x.txt": "创新。".encode()}, form))
    found = texts("档.tar.gz", data)

    assert list(found.items()) == [
        (f"档.tar.gz/{folder}/x.txt", "创新。"),
        ("档.tar.gz/乙.txt", "开放。"),
        ("档.tar.gz/甲.html", "改革。"),
        ("档.tar.gz/甲/丙.txt", "发展。"),
    ]


def test_a_very_long_name_in_a_tar_is_read():
    """GNU and POSIX put a name that fits no header in a member of its own."""
    name = "关于进一步深化改革的意见" * 20 + ".txt"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert texts("档.tgz", tarred({name: "改革。".encode()}, form)) == {
            f"档.tgz/{name}": "改革。"
        }


def test_a_text_of_an_archive_is_as_the_reader_of_its_kind_gives_it():
    """A row of a table in an archive has its metadata and its place in the table."""
    (raw,) = read_data(File("档.zip", zipped({"表.csv": "text,year\n改革,2012\n"})))

    assert (raw.text, raw.metadata, raw.source.path) == ("改革", {"year": 2012}, "档.zip/表.csv")
    assert raw.source.locate(raw.offsets[1])[:2] == (2, 2)


def test_what_the_user_said_of_the_files_holds_for_members():
    """Encoding and text column are those that were named."""
    data = zipped({"表.csv": "正文,年\n的,2012\n".encode("big5")})

    assert texts("档.zip", data, encoding="big5", text_column="正文") == {"档.zip/表.csv": "的"}


@pytest.mark.parametrize(
    "name",
    [
        "图.png",
        "无名",
        ".甲.txt",
        "__MACOSX/._甲.txt",
        ".git/甲.txt",
        "~$甲.docx",
        "README.md",
        "夹/",
    ],
)
def test_members_that_are_no_documents_are_passed_over(name):
    """Pictures, folders, hidden files and what systems leave behind are no texts."""
    data = zipped({name: b"", "甲.txt": "改革。"})

    assert texts("档.zip", data) == {"档.zip/甲.txt": "改革。"}


def test_an_archive_without_documents_is_refused():
    """The message lists what can be read."""
    assert refusal("档.zip", zipped({"图.png": b"x"})) == (
        f"档.zip holds no file that can be read: none ends in {', '.join(readers.FORMATS)}."
    )


def test_a_member_that_cannot_be_read_does_not_hide_the_others():
    """It is listed with its path and the reason."""
    found = texts("档.zip", zipped({"甲.txt": b"", "乙.txt": "开放。"}))

    assert found == {
        "档.zip/乙.txt": "开放。",
        "档.zip/甲.txt": "档.zip/甲.txt is empty: nothing to read. "
        "Check that it was saved or copied whole.",
    }


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_a_mark_of_their_encoding_are_read(encoding):
    """Chinese Windows writes GBK, old macOS UTF-8, and neither says so."""
    name = "关于改革的通知（草案）.txt"
    placeholder = "x" * len(name.encode(encoding))
    data = zipped({placeholder: "改革。"}).replace(placeholder.encode(), name.encode(encoding))

    assert texts("档.zip", data) == {f"档.zip/{name}": "改革。"}


def test_a_name_in_another_old_encoding_stays_as_it_is():
    """A western name is not made Chinese."""
    data = zipped({"xxxx.txt": "改革。"}).replace(b"xxxx", "café".encode("cp437"))

    assert texts("档.zip", data) == {"档.zip/café.txt": "改革。"}


@pytest.mark.parametrize(
    "name",
    ["../../etc/甲.txt", "/etc/甲.txt", "C:\\etc\\甲.txt", "./etc//甲.txt", "etc/x/../甲.txt"],
)
def test_a_member_cannot_ask_for_a_place_outside(name, tmp_path, monkeypatch):
    """A name is only a name: nothing is written, and it is shown as one below the archive."""
    monkeypatch.chdir(tmp_path)
    shown = "档.zip/etc/x/甲.txt" if "x" in name[:6] else "档.zip/etc/甲.txt"

    assert texts("档.zip", zipped({name: "改革。"})) == {shown: "改革。"}
    assert texts("档.tgz", tarred({name: "改革。".encode()})) == {
        shown.replace("zip", "tgz", 1): "改革。"
    }
    assert list(tmp_path.iterdir()) == []


def test_links_and_devices_in_a_tar_are_passed_over():
    """A link to a file outside the archive is not followed."""
    members = {"甲.txt": "改革。".encode(), "夹": None}
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        info = tarfile.TarInfo(f"{kind.decode()}.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        members[info.name] = info

    assert texts("档.tar.gz", gzip.compress(tarred(members))) == {"档.tar.gz/甲.txt": "改革。"}


# ---------------------------------------------------------------- limits


def nested(levels):
    """Put a text into archives in archives."""
    data = zipped({"甲.txt": "改革。"})
    for _ in range(levels - 1):
        data = zipped({"内.zip": data})
    return data


def test_archives_in_archives_are_read():
    """An archive may lie in one that lies in one."""
    assert texts("档.zip", nested(3)) == {"档.zip/内.zip/内.zip/甲.txt": "改革。"}


def test_archives_that_lie_too_deep_are_not_read():
    """A fourth archive within the third is refused."""
    assert texts("档.zip", nested(4)) == {
        "档.zip/内.zip/内.zip/内.zip": "档.zip/内.zip/内.zip/内.zip lies in 3 archives; "
        "2 are allowed. Unpack them and read the files."
    }


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_too_many_members_is_refused(pack, inside, monkeypatch):
    """Members are counted before any is read, those of archives in the archive with them."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    members = {f"{n}.txt": "改革。".encode() for n in range(3)}
    name = "档.zip" if pack is zipped else "档.tgz"
    assert len(texts(name, pack(members))) == 3

    if inside:
        found = texts("外.zip", zipped({name: pack(members)}))
        name = f"外.zip/{name}"
        reason = found[name]
    else:
        found = texts(name, pack({**members, "3.txt": b"x"})) if pack is tarred else {}
        reason = found.get(name) or refusal(name, pack({**members, "3.txt": b"x"}))

    assert reason == (
        f"{name} has more than 3 members, those of archives in it included. "
        "Unpack it and read the folder."
    )


def test_a_directory_of_millions_is_not_even_loaded(monkeypatch):
    """The entries are counted in the bytes before a list of them is made."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    monkeypatch.setattr(zipfile, "ZipFile", None)

    assert refusal("档.zip", b"PK\x03\x04" + b"PK\x01\x02" * 31).startswith(
        "档.zip has more than 3 members"
    )


def test_a_member_that_unpacks_to_far_more_is_refused(monkeypatch):
    """A bomb is a few bytes that unpack to billions; a text is not repeated so often."""
    monkeypatch.setattr(limits, "SMALL", 100_000)
    bomb = "改" * 2_000_000
    data = zipped({"弹.txt": bomb, "甲.txt": "改革。"})

    assert texts("档.zip", data) == {
        "档.zip/弹.txt": "档.zip/弹.txt unpacks to more than 200 times its size, as no text does. "
        "If you trust it, unpack it or save it in another format, and read that.",
        "档.zip/甲.txt": "改革。",
    }
    assert refusal("档.tar.gz", gzip.compress(tarred({"弹.txt": bomb.encode()}))) == (
        "档.tar.gz unpacks to more than 200 times its size, as no text does. "
        "If you trust it, unpack it or save it in another format, and read that."
    )


def test_a_small_member_may_be_packed_well():
    """A short text of one character over and over is no bomb."""
    assert texts("档.zip", zipped({"甲.txt": "改" * 100_000})) == {"档.zip/甲.txt": "改" * 100_000}


def test_a_member_that_is_too_large_is_refused(monkeypatch):
    """What holds for a file holds for a member."""
    monkeypatch.setattr(limits, "MAX_BYTES", 1000)
    reason = "is larger than 1,000 bytes. Split it."
    members = {"大.txt": ("改" * 400).encode(), "甲.txt": "改革。".encode()}

    for name, data in (("档.zip", zipped(members)), ("档.tgz", tarred(members))):
        assert texts(name, data) == {
            f"{name}/大.txt": f"{name}/大.txt {reason}",
            f"{name}/甲.txt": "改革。",
        }


@pytest.mark.parametrize("inside", [False, True])
def test_members_that_hold_too_much_together_are_refused(inside, monkeypatch):
    """Bytes are counted over all members, those of archives in the archive with them."""
    monkeypatch.setattr(archives, "MAX_TOTAL", 1000)
    data = zipped({f"{n}.txt": "改" * 100 for n in range(5)})
    path = "外.zip/档.zip" if inside else "档.zip"
    found = texts("外.zip", zipped({"档.zip": data})) if inside else texts("档.zip", data)
    read = [name for name, text in found.items() if text == "改" * 100]

    assert read == [f"{path}/{n}.txt" for n in range(1 if inside else 3)]
    assert found[f"{path}/4.txt"] == (
        f"{path.split('/')[0]}: the archive holds more than 1,000 bytes. "
        "Unpack it and read the folder."
    )


def test_members_that_lie_over_each_other_are_refused(monkeypatch):
    """A small archive may list one member many times, so that each is small and all are huge."""
    monkeypatch.setattr(limits, "SMALL", 100_000)
    single = zipped({"1.txt": "改" * 10_000})
    central, end = single.index(b"PK\x01\x02"), single.index(b"PK\x05\x06")
    tail = bytearray(single[end:])
    tail[8:12] = struct.pack("<HH", 9, 9)
    tail[12:16] = struct.pack("<I", 9 * (end - central))
    data = single[:central] + single[central:end] * 9 + bytes(tail)
    found = list(read_data(File("档.zip", data)))
    refused = [part.reason for part in found if isinstance(part, Failure)]

    assert len(found) == 9
    # Newer versions of zipfile find it out before.
    assert len(refused) >= 5
    assert refused[-1].startswith(
        ("档.zip unpacks to more than 200 times its size", "档.zip/1.txt is no whole member")
    )


def test_a_tar_that_holds_too_much_is_refused(monkeypatch):
    """Bytes are counted as they are unpacked, those of members passed over as well."""
    monkeypatch.setattr(archives, "MAX_TOTAL", 100_000)
    data = gzip.compress(tarred({"图.png": bytes(200_000), "甲.txt": "改革。".encode()}))

    assert refusal("档.tar.gz", data) == (
        "档.tar.gz: the archive holds more than 100,000 bytes. Unpack it and read the folder."
    )


# ---------------------------------------------------------------- broken archives


def test_an_encrypted_member_is_told():
    """The others are read."""
    data = zipped({"甲.txt": "改革。", "乙.txt": "开放。"}, zipfile.ZIP_STORED)
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data = bytearray(data)
    data[local + 6] |= 1
    data[central + 8] |= 1

    assert texts("档.zip", bytes(data)) == {
        "档.zip/甲.txt": "档.zip/甲.txt is encrypted. Unpack it with its password.",
        "档.zip/乙.txt": "开放。",
    }


def test_a_member_packed_in_a_rare_way_is_told():
    """Only what is unpacked in little memory is."""
    assert texts("档.zip", zipped({"甲.txt": "改革。"}, zipfile.ZIP_LZMA)) == {
        "档.zip/甲.txt": "档.zip/甲.txt is packed by method 14, which is not read. "
        "Unpack it and read the file."
    }


def test_a_member_that_lies_about_its_size_is_told():
    """A size said to be less than it is ends in a sum that does not fit."""
    data = bytearray(zipped({"甲.txt": "改革。" * 100}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    (reason,) = texts("档.zip", bytes(data)).values()

    assert reason.startswith("档.zip/甲.txt is no whole member of its archive: Bad CRC-32")


def test_a_damaged_member_does_not_hide_the_others():
    """Its sum does not fit, and it is listed."""
    data = bytearray(zipped({"甲.txt": "改革。", "乙.txt": "开放。"}, zipfile.ZIP_STORED))
    data[data.index("改".encode())] ^= 1
    found = texts("档.zip", bytes(data))

    assert found["档.zip/甲.txt"].startswith("档.zip/甲.txt is no whole member of its archive: Bad")
    assert found["档.zip/乙.txt"] == "开放。"


def test_a_zip_that_is_cut_is_refused():
    """Its list of members stands at the end."""
    assert refusal("档.zip", zipped(MEMBERS)[:-30]) == (
        "档.zip is no whole ZIP archive: File is not a zip file. Copy or download it again."
    )


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: data[:700], "it ends in the middle of a member"),
        (lambda data: data[:300], "it ends in the middle of a member"),
        (lambda data: b"x" * 2000, "a member has no header"),
        (lambda data: b"y" + data[1:], "a member has no header"),
    ],
)
def test_a_tar_that_is_broken_is_refused(spoil, reason):
    """A file cut or changed is not taken for one that ends there."""
    data = tarred({"甲.txt": "改革。".encode() * 100})

    assert refusal("档.tgz", gzip.compress(spoil(data))) == (
        f"档.tgz is no whole TAR archive: {reason}. Copy or download it again."
    )


def header(kind, size):
    """Make the header of a member of a .tar, with its sum."""
    block = bytearray(512)
    block[:5] = b"1.txt"
    block[124:136] = size
    block[156:157] = kind
    total = sum(block) + 8 * ord(" ")
    block[148:156] = b"%06o\0 " % total
    return bytes(block)


def test_sizes_may_be_written_in_bytes():
    """GNU tar does so where octal digits are too few."""
    data = header(b"0", b"\x80" + (9).to_bytes(11, "big")) + "改革。".encode().ljust(512, b"\0")

    assert texts("档.tgz", gzip.compress(data)) == {"档.tgz/1.txt": "改革。"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (header(b"L", b"77777777777\0"), "a name of 8,589,934,591 bytes"),
        (header(b"0", b"99999999999\0"), "a member has no header"),
        (header(b"L", b"00000000004\0") + b"2.md".ljust(512, b"\0"),
         "it ends in the middle of a member"),
    ],
)  # fmt: skip
def test_a_header_that_says_what_cannot_be_is_refused(data, reason):
    """A name of gigabytes, a size that is no number, a name of nothing."""
    assert refusal("档.tgz", data) == (
        f"档.tgz is no whole TAR archive: {reason}. Copy or download it again."
    )


def test_what_stands_before_a_break_is_read():
    """The break is listed after it."""
    data = tarred({"1.txt": "改革。".encode(), "2.txt": "开放。".encode()})

    assert texts("档.tgz", gzip.compress(data[:1500])) == {
        "档.tgz/1.txt": "改革。",
        "档.tgz": "档.tgz is no whole TAR archive: it ends in the middle of a member. "
        "Copy or download it again.",
    }


def test_a_member_that_is_cut_is_refused_or_passed_over():
    """Whether it would have been read or not, what follows it is lost, and that is told."""
    reason = (
        "档.tgz is no whole TAR archive: it ends in the middle of a member. "
        "Copy or download it again."
    )
    for name in ("1.txt", "1.png"):
        assert refusal("档.tgz", tarred({name: bytes(5000)})[:2000]) == reason


def test_members_passed_over_may_be_large():
    """A picture of megabytes is skipped piece by piece."""
    data = tarred({"1.png": bytes(3 << 20), "2.txt": "改革。".encode()})

    assert texts("档.tgz", data) == {"档.tgz/2.txt": "改革。"}


def test_a_packed_file_that_is_cut_is_refused():
    """Half a .gz is no .gz."""
    data = gzip.compress(tarred({"甲.txt": "改革。".encode()}))

    assert refusal("档.tar.gz", data[:50]) == (
        "档.tar.gz is no whole compressed file: Compressed file ended before the end-of-stream "
        "marker was reached. Copy or download it again."
    )


def test_a_packed_file_that_is_no_tar_is_read_as_the_file_it_holds():
    """甲.txt.gz holds 甲.txt."""
    file = File("夹/甲.txt.gz", gzip.compress("改革。".encode()))
    (raw,) = archives.read_tar(file)

    assert (raw.text, raw.source.path) == ("改革。", "夹/甲.txt.gz/甲.txt")
