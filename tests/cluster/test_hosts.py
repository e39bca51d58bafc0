"""The real program on several hosts, under srun and mpirun; and campaigns that finish though a host or a rank of it is lost."""

import os
from pathlib import Path

import pytest
from several_hosts import CAMPAIGN, HOST_LOST, LONGEST, ROOT, Hosts, answers, launches, local_script, repetitions, wait_for, why_not

BINARY = os.environ["SWEEP_BINARY"]
SMOKE = Path(ROOT, "configs/smoke.toml")
pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def hosts():
    with Hosts(3, 2) as started:
        yield started


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    path = tmp_path_factory.mktemp("campaign") / "hosts.toml"
    path.write_text(CAMPAIGN)
    return path


@pytest.fixture(scope="module")
def undisturbed(hosts, campaign):
    path = campaign.with_name("undisturbed.h5")
    ended = hosts.run("n1", "mpirun", "--host", "n1:1,n2:2,n3:1", BINARY, "run", campaign, "-o", path, "--quiet")
    assert ended.returncode == 0, ended.stderr
    return answers(path)


def test_smoke_runs_under_srun_and_mpirun_however_ranks_are_placed(hosts, tmp_path):
    spread, cyclic = (tmp_path / name for name in ("spread.h5", "cyclic.h5"))
    run = [BINARY, "run", SMOKE, "--quiet", "-o"]
    for host, words in (
        ("ctl", ["srun", "-N3", "-n3", *run, spread]),
        ("n1", ["mpirun", "--host", "n1:2,n2:1,n3:1", "--map-by", "node", *run, cyclic]),
    ):
        ended = hosts.run(host, *words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    told = [launches(path)["placement"][0].decode() for path in (spread, cyclic)]
    assert [[part.split(", ")[0] for part in each.split("; ")] for each in told] == [
        ["n1: rank 0", "n2: rank 1", "n3: rank 2"],
        ["n1: ranks 0,3", "n2: rank 1", "n3: rank 2"],
    ]
    estimates = [answers(path)[0] for path in (spread, cyclic)]
    assert estimates[0] == estimates[1]


def test_a_campaign_goes_on_without_a_host_that_was_switched_off(hosts, campaign, undisturbed, tmp_path):
    path = tmp_path / "x.h5"
    (tmp_path / "hosts").write_text("n1 slots=1\nn2 slots=2\nn3 slots=1\n")
    process = hosts.begin("n1", *local_script(BINARY, campaign, path), cwd=tmp_path)
    try:
        wait_for(lambda: len(repetitions(BINARY, path)) > 20, process)
        before = repetitions(BINARY, path)
        hosts.control("off", "n3")
        output, _ = process.communicate(timeout=LONGEST)
        assert process.returncode == 0, output
    finally:
        process.kill()
        hosts.control("on", "n3")
    wait_for(lambda: hosts.run("n1", Path(ROOT, "tests/cluster/remote.py"), "n3", "true").returncode == 0)
    assert "it goes on on" in output
    assert before <= repetitions(BINARY, path)
    assert answers(path) == undisturbed
    first, last = launches(path)["hosts"]
    assert b"n3" in first
    assert b"n3" not in last
    wait_for(lambda: not hosts.processes("n2"))


def test_a_stopped_rank_on_another_host_is_found(hosts, campaign, undisturbed, tmp_path):
    path = tmp_path / "x.h5"
    mpirun = ["mpirun", "--host", "n1:1,n2:2,n3:1", BINARY, "run", campaign, "-o", path, "--quiet"]
    process = hosts.begin("n1", *mpirun, "--watchdog", "3s", cwd=tmp_path)
    try:
        wait_for(lambda: len(repetitions(BINARY, path)) > 20, process)
        hosts.run("n2", "kill", "-STOP", hosts.processes("n2")[1])
        output, _ = process.communicate(timeout=LONGEST)
    finally:
        process.kill()
    assert process.returncode == HOST_LOST, output
    assert " on n2 has been silent" in output
    wait_for(lambda: not any(hosts.processes(host) for host in ("n1", "n2", "n3")))
    ended = hosts.run("n1", *mpirun, "--resume")
    assert ended.returncode == 0, ended.stderr
    assert answers(path) == undisturbed
    assert b"lost: rank" in launches(path)["end"][0]


def test_a_host_that_comes_back_after_it_was_cut_off_tells_those_that_have_gone_on_of_no_loss(hosts, campaign, tmp_path):
    path, note = tmp_path / "x.h5", tmp_path / "x.h5.lost"
    mpirun = ["mpirun", "--host", "n1:1,n2:1,n3:1", BINARY, "run", campaign, "-o", path, "--quiet", "--watchdog", "3s"]
    process = hosts.begin("n1", *mpirun, cwd=tmp_path)
    try:
        wait_for(lambda: len(repetitions(BINARY, path)) > 20, process)
        (late,) = hosts.processes("n3")
        hosts.run("n3", "kill", "-STOP", late)
        hosts.control("link", "n3", "down")
        wait_for(lambda: note.exists() and not hosts.processes("n1"))
        assert note.read_text().startswith("n3\thost n3 (rank 2) has been silent")
        note.unlink()  # as the next launch does
        hosts.run("n3", "kill", "-CONT", late)
        wait_for(lambda: not hosts.processes("n3"))
        assert not note.exists()
    finally:
        process.kill()
        hosts.control("link", "n3", "up")
        hosts.run("n3", "pkill", "-KILL", "-x", "sweep")
