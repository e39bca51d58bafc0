"""A campaign goes on where its last launch ended, or is measured once more into the same file; what is no part of it is refused."""

import os
import re
import shutil
import signal

import h5py
import pytest
from sweep_program import CAMPAIGNS, SOURCE, launch, read, sweep, table
from test_faults import wait_until

RANKS = 2
REPETITIONS = 12
CASES = 10  # in each of two experiments the base, and both models on one rank and on two

EXPERIMENT = """
[[experiment]]
name = "{}"
workload = "monte_carlo"
settings = 8
draws = 1_000_000
model = ["serial", "threads"]
ranks = "1..launched"
threads = 2
schedule = "dynamic"
"""
CAMPAIGN = f"""[campaign]
name = "resumed"
seed = 7
repetitions = {{ min = {REPETITIONS}, max = {REPETITIONS}, interval = "100%" }}
warmup = 0
""" + "".join(EXPERIMENT.format(name) for name in ("first", "second"))


def course(rows):
    """What was repeated, one after the other."""
    return [(int(row["order"]), int(row["case"]), int(row["repetition"])) for row in rows if row["rank"] == "0"]


def kill(run):
    """All at once: none sees another die."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for process in run.processes():
            os.kill(process, number)
    run.process.wait()
    assert run.survivors() == {}


def killed_when(condition, *arguments, cwd):
    with launch(["run", *arguments], ranks=RANKS, cwd=cwd) as run:
        wait_until(condition, run)
        kill(run)


def differences(ended, path):
    """What is said of the launch, but of variables that are this test's own."""
    found = re.findall(f"warning: this launch differs from the first of {re.escape(str(path))}: (.*)", ended.err)
    return [each for each in found if not each.startswith(("environment SWEEP_TEST_ID:", "environment SWEEP_CLAIMS:"))]


def contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    path = tmp_path_factory.mktemp("campaign") / "resumed.toml"
    path.write_text(CAMPAIGN)
    return path


@pytest.fixture(scope="module")
def undisturbed(campaign, tmp_path_factory):
    path = tmp_path_factory.mktemp("undisturbed") / "x.h5"
    sweep("run", campaign, "-o", path, "--quiet", ranks=RANKS).expect(0)
    return path


@pytest.fixture(scope="module")
def killed(campaign, tmp_path_factory):
    """The folder of a launch that was killed in the midst of its first experiment."""
    folder = tmp_path_factory.mktemp("killed")
    path = folder / "x.h5"
    killed_when(lambda: len(course(table(path, "samples"))) >= 5, campaign, "-o", path, cwd=folder)
    assert len(course(table(path, "samples"))) < CASES * REPETITIONS, "it was to be killed before the end"
    return folder


@pytest.fixture
def interrupted(killed, tmp_path):
    """The same, of a test's own."""
    return shutil.copytree(killed, tmp_path / "interrupted") / "x.h5"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A small result that is complete."""
    path = tmp_path_factory.mktemp("tiny") / "x.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--quiet", ranks=RANKS).expect(0)
    return path


@pytest.fixture
def complete(tiny, tmp_path):
    """The same, of a test's own, alone in its folder."""
    (tmp_path / "complete").mkdir()
    return shutil.copy(tiny, tmp_path / "complete" / "x.h5")


def test_a_killed_launch_is_shown_with_what_it_had(killed, undisturbed):
    path = killed / "x.h5"
    done = course(table(path, "samples"))
    assert done == course(table(undisturbed, "samples"))[: len(done)]
    assert "partial" in sweep("show", path).expect(0).out.splitlines()[0]
    (row,) = table(path, "launches")
    assert (row["ended"], row["end"], row["continues"]) == ("", "", "-1")
    assert int(row["repetitions"]) == len(done)
    following = course(table(undisturbed, "samples"))[len(done)][1]
    assert int(row["under_way"]) in (-1, following)  # -1: between two


@pytest.fixture(scope="module")
def resumed(campaign, killed, tmp_path_factory):
    """What is made of it by a launch that goes on."""
    folder = shutil.copytree(killed, tmp_path_factory.mktemp("resumed") / "here")
    ended = sweep("run", campaign, "-o", folder / "x.h5", "--resume", ranks=RANKS, cwd=folder).expect(0)
    assert differences(ended, folder / "x.h5") == []
    assert [each.name for each in folder.iterdir()] == ["x.h5"]
    return folder / "x.h5"


