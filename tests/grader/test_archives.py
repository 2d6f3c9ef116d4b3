"""Which files of an archive are graded, and the whole sentence where none is."""

from __future__ import annotations

import io
import zipfile

import pytest

from grader.archives import MAX_ENTRIES, MAX_FILE, MAX_READ, Member, choose, short
from grader.messages import Fault, FaultKind

WANTED = (("affine_backward", "Affine"),)
CODE = b"def affine_backward(dout, cache):\n    return 1\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def chosen(*members: tuple[str, bytes]) -> list[str]:
    found = choose(zipped(*members), WANTED)
    assert not isinstance(found, Fault), found
    return [member.path for member in found]


def test_among_equals_the_file_nearest_to_the_top_is_taken() -> None:
    assert chosen(("a/b/layers.py", CODE), ("z/layers.py", CODE)) == ["z/layers.py"]
    assert chosen(("b.py", CODE), ("a.py", CODE)) == ["a.py"]


@pytest.mark.parametrize(
    "source", [b"affine_backward = make()\n", b"affine_backward\t=1\n", b"class Affine:\n    pass\n"]
)
def test_a_name_may_be_assigned_or_be_a_class(source: bytes) -> None:
    assert chosen(("a.py", b"my_affine_backward = 1\n"), ("b.py", source)) == ["b.py"]


@pytest.mark.parametrize(
    "left", ["__MACOSX/layers.py", ".hidden/layers.py", "code/.layers.py", "code/__MACOSX/layers.py"]
)
def test_what_systems_leave_behind_is_not_looked_at(left: str) -> None:
    assert chosen((left, CODE), ("x/y/z/layers.py", CODE)) == ["x/y/z/layers.py"]


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (
            zipped(("readme.txt", CODE)),
            FaultKind.NOT_SUPPORTED,
            "The archive has no file that ends in .py or .ipynb.",
        ),
        (
            zipped(("a.npy", CODE)),
            FaultKind.NOT_SUPPORTED,
            "This is an archive of NumPy arrays (.npz). Upload the Python source, a file that ends in .py.",
        ),
        *(
            (
                zipped((path, CODE)),
                FaultKind.NOT_SUPPORTED,
                "The archive holds a path that leads out of its folder. Zip the folder again.",
            )
            for path in ("../a.py", "b/../../a.py", "c:/a.py", "C:a.py", "\\a.py", "b\\..\\a.py")
        ),
        (
            zipped(("a.py", CODE + b"#" * MAX_FILE)),
            FaultKind.TOO_LARGE,
            f"a.py in the archive has more than {MAX_FILE // 1024} KiB when unpacked.",
        ),
        (
            zipped(
                *((f"{n}.py", CODE + b"#" * (MAX_FILE - len(CODE))) for n in range(MAX_READ // MAX_FILE + 1))
            ),
            FaultKind.TOO_LARGE,
            "The archive's Python files are too large when unpacked.",
        ),
        (
            zipped(*((f"{n}.txt", b"") for n in range(MAX_ENTRIES + 1))),
            FaultKind.NOT_SUPPORTED,
            f"The archive is damaged or has more than {MAX_ENTRIES} entries. Zip only your .py files.",
        ),
    ],
)
def test_the_fault_says_all(data: bytes, kind: FaultKind, says: str) -> None:
    assert choose(data, WANTED) == Fault(kind, says)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_packed_by_a_rare_method_is_refused_unread(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.py", CODE)
    says = "The archive is packed by a rare method. Zip the folder again the usual way."
    assert choose(out.getvalue(), WANTED) == Fault(FaultKind.NOT_SUPPORTED, says)


def test_a_locked_archive_is_told_from_a_damaged_one() -> None:
    data = bytearray(zipped(("a.py", CODE)))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 0x1
    says = "The archive is locked with a password. Zip the folder again without one."
    assert choose(bytes(data), WANTED) == Fault(FaultKind.NOT_SUPPORTED, says)


def test_exactly_as_much_as_is_allowed_is_read() -> None:
    full = CODE + b"#" * (MAX_FILE - len(CODE))
    files = [(f"{n}.py", full) for n in range(MAX_READ // MAX_FILE)]
    empty = [(f"{n}.txt", b"") for n in range(MAX_ENTRIES - len(files))]
    assert choose(zipped(*files, *empty), WANTED) == (Member("0.py", full),)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a" * 60, "a" * 60),
        ("b" + "a" * 60, "…" + "a" * 59),
        ("a\u202eb\n.py", "a�b�.py"),
    ],
)
def test_a_path_in_a_sentence_is_printable_and_not_too_long(path: str, shown: str) -> None:
    assert short(path) == shown
