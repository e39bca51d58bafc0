"""What goes wrong with files fails the case clearly; the others go on, nobody hangs, and nothing is left lying about."""

import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sweep_program import LONGEST, launch, read, sweep
from test_parallel_io import HEADER, campaign

KIB = 1024
BACKENDS = ["posix", "mpiio", "hdf5"]
OTHER = '[[experiment]]\nname = "other"\nworkload = "empty"\n'


@contextmanager
def tmpfs(folder, options):
    """A small file system of its own."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode != 0:
        pytest.skip("file systems may not be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def outcome(path):
    """Errors of the experiment on files, and the status of what came after it."""
    cases = read(path)["cases"]
    files = [case for case in cases if case["workload"] == b"parallel_io"]
    others = {case["status"] for case in cases if case["workload"] != b"parallel_io"}
    return [case["error"].decode() for case in files], others


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("layout, access", [("shared", "collective"), ("file_per_rank", "independent"),
                                            pytest.param("shared", "independent", marks=pytest.mark.long)])
def test_a_disk_that_is_full_in_mid_write(backend, layout, access, tmp_path):
    with tmpfs(tmp_path / "disk", "size=1m") as disk:
        text = f"""
backend = "{backend}"
layout = "{layout}"
access = "{access}"
block = "768 KiB"
transfer = "64 KiB"
directory = "{disk}/scratch"
ranks = 2
"""
        sweep("run", campaign(tmp_path, text + OTHER), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(1)
        errors, others = outcome(tmp_path / "x.h5")
        assert any("space" in error for error in errors), errors
        assert others == {b"finished"}
        assert list(disk.iterdir()) == []


def test_a_disk_that_cannot_be_written_to(tmp_path):
    with tmpfs(tmp_path / "disk", "size=1m") as disk:
        (disk / "scratch").mkdir()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        text = f'block = "64 KiB"\ntransfer = "64 KiB"\ndirectory = "{disk}/scratch"\nranks = 2\n'
        ended = sweep("run", campaign(tmp_path, text + OTHER), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(2)
        assert "Read-only file system" in ended.err


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("layout, damage", [("shared", "flip"), ("file_per_rank", "truncate")])
def test_a_file_that_was_damaged_between_writing_and_reading(backend, layout, damage, tmp_path):
    text = f"""
backend = "{backend}"
layout = "{layout}"
block = "256 KiB"
transfer = "64 KiB"
directory = "scratch"
reuse = true
ranks = 2
"""
    write = campaign(tmp_path, text + 'operations = ["write"]\n', "write.toml")
    check = campaign(tmp_path, text + 'operations = ["read"]\n' + OTHER, "read.toml")
    sweep("run", write, "-o", "w.h5", ranks=2, cwd=tmp_path).expect(0)
    victim = tmp_path / "scratch" / ("sweep.data" if layout == "shared" else "sweep.data.00000001")
    size = victim.stat().st_size
    place = size - 70_001  # in the data, and in a transfer's middle, whatever the back end puts in front
    if damage == "flip":
        with open(victim, "r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 16]))
    else:
        os.truncate(victim, size // 2)
    sweep("run", check, "-o", "x.h5", ranks=2, cwd=tmp_path).expect(1)
    errors, others = outcome(tmp_path / "x.h5")
    assert any(str(victim.relative_to(tmp_path)) in error for error in errors), errors
    if damage == "flip":
        (error,) = {error for error in errors if "wrong answer" in error}
        assert f"0x{byte ^ 16:02x}" in error and f"0x{byte:02x} was written" in error and "rank" in error
        if backend != "hdf5":
            assert f"at byte {place}" in error
    assert others == {b"finished"}
    assert victim.exists()


@pytest.mark.parametrize("backend", ["posix", *(pytest.param(each, marks=pytest.mark.long) for each in BACKENDS[1:])])
def test_files_left_after_a_wrong_byte_though_nobody_asked_to_keep_them(backend, tmp_path):
    """A byte is flipped behind the back of a run that writes and then reads."""
    text = f"""
backend = "{backend}"
block = "4 MiB"
transfer = "64 KiB"
directory = "scratch"
ranks = 1
repetitions = 1
"""
    over = threading.Event()

    def flip():
        victim = tmp_path / "scratch" / "sweep.data"
        while not over.is_set():
            try:
                with open(victim, "r+b") as file:
                    file.seek(-100_001, os.SEEK_END)
                    file.write(b"\xa5" * 8)
            except OSError:
                pass

    thread = threading.Thread(target=flip)
    thread.start()
    try:
        sweep("run", campaign(tmp_path, text.replace("repetitions = 1\n", "") + OTHER), "-o", "x.h5", cwd=tmp_path)
    finally:
        over.set()
        thread.join()
    errors, others = outcome(tmp_path / "x.h5")
    if not any(errors):
        pytest.skip("it was never quick enough")
    named = [re.search(r"wrong answer: .* left for you to look at in (scratch/sweep.left.[0-9])", error)[1]
             for error in errors if error]
    assert others == {b"finished"}
    assert all(list((tmp_path / folder).iterdir()) for folder in named)


@pytest.mark.parametrize("backend, layout", zip(BACKENDS, ["shared", "file_per_rank", "shared"]))
def test_a_limit_of_the_size_of_files(backend, layout, tmp_path):
    text = f"""
