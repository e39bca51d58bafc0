"""Every way gives the same answers and what a row needs. No test compares durations."""

import os
import re
import signal
import subprocess
import time

import pytest
from driving import DEBIAN, host, refer, run

PROCESSES = ["process_pool_fork", "process_pool_spawn", "process_pool_forkserver"]
MPI = pytest.param("mpi_pool", marks=pytest.mark.skipif(
    subprocess.run([DEBIAN, "-c", "import mpi4py"], check=False, capture_output=True).returncode != 0,
    reason="no mpi4py"))
PLAIN = ["sequential", "thread_pool", *PROCESSES, "asyncio_to_thread", MPI]
ALL = [*PLAIN, "asyncio_gather", "vectorised"]
OTHER_FORMS = {"asynchronous": "plain:square_later", "vectorised": "plain:squares"}


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    return folder, refer(folder)


@pytest.mark.parametrize("executor", ALL)
def test_every_way_gives_the_digests_of_the_sequential_way(tmp_path, expected, executor):
    folder, reference = expected
    assert reference["same"] is True and len(set(reference["digests"])) == 12
    answer = run(tmp_path, executor=executor, reference=str(folder / "reference"), **OTHER_FORMS)
    assert (answer["checked"], answer["wrong"], answer["digests"]) == ("reference", "", reference["digests"])


@pytest.mark.parametrize("executor", ALL)
def test_digests_need_no_reference(tmp_path, expected, executor):
    answer = run(tmp_path, executor=executor, **OTHER_FORMS)
    assert (answer["checked"], answer["digests"]) == ("not", expected[1]["digests"])


@pytest.mark.parametrize("executor", ALL)
def test_a_run_tells_times_processor_time_and_memory(tmp_path, executor):
    answer = run(tmp_path, executor=executor, **OTHER_FORMS)
    assert all(answer[name] > 0 for name in ("wall_s", "start_s", "end_s", "cpu_s"))
    assert answer["peak_bytes"] >= answer["pss_bytes"] > 2**20
    assert answer["printed_bytes"] == 0
    assert (answer["stood_still_s"] is None) == (not executor.startswith("asyncio"))


@pytest.mark.parametrize("executor", PLAIN)
def test_processor_time_is_that_of_all_processes(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="plain:spin", items="[0.05, 0.05, 0.05, 0.05]")
    assert answer["cpu_s"] >= 0.2


def test_memory_that_was_given_back_counts_as_peak(tmp_path):
    for executor in ("sequential", "process_pool_fork"):
        answer = run(tmp_path, executor=executor, task="plain:big_for_a_while", items=str([100_000_000]))
        assert answer["peak_bytes"] - answer["pss_bytes"] > 80_000_000


@pytest.mark.parametrize("executor", PLAIN)
def test_setup_runs_once_in_every_process_that_runs_tasks(tmp_path, executor):
    settings = {"task": "plain:with_setup", "setup": "plain:add_one"}
    refer(tmp_path, **settings)
    assert run(tmp_path, executor=executor, reference=str(tmp_path / "reference"), **settings)["wrong"] == ""


@pytest.mark.parametrize("executor", [*PROCESSES, "thread_pool", "asyncio_to_thread", MPI])
def test_a_setup_that_fails_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, setup="plain:setup_fails")
    place = "" if executor == "mpi_pool" else " (plain.py, line "   # mpi4py hands over no traceback
    assert answer["error"].startswith(f"setup raised OSError: no such server{place}")


@pytest.mark.parametrize("executor", PROCESSES)
def test_a_pool_of_processes_takes_chunks(tmp_path, expected, executor):
    assert run(tmp_path, executor=executor, chunksize=5)["digests"] == expected[1]["digests"]


