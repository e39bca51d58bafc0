"""After `source jobs/environment.sh`, a launch on several hosts finds its ranks, whoever names the hosts."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A remote shell that stays on this machine, under another name.
SHELL = """#!/bin/bash
host=$1
shift
exec unshare --uts bash -c "hostname $host; $*"
"""


def can_rename_hosts() -> bool:
    return shutil.which("unshare") is not None and subprocess.run(["unshare", "--uts", "true"], check=False).returncode == 0


def clean() -> dict:
    wrong = ("OMPI_", "SLURM_", "PMIX_", "PRTE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(wrong)}


def after_sourcing(lines: str, environment: dict, folder: Path) -> subprocess.CompletedProcess:
    command = ["bash", "-c", f"source {shlex.quote(str(ROOT / 'jobs/environment.sh'))}\n{lines}"]
    return subprocess.run(command, env=environment, cwd=folder, text=True, capture_output=True, check=False, timeout=120)


@pytest.mark.skipif(os.geteuid() != 0 or not can_rename_hosts(), reason="needs root and its own host names (unshare --uts)")
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
