"""Where commands run, how many of them at once, and what becomes of what they say."""

import json
import os
import re
import subprocess

import pytest
from sweep_program import BINARY, CAMPAIGNS, LONGEST, MPIEXEC, read, sweep

TINY = CAMPAIGNS / "tiny.toml"
ALONE = {  # these need no MPI
    "list": ["list", "models"],
    "help": ["--help"],
    "version": ["--version"],
    "build_info": ["--build-info"],
    "show": ["show", "{folder}/x.h5"],
    "compare": ["compare", "{folder}/x.h5", "{folder}/x.h5"],
    "noise": ["noise", "{folder}/x.h5"],
    "plan": ["plan", TINY, "--ranks", "4"],
    "profile": ["profile", "--help"],
    "usage": ["list", "nonsense"],
}

CODES = {"usage": 2, "noise": 2, "compare": 3}  # of one launch, which decides nothing


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """With a result, x.h5."""
    made = tmp_path_factory.mktemp("commands")
    sweep("run", TINY, "-o", "x.h5", "--quiet", cwd=made).expect(0)
    return made


def arguments_of(name, folder):
    return [str(each).format(folder=folder) for each in ALONE[name]]


def shell(line, cwd, **variables):
    """Runs a line in which $SWEEP is the program."""
    return subprocess.run(["/bin/bash", "-c", line], cwd=cwd, env={**os.environ, "SWEEP": BINARY, **variables},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST)


def refuse_mpi(monkeypatch):
    """Neither Open MPI nor Debian's MPICH can start then."""
    monkeypatch.setenv("OMPI_MCA_pml", "nonsense")
    monkeypatch.setenv("UCX_TLS", "nonsense")


@pytest.mark.parametrize("name", ALONE)
def test_a_look_starts_no_mpi(name, folder, monkeypatch):
    refuse_mpi(monkeypatch)
    assert sweep("plan", TINY, cwd=folder).code not in (0, 2)
    sweep(*arguments_of(name, folder), cwd=folder).expect(CODES.get(name, 0))


@pytest.mark.parametrize("name", ALONE)
def test_a_look_on_several_ranks_is_told_once(name, folder):
    alone = sweep(*arguments_of(name, folder), cwd=folder)
    together = sweep(*arguments_of(name, folder), ranks=3, cwd=folder).expect(alone.code)
    assert together.out == alone.out
    assert together.err == alone.err


def test_options_of_run_are_refused_before_mpi_starts(folder, monkeypatch):
    refuse_mpi(monkeypatch)
    for mistake in (["--isa", "avx512x"], ["--set", "nonsense"], ["--qiet"]):
        assert len(sweep("run", TINY, *mistake, cwd=folder).expect(2).err.splitlines()) == 1


def test_a_plan_for_a_launch_that_is_simulated_is_that_of_the_launch(tmp_path):
    simulated = sweep("plan", TINY, "--ranks", 2, cwd=tmp_path).expect(0)
    launched = sweep("plan", TINY, ranks=2, cwd=tmp_path).expect(0)
    assert simulated.out == launched.out


def test_a_plan_for_more_nodes_has_more_cores(tmp_path):
    """Of a workload that computes, sixteen ranks on sixteen nodes are faster than on one."""
    (tmp_path / "c.toml").write_text(f"""[[experiment]]
name = "draws"
workload = "monte_carlo"
settings = {16 * os.cpu_count()}
model = "serial"
ranks = {16 * os.cpu_count()}
""")
    ranks = ["--ranks", 16 * os.cpu_count()]
    together = sweep("plan", "c.toml", *ranks, cwd=tmp_path).expect(0)
    apart = sweep("plan", "c.toml", *ranks, "--nodes", 16, cwd=tmp_path).expect(0)
    assert together.out != apart.out
    plan, placement, simulation = apart.out.split("\n\n")
    assert re.search(r"^ +\S+ … \S+ \(16\) +0-\d+ ", placement, flags=re.MULTILINE)
    assert simulation.startswith("simulated, not measured")
    lines = [line.split() for line in plan.splitlines()]
    titles = next(line for line in lines if "ranks" in line and "repetition" in line)
    assert [line[titles.index("ranks")] for line in lines[lines.index(titles) + 1 :]] == ["1", str(16 * os.cpu_count())]


