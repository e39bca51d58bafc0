"""The scripts of jobs/ tell an option's value from an argument, wherever the options stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "jobs"), str(ROOT / "analysis")]

from sweep_analysis.peers import compare_downloads  # noqa: E402
import run_words  # noqa: E402


def run(*command, **more) -> subprocess.CompletedProcess:
    return subprocess.run(list(map(str, command)), text=True, capture_output=True, check=False, **more)


def test_the_options_are_those_of_sweep_decide_and_sweep_run():
    helped = "".join(run(os.environ["SWEEP_BINARY"], command, "--help").stdout for command in ("decide", "run"))
    options = {}
    for names, value in re.findall(r"^  ((?:-\w,)?--[\w-]+)( [A-Z][\w.=]*)?", helped, re.MULTILINE):
        options |= {name: bool(value) for name in names.split(",")}
    options = {name: value for name, value in options.items() if name not in ("-h", "--help")}
    assert options == run_words.OPTIONS


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        (["--set", "a.b=1", "configs/smoke.toml"], ["configs/smoke.toml", "--set", "a.b=1"]),
        (["-o", "/r.h5", "configs/smoke.toml"], ["configs/smoke.toml", "-o", "/r.h5"]),
        (["--force", "configs/smoke.toml", "--seed=7"], ["configs/smoke.toml", "--force", "--seed", "7"]),
        (["configs/smoke.toml", "--time-limit", "5m", "--set", "x.y=a b"],
         ["configs/smoke.toml", "--time-limit", "5m", "--set", "'x.y=a b'"]),
    ],
)  # fmt: skip
def test_submit_keeps_campaign_and_options_apart(words, arguments):
    result = run(ROOT / "jobs/submit.py", "--print", "--system", "laptop", *words, cwd=ROOT)
    assert result.stdout.splitlines()[-1] == " ".join(["exec jobs/local.sh", *arguments])


def test_submit_takes_paths_from_where_you_are():
    result = run(ROOT / "jobs/submit.py", "--print", "--system", "laptop", "-o", "r.h5", "smoke.toml", cwd=ROOT / "configs")
    assert result.stdout.splitlines()[-1] == "exec jobs/local.sh configs/smoke.toml -o configs/r.h5"


@pytest.mark.parametrize(("words", "message"), [(["x.toml", "--sed", "7"], "--sed"), (["-"], "standard input")])
def test_submit_refuses_before_a_job_waits_in_a_queue(words, message):
    result = run(ROOT / "jobs/submit.py", "--print", "--system", "laptop", *words, cwd=ROOT)
    assert result.returncode == 2
    assert message in result.stderr


@pytest.fixture
def local(tmp_path):
    """Runs jobs/local.sh of a checkout with nothing to install or build, and says what would be launched."""
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    for name in ("jobs/install.sh", "jobs/build.sh", "build/release/sweep", "programs/mpirun"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('#!/bin/bash\n[[ $0 == *.sh ]] || echo "$OMPI_MCA_btl ${0##*/}" "$@"\n')
        (tmp_path / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_", "SLURM_"))}
    environment["PATH"] = f"{tmp_path / 'programs'}:{environment['PATH']}"

    def call(*words: str) -> str:
        ended = run(tmp_path / "jobs/local.sh", *words, env=environment, cwd=tmp_path)
        output = (ended.stdout or ended.stderr).strip()
        return re.sub(r"\d{8}T\d{6}Z", "TIME", output).replace(f"{tmp_path}/", "")

    return call


@pytest.mark.parametrize(
    ("words", "launched"),
    [
        ("", "run -o results/lecture-TIME.h5"),
        ("--seed 7 configs/a.toml", "run --seed 7 configs/a.toml -o results/a-TIME.h5"),
        ("configs/a.toml --set x=configs/b.toml", "run configs/a.toml --set x=configs/b.toml -o results/a-TIME.h5"),
        ("--set x.y=c.toml", "run --set x.y=c.toml -o results/lecture-TIME.h5"),
        ("--set x.output=-o configs/a.toml", "run --set x.output=-o configs/a.toml -o results/a-TIME.h5"),
        ("-o r.toml configs/a.toml", "run -o r.toml configs/a.toml"),
        ("-or.h5 configs/a.toml", "run -or.h5 configs/a.toml"),
        ("--seed 7 run configs/a.toml --output=r.h5", "run --seed 7 configs/a.toml --output=r.h5"),
        ("-o run run configs/a.toml", "run -o run configs/a.toml"),
        ("plan configs/a.toml", "plan configs/a.toml"),
    ],
)  # fmt: skip
def test_local_launches_on_this_machine_what_was_asked(local, words, launched):
    assert re.fullmatch(r"vader,self mpirun --mca .* --host localhost:(\d+) -n \1 build/release/sweep " + re.escape(launched),
                        local(*words.split()))  # fmt: skip


def test_local_launches_by_mpich_what_was_built_by_it(local, tmp_path):
    (tmp_path / "programs/mpiexec.mpich").symlink_to("mpiexec.hydra")
    shutil.copy(tmp_path / "programs/mpirun", tmp_path / "programs/mpiexec.hydra")
    launcher = tmp_path / "programs/mpiexec.mpich"
    (tmp_path / "build/release/CMakeCache.txt").write_text(f"X:BOOL=ON\nMPIEXEC_EXECUTABLE:UNINITIALIZED={launcher}\n")
    assert re.fullmatch(r"vader,self mpiexec\.mpich -launcher fork -rmk user -hosts localhost -n \d+ "
                        r"build/release/sweep run a\.toml -o results/a-TIME\.h5", local("a.toml"))  # fmt: skip
    assert "--hosts needs Open MPI" in local("--hosts", "hosts", "a.toml")


@pytest.mark.parametrize("words", ["list models", "--version", "show r.h5"])
def test_local_needs_no_launch_for_what_runs_nothing(local, words):
    assert local(*words.split()) == f"vader,self sweep {words}"


def test_the_comparison_with_python_takes_a_number_of_rounds_and_nothing_else(capsys):
    assert compare_downloads.parse(["build", "r.csv"]).rounds == 5
    assert compare_downloads.parse(["build", "r.csv", "3"]).rounds == 3
    for words in (["--quick"], ["3", "4"], ["python3"]):
        with pytest.raises(SystemExit):
            compare_downloads.parse(["build", "r.csv", *words])
    assert "--quick" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--help", "release", "-R", "ci asan"])
def test_run_refuses_what_is_no_preset_with_tests_before_it_installs(word):
    result = run(ROOT / "tests/run.sh", "dev", word)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"'{word}'" in result.stderr