def test_a_resumed_launch_keeps_every_repetition_and_its_course_is_as_undisturbed(killed, resumed, undisturbed):
    before, after = table(killed / "x.h5", "samples"), table(resumed, "samples")
    assert after[: len(before)] == before
    assert {row["launch"] for row in before} == {"0"}
    assert {row["launch"] for row in after[len(before) :]} == {"1"}
    assert course(after) == course(table(undisturbed, "samples"))
    assert len(course(after)) == CASES * REPETITIONS


def test_a_resumed_launch_finds_the_same_answers_bit_for_bit(resumed, undisturbed):
    one, other = read(resumed), read(undisturbed)
    assert one["root"]["status"] == other["root"]["status"] == "complete"
    assert one["cases"]["checksum"].tolist() == other["cases"]["checksum"].tolist()
    assert 0 not in one["cases"]["checksum"]
    assert one["problems"].keys() == other["problems"].keys() == {"first", "second"}
    for name, problems in one["problems"].items():
        assert [rows.tobytes() for _, rows in problems] == [rows.tobytes() for _, rows in other["problems"][name]]


def test_every_start_is_a_launch_that_says_how_it_ended(killed, resumed):
    first, second = table(resumed, "launches")
    (before,) = table(killed / "x.h5", "launches")
    assert first == before, "what is known of a killed launch stays"
    assert (second["launch"], second["continues"], second["end"], second["under_way"]) == ("1", "0", "all cases done", "-1")
    assert first["began"] <= second["began"] <= second["ended"]
    assert int(first["repetitions"]) + int(second["repetitions"]) == CASES * REPETITIONS


def test_a_case_measured_in_parts_says_so(resumed):
    parts = {}
    for row in table(resumed, "samples"):
        parts.setdefault(int(row["case"]), set()).add(int(row["launch"]))
    in_parts = {case for case, launches in parts.items() if launches == {0, 1}}
    assert 0 < len(in_parts) < CASES
    warned = {int(row["case"]) for row in read(resumed)["cases"] if b"parts: launches 0, 1 measured it" in row["warnings"]}
    assert warned == in_parts
    assert "parts: launches 0, 1 measured it in parts" in sweep("show", resumed).out


def test_a_complete_file_has_nothing_left_to_do(complete):
    before = contents(complete.parent)
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", complete, "--resume", ranks=RANKS).expect(0)
    assert ended.out == f"{complete} is complete\n"
    assert ended.err == ""
    assert contents(complete.parent) == before


def test_where_there_is_no_file_one_is_begun(tmp_path):
    path = tmp_path / "new" / "x.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--resume", ranks=RANKS).expect(0)
    (row,) = table(path, "launches")
    assert (row["continues"], row["end"]) == ("-1", "all cases done")


def test_an_appended_launch_measures_all_once_more_in_another_order(complete):
    before = table(complete, "samples")
    arguments = ["run", CAMPAIGNS / "tiny.toml", "-o", complete, "--append", "--label", "B"]
    ended = sweep(*arguments, ranks=RANKS).expect(0)
    assert differences(ended, complete) == []
    after = table(complete, "samples")
    assert after[: len(before)] == before
    first, second = course(before), course(after[len(before) :])
    assert [order for order, _, _ in second] == list(range(len(first), 2 * len(first)))
    repeated = sorted((case, number) for _, case, number in first)
    assert sorted((case, number - 2) for _, case, number in second) == repeated, "two repetitions a case, numbered on"
    assert [case for _, case, _ in second] != [case for _, case, _ in first]
    assert [(row["launch"], row["continues"], row["label"]) for row in table(complete, "launches")] == [
        ("0", "-1", ""), ("1", "-1", "B")]  # fmt: skip
    assert not any(b"parts: " in row["warnings"] for row in read(complete)["cases"])


def test_differences_of_the_environment_are_listed(complete):
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", complete, "--append", "--isa", "portable", ranks=RANKS,
                  prefix=["env", "OMP_PROC_BIND=false"]).expect(0)  # fmt: skip
    was = read(complete)["provenance"]["instruction_set"]
    sets = [] if was == "portable" else [f"instruction_set: portable, before {was}"]
    assert differences(ended, complete) == [*sets, "environment OMP_PROC_BIND: false, before –"]