@pytest.mark.parametrize("options", [["--nodes", "2"], ["--ranks", "2", "--nodes", "3"], ["--ranks", "0"]])
def test_a_launch_that_cannot_be_is_refused(options, tmp_path):
    ended = sweep("plan", TINY, *options, cwd=tmp_path).expect(2)
    assert "--ranks" in ended.err or "--nodes" in ended.err


def test_copies_that_do_not_know_of_each_other_are_refused(tmp_path):
    for rank in ("0", "1"):
        ended = shell("$SWEEP run " + str(TINY), tmp_path, SLURM_NTASKS="2", SLURM_PROCID=rank)
        assert ended.returncode == 2
        assert "each would run the whole campaign alone; start it by srun --mpi=pmix or by mpirun" in ended.stderr
    assert not list(tmp_path.iterdir())


def test_one_rank_of_mpirun_runs_in_a_larger_allocation(tmp_path):
    ended = shell(f"{MPIEXEC} -n 1 $SWEEP run {TINY} --quiet -o x.h5", tmp_path, SLURM_NTASKS="2", SLURM_PROCID="0")
    assert ended.returncode == 0, ended.stderr
    assert read(tmp_path / "x.h5")["root"]["status"] == "complete"


def test_runs_that_start_together_leave_a_file_each(tmp_path):
    ended = shell("""for seed in 1 2 3 4; do $SWEEP run %s --quiet --seed $seed & runs="$runs $!"; done
                     for run in $runs; do wait $run || exit; done""" % TINY, tmp_path)
    assert ended.returncode == 0, ended.stderr
    files = list((tmp_path / "results").iterdir())
    assert sorted(read(path)["campaign"]["seed"] for path in files) == [1, 2, 3, 4]
    assert {read(path)["root"]["status"] for path in files} == {"complete"}


def test_of_runs_that_want_one_file_one_gets_it(tmp_path):
    ended = shell("""for seed in 1 2 3 4; do $SWEEP run %s --quiet --seed $seed -o x.h5 & runs="$runs $!"; done
                     for run in $runs; do wait $run; echo $?; done""" % TINY, tmp_path)
    assert sorted(ended.stdout.split()) == ["0", "2", "2", "2"]
    assert ended.stderr.count("the output file exists; give another name with -o") == 3
    assert read(tmp_path / "x.h5")["root"]["status"] == "complete"
    assert [each.name for each in tmp_path.iterdir()] == ["x.h5"]


FILES = """[campaign]
repetitions = { min = 1, max = 1 }
[[experiment]]
name = "files"
workload = "parallel_io"
model = "serial"
ranks = 1
block = "4 KiB"
transfer = "4 KiB"
keep = true
"""


def test_outputs_that_differ_in_their_endings_have_scratch_folders_of_their_own(tmp_path):
    (tmp_path / "c.toml").write_text(FILES)
    for name in ("io.101", "io.102", "x.scratch"):
        sweep("run", "c.toml", "--quiet", "-o", name, cwd=tmp_path).expect(0)
        assert (tmp_path / f"{name}.scratch").is_dir()


