"""`sweep decide`: the decision table, measured and judged; and campaigns that are shipped, which all can be planned."""

import json
import os
import random
import shutil
import sys

import h5py
import pytest

from sweep_program import SOURCE, read, sweep

sys.path.append(os.path.join(SOURCE, "analysis"))
from sweep_analysis import load  # noqa: E402
from sweep_analysis.decision import decide  # noqa: E402

# So that all of it takes seconds: repetitions that say nothing of this machine, of much less work.
SHORT = [word for change in (
    "campaign.repetitions.min=7", "campaign.repetitions.max=7", "experiment.settings=8", "experiment.draws=200",
    "experiment.tasks=20", "experiment.serial_tasks=2", "experiment.latency=2 ms", "experiment.wait=2 ms",
    "experiment.parse=0 ms", "experiment.length=0.1 ms", "massive.threads=20", "massive.in_flight=20",
    "massive-pool.workers=2", "files-far.workers=2",
) for word in ("--set", change)]  # fmt: skip


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decided")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMPI_MCA_hwloc_base_binding_policy", "none")  # so that cases may be kept to the first core
        ended = sweep("decide", *SHORT, "-o", "d.h5", ranks=2, cwd=folder).expect(0)
    return folder / "d.h5", ended.out


def configs():
    folder = os.path.join(SOURCE, "configs")
    return sorted(name for name in os.listdir(folder) if name.endswith(".toml") and not name.startswith("decision_rules"))


@pytest.mark.parametrize("name", configs())
def test_every_campaign_that_is_shipped_can_be_planned(name, tmp_path):
    ended = sweep("plan", os.path.join(SOURCE, "configs", name), "--ranks", "8", "--nodes", "2", cwd=tmp_path).expect(0)
    assert " cases on 8 ranks" in ended.out.splitlines()[0]


def test_the_table_is_printed_and_fits_a_terminal(decided):
    lines = decided[1].splitlines()
    assert lines[0].startswith("decision table · ")
    assert [word for word in lines[1].split()] == ["problem", "vectorised", "sequential", "processes", "process_pool",
                                                   "threads_locked", "threads", "event_loop", "hybrid"]  # fmt: skip
    table = [line for line in lines if not line.startswith("warning: ")]
    assert max(map(len, table)) <= 120, max(table, key=len)
    assert "-m sweep_analysis report d.h5 -o d.html" in lines[-1]


def test_the_file_says_by_which_rules(decided):
    with open(os.path.join(SOURCE, "configs/decision_rules.toml")) as file:
        assert read(decided[0])["campaign"]["decision_rules"] == file.read()


def test_show_prints_the_same_table_again(decided):
    shown = sweep("show", decided[0]).expect(0).out
    assert decided[1].startswith(shown.rstrip("\n"))


def test_cases_kept_to_one_core_are_measured_and_checked_like_all_others(decided):
    cases = read(decided[0])["cases"]
    ours = [case for case in cases if case["experiment"].startswith(b"one-core") and case["cores"] == 1]
    assert {case["model"] for case in ours} == {b"serial", b"gil", b"event_loop", b"process_pool"}
    assert {(case["status"], case["answer"]) for case in ours} == {(b"finished", b"same")}


def test_what_works_at_an_interpreters_pace_keeps_it_and_is_compared_with_one_thread_that_does(decided):
    cases = read(decided[0])["cases"]
    paced = [case for case in cases if case["pace"] == b"cpython"]
    assert {case["model"] for case in paced} == {b"serial", b"gil", b"event_loop", b"process_pool"}
    for case in paced:
        base = cases[case["base"]]
        assert case["pace_steps"] > 1 and (base["model"], base["pace"], base["ranks"]) == (b"serial", b"cpython", 1)


def test_another_launch_is_judged_by_the_rules_of_the_file(decided, tmp_path):
    path = shutil.copy(decided[0], tmp_path / "again.h5")
    with h5py.File(path, "r+") as file:
        rules = file["campaign"].attrs["decision_rules"]
        file["campaign"].attrs["decision_rules"] = rules.replace("gain      = 1.2", "gain      = 100000")
    rows = sweep("show", path).expect(0).out.splitlines()[2:10]
    assert all(word in ("no", "excellent", "·") for row in rows for word in row.replace("*", "").split()[2:]), rows


def test_rules_that_cannot_be_read_are_told_with_their_place(decided, tmp_path):
    path = shutil.copy(decided[0], tmp_path / "wrong.h5")
    with h5py.File(path, "r+") as file:
        file["campaign"].attrs["decision_rules"] = "[verdict]\nexcellent = 2\n"
    ended = sweep("show", path).expect(2)
    assert "the file's decision rules:2:" in ended.err and "excellent" in ended.err


def test_what_a_stranger_wrote_into_a_file_reaches_no_terminal_as_an_order(decided, tmp_path):
    path = shutil.copy(decided[0], tmp_path / "hostile.h5")
    with h5py.File(path, "r+") as file:
        cases = file["cases"][:]
        cases["warnings"][0] = "odd: \x1b]0;title\x07"
        file["cases"][:] = cases
        rules = file["campaign"].attrs["decision_rules"]
        file["campaign"].attrs["decision_rules"] = rules.replace('title  = "event loop"', 'title = "event\\u001b[2Jloop"')
    for form in ([], ["--wide"], ["--lines"], ["--csv", "cases"], ["--json"]):
        ended = sweep("show", path, *form).expect(0)
        assert "\x1b" not in ended.out + ended.err, form
        assert "\x07" not in ended.out + ended.err, form
    assert "event\ufffd[2Jloop" in sweep("show", path).out


def test_python_judges_any_times_as_the_program_does(decided, tmp_path):
    """Of times that are made up, so that there is every verdict; the page's browser does the same (tests/analysis)."""
    path = shutil.copy(decided[0], tmp_path / "made_up.h5")
    made_up = random.Random(18)
    with h5py.File(path, "r+") as file:
        samples, tasks = file["samples"][:], file["cases"].fields("tasks")[:]
        for case in range(len(tasks)):
            a_task, spread = 10 ** made_up.uniform(-4, -2), made_up.choice([0.001, 0.001, 0.2])
            own = samples["case"] == case
            samples["wall_s"][own] = tasks[case] * a_task * (1 + spread * samples["repetition"][own])
        file["samples"][:] = samples
    said = json.loads(sweep("show", path, "--json").expect(0).out)["decision"]
    table = decide(load(path))
    cells = [(row.cells[cell["way"]], cell) for row, other in zip(table.rows, said) for cell in other["ways"]]
    assert {cell["verdict"] for _, cell in cells} == {"no", "okay", "good", "excellent", "undecided"}
    for own, cell in cells:
        where = (own.problem, own.way)
        assert (cell["case"], cell["verdict"]) == (own.case, own.verdict), where
        assert cell["speedup"][0] == pytest.approx(own.speedup.value, rel=1e-12), where
