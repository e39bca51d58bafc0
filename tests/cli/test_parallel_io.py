"""Workload `parallel_io`: the same bytes whoever wrote them, what is asked for is what happens, and nothing is left."""

import os
import shutil
import tempfile

import h5py
import pytest
from file_pattern import content
from sweep_program import read, sweep

SEED = 11
KIB = 1024

HEADER = f"""[campaign]
name = "files"
seed = {SEED}
repetitions = {{ min = 2, max = 2, interval = "100%" }}
warmup = 0
"""


def campaign(folder, text, name="c.toml"):
    (folder / name).write_text(HEADER + '[[experiment]]\nworkload = "parallel_io"\n' + text)
    return folder / name


def texts(rows, column):
    return {row[column].decode() for row in rows}


def operations(path):
    with h5py.File(path, "r") as file:
        return file["operations"][:], file["phases"][:]


SMALL = 'block = "64 KiB"\ntransfer = "16 KiB"\nsegments = 2\n'


def test_every_back_end_layout_access_and_order_writes_and_reads(tmp_path):
    text = SMALL + """
backend = ["posix", "mpiio", "hdf5", "none"]
layout = ["shared", "file_per_rank"]
access = ["independent", "collective"]
order = ["sequential", "random"]
ranks = [1, 2]
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    result = read(tmp_path / "x.h5")
    assert texts(result["cases"], "status") == {"finished"}
    combinations = {tuple(row[name].item() for name in ("backend", "layout", "access", "order", "ranks"))
                    for row in result["cases"] if row["base"] != row["case"]}
    # posix and none know no access: no duplicates for it
    assert len(combinations | {(r["backend"], r["layout"], r["access"], r["order"], r["ranks"])
                               for r in result["cases"]}) == (2 + 2 + 1 + 1) * 2 * 2 * 2
    rows, _ = operations(tmp_path / "x.h5")
    words = {access: {row["transfers"] for row in rows
                      if result["cases"][row["case"]]["backend"] == b"hdf5"
                      and result["cases"][row["case"]]["access"] == access.encode()}
             for access in ("independent", "collective")}
    assert words == {"independent": {b"independent"}, "collective": {b"contiguous collective"}}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "x.h5"]


@pytest.mark.parametrize("backend", ["posix", "mpiio", "hdf5"])
@pytest.mark.parametrize("layout", ["shared", "file_per_rank"])
@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_files_are_those_of_a_reference(backend, layout, ranks, tmp_path):
    total = 384 * KIB  # whatever the number of ranks
    text = f"""