TELLING = {**{name: ALONE[name] for name in ALONE if CODES.get(name) != 2}, "plan_of_a_launch": ["plan", TINY]}


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("nowhere", ["> /dev/full", ">&-"])
def test_output_that_cannot_be_written_is_an_error(name, nowhere, folder):
    arguments = " ".join(str(each).format(folder=folder) for each in TELLING[name])
    ended = shell(f"$SWEEP {arguments} {nowhere}", folder)
    assert ended.returncode == 1
    assert ended.stderr.startswith("sweep: cannot write to standard output: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("nowhere", ["> /dev/full", ">&-"])
def test_a_run_whose_output_cannot_be_written_leaves_its_result(nowhere, tmp_path):
    ended = shell(f"$SWEEP run {TINY} -o x.h5 {nowhere}", tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("sweep: cannot write to standard output: ")
    assert read(tmp_path / "x.h5")["root"]["status"] == "complete"


def test_a_reader_that_has_gone_is_no_error(folder):
    ended = shell("set -o pipefail; $SWEEP show x.h5 | true; echo ${PIPESTATUS[0]}", folder)
    assert ended.stdout == "0\n"
    assert ended.stderr == ""


def test_a_closed_standard_error_changes_nothing(folder):
    assert shell("$SWEEP list models 2>&-", folder).returncode == 0
    assert shell("$SWEEP list nonsense 2>&-", folder).returncode == 2
    assert shell(f"$SWEEP run {TINY} -o y.h5 <&- >&- 2>&-; echo $?", folder).stdout == "1\n"
    assert read(folder / "y.h5")["root"]["status"] == "complete"


MANY = ("--ranks", "256", "--nodes", "8", "--task-time", "100us", "--json")


def test_a_simulated_plan_says_how_the_hand_out_does_and_which_chunk_is_best(tmp_path):
    (tmp_path / "c.toml").write_text('[[experiment]]\nname = "nothing"\nworkload = "empty"\ntasks = 50_000\nranks = 256\n'
                                     'model = "serial"\nschedule = ["static", "dynamic", "guided"]\nchunk = 1\n')
    document = json.loads(sweep("plan", "c.toml", *MANY, cwd=tmp_path).expect(0).out)
    assert document["format"] == "sweep-simulation"
    by_schedule = {case["schedule"]: case for case in document["cases"]}
    assert by_schedule["static"]["best"] is None
    for schedule in ("dynamic", "guided"):
        case = by_schedule[schedule]
        assert case["best"]["wall_s"] <= case["wall_s"] * 1.005
        assert case["efficiency"] + case["waiting"] + case["idle"] == pytest.approx(1)
        assert case["wall_s"] >= case["tasks"] * case["task_s"] / case["workers"]
    slower = json.loads(sweep("plan", "c.toml", *MANY, "--round-trip", "5ms", cwd=tmp_path).expect(0).out)
    assert slower["cases"][1]["wall_s"] > by_schedule["dynamic"]["wall_s"]


def test_a_simulated_plan_knows_which_settings_take_long(tmp_path):
    least = 0.01  # equal shares of places from here on: see the kernel first_passage
    (tmp_path / "c.toml").write_text('[[experiment]]\nname = "walks"\nworkload = "monte_carlo"\ndraws = 100\n'
                                     'kernel = "first_passage"\nranks = 4\nmodel = "serial"\n'
                                     'schedule = ["static", "dynamic"]\n[experiment.parameters]\n'
                                     f'place = {{ from = {least}, to = 1, count = 10_000 }}\ntail = 0.75\ndistance = 100\n')
    cases = json.loads(sweep("plan", "c.toml", "--ranks", 4, "--json", cwd=tmp_path).expect(0).out)["cases"]
    static, dynamic = (next(case for case in cases if case["schedule"] == each) for each in ("static", "dynamic"))
    assert static["efficiency"] == pytest.approx((1 - least**0.25) / 4 / (0.25**0.25 - least**0.25), abs=0.02)
    assert dynamic["efficiency"] > 0.95


def test_more_than_a_clock_can_tell_is_not_simulated(tmp_path):
    (tmp_path / "c.toml").write_text('[[experiment]]\nname = "nothing"\nworkload = "empty"\ntasks = 100_000_000\n'
                                     'ranks = 256\nmodel = "serial"\n')
    ended = sweep("plan", "c.toml", *MANY[:4], "--task-time", "1h", cwd=tmp_path).expect(2)
    assert "100000000 tasks of" in ended.err and "--task-time" in ended.err


def test_only_a_launch_that_is_not_there_is_simulated(tmp_path):
    assert "--ranks" in sweep("plan", TINY, "--task-time", "1ms", cwd=tmp_path).expect(2).err
