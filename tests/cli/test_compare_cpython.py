"""configs/compare_cpython.toml, a few of its experiments once, and what is made of them. Nothing is said of durations."""

import os
import re
import subprocess

from sweep_program import SOURCE, read, sweep

SOME = ["cpu-python", "cpu-emulated", "convoy-2-python", "convoy-2-emulated", "convoy-2-wrong", "echo-2-python",
        "echo-2-emulated", "io-4-100-us-python", "io-4-100-us-emulated"]  # fmt: skip
SHORT = [word for change in ("campaign.repetitions.min=1", "campaign.repetitions.max=1", "cpu-python.workers=4",
                             "cpu-emulated.threads=[1,4]", "cpu-emulated.switch_interval=5ms",
                             "cpu-python.setup=compare_cpython/cpu.py:interval_5_ms",
                             "convoy-2-wrong.policy=relock", "convoy-2-wrong.longest=200ms",
                             "experiment.iteration_cost=30ns")
         for word in ("--set", change)]  # fmt: skip
JUDGED = {"cpu, 4 threads, 5 ms": 3, "convoy, 2 cpu, 5 ms": 1, "convoy, 2 cpu, 5 ms: relock": 1, "echo, 2 cpu, 5 ms": 1,
          "io, 4 threads, 0.1 ms bursts": 1}  # fmt: skip


def some_of(campaign):
    head, *experiments = re.split(r"(?m)^(?=\[\[experiment\]\]$)", campaign)
    chosen = [each for each in experiments if re.search(r'^name += "(.*)"$', each, re.MULTILINE)[1] in SOME]
    assert len(chosen) == len(SOME)
    return head + "".join(chosen)


def test_probes_and_emulation_are_measured_by_the_same_columns_and_compared(tmp_path):
    (tmp_path / "some.toml").write_text(some_of((SOURCE / "configs/compare_cpython.toml").read_text()))
    (tmp_path / "compare_cpython").symlink_to(SOURCE / "configs/compare_cpython")
    sweep("run", "some.toml", *SHORT, "-o", "r.h5", cwd=tmp_path).expect(0)
    result = read(tmp_path / "r.h5")
    assert {case["status"] for case in result["cases"]} == {b"finished"}
    # of the repetition alone: starting an interpreter takes several times as long
    assert all(each["strangers_s"] <= (os.cpu_count() + 0.5) * each["wall_s"] for each in result["samples"])
    told = subprocess.run(["/usr/bin/python3", "-B", "-m", "sweep_analysis.peers.compare_cpython", "r.h5",
                           SOURCE / "configs/compare_cpython/bars.toml"], env={"PYTHONPATH": str(SOURCE / "analysis")},
                          cwd=tmp_path, text=True, capture_output=True, check=False)  # fmt: skip
    assert told.returncode == 1, told.stderr  # as rows are missing
    for row, values in JUDGED.items():
        lines = [line for line in told.stdout.splitlines() if line.startswith(row + "  ")]
        assert len(lines) == values, told.stdout
        assert all(re.search(r"not judged: [01] of 6 launches", line) for line in lines), told.stdout
    assert "not judged: 0 cases are experiment echo-1-python" in told.stdout
