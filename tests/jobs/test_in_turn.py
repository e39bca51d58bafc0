"""jobs/compare.sh and jobs/noise.sh start launches in the order A B B A, and say what the program makes of them;
jobs/compare_cpython.sh starts some for each interpreter."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Notes how it was started, and leaves the file that a run leaves; ends as STATUS says, a comparison as a regression does.
# The run that makes the launch INTERRUPTED of a file does not come to its end.
PROGRAM = """#!/usr/bin/python3
import json, os, sys
from pathlib import Path
words = sys.argv[1:]
folder = Path(os.environ["FOLDER"])
if words[0] == "show":
    print(Path(words[1]).read_text())
    sys.exit(0)
with open(folder / "told", "a") as told:
    print(Path(sys.argv[0]).relative_to(folder), *words, file=told)
if words[0] == "run":
    file = Path(words[words.index("-o") + 1])
    result = json.loads(file.read_text()) if file.exists() else {"campaign": {"launches": 1, "toml": " ".join(words)}, "launches": []}
    goes_on = "--resume" in words
    result["launches"].append({"continues": len(result["launches"]) - 1 if goes_on else -1})
    interrupted = not goes_on and len(result["launches"]) == int(os.environ.get("INTERRUPTED", 0))
    file.write_text(json.dumps({**result, "status": "partial" if interrupted else "complete"}))