REFUSED = {
    "another seed": (RANKS, ["--seed", "8"], "its seed is 7, here it is 8"),
    "another parameter": (RANKS, ["--set", "pi.draws=1002"], "experiment 1: draws is 1001 there and 1002 here"),
    "other ranks": (1, [], "launch it on 2 ranks as before"),
}


@pytest.mark.parametrize(("what", "way"), [*((what, "--resume") for what in REFUSED), ("another seed", "--append")])
def test_another_campaign_is_refused_with_the_difference(complete, what, way):
    ranks, change, words = REFUSED[what]
    before = contents(complete.parent)
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", complete, way, *change, ranks=ranks).expect(2)
    assert "the file is of another campaign: " in ended.err and words in ended.err
    assert str(complete) in ended.err
    assert contents(complete.parent) == before


@pytest.mark.parametrize("what", ["an older file", "no result", "a folder"])
def test_what_is_no_result_of_this_version_is_refused(what, tmp_path):
    path = tmp_path / "x.h5"
    if what == "an older file":
        shutil.copy(SOURCE / "tests/data/result-v2.h5", path)
        words = "the file is of an older version, which could not be gone on with"
    elif what == "no result":
        path.write_text("milk, bread\n")
        words = "x.h5"
    else:
        path.mkdir()
        words = "x.h5"
    before = path.read_bytes() if path.is_file() else list(path.iterdir())
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--resume").expect(2)
    assert words in ended.err
    assert before == (path.read_bytes() if path.is_file() else list(path.iterdir()))
    assert [each.name for each in tmp_path.iterdir()] == ["x.h5"]


@pytest.mark.parametrize("ways", [("--force", "--resume"), ("--force", "--append"), ("--resume", "--append")])
def test_a_file_is_dealt_with_in_one_way(complete, ways):
    before = contents(complete.parent)
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", complete, *ways).expect(2)
    assert "--force, --resume and --append exclude each other" in ended.err
    assert contents(complete.parent) == before


@pytest.mark.parametrize("way", ["--resume", "--append"])
def test_the_file_to_go_on_with_is_named(way, tmp_path):
    ended = sweep("run", CAMPAIGNS / "tiny.toml", way, cwd=tmp_path).expect(2)
    assert way in ended.err and "add -o FILE.h5" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_appended_to_what_was_interrupted(campaign, interrupted):
    before = contents(interrupted.parent)
    ended = sweep("run", campaign, "-o", interrupted, "--append", ranks=RANKS).expect(2)
    assert "the last launch in the file has not measured all cases" in ended.err
    assert "--resume instead of --append" in ended.err
    assert contents(interrupted.parent) == before


def test_without_a_word_an_interrupted_file_is_refused_as_any_other(campaign, interrupted):
    before = contents(interrupted.parent)
    ended = sweep("run", campaign, "-o", interrupted, ranks=RANKS).expect(2)
    assert "the output file exists" in ended.err and "--resume" in ended.err
    assert contents(interrupted.parent) == before


def test_a_foreign_journal_is_not_read_and_that_is_said(interrupted, complete):
    journal = complete.parent / "x.h5.journal"
    shutil.copy(interrupted.parent / "x.h5.journal", journal)
    before = table(complete, "launches")
    for arguments in (["show", complete], ["run", CAMPAIGNS / "tiny.toml", "-o", complete, "--resume"]):
        ended = sweep(*arguments, ranks=1 if arguments[0] == "show" else RANKS).expect(0)
        assert f"journal {journal}: it belongs to another result; it was not read" in ended.out + ended.err
    assert table(complete, "launches") == before


DEADLY = """[campaign]
name = "deadly"
repetitions = { min = 2, max = 2, interval = "100%" }
warmup = 0
[[experiment]]
name = "before"
workload = "empty"
tasks = 1
model = "serial"
ranks = 1
[[experiment]]
name = "deadly"
workload = "fan_out"
tasks = 1
wait = ["1 ms", "100 s"]
model = "serial"
ranks = 1
[[experiment]]
name = "after"
workload = "empty"
tasks = 1
model = "serial"
ranks = 1
"""


