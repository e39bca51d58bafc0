"""The record of a program's writes is complete, and replaying it finds what would be lost: tried on writes that are known."""

import os
import subprocess
import sys
import textwrap

import pytest
from crash_states import FORMS, Disk, lay_out, read_record, recording, states, tree_of

LIBRARY = os.environ["SWEEP_RECORD_WRITES"]

# Python's functions of these names call libc's, which the library takes the place of.
EVERY_CALL = """
import os, threading
file = os.open("a", os.O_RDWR | os.O_CREAT)
os.write(file, b"0123456789")
os.pwrite(file, b"xy", 3)
other = os.dup(file)
os.writev(other, [b"ab", b"", b"cd"])
os.pwritev(file, [b"Z" * 3, b"Y"], 20)
os.ftruncate(file, 22)
os.posix_fallocate(file, 0, 30)
os.fdatasync(file)
os.close(file)
os.truncate("a", 28)
os.mkdir("folder")
os.link("a", "folder/b")
os.rename("a", "c d\\n")
os.unlink("folder/b")
os.mkdir("folder/gone")
os.rmdir("folder/gone")
place = os.open("folder", os.O_RDONLY)
there = os.open("e", os.O_WRONLY | os.O_CREAT | os.O_EXCL, dir_fd=place)
os.write(there, b"in a folder")
os.rename("e", "f", src_dir_fd=place, dst_dir_fd=place)
os.fsync(place)
open("f", "w").write("of a library")
open("f", "a").write(" and more")
again = os.open("c d\\n", os.O_WRONLY | os.O_APPEND)
os.write(again, b"appended")
os.unlink("c d\\n")
os.write(again, b"to what is gone")
open("c d\\n", "wb").write(b"another")
def write_numbers(start):
    for number in range(start, 200, 4):
        os.pwrite(many, b"%8d" % number, 8 * number)
many = os.open("many", os.O_WRONLY | os.O_CREAT)
threads = [threading.Thread(target=write_numbers, args=[start]) for start in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
if os.fork() == 0:
    os.write(many, b"a child")
    os._exit(0)
os.wait()
"""

WRITE = 'file = os.open("x.tmp", os.O_WRONLY | os.O_CREAT | os.O_TRUNC); os.write(file, {content}); '
FLUSH = "os.fsync(file); "
RENAME = 'os.rename("x.tmp", "x"); '
FLUSH_FOLDER = 'os.fsync(os.open(".", os.O_RDONLY)); '


def run(program, tmp_path, folder="work"):
    """Runs Python's `program` in a folder. Returns the record, and that folder."""
    work, log = tmp_path / folder, tmp_path / f"{folder}.record"
    work.mkdir(exist_ok=True)
    log.write_bytes(b"")
    subprocess.run([sys.executable, "-c", "import os\n" + textwrap.dedent(program)], cwd=work, check=True,
                   env=os.environ | recording(LIBRARY, work, log))
    return read_record(log), work


def contents(program, tmp_path, name="x"):
    """By form, what that file may hold after a stop; None: it may be missing."""
    changes, _ = run(program, tmp_path)
    found = {form: set() for form in FORMS}
    for state in states(changes, Disk()):
        found[state.form].add(state.tree.get(name))
    return found


def anything(found):
    return set().union(*found.values())


def test_every_call_is_recorded_whoever_makes_it(tmp_path):
    changes, work = run(EVERY_CALL, tmp_path)
    disk = Disk()
    for change in changes:
        disk.apply(change)
    assert disk.tree("names", lambda file: file.content) == tree_of(work)
    assert len(tree_of(work)) == 5
    operations = {change.operation for change in changes}
    assert operations == {"open", "close", "write", "truncate", "allocate", "sync", "mkdir", "rmdir", "unlink", "rename", "link"}


def test_what_is_outside_the_folder_is_not_recorded(tmp_path):
    changes, _ = run('os.mkdir("../beside"); open("../beside/x", "w").write("y"); os.rename("../beside", "../work2")', tmp_path)
    assert changes == []


def test_what_was_there_before_is_on_the_disk(tmp_path):
    _, work = run('os.mkdir("f"); open("f/x", "w").write("old")', tmp_path)
    disk = Disk(work)
    changes, _ = run('file = os.open("f/x", os.O_WRONLY); os.write(file, b"new"); os.rename("f/x", "f/y")', tmp_path)
    found = list(states(changes, disk))
    assert [state.tree for state in found if state.form == "nothing"] == [{"f": None, "f/x": b"old"}]
    assert [state.tree for state in found if state.form == "no data"][-1] == {"f": None, "f/y": b"old"}
    assert [state.tree for state in found if state.form == "no names"][-1] == {"f": None, "f/x": b"new"}


def test_a_file_replaced_durably_is_the_old_or_the_new_one_in_every_state(tmp_path):
    replace = WRITE + FLUSH + RENAME + FLUSH_FOLDER
    found = contents(replace.format(content=b"old") + replace.format(content=b"new"), tmp_path)
    assert anything(found) == {None, b"old", b"new"}
    assert all(b"new" in of_form for form, of_form in found.items() if form != "torn")


def test_a_rename_before_the_data_is_synchronised_is_found(tmp_path):
    replace = WRITE + RENAME + FLUSH_FOLDER
    found = contents(replace.format(content=b"old") + replace.format(content=b"new"), tmp_path)
    assert b"" in found["no data"]
    assert bytes(3) in found["zeros"]
    assert b"" not in found["kept"]


def test_a_rename_without_the_folder_synchronised_may_not_have_been(tmp_path):
    found = contents((WRITE + FLUSH + RENAME).format(content=b"new"), tmp_path)
    assert found["nothing"] == {None}
    assert found["no data"] == {None, b"new"}


def test_an_append_may_be_there_in_part(tmp_path):
    program = 'file = os.open("x", os.O_WRONLY | os.O_CREAT | os.O_APPEND); '
    program += "[(os.write(file, each), os.fdatasync(file)) for each in (b'1234', b'5678')]"
    found = contents(program, tmp_path)
    assert found["torn"] == {b"12", b"123456"}
    assert found["no data"] == {None, b"", b"1234", b"12345678"}
    assert b"1234\0\0\0\0" in found["zeros"]


def test_a_removal_may_not_have_been_and_a_link_neither(tmp_path):
    program = (WRITE + FLUSH + FLUSH_FOLDER).format(content=b"new") + 'os.link("x.tmp", "x"); os.unlink("x.tmp")'
    changes, _ = run(program, tmp_path)
    trees = [state.tree for state in states(changes, Disk()) if state.prefix == len(changes) or state.form == "nothing"]
    assert {"x": b"new"} in trees
    assert {"x.tmp": b"new"} in trees


def test_a_state_is_laid_out_as_it_is(tmp_path):
    changes, work = run(EVERY_CALL, tmp_path)
    *_, last = (state for state in states(changes, Disk()) if state.form == "kept")
    (tmp_path / "again").mkdir()
    lay_out(last.tree, tmp_path / "again")
    assert tree_of(tmp_path / "again") == tree_of(work)


def test_a_record_that_misses_something_is_not_believed(tmp_path):
    changes, _ = run((WRITE + RENAME).format(content=b"new"), tmp_path)
    with pytest.raises((AssertionError, KeyError)):
        list(states([change for change in changes if change.operation != "open"], Disk()))
