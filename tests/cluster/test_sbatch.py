"""jobs/sweep.sbatch and jobs/submit.py against a real SLURM, made for the purpose by slurmbox.sh; skipped without root."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{os.environ['PATH']}:/usr/sbin"
needs_slurm = pytest.mark.skipif(
    os.geteuid() != 0 or not all(shutil.which(name, path=PATH) for name in ("munged", "slurmctld", "slurmd", "sbatch")),
    reason="needs root and Debian's slurmctld, slurmd, slurm-client and munge (jobs/install.sh test)",
)


@pytest.fixture
def box(tmp_path_factory):
    """Runs bash lines in a checkout, here a copy of jobs/ beside a `sweep` that only says how it was started."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "jobs", root / "jobs")
    (root / "sweep").write_text('#!/bin/bash\necho "rank $SLURM_PROCID of $SLURM_NTASKS, threads $OMP_NUM_THREADS: $*"\n')
    (root / "sweep").chmod(0o755)

    def run(lines: str, nodes: int = 2, cpus: int = 8) -> subprocess.CompletedProcess:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "OMPI_", "OMP_", "SWEEP_"))}
        command = [str(ROOT / "tests/cluster/slurmbox.sh"), str(nodes), str(cpus), "bash", "-c", lines]
        result = subprocess.run(command, cwd=root, env=clean, text=True, capture_output=True, check=False, timeout=600)
        return result

    return run


@needs_slurm
def test_slurm_takes_the_geometry_of_the_readme_and_refuses_an_impossible_one(box):
    result = box(
        "sbatch --test-only --nodes=2 --ntasks-per-node=8 --cpus-per-task=4 jobs/sweep.sbatch configs/smoke.toml && echo taken\n"
        "sbatch --test-only --nodes=3 jobs/sweep.sbatch configs/smoke.toml || echo refused\n"
        "jobs/submit.py --test-only --system generic-slurm --nodes 2 --ranks-per-node 4 configs/smoke.toml && echo taken",
        cpus=32,
    )
    assert result.stdout.split() == ["taken", "refused", "taken"], result.stderr
    assert "using 64 processors on nodes n[1-2]" in result.stderr


@needs_slurm
def test_a_job_starts_one_rank_a_task_with_the_threads_and_arguments_it_was_given(box):
    result = box(
        "sbatch --parsable --nodes=1 --ntasks-per-node=2 --cpus-per-task=2 jobs/sweep.sbatch configs/smoke.toml --seed 7\n"
        "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
        "cat sweep-1.log"
    )
    lines = result.stdout.splitlines()
    for rank in range(2):
        assert f"rank {rank} of 2, threads 2: run configs/smoke.toml --seed 7 -o results/smoke-1.h5" in lines, result


# Rank 0 adds a line to the file for each launch, of which `show` tells.
SERIES = """#!/bin/bash
if [[ $1 == show ]]; then
  launches=$(sed 's/.*/{"continues": -1, "repetitions": 1, "end": "all cases done"}/' "$2" | paste -sd,)
  exec echo '{"status": "complete", "campaign": {"launches": 3}, "cases": [], "launches": ['"$launches"']}'
fi
((SLURM_PROCID)) || echo "step $SLURM_STEP_ID: $*" | tee -a r.h5
exit "$(<status)"
"""


@needs_slurm
@pytest.mark.parametrize(("status", "launches"), [(0, 3), (1, 3), (2, 1), (75, 1)])
def test_several_launches_are_a_step_of_the_job_each(box, status, launches):
    result = box(
        f"cat >sweep <<'END'\n{SERIES}END\necho {status} >status\n"
        "sbatch --parsable --ntasks=2 jobs/sweep.sbatch configs/smoke.toml --launches 3 -o r.h5\n"
        "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
        "cat sweep-1.log; scontrol -o show job 1"
    )
    run = "run configs/smoke.toml --launches 3 -o r.h5"
    started = [line for line in result.stdout.splitlines() if line.startswith("step ")]
    assert started == [f"step {step}: {run}{' --append' if step else ''}" for step in range(launches)], result
    assert f"ExitCode={status}:0" in result.stdout


@needs_slurm
def test_a_job_does_nothing_but_run_campaigns(box):
    result = box(
        "sbatch --parsable jobs/sweep.sbatch list models\n"
        "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
        "cat sweep-1.log"
    )
    assert "rank 0 of 1, threads 1: run list models -o results/models-1.h5" in result.stdout.splitlines(), result


@needs_slurm
def test_a_job_in_a_folder_without_sweep_says_what_to_do(box):
    result = box(
        "rm sweep; sbatch --parsable jobs/sweep.sbatch configs/smoke.toml\n"
        "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
        "cat sweep-1.log; scontrol -o show job 1"
    )
    assert "build it there with jobs/build.sh release" in result.stdout
    assert "ExitCode=2:0" in result.stdout