@pytest.mark.parametrize("executor, task", [("asyncio_gather", "crowd_later"), ("asyncio_to_thread", "crowd")])
def test_no_more_are_in_flight_than_allowed(tmp_path, executor, task):
    settings = {"executor": executor, "task": f"plain:{task}", "items": "30", "workers": 8}
    assert run(tmp_path, in_flight=3, check="plain:is_small", **settings)["wrong"] == ""
    refer(tmp_path, times=1, task="plain:square", items=str([3] * 30))   # a reference of other answers tells what came
    told = run(tmp_path, in_flight=3, reference=str(tmp_path / "reference"), **settings)["wrong"]
    assert all(int(most) <= 3 for most in re.findall(r"way's: (\d+)", told)) and told


def test_without_a_limit_all_are_in_flight(tmp_path):
    answer = run(tmp_path, executor="asyncio_gather", task="plain:crowd_later", items="30", check="plain:is_small")
    assert "is wrong: 30" in answer["wrong"]


def test_an_async_def_that_blocks_is_told_by_how_long_the_loop_stood_still(tmp_path):
    answer = run(tmp_path, executor="asyncio_gather", task="plain:square_blocking", items="3")
    assert answer["stood_still_s"] >= 0.05


def test_an_async_def_has_a_sequential_way(tmp_path, expected):
    with host(tmp_path, task="plain:square_later") as (begun, answer):
        assert answer["asynchronous"] is True
        assert begun.ask({"do": "run"})["digests"] == expected[1]["digests"]


@pytest.mark.parametrize("settings, words", [
    ({"executor": "thread_pool", "task": "plain:square_later"},
     "is an async def, and thread_pool runs plain functions: give"),
    ({"executor": "asyncio_gather"}, "is no async def, and asyncio_gather awaits one: name an async def"),
    ({"executor": "asyncio_gather", "asynchronous": "plain:square"}, "plain:square is no async def"),
    ({"executor": "vectorised"}, "executor vectorised has nothing to call"),
    ({"executor": "vectorised", "vectorised": "plain:too_few_squares"}, "returned 11 answers for 12 items"),
    ({"executor": "quantum"}, "there is no executor 'quantum': take one of asyncio_gather, "),
])
def test_a_way_that_does_not_fit_is_refused(tmp_path, settings, words):
    assert words in run(tmp_path, **settings)["error"]


def processes_of_session(session: int) -> list:
    listed = subprocess.run(["ps", "-s", str(session), "-o", "pid=,stat="], text=True, capture_output=True, check=False)
    return [line for line in listed.stdout.splitlines() if "Z" not in line.split()[1]]


@pytest.mark.parametrize("executor", [*PROCESSES, MPI])
def test_a_host_ends_at_the_end_of_its_requests_and_leaves_no_process(tmp_path, executor):
    with host(tmp_path, executor=executor) as (begun, _):
        assert "error" not in begun.ask({"do": "run"})
        session = begun.session
    for _ in range(100):   # the server of forks and the tracker end when they read that the host has
        if not processes_of_session(session):
            return
        time.sleep(0.05)
    assert processes_of_session(session) == []


def test_a_worker_of_a_killed_host_does_not_hold_its_answers_open(tmp_path):
    """That nothing survives it is sweep's, whose end of the pipe must be told."""
    with host(tmp_path, executor="process_pool_fork", task="plain:spin", items=str([60.0] * 2)) as (begun, _):
        begun.tell({"do": "run"})
        while len(processes_of_session(begun.session)) < 3:
            time.sleep(0.05)
        os.kill(begun.session, signal.SIGKILL)
        try:
            assert begun.rest() == ""
        finally:
            os.killpg(begun.session, signal.SIGKILL)


def test_what_a_hypervisor_stole_is_shared_by_what_was_busy():
    from sweep_measure import process_tree
    assert process_tree.stolen_s(1.0, (10.0, 1.0), (14.0, 2.0)) == 0.25
    assert process_tree.stolen_s(5.0, (10.0, 1.0), (14.0, 2.0)) == 1.0   # ticks may say less than the process's clock
    assert process_tree.stolen_s(1.0, (10.0, 1.0), (10.0, 1.0)) == 0
    busy, stolen = process_tree.machine_use()
    assert busy > 0 and stolen >= 0