def test_a_case_at_which_launches_end_again_and_again_is_recorded_as_failed_and_the_rest_goes_on(tmp_path):
    """Killed whenever the long task runs."""
    (tmp_path / "deadly.toml").write_text(DEADLY)
    path = tmp_path / "x.h5"
    arguments = [tmp_path / "deadly.toml", "-o", path, "--resume", "--quiet"]

    def is_deadly(number):
        rows = table(path, "launches")
        if len(rows) != number + 1 or rows[-1]["under_way"] == "-1":
            return False
        return float(table(path, "cases")[int(rows[-1]["under_way"])]["wait_s [s]"]) > 1

    for number in range(4):  # the second repeats first what the round still lacked, so three in a row are counted from it
        killed_when(lambda: is_deadly(number), *arguments, cwd=tmp_path)
    rows = table(path, "launches")
    assert len({row["under_way"] for row in rows}) == 1
    assert [row["repetitions"] for row in rows] == ["2", "1", "0", "0"]

    sweep("run", *arguments, ranks=RANKS, cwd=tmp_path).expect(1)
    result = read(path)
    assert result["root"]["status"] == "complete"
    for case in result["cases"]:
        is_long = case["wait_s"] > 1
        assert case["status"] == (b"failed" if is_long else b"finished"), case
        assert case["error"].startswith(b"three launches in a row were killed while it ran") == is_long
    assert result["launches"]["repetitions"].tolist() == [2, 1, 0, 0, 3]
    assert "is complete" in sweep("run", *arguments[:-1], ranks=RANKS, cwd=tmp_path).expect(0).out


def test_a_case_at_which_slurm_ended_its_job_again_and_again_is_not_held_guilty(tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_REQUEUED", "yes")
    (tmp_path / "deadly.toml").write_text(DEADLY)
    path = tmp_path / "x.h5"
    arguments = [tmp_path / "deadly.toml", "-o", path, "--resume", "--quiet"]
    for number in range(4):
        killed_when(lambda: len(table(path, "launches")) == number + 1 and under_way_is_long(path), *arguments, cwd=tmp_path)
    sweep("run", *arguments, "--time-limit", "10ms", ranks=RANKS, cwd=tmp_path).expect(75)
    result = read(path)
    assert b"failed" not in result["cases"]["status"]
    assert result["launches"]["end"].tolist() == [b"requeued by SLURM"] * 4 + [b"time limit"]


def under_way_is_long(path):
    number = int(table(path, "launches")[-1]["under_way"])
    return number >= 0 and float(table(path, "cases")[number]["wait_s [s]"]) > 1


def saves(path):
    with h5py.File(path) as file:
        return file.attrs["saves"]


def stop_between_saves(run, folder):
    """Stops the ranks at a moment at which none writes the file."""

    def signal_all(number):
        for process, rank in run.processes().items():
            if rank is not None:
                os.kill(process, number)

    while True:
        signal_all(signal.SIGSTOP)
        if not list(folder.glob(".x.h5.*")):
            return lambda: signal_all(signal.SIGCONT)
        signal_all(signal.SIGCONT)


def test_a_launch_whose_file_another_takes_over_ends_and_nothing_is_lost(campaign, tmp_path):
    path = tmp_path / "x.h5"
    with launch(["run", campaign, "-o", path], ranks=RANKS, cwd=tmp_path) as first:
        wait_until(lambda: len(course(table(path, "samples"))) >= 5, first)
        go_on = stop_between_saves(first, tmp_path)
        before, saved = table(path, "samples"), saves(path)
        with launch(["run", campaign, "-o", path, "--resume"], ranks=RANKS, cwd=tmp_path) as second:
            wait_until(lambda: saves(path) > saved, second)
            go_on()
            ended = first.wait().expect(1)
            second.wait().expect(0)
    assert f"another launch has taken over {path}" in ended.err
    assert "let one launch at a time write to a file" in ended.err
    after = table(path, "samples")
    assert after[: len(before)] == before
    assert len(course(after)) == CASES * REPETITIONS
    assert [row["continues"] for row in table(path, "launches")] == ["-1", "0"]
    assert [each.name for each in tmp_path.iterdir()] == ["x.h5"]
