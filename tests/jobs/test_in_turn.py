"""jobs/compare.sh and jobs/noise.sh start launches in the order A B B A, and say what the program makes of them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Notes how it was started, and leaves the file that a run leaves; ends as STATUS says, a comparison as a regression does.
PROGRAM = """#!/bin/bash
echo "${0##*/folder/} $*" >>"$FOLDER"/told
[[ $1 != compare ]] || exit 1
while (($#)); do [[ $1 != -o ]] || touch "$2"; shift; done
exit "${STATUS-0}"
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
    ],
)
def test_mistakes_start_nothing_and_end_in_the_remedy(call, words, wrong):
    ended, told = call(words)
    assert ended.returncode == 2 and told == []
    assert wrong in ended.stderr and f"use: jobs/{words.split()[0]} " in ended.stderr.splitlines()[-1]