sys.exit(1 if words[0] == "compare" else int(os.environ.get("STATUS", 0)))
"""
MPIRUN = """#!/bin/bash
while [[ $1 != -n ]]; do shift; done
shift 2
exec "$@"
"""


@pytest.fixture
def call(tmp_path):
    """Runs a script of a checkout that has nothing to install or build; gives what was started, and how it ended."""
    folder = tmp_path / "folder"
    shutil.copytree(ROOT / "jobs", folder / "jobs")
    scripts = {"jobs/install.sh": "#!/bin/bash\n", "jobs/build.sh": "#!/bin/bash\n", "programs/mpirun": MPIRUN}
    for name, text in (scripts | dict.fromkeys(["build/release/sweep", "old/sweep", "new/sweep"], PROGRAM)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    (folder / "c.toml").touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_", "SLURM_"))}
    environment |= {"PATH": f"{folder / 'programs'}:{environment['PATH']}", "FOLDER": str(folder)}

    def run(words: str, **more: str):
        ended = subprocess.run(["jobs/" + words.split()[0], *words.split()[1:]], env=environment | more, cwd=folder,
                               text=True, capture_output=True, check=False)  # fmt: skip
        told = (folder / "told").read_text() if (folder / "told").exists() else ""
        told = re.sub(r"-\d{8}T\d{6}Z", "", told).replace(f"{folder}/", "")
        return ended, told.splitlines()

    return run


def test_two_builds_take_turns_each_with_its_file(call):
    ended, told = call("compare.sh old/sweep new/sweep c.toml --launches 3 --seed 7 --threshold=2%")
    first, later = "run c.toml --seed 7 -o", "run c.toml --seed 7 --append -o"
    old, new = "results/compare-c-old.h5 --label old --quiet", "results/compare-c-new.h5 --label new --quiet"
    assert told == [
        f"old/sweep {first} {old}", f"new/sweep {first} {new}",
        f"new/sweep {later} {new}", f"old/sweep {later} {old}",
        f"old/sweep {later} {old}", f"new/sweep {later} {new}",
        "new/sweep compare results/compare-c-old.h5 results/compare-c-new.h5 --threshold 2%",
    ]  # fmt: skip
    assert ended.returncode == 1  # that of the comparison


def test_ten_launches_a_side_are_the_default(call):
    _, told = call("compare.sh old/sweep new/sweep c.toml --noise n.h5")
    assert [line.split()[0] for line in told[:-1]] == ["old/sweep", "new/sweep", "new/sweep", "old/sweep"] * 5
    assert told[-1].endswith("--threshold 5% --noise n.h5")


def test_noise_is_of_one_program_with_two_labels_in_one_file(call):
    ended, told = call("noise.sh c.toml --launches 5")
    runs = [f"build/release/sweep run c.toml{add} -o results/noise-c.h5 --label {label} --quiet"
            for label, add in zip("ABBAA", ["", *[" --append"] * 4])]  # fmt: skip
    assert told == [*runs, "build/release/sweep noise results/noise-c.h5"]
    assert ended.returncode == 0 and re.search(r"^results: .*/noise-c-.*\.h5$", ended.stdout, re.MULTILINE)


def test_noise_is_of_the_lecture_campaign_unless_another_is_named(call):
    _, told = call("noise.sh --seed 7 --launches=4")
    assert told[0] == "build/release/sweep run --seed 7 -o results/noise-lecture.h5 --label A --quiet"


@pytest.mark.parametrize("option", ["-o x.h5", "-ox.h5", "--output x.h5", "--output=x.h5"])
def test_results_go_where_the_user_wants_them(call, option):
    _, told = call(f"compare.sh ./old/sweep new/sweep c.toml --launches 1 {option}")
    assert told[-1].startswith("new/sweep compare x-old.h5 x-new.h5 ")
    _, told = call(f"noise.sh c.toml --launches 4 {option}")
    assert told[-1] == "build/release/sweep noise x.h5"


def test_launches_that_were_interrupted_go_on_where_they_were(call):
    _, whole = call("noise.sh c.toml --launches 6 -o whole.h5")
    ended, told = call("noise.sh c.toml --launches 6 -o x.h5", INTERRUPTED="3")
    assert ended.returncode == 1 and "with --resume -o x.h5" in ended.stderr
    _, told = call("noise.sh c.toml --launches 6 -o x.h5 --resume")
    runs = [line.replace("x.h5", "whole.h5") for line in told[len(whole):]]
    assert runs[2].replace("--append", "--resume") == runs[3], "the one that was interrupted goes on"
    assert [*runs[:3], *runs[4:]] == whole


def test_a_comparison_that_was_interrupted_goes_on_where_it_was(call):
    words = "compare.sh old/sweep new/sweep c.toml --launches 3 -o x.h5"
    ended, told = call(words, INTERRUPTED="2")
    assert ended.returncode == 1 and "with --resume -o x.h5" in ended.stderr
    assert [line.split()[0] for line in told] == ["old/sweep", "new/sweep", "new/sweep"]
    _, told = call(f"{words} --resume")
    assert [line.split()[0] for line in told[3:-1]] == ["new/sweep", "old/sweep", "old/sweep", "new/sweep"]
    assert "--resume" in told[3] and "--append" in told[4]


@pytest.mark.parametrize(("status", "launches"), [("1", 4), ("2", 1), ("75", 1)])
def test_a_failed_case_ends_nothing_and_all_else_does(call, status, launches):
    ended, told = call("noise.sh c.toml --launches 4", STATUS=status)
    assert sum(" run " in line for line in told) == launches
    assert ended.returncode == int(status)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("compare.sh", "two programs and a campaign are wanted"),
        ("compare.sh old/sweep new/sweep", "two programs and a campaign are wanted"),
        ("compare.sh old/sweep nowhere c.toml", "'nowhere' is no program"),
        ("compare.sh old/sweep new/sweep d.toml", "there is no campaign 'd.toml'"),
        ("compare.sh old/sweep new/sweep c.toml --launches 0", "--launches wants a number from 1, not '0'"),
        ("compare.sh old/sweep new/sweep c.toml --launches", "--launches wants a number from 1, not ''"),
        ("noise.sh --launches 3", "there must be 4 at least"),
        ("noise.sh d.toml", "there is no campaign 'd.toml'"),
        ("noise.sh c.toml -o c.toml", "'c.toml' exists; go on with it by --resume, or give another file with -o"),
    ],
)
def test_mistakes_start_nothing_and_end_in_the_remedy(call, words, wrong):
    ended, told = call(words)
    assert ended.returncode == 2 and told == []
    assert wrong in ended.stderr and f"use: jobs/{words.split()[0]} " in ended.stderr.splitlines()[-1]


@pytest.fixture
def compare_cpython(call, tmp_path):
    """The same of compare_cpython.sh, whose table is a line that says of what."""
    folder = tmp_path / "folder"
    shutil.copytree(ROOT / "configs/compare_cpython", folder / "configs/compare_cpython")
    peers = folder / "analysis/sweep_analysis/peers"
    peers.mkdir(parents=True)
    (peers / "compare_cpython.py").write_text("import sys\nprint('judged', sys.argv[1].rsplit('/', 1)[-1])\n")

    def run(words=""):
        ended, told = call("compare_cpython.sh " + words)
        return ended, [re.sub(r"iteration_cost=[\d.]+ ns", "iteration_cost=COST", line) for line in told]

    return run


PYTHON = "--set experiment.python=/usr/bin/python3 --set experiment.iteration_cost=COST"


def test_the_comparison_with_cpython_is_six_launches_into_one_file_and_a_table(compare_cpython):
    ended, told = compare_cpython()
    version = re.search(r"CPython ([\d.]+): launch 6 of 6", ended.stderr)[1]
    runs = [f"build/release/sweep run configs/compare_cpython.toml {PYTHON}{add} -o results/compare-cpython.h5 "
            f"--label CPython {version} --quiet" for add in ["", *[" --append"] * 5]]  # fmt: skip
    assert told == runs
    assert ended.returncode == 0 and re.search(r"^judged compare-cpython-.*\.h5\nresults: ", ended.stdout)


def test_a_quick_comparison_is_one_launch_of_one_repetition(compare_cpython):
    _, told = compare_cpython("--quick -o q.h5 python3")
    assert len(told) == 1 and "campaign.repetitions.max=1 -o q.h5" in told[0]


def test_several_interpreters_have_a_file_each(compare_cpython):
    _, told = compare_cpython("--quick -o q.h5 python3 /usr/bin/python3")
    assert all(re.search(r" -o q-3\.[\d.]+\.h5 ", line) for line in told) and told


def test_launches_that_are_added_to_a_comparison_have_its_iteration_cost(compare_cpython, tmp_path):
    compare_cpython("--launches 1 -o x.h5")
    file = tmp_path / "folder/x.h5"
    file.write_text(re.sub(r"iteration_cost=[\d.]+ ns", "iteration_cost=1.25 ns", file.read_text()))
    compare_cpython("--launches 2 -o x.h5 --resume")
    assert "iteration_cost=1.25 ns" in (tmp_path / "folder/told").read_text().splitlines()[-1]


@pytest.mark.parametrize("words, said", [
    ("--quik", "there is no option --quik"), ("nowhere", "'nowhere' is no program"), ("true", ""),
    ("--launches 0", "--launches wants a number"),
])  # fmt: skip
def test_what_is_no_comparison_with_cpython_starts_nothing(compare_cpython, words, said):
    ended, told = compare_cpython(words)
    assert ended.returncode == 2 and said in ended.stderr and not told