backend = "{backend}"
layout = "{layout}"
block = "20 MiB"
transfer = "1 MiB"
ranks = 2
"""
    limit = 16 * KIB * KIB  # MPI's own files are smaller
    sweep("run", campaign(tmp_path, text + OTHER), "-o", "x.h5", ranks=2, cwd=tmp_path,
          prefix=("prlimit", f"--fsize={limit}")).expect(1)
    errors, others = outcome(tmp_path / "x.h5")
    assert any("File too large" in error or "limit of the file's size" in error for error in errors), errors
    assert others == {b"finished"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "x.h5"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_folder_that_vanishes(backend, tmp_path):
    text = f"""
backend = "{backend}"
block = "256 KiB"
transfer = "64 KiB"
directory = "scratch"
ranks = 2
"""
    over = threading.Event()

    def remove():
        while not over.is_set():
            shutil.rmtree(tmp_path / "scratch", ignore_errors=True)

    thread = threading.Thread(target=remove)
    thread.start()
    try:
        ended = sweep("run", campaign(tmp_path, text + OTHER), "-o", "x.h5", ranks=2, cwd=tmp_path)
    finally:
        over.set()
        thread.join()
    errors, others = outcome(tmp_path / "x.h5")
    assert ended.code in (0, 1)
    assert any(errors) and all("scratch" in error for error in errors if error), errors
    assert others == {b"finished"}


def the_rank(run, number):
    """The process of that rank, and not one that it started: a helper has its environment and, at first, its name."""
    mine = [process for process, rank in run.processes().items() if rank == number]
    (process,) = [process for process in mine if parent(process) not in mine]
    return process


def parent(process):
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("victim", [0, 1])
def test_a_rank_that_is_killed_in_mid_write(victim, tmp_path):
    (tmp_path / "c.toml").write_text(HEADER.replace("min = 2, max = 2", "min = 500, max = 500") + """
[[experiment]]
workload = "parallel_io"
layout = "file_per_rank"
block = "16 MiB"
ranks = 2
""")
    with launch(["run", "c.toml", "-o", "x.h5"], ranks=2, cwd=tmp_path) as run:
        end = time.monotonic() + LONGEST
        while not list(tmp_path.glob("x.h5.scratch/sweep.data*")):
            assert run.process.poll() is None and time.monotonic() < end
            time.sleep(0.002)
        time.sleep(random.random() * 0.1)
        process = the_rank(run, victim)
        os.kill(process, signal.SIGKILL)
        assert run.wait().code != 0
        assert run.survivors() == {}
    assert read(tmp_path / "x.h5")["root"]["status"] == "partial"
    assert not (tmp_path / "x.h5.scratch").exists()


def test_two_runs_in_one_folder(tmp_path):
    """Whichever comes second to a repetition is refused: the folder is free for a moment between two of them."""
    text = 'block = "16 MiB"\ndirectory = "scratch"\nranks = 1\n'
    first = campaign(tmp_path, text + OTHER, "first.toml")
    first.write_text(first.read_text().replace("min = 2, max = 2", "min = 200, max = 200"))
    with launch(["run", first, "-o", "a.h5"], cwd=tmp_path) as run:
        end = time.monotonic() + LONGEST
        while not (tmp_path / "scratch").exists():
            assert run.process.poll() is None and time.monotonic() < end
            time.sleep(0.002)
        sweep("run", campaign(tmp_path, text + OTHER), "-o", "b.h5", cwd=tmp_path)
        run.wait(timeout=LONGEST)
    refused = []
    for path in ("a.h5", "b.h5"):
        errors, others = outcome(tmp_path / path)
        refused += [error for error in errors if error]
        assert others == {b"finished"}
    assert refused and all("another sweep" in error for error in refused)
    assert not (tmp_path / "scratch").exists()


def test_a_rank_that_is_killed_while_it_uses_files_again_leaves_them(tmp_path):
    text = 'block = "16 MiB"\ndirectory = "scratch"\nreuse = true\nranks = 1\n'
    sweep("run", campaign(tmp_path, text + 'operations = ["write"]\n', "write.toml"), "-o", "w.h5", cwd=tmp_path).expect(0)
    before = (tmp_path / "scratch" / "sweep.data").read_bytes()
    read_again = campaign(tmp_path, text + 'operations = ["read"]\n', "read.toml")
    read_again.write_text(read_again.read_text().replace("min = 2, max = 2", "min = 500, max = 500"))
    with launch(["run", read_again, "-o", "r.h5"], cwd=tmp_path) as run:
        time.sleep(1)
        assert run.process.poll() is None
        run.process.kill()
        run.wait()
        assert run.survivors() == {}
    assert (tmp_path / "scratch" / "sweep.data").read_bytes() == before


def test_a_link_in_the_folder_is_not_followed(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / ".sweep-scratch").touch()
    (tmp_path / "scratch" / "sweep.data").symlink_to(tmp_path / "thesis.txt")
    text = 'backend = ["posix", "mpiio", "hdf5"]\nblock = "64 KiB"\ntransfer = "64 KiB"\ndirectory = "scratch"\n'
    sweep("run", campaign(tmp_path, text + "reuse = true\nranks = 1\n"), "-o", "x.h5", cwd=tmp_path).expect(1)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
