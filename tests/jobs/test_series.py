"""jobs/local.sh starts as many launches as are asked for, each a start of its own, into one file."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import h5py
import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300  # seconds: a hang fails the test

# Notes how it was started, and keeps in the result file what `sweep show --json` tells of it. The first launch ends as the
# first word of ENDS says, and so on; the last one holds for all further ones.
PROGRAM = '''#!/usr/bin/python3
import json, os, signal, sys
from pathlib import Path

folder, words = Path(os.environ["FOLDER"]), sys.argv[1:]
with (folder / "told").open("a") as told:
    told.write(" ".join(words) + "\\n")
if words[0] == "show":
    sys.exit(print(Path(words[1]).read_text()))
given = sys.stdin.read()
if "WAITS" in os.environ and not (folder / "waits").exists():
    try:
        (folder / "waits").touch()
        signal.pause()
    except KeyboardInterrupt:
        pass
number = len([line for line in (folder / "told").read_text().splitlines() if line.startswith(("run", "decide"))])
ends = [int(word) for word in os.environ.get("ENDS", "0").split()]
code = ends[min(number, len(ends)) - 1]
file = Path(words[words.index("-o") + 1])
goes_on = "--append" in words or "--resume" in words
wanted = words[words.index("--launches") + 1] if "--launches" in words else os.environ.get("IN_CAMPAIGN", "1")
result = {"status": "complete", "campaign": {}, "launches": [], "given": []}
if file.exists() and goes_on:
    result = json.loads(file.read_text())
if code != 2 and "NOTHING_WRITTEN" not in os.environ:
    parts = result["launches"]
    parts.append({"continues": len(parts) - 1 if result["status"] == "partial" else -1})
    result["status"] = "partial" if code == 75 or "INTERRUPTED" in os.environ else "complete"
    result["campaign"]["launches"] = int(wanted)
    result["given"].append(given)
    file.write_text(json.dumps(result))
sys.exit(code)
'''
MPIRUN = """#!/bin/bash
while [[ $1 != -n ]]; do shift; done
shift 2
exec "$@"
"""
FIGURES = """import os, pathlib, sys
with pathlib.Path(os.environ["FOLDER"], "told").open("a") as told:
    told.write("figures\\n" if sys.argv[1] == "figures" else " ".join(sys.argv[1:]) + "\\n")
"""


def checkout(folder: Path, programs: dict[str, str]) -> dict[str, str]:
    """A copy of jobs/ that has nothing to install or build, and its environment."""
    shutil.copytree(ROOT / "jobs", folder / "jobs")
    for name, text in ({"jobs/install.sh": "#!/bin/bash\n", "jobs/build.sh": "#!/bin/bash\n"} | programs).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_", "SLURM_"))}


def heed_interrupts() -> None:
    """As a terminal's shell has it, whatever started the tests."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def checked_out(tmp_path):
    """Where programs only tell, and the environment in which they do."""
    folder = tmp_path / "folder"
    programs = {"build/release/sweep": PROGRAM, "programs/mpirun": MPIRUN, "analysis/sweep_analysis/__main__.py": FIGURES}
    environment = checkout(folder, programs)
    environment |= {"PATH": f"{folder / 'programs'}:{environment['PATH']}", "FOLDER": str(folder)}
    return folder, environment


@pytest.fixture
def local(checked_out):
    """Runs jobs/local.sh there; gives how it ended, and what was started but for what only looks."""
    folder, environment = checked_out

    def call(words: str, given: str = "", **more: str):
        (folder / "told").unlink(missing_ok=True)
        ended = subprocess.run(["jobs/local.sh", *words.split()], env=environment | more, cwd=folder, text=True,
                               input=given, capture_output=True, check=False, timeout=LONGEST)  # fmt: skip
        told = re.sub(r"\d{8}T\d{6}Z", "TIME", (folder / "told").read_text()).replace(f"{folder}/", "")
        return ended, [line for line in told.splitlines() if not line.startswith("show ")]

    return call


def test_several_launches_are_one_start_each_and_the_figures_come_at_the_end(local):
    ended, told = local("c.toml --launches 3 --seed 7")
    run = "run c.toml --launches 3 --seed 7 -o results/c-TIME.h5"
    assert told == [run, f"{run} --append", f"{run} --append", "figures"]
    assert ended.returncode == 0
    assert ended.stderr.splitlines() == ["launch 2 of 3", "launch 3 of 3"]


def test_the_campaign_may_ask_for_them(local):
    _, told = local("c.toml -o r.h5", IN_CAMPAIGN="2")
    assert told == ["run c.toml -o r.h5", "run c.toml -o r.h5 --append", "figures"]


def test_the_decision_table_is_started_likewise_and_becomes_a_page(local):
    ended, told = local("decide -o r.h5 --launches 2")
    run = "decide -o r.h5 --launches 2"
    assert told == [run, f"{run} --append", "report r.h5 -o r.html"]
    assert ended.stdout.splitlines() == ["results: r.h5", "page: r.html"]
    _, told = local("decide")
    assert told == ["decide -o results/decision_table-TIME.h5",
                    "report results/decision_table-TIME.h5 -o results/decision_table-TIME.html"]  # fmt: skip