backend = "{backend}"
layout = "{layout}"
access = "collective"
block = "{total // ranks // 2} B"
segments = 2
transfer = "16 KiB"
operations = ["write"]
directory = "scratch"
keep = true
ranks = "launched"
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=ranks, cwd=tmp_path).expect(0)
    files = {path.name: path for path in (tmp_path / "scratch").iterdir() if path.name.startswith("sweep.")}
    names = ["sweep.data"] if layout == "shared" else [f"sweep.data.{rank:08}" for rank in range(ranks)]
    assert sorted(files) == names
    for number, name in enumerate(names):
        expected = content(SEED, number, total // len(names))
        if backend == "hdf5":
            with h5py.File(files[name], "r") as file:
                assert file["data"][:].tobytes() == expected
        else:
            assert files[name].read_bytes() == expected


def test_hdf5_is_chunked_as_asked_and_collective_by_its_own_word(tmp_path):
    text = SMALL + """
backend = "hdf5"
access = "collective"
hdf5_chunk = "32 KiB"
hdf5_alignment = "4 KiB"
directory = "scratch"
keep = true
ranks = 2
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    with h5py.File(tmp_path / "scratch" / "sweep.data", "r") as file:
        assert file["data"].chunks == (32 * KIB,)
        assert all(file["data"].id.get_chunk_info(i).byte_offset % 4096 == 0 for i in range(8))
    rows, _ = operations(tmp_path / "x.h5")
    assert {row["transfers"].decode() for row in rows if row["operation"] == b"write"} == {"chunk collective"}


def test_phases_are_stored_and_the_bandwidth_follows_from_them(tmp_path):
    text = SMALL + 'backend = "posix"\nranks = 2\n'
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    rows, phases = operations(tmp_path / "x.h5")
    (case,) = {row["case"] for row in phases if (phases["rank"][phases["case"] == row["case"]] == 1).any()}
    for row in rows[rows["case"] == case]:
        own = phases[(phases["case"] == case) & (phases["operation"] == row["operation"])]
        assert set(own["rank"]) == {0, 1}
        rates = []
        for repetition in set(own["repetition"]):
            ranks = own[own["repetition"] == repetition]
            end = sum(ranks[name] for name in ("begin_s", "open_s", "transfer_s", "sync_s", "close_s"))
            rates.append(ranks["bytes"].sum() / (end.max() - ranks["begin_s"].min()))
        assert row["bytes"] == 256 * KIB
        assert row["bandwidth"] == pytest.approx(sum(rates) / 2)
    with h5py.File(tmp_path / "x.h5", "r") as file:
        latency = file[f"latency/{case}"]
        assert latency["write"].sum() == latency["read"].sum() == 2 * 16
        assert latency.attrs["write_max_s"] > 0


def test_threads_and_the_event_loop_drive_posix(tmp_path):
    text = SMALL + """
backend = "posix"
layout = ["shared", "file_per_rank"]
model = ["serial", "threads", "event_loop"]
threads = 3
poller = ["epoll", "io_uring"]
schedule = ["static", "dynamic"]
ranks = 2
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    cases = read(tmp_path / "x.h5")["cases"]
    rows, _ = operations(tmp_path / "x.h5")
    ways = {(cases[row["case"]]["model"], cases[row["case"]]["poller"], row["transfers"]) for row in rows}
    assert (b"event_loop", b"io_uring", b"io_uring") in ways
    assert (b"event_loop", b"epoll", b"blocking") in ways
    assert {way[2] for way in ways if way[0] != b"event_loop"} == {b"blocking"}


@pytest.mark.parametrize("text, words", [
    ('backend = "mpiio"\nmodel = "threads"\n', "main thread only"),
    ('backend = "hdf5"\nmodel = "event_loop"\n', "not thread-safe"),
    ('backend = "mpiio"\naccess = "collective"\nschedule = "dynamic"\n', "as many transfers"),
    ('backend = "mpiio"\ndirect = true\n', 'backend = "posix"'),
    ('transfer = "24 KiB"\nblock = "64 KiB"\n', "no multiple of transfer"),
    ('direct = true\ntransfer = "1 KiB"\n', "4 KiB"),
    ('operations = ["read", "write"]\n', "before anything is written"),
    ('operations = ["write", "erase"]\n', '"write", "read"'),
    ('operations = "write"\n', "a list of"),
    ('hints = "cb_nodes"\n', "a table of names"),
    ('layout = "file_per_rank"\norder = "strided"\n', "interleaves"),
    ('backend = "hdf5"\nlayout = "file_per_rank"\nschedule = "dynamic"\n', "its own file"),
    ('backend = "hdf5"\nblock = "4 MiB"\nhdf5_chunk = "1 GiB"\n', "larger than the file"),
    ('block = "1024 TiB"\ntransfer = "8 B"\nsegments = 1_000_000_000\n', "8 EiB"),
    ('backend = "mpiio"\nhints = { a = "b=c" }\n', "more than one"),
    ('directory = "c.toml"\n', "c.toml"),
    ('directory = "no/such"\n', "no/such"),
])
def test_what_cannot_be_is_refused_before_anything_is_written(text, words, tmp_path):
    ended = sweep("run", campaign(tmp_path, text), "-o", "x.h5", cwd=tmp_path).expect(2)
    assert words in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml"]


def test_what_has_no_meaning_for_a_back_end_is_said_unless_it_is_one_of_several(tmp_path):
    text = SMALL + 'backend = "posix"\naccess = {}\nranks = 1\n'
    alone = sweep("plan", campaign(tmp_path, text.replace("{}", '"collective"')), cwd=tmp_path).expect(0)
    assert "access = collective has no meaning" in alone.err
    several = sweep("plan", campaign(tmp_path, text.replace("{}", '["independent", "collective"]')), cwd=tmp_path).expect(0)
    assert several.err == ""


def test_somebody_elses_folder_is_not_touched(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    ended = sweep("run", campaign(tmp_path, SMALL + 'directory = "mine"\n'), "-o", "x.h5", cwd=tmp_path).expect(2)
    assert "mine" in ended.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_hints_and_lists_are_values_and_axes(tmp_path):
    text = SMALL + """
backend = "mpiio"
hints = [{ cb_nodes = 1, romio_cb_write = "enable" }, {}]
operations = [["write"], ["write", "read"]]
ranks = 1
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", cwd=tmp_path).expect(0)
    cases = read(tmp_path / "x.h5")["cases"]
    assert {(row["hints"].decode(), row["operations"].decode()) for row in cases} == {
        (hints, names) for hints in ("cb_nodes=1,romio_cb_write=enable", "") for names in ("write", "write,read")}


def test_a_deadline_stops_the_transfers_and_evens_the_ranks_out(tmp_path):
    text = """
backend = ["posix", "mpiio", "hdf5"]
access = ["independent", "collective"]
block = "64 MiB"
transfer = "4 KiB"
sync = "none"
deadline = "5 ms"
ranks = 2
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    _, phases = operations(tmp_path / "x.h5")
    assert (phases["items"] < 64 * 256).all()  # of a rank
    written = phases[phases["operation"] == b"write"]
    for case in set(written["case"]):
        for repetition in (0, 1):
            items = written[(written["case"] == case) & (written["repetition"] == repetition)]["items"]
            assert len(set(items)) == 1


@pytest.mark.parametrize("asked", ['backend = ["mpiio", "hdf5"]\nmodel = "serial"\n',
                                   'backend = "posix"\ndeadline = "5 ms"\nmodel = ["serial", "threads"]\n'])
def test_ranks_of_another_node_have_their_chunks_before_files_are_closed_together(asked, tmp_path):
    text = SMALL + asked + 'schedule = ["dynamic", "guided"]\nranks = 2\n'
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", "--ranks-per-node", "1", ranks=2, cwd=tmp_path).expect(0)
    assert texts(read(tmp_path / "x.h5")["cases"], "status") == {"finished"}


def test_every_transfer_under_a_deadline_has_its_latency(tmp_path):
    text = """
block = "64 MiB"
transfer = "4 KiB"
order = "random"
sync = "none"
deadline = "20 ms"
model = "serial"
ranks = 2
"""
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    _, phases = operations(tmp_path / "x.h5")
    with h5py.File(tmp_path / "x.h5", "r") as file:
        for case in set(phases["case"]):
            latency = file[f"latency/{case}"][:]
            for operation in ("write", "read"):
                rows = phases[(phases["case"] == case) & (phases["operation"] == operation.encode())]
                assert latency[operation].sum() == rows["items"].sum()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs a file system in memory")
@pytest.mark.parametrize("direct", ["true", "false"])
def test_a_file_system_in_memory_is_no_device_whatever_was_asked_for(direct, tmp_path):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        text = SMALL + f'backend = "posix"\ndirect = {direct}\ndirectory = "{memory}/scratch"\nranks = 1\n'
        ended = sweep("run", campaign(tmp_path, text), "-o", "x.h5", cwd=tmp_path)
    if direct == "true" and "has no O_DIRECT" in ended.out:  # before Linux 6.6
        return
    ended.expect(0)
    for row in read(tmp_path / "x.h5")["cases"]:
        assert b"no device: of what write moved" in row["warnings"]
        assert b"no device: of what read" in row["warnings"] or b"cached: of what read" in row["warnings"]
    rows, _ = operations(tmp_path / "x.h5")
    assert all(row["cache"].startswith(b"a file system in memory") for row in rows if row["operation"] == b"read")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("asked", ['workload = "parallel_io"\nblock = "1 MiB"', 'workload = "metadata"\nitems = 10'])
def test_a_file_system_without_locks_is_used_and_said_to_be_unlocked(asked, tmp_path):
    (tmp_path / "c.toml").write_text(HEADER + f'[[experiment]]\n{asked}\nmodel = "serial"\nranks = 1\n')
    refuse = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:error=ENOSYS")
    sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path, prefix=refuse).expect(0)
    assert all(row["warnings"].count(b"unlocked: the file system of") == 1 for row in read(tmp_path / "x.h5")["cases"])


def test_what_the_page_cache_answered_is_said(tmp_path):
    text = SMALL + f'backend = "posix"\ndirectory = "{tmp_path}/scratch"\nranks = 1\n'
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", cwd=tmp_path).expect(0)
    rows, _ = operations(tmp_path / "x.h5")
    reads = rows[rows["operation"] == b"read"]
    assert all(b"against" in row["cache"] and row["device_share"] == 0 for row in reads)
    assert all(b"cached: of what read moved" in row["warnings"] for row in read(tmp_path / "x.h5")["cases"])
    shown = sweep("show", tmp_path / "x.h5").expect(0).out
    assert "cached:" in shown and "% open / transfer / sync / close" in shown


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to drop the page cache")
def test_a_dropped_page_cache_is_said(tmp_path):
    text = SMALL + f'drop_caches = true\ndirectory = "{tmp_path}/scratch"\nranks = 1\n'
    sweep("run", campaign(tmp_path, text), "-o", "x.h5", cwd=tmp_path).expect(0)
    rows, _ = operations(tmp_path / "x.h5")
    assert all(b"page cache dropped" in row["cache"] or b"not permitted" in row["cache"]
               for row in rows if row["operation"] == b"read")