@needs_slurm
@pytest.mark.parametrize(
    ("submission", "folder", "campaign"),
    [
        ("sbatch --export=NONE jobs/sweep.sbatch mine.toml", ".", "mine.toml"),
        ("sbatch -D $PWD/jobs jobs/sweep.sbatch mine.toml", "jobs", "{root}/mine.toml"),
        ("sbatch -D $PWD/jobs jobs/sweep.sbatch ../mine.toml", "jobs", "../mine.toml"),
        ("cd jobs; sbatch sweep.sbatch ../mine.toml", "jobs", "../mine.toml"),
        ("cd jobs; sbatch --export=NONE -D $PWD/systems $PWD/sweep.sbatch mine.toml", "jobs/systems", "{root}/mine.toml"),
    ],
)
def test_a_job_finds_its_repository_and_campaign_from_wherever_it_is_submitted(box, submission, folder, campaign):
    """And gives its ranks the environment, also where sbatch was told to give it none."""
    result = box(
        "touch mine.toml; root=$PWD; export OMPI_MCA_pml=cm\n"
        "echo 'echo environment ${OMPI_MCA_rmaps_base_oversubscribe-none} ${OMPI_MCA_pml-none}, in $PWD' >>sweep\n"
        f"{submission}\n"
        "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
        f"cat $root/{folder}/sweep-1.log; echo root $root"
    )
    lines = result.stdout.splitlines()
    root = lines[-1].removeprefix("root ")
    assert f"rank 0 of 1, threads 1: run {campaign.format(root=root)} -o results/mine-1.h5" in lines, result
    pml = "ob1" if "NONE" in submission else "cm"
    assert f"environment 1 {pml}, in {Path(root, folder)}" in lines, result


def submit(*arguments: str) -> subprocess.CompletedProcess:
    command = [str(ROOT / "jobs/submit.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)


def test_without_a_scheduler_a_campaign_runs_locally():
    result = submit("--print", "--system", "laptop", "configs/smoke.toml", "--seed", "7")
    assert result.stdout.splitlines()[-1] == "exec jobs/local.sh configs/smoke.toml --seed 7"


def test_an_array_has_as_many_tasks_or_those_that_are_listed():
    for asked, given in (("16", "1-16"), ("2-9%3", "2-9%3")):
        result = submit("--print", "--system", "laptop", "--array", asked, "x.toml")
        assert "leave --nodes, --ranks-per-node and --array out" in result.stderr
        assert f"--array={given} " in sbatch_line(asked)


def sbatch_line(array: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "jobs", Path(folder, "jobs"))
        Path(folder, "jobs/systems/mine.toml").write_text('match = ["*"]\nscheduler = "slurm"\ncores_per_node = 2\n')
        command = [f"{folder}/jobs/submit.py", "--print", "--system", "mine", "--array", array, "x.toml"]
        return subprocess.run(command, text=True, capture_output=True, check=True).stdout


def test_launches_and_how_an_existing_file_is_dealt_with_go_to_the_job(tmp_path):
    words = ["configs/smoke.toml", "--launches", "5", "--resume", "-o", str(tmp_path / "r.h5"), "--label", "x"]
    result = submit("--print", "--system", "laptop", *words)
    assert result.stdout.splitlines()[-1] == f"exec jobs/local.sh {' '.join(words)}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--system", "nowhere", "x.toml"], "there are generic-slurm, laptop"),
        (["--system", "laptop", "--nodes", "2", "x.toml"], "laptop has no scheduler"),
    ],
)
def test_a_mistake_is_said_plainly(arguments, message):
    result = submit(*arguments)
    assert result.returncode == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('scheduler = "slurm"\ncores_per_node = 8\nranks_per_node = [2, 4]\npartition = "p"\npreamble = ["module load x"]\n', None),
        ('scheduler = "slurm"\ncores_per_node = 8\nranks_per_node = [4]\n', "takes one of 4 ranks per node, not 2"),
        ('scheduler = "slurm"\ncores_per_node = 1\n', "between 1 and its 1 cores"),
        ('scheduler = "slurm"\ncores = 8\n', "'cores' is no key"),
        ('scheduler = "slurm"\npartition = 8\n', "'partition' is not a str"),
        ('scheduler = "pbs"\n', 'scheduler must be "slurm" or "none"'),
        ('scheduler = "slurm"\npartition = "a,b"\n', "not for several partitions"),
        ("scheduler =\n", "mine.toml"),
    ],
)
def test_a_system_is_what_its_file_says(tmp_path, text, message):
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    (tmp_path / "jobs/systems/mine.toml").write_text('match = ["*"]\n' + text)
    command = [str(tmp_path / "jobs/submit.py"), "--print", "--nodes", "3", "--ranks-per-node", "2", str(tmp_path / "x.toml")]
    result = subprocess.run(command, text=True, capture_output=True, check=False)
    if message:
        assert result.returncode == 2
        assert message in result.stderr
    else:
        assert result.stdout.splitlines() == [
            "set -e",
            "module load x",
            "exec sbatch --partition=p --nodes=3 --ntasks-per-node=2 --cpus-per-task=4 jobs/sweep.sbatch x.toml",
        ]
