"""A rank that is stopped is found, named and ended with all others, and nothing is lost; who is only slow is left alone."""

import os
import signal
import time
from pathlib import Path

import pytest
from sweep_program import OPEN_MPI, finished_cases, launch, read, sweep, table
from test_faults import HEADER, long_campaign, wait_until

LOST = 76
SHORT = "3s"  # 20 s are the default


def process_of(run, rank):
    (process,) = [process for process, of in run.processes().items() if of == rank]
    return process


def datagrams():
    """That this machine has sent so far."""
    names, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Udp:"))
    return int(values[names.index("OutDatagrams")])


def ends(path):
    """Why each launch ended, from the file and its journal."""
    return [row["end"] for row in table(path, "launches")]


# A rank of a node of its own is seen by its datagrams alone; of another one in the memory that ranks share.
@pytest.mark.parametrize(("victim", "nodes"), [(1, []), (2, ["--ranks-per-node", "1"]), (0, ["--ranks-per-node", "1"])])
def test_a_stopped_rank_is_named_and_ends_all_and_the_campaign_goes_on(victim, nodes, tmp_path):
    path = tmp_path / "x.h5"
    campaign = long_campaign(tmp_path, experiments=20, milliseconds=20)
    with launch(["run", campaign, "-o", path, "--watchdog", SHORT, *nodes], ranks=3, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        os.kill(process_of(run, victim), signal.SIGSTOP)
        before = finished_cases(path)
        ended = run.wait()
        assert ended.code in ((LOST,) if OPEN_MPI else (LOST, signal.SIGKILL)), ended  # MPICH's has that of either rank
        assert run.survivors() == {}
    named = f"rank {victim}) has been silent" if nodes else f"rank {victim} on {os.uname().nodename} has been silent"
    assert named in ended.err
    assert "with --resume" in ended.err
    assert finished_cases(path) >= before
    resumed = sweep("run", campaign, "-o", path, "--resume", *nodes, ranks=3, cwd=tmp_path).expect(0)
    assert "warning: no heartbeat" not in resumed.err
    assert read(path)["root"]["status"] == "complete"
    why, completed = ends(path)
    assert named in why
    assert completed == "all cases done"
    assert {each.name for each in tmp_path.iterdir()} == {"x.h5", "long.toml"}


def test_a_stop_shorter_than_the_limit_changes_nothing(tmp_path):
    path = tmp_path / "x.h5"
    with launch(["run", long_campaign(tmp_path, 20, 20), "-o", path, "--watchdog", "8s"], ranks=2, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        stopped = process_of(run, 1)
        os.kill(stopped, signal.SIGSTOP)
        time.sleep(2)
        os.kill(stopped, signal.SIGCONT)
        run.wait().expect(0)


def test_ranks_that_were_all_stopped_count_anew(tmp_path):
    path = tmp_path / "x.h5"
    sent_before, began = datagrams(), time.monotonic()
    arguments = ["run", long_campaign(tmp_path, 20, 20), "-o", path, "--watchdog", SHORT, "--ranks-per-node", "1"]
    with launch(arguments, ranks=3, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        ranks = [process for process, rank in run.processes().items() if rank is not None]
        for number, patience in ((signal.SIGSTOP, 5), (signal.SIGCONT, 0)):
            for process in ranks:
                os.kill(process, number)
            time.sleep(patience)
        run.wait().expect(0)
    # Three that beat three times a second for two others, by some addresses each; who answered beats would send as many as
    # processors can. Other tests send some, too.
    assert datagrams() - sent_before < 5000 * (time.monotonic() - began)


def test_a_task_longer_than_the_limit_is_no_silence(tmp_path):
    (tmp_path / "c.toml").write_text(HEADER.replace("2", "1") + """
[[experiment]]
name = "one"
workload = "fan_out"
tasks = 1
serial_tasks = 1
wait = "4 s"
model = "serial"
ranks = 1
""")
    began = time.monotonic()
    sweep("run", "c.toml", "-o", tmp_path / "x.h5", "--watchdog", SHORT, ranks=2, cwd=tmp_path).expect(0)
    assert time.monotonic() - began > 4


def test_without_a_watchdog_a_stopped_rank_is_waited_for(tmp_path):
    path = tmp_path / "x.h5"
    with launch(["run", long_campaign(tmp_path, 20, 20), "-o", path, "--watchdog", "off"], ranks=2, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        stopped = process_of(run, 1)
        os.kill(stopped, signal.SIGSTOP)
        time.sleep(1)
        os.kill(stopped, signal.SIGCONT)
        run.wait().expect(0)


@pytest.mark.parametrize("asked", ["5", "0s", "20ms", "never"])
def test_a_limit_that_is_none_is_refused(asked, tmp_path):
    ended = sweep("run", long_campaign(tmp_path, 1), "--watchdog", asked, cwd=tmp_path).expect(2)
    assert "a watchdog needs a duration" in ended.err
