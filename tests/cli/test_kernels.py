"""Kernels of the catalogue in campaigns: the same bits however they are run, and what is said of their answers."""

import re

import pytest
from sweep_program import read, sweep

DRAWS = {"pi": 500, "ep": 500, "asian": 500, "first_passage": 60, "ising": 3}  # a setting
CAMPAIGN = """
[campaign]
name = "ways"
seed = 20261129
repetitions = { min = 1, max = 1 }
warmup = 0
"""
WAYS = """
[[experiment]]
name = "KERNEL"
workload = "monte_carlo"
kernel = "KERNEL"
isa = ["portable", "avx2", "avx512"]
settings = 13
draws = DRAWS
model = ["serial", "threads", "process_pool"]
ranks = [1, 3]
threads = [1, 2]
schedule = ["static", "dynamic"]
chunk = 4
"""


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways")
    experiments = [WAYS.replace("KERNEL", kernel).replace("DRAWS", str(draws)) for kernel, draws in DRAWS.items()]
    (folder / "ways.toml").write_text(CAMPAIGN + "".join(experiments))
    sweep("run", folder / "ways.toml", "-o", folder / "x.h5", ranks=3).expect(0)
    return read(folder / "x.h5")


def test_every_way_of_running_a_kernel_gives_the_same_bits(ways):
    found = {}
    for row in ways["cases"]:
        assert row["status"] == b"finished", row["error"]
        found.setdefault(row["kernel"].decode(), []).append(int(row["checksum"]))
    assert set(found) == set(DRAWS)
    for kernel, checksums in found.items():
        assert len(checksums) >= 16 and len(set(checksums)) == 1, kernel


def test_instruction_sets_have_the_same_estimates(ways):
    assert set(ways["problems"]) == set(DRAWS)
    for kernel, problems in ways["problems"].items():
        tables = [table for _, table in problems]
        assert all(len(table) == 13 for table in tables)
        assert len({table.tobytes() for table in tables}) == 1, kernel


def test_npb_lines_of_class_s(tmp_path):
    (tmp_path / "s.toml").write_text("""
[campaign]
name = "s"
repetitions = { min = 1, max = 1 }
[[experiment]]
workload = "monte_carlo"
kernel = "ep"
settings = 256
draws = 65_536
model = "threads"
threads = 2
isa = ["portable", "auto"]
""")
    sweep("run", tmp_path / "s.toml", "-o", tmp_path / "s.h5", ranks=2).expect(0)
    shown = sweep("show", tmp_path / "s.h5").expect(0).out
    for isa in ("portable", "auto"):
        assert re.search(rf" on \d ranks × \d threads, isa {isa}:\n  EP Benchmark Completed\.\n  Class +=  +S\n"
                         r"  Size +=  +33554432\n", shown), shown
    assert len(re.findall(r"  Mop/s total +=  +[1-9][0-9.]+\n", shown)) == 2
    assert len(re.findall(r"  Verification +=  +SUCCESSFUL\n", shown)) == 2


def test_its_own_numbers_are_no_way_to_get_wrong_ones(tmp_path):
    (tmp_path / "w.toml").write_text("""
[campaign]
name = "w"
[[experiment]]
workload = "monte_carlo"
kernel = "ep"
streams = "same_seed"
""")
    refused = sweep("run", tmp_path / "w.toml", "-o", tmp_path / "w.h5").expect(2).err
    assert 'streams = "same_seed" is not for the kernel ep' in refused
    assert not (tmp_path / "w.h5").exists()