def test_one_launch_is_the_default(local):
    _, told = local("c.toml -o r.h5")
    assert told == ["run c.toml -o r.h5", "figures"]


@pytest.mark.parametrize(
    ("ends", "launches", "code"),
    [("0 1 0 0", 4, 1), ("1 0 0 0", 4, 1), ("0 75", 2, 75), ("75", 1, 75), ("2", 1, 2), ("1 75", 2, 75), ("0 134", 2, 134)],
)  # fmt: skip
def test_a_failed_case_ends_nothing_and_all_else_does(local, ends, launches, code):
    ended, told = local("c.toml -o r.h5 --launches 4", ENDS=ends)
    assert sum(line.startswith("run ") for line in told) == launches
    assert ended.returncode == code
    assert told.count("figures") == (0 if code == 2 else 1)


def test_an_interrupted_launch_ends_the_series_though_mpirun_calls_that_1(local):
    ended, told = local("c.toml -o r.h5 --launches 4", ENDS="1", INTERRUPTED="yes")
    assert sum(line.startswith("run ") for line in told) == 1
    assert ended.returncode == 1


def test_ctrl_c_ends_the_series_though_the_launch_had_just_measured_everything(checked_out):
    folder, environment = checked_out
    command = ["jobs/local.sh", "c.toml", "-o", "r.h5", "--launches", "4"]
    with subprocess.Popen(command, env=environment | {"ENDS": "1", "WAITS": "yes"}, cwd=folder, start_new_session=True,
                          stderr=subprocess.DEVNULL, preexec_fn=heed_interrupts) as series:  # fmt: skip
        while not (folder / "waits").exists():
            assert series.poll() is None
            time.sleep(0.01)
        os.killpg(series.pid, signal.SIGINT)
        series.wait(timeout=LONGEST)
    assert series.returncode == 130
    assert (folder / "told").read_text().count("run ") == 1


def test_a_launcher_that_starts_nothing_is_not_asked_for_ever(local):
    local("c.toml -o r.h5 --launches 4", ENDS="0 2")
    ended, told = local("c.toml -o r.h5 --launches 4 --append", ENDS="1", NOTHING_WRITTEN="yes")
    assert sum(line.startswith("run ") for line in told) == 2
    assert ended.returncode == 1


def test_what_was_stopped_goes_on_before_the_launches_that_are_left(local, tmp_path):
    ended, _ = local("c.toml -o r.h5 --launches 3", ENDS="0 75")
    assert ended.returncode == 75
    ended, told = local("c.toml --resume -o r.h5 --launches 3")
    run = "run c.toml -o r.h5 --launches 3"
    assert told == [f"{run} --resume", f"{run} --append", "figures"]
    parts = json.loads((tmp_path / "folder/r.h5").read_text())["launches"]
    assert [part["continues"] for part in parts] == [-1, -1, 1, -1]


def test_only_the_first_launch_overwrites_a_file(local):
    local("c.toml -o r.h5")
    _, told = local("--force c.toml -o r.h5 --launches 2")
    assert told == ["run c.toml -o r.h5 --launches 2 --force", "run c.toml -o r.h5 --launches 2 --append", "figures"]


def test_the_word_after_an_option_is_its_value_whatever_it_is(local):
    _, told = local("c.toml -o r.h5 --label --resume --launches 2")
    run = "run c.toml -o r.h5 --label --resume --launches 2"
    assert told[:2] == [run, f"{run} --append"]


def test_options_that_exclude_each_other_reach_the_program_which_refuses_them(local):
    _, told = local("c.toml -o r.h5 --resume --force", ENDS="2")
    assert told == ["run c.toml -o r.h5 --force --resume"]


def test_each_launch_reads_the_campaign_that_came_on_standard_input(local, tmp_path):
    local("- -o r.h5 --launches 2", given="[campaign]\n")
    assert json.loads((tmp_path / "folder/r.h5").read_text())["given"] == ["[campaign]\n"] * 2


def test_two_real_launches_are_two_whole_ones_in_the_file(tmp_path):
    environment = checkout(tmp_path, {})
    (tmp_path / "build/release").mkdir(parents=True)
    (tmp_path / "build/release/sweep").symlink_to(os.environ["SWEEP_BINARY"])
    (tmp_path / "analysis").symlink_to(ROOT / "analysis")
    campaign = ROOT / "tests/cli/campaigns/tiny.toml"
    command = ["jobs/local.sh", campaign, "--launches", "2", "-o", "r.h5", "--label", "x"]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, text=True, capture_output=True, check=False, timeout=LONGEST)
    assert ended.returncode == 0, ended.stderr
    with h5py.File(tmp_path / "r.h5") as file:
        assert list(file["launches"]["continues"]) == [-1, -1]
        assert set(file["samples"]["launch"]) == {0, 1}
        assert file["campaign"].attrs["launches"] == 2
        assert file.attrs["status"] in ("complete", b"complete")
    assert not (tmp_path / "r.h5.journal").exists()
    assert any((tmp_path / "r-figures").iterdir())
