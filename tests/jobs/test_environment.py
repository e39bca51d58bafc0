"""After `source jobs/environment.sh`, a launch on several hosts finds its ranks, whoever names the hosts."""

import contextlib
import glob
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A remote shell that stays on this machine, under another name and with a shared memory of its own.
SHELL = """#!/bin/bash
host=$1
shift
exec unshare --uts --mount bash -c "mount -t tmpfs tmpfs /dev/shm; hostname $host; $*"
"""


def can_rename_hosts() -> bool:
    return shutil.which("unshare") is not None and subprocess.run(
        ["unshare", "--uts", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"], check=False).returncode == 0


def clean() -> dict:
    wrong = ("OMPI_", "SLURM_", "PMIX_", "PRTE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(wrong)}


def after_sourcing(lines: str, environment: dict, folder: Path) -> subprocess.CompletedProcess:
    command = ["bash", "-c", f"source {shlex.quote(str(ROOT / 'jobs/environment.sh'))}\n{lines}"]
    return subprocess.run(command, env=environment, cwd=folder, text=True, capture_output=True, check=False, timeout=300)


@pytest.mark.skipif(os.geteuid() != 0 or not can_rename_hosts(), reason="needs root and its own host names and shared memory (unshare)")
@pytest.mark.parametrize("named", ["option", "host file"])
def test_two_hosts_without_slurm_reach_each_other(tmp_path, named):
    (tmp_path / "shell").write_text(SHELL)
    (tmp_path / "shell").chmod(0o755)
    (tmp_path / "hosts").write_text("n1 slots=1\nn2 slots=1\n")
    hosts = "--host n1:1,n2:1" if named == "option" else ""
    environment = clean() | {"OMPI_MCA_plm_rsh_agent": str(tmp_path / "shell")}
    if not hosts:
        environment["OMPI_MCA_orte_default_hostfile"] = str(tmp_path / "hosts")
    sweep = shlex.quote(os.environ["SWEEP_BINARY"])
    campaign = ROOT / "tests/cli/campaigns/tiny.toml"
    result = after_sourcing(f"mpirun {hosts} -n 2 {sweep} plan {shlex.quote(str(campaign))}", environment, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "unable to reach each other" not in result.stderr


@pytest.mark.parametrize(
    ("given", "network"),
    [
        ({}, "any"),
        ({"PBS_NODEFILE": "nodes"}, "any"),
        ({"LSB_HOSTS": "n1 n2"}, "any"),
        ({"PE_HOSTFILE": "hosts"}, "any"),
        ({"SLURM_JOB_NUM_NODES": "2"}, "any"),
        ({"SLURM_JOB_NUM_NODES": "1"}, "vader,self"),
        ({"SLURM_JOB_NUM_NODES": "1", "OMPI_MCA_btl": "tcp,self"}, "tcp,self"),
    ],
)
def test_a_network_is_left_out_only_where_slurm_gave_one_node(tmp_path, given, network):
    assert after_sourcing("echo ${OMPI_MCA_btl-any}", clean() | given, tmp_path).stdout.strip() == network


def test_what_is_set_stays_as_it_is(tmp_path):
    given = {"OMP_PROC_BIND": "close", "OMP_PLACES": "cores", "OMP_WAIT_POLICY": "active"}
    told = after_sourcing("echo $OMP_PROC_BIND $OMP_PLACES $OMP_WAIT_POLICY", clean() | given, tmp_path)
    assert told.stdout.split() == ["close", "cores", "active"]


FOLDERS = ["orte_tmpdir_base", "btl_vader_backing_directory", "osc_sm_backing_directory", "osc_rdma_backing_directory"]
TELL = "; ".join(f"echo $OMPI_MCA_{name}" for name in FOLDERS)
MEMORY = Path("/dev/shm")


def own_folder(lines: str, given: dict, folder: Path) -> Path:
    """What a shell that sourced the environment was given, and whatever else it did."""
    told = after_sourcing(f"{TELL}\n{lines}", clean() | given, folder).stdout.split()
    assert len(told) >= len(FOLDERS) and len(set(told[: len(FOLDERS)])) == 1, told
    return Path(told[0])


@pytest.fixture
def living(tmp_path):
    """A launch under way: a shell that sourced the environment, and its folder."""
    lines = f"source {shlex.quote(str(ROOT / 'jobs/environment.sh'))}\necho $OMPI_MCA_orte_tmpdir_base\n"
    shell = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean(), cwd=tmp_path, text=True)
    shell.stdin.write(lines)
    shell.stdin.flush()
    yield shell, Path(shell.stdout.readline().strip())
    shell.kill()
    shell.communicate()


def test_a_start_removes_the_folder_of_a_dead_launch_and_of_no_other(tmp_path, living):
    shell, folder = living
    (folder / "vader_segment").write_text("what a killed launch leaves")
    others = [MEMORY / f"sweep-launch.{os.geteuid() + 1}.x.living", MEMORY / f"sweep-launch-{os.getpid()}"]
    for other in others:
        other.mkdir()
    try:
        assert own_folder("", {}, tmp_path) != folder
        assert folder.is_dir()
        shell.kill()
        shell.wait()
        own_folder("", {}, tmp_path)
        assert not folder.exists()
        assert all(other.is_dir() for other in others)
    finally:
        for other in others:
            other.rmdir()


@pytest.mark.parametrize("how", ["started by the shell", "told of the folder"])
def test_a_launch_whose_shell_was_killed_keeps_its_folder_while_anything_of_it_lives(tmp_path, living, how):
    shell, folder = living
    if how == "started by the shell":
        shell.stdin.write("env -i sleep 100 >/dev/null & echo $!\n")
        shell.stdin.flush()
        process = int(shell.stdout.readline())
    else:
        environment = clean() | {"OMPI_MCA_orte_tmpdir_base": str(folder)}
        process = subprocess.Popen(["sleep", "100"], env=environment, start_new_session=True).pid
    try:
        shell.kill()
        shell.wait()
        own_folder("", {}, tmp_path)
        assert folder.is_dir()
    finally:
        os.kill(process, 9)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, 0)
    while Path(f"/proc/{process}").exists():
        time.sleep(0.01)
    own_folder("", {}, tmp_path)
    assert not folder.exists()


def test_a_folder_of_another_shell_is_not_taken_over_and_a_persons_own_is(tmp_path, living):
    _, folder = living
    given = {f"OMPI_MCA_{name}": str(folder) for name in FOLDERS}
    assert own_folder("", given, tmp_path) != folder
    told = after_sourcing(TELL, clean() | {"OMPI_MCA_orte_tmpdir_base": "/tmp/mine"}, tmp_path).stdout.split()
    assert told[0] == "/tmp/mine"


@pytest.mark.parametrize(
    ("given", "has_one"),
    [
        ({"SLURM_JOB_ID": "1", "SLURM_JOB_NUM_NODES": "1", "SLURMD_NODENAME": "n1"}, True),
        ({"SLURM_JOB_ID": "1", "SLURM_JOB_NUM_NODES": "1"}, False),  # salloc's shell, on a login node
        ({"SLURM_JOB_ID": "1", "SLURM_JOB_NUM_NODES": "2", "SLURMD_NODENAME": "n1"}, False),
    ],
)
def test_under_slurm_a_launch_has_its_own_folder_where_it_is_on_one_node(tmp_path, given, has_one):
    inherited = {f"OMPI_MCA_{name}": str(MEMORY / "sweep-launch.0.login.abc") for name in FOLDERS}
    told = after_sourcing(TELL, clean() | inherited | given, tmp_path).stdout.split()
    assert len(told) == (len(FOLDERS) if has_one else 0)
    assert not any("login" in name for name in told)


@pytest.mark.parametrize("victim", ["mpirun", "a rank"])
def test_nothing_of_a_killed_launch_is_left_after_the_next_start(tmp_path, victim):
    sweep = shlex.quote(os.environ["SWEEP_BINARY"])
    campaign = shlex.quote(str(ROOT / "tests/cli/campaigns/tiny.toml"))
    lines = f"sweep_one_node; exec mpirun -n 2 {sweep} run {campaign} -o x.h5 --force --quiet"
    command = ["bash", "-c", f"source {shlex.quote(str(ROOT / 'jobs/environment.sh'))}\n{lines}"]
    with subprocess.Popen(command, env=clean(), cwd=tmp_path, stderr=subprocess.DEVNULL) as launch:
        folder = None
        while folder is None:
            assert launch.poll() is None
            # glob: folders of other launches may go meanwhile, which pathlib does not bear
            made = glob.glob(f"sweep-launch.*/ompi.*/pid.{launch.pid}/1/1", root_dir=MEMORY)
            folder = next((MEMORY / Path(each).parts[0] for each in made), None)
        ranks = Path(f"/proc/{launch.pid}/task/{launch.pid}/children").read_text().split()
        os.kill(launch.pid if victim == "mpirun" else int(ranks[0]), 9)
        launch.wait()
    assert folder.exists()
    while any(Path(f"/proc/{rank}").exists() for rank in ranks):
        time.sleep(0.01)
    own_folder("", {}, tmp_path)
    assert not folder.exists()
