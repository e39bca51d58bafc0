"""Each bad function gives its words, and sweep can read them."""

import pytest
from driving import refer, run

PROCESSES = ["process_pool_fork", "process_pool_spawn", "process_pool_forkserver"]
HERE = ["sequential", "thread_pool", "asyncio_to_thread"]


@pytest.mark.parametrize("executor", PROCESSES)
def test_a_lambda_cannot_be_handed_to_processes(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:square")
    assert answer["error"].startswith("<lambda> cannot be pickled")
    assert answer["error"].endswith(
        ": processes need a function that stands in a module; take threads, or def it at the top")


@pytest.mark.parametrize("executor", HERE)
def test_a_lambda_can_be_run_here(tmp_path, executor):
    assert "error" not in run(tmp_path, executor=executor, task="bad:square")


@pytest.mark.parametrize("executor", [*HERE, *PROCESSES, "mpi_pool"])
def test_what_is_printed_does_not_mix_with_answers(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:prints", items="3")
    if executor == "mpi_pool" and "no mpi4py" in answer.get("error", ""):
        pytest.skip("no mpi4py")
    said = (tmp_path / "said").read_text()
    assert answer["wall_s"] > 0
    for line in ("from Python 2\n", "from C\n", "by standard error\n", '{"wall_s": 0}\n'):
        assert line in said
    assert answer["printed_bytes"] == len(said)


def test_standard_input_is_empty(tmp_path):
    empty = run(tmp_path, task="bad:reads", items="2", check="plain:is_small")
    assert empty["error"].startswith("check raised TypeError: '<' not supported between instances of 'str' and 'int'")
    assert len(set(run(tmp_path, task="bad:reads", items="2")["digests"])) == 1


@pytest.mark.parametrize("executor", ["process_pool_fork", "process_pool_spawn"])
def test_a_task_that_changes_a_global_gives_wrong_answers_elsewhere(tmp_path, executor):
    settings = {"task": "bad:changes_a_global", "items": "40"}
    assert refer(tmp_path, **settings)["same"] is True
    answer = run(tmp_path, executor=executor, chunksize=1, workers=4, reference=str(tmp_path / "reference"), **settings)
    assert answer["checked"] == "reference"
    assert "(its number from 0; " in answer["wrong"] and " instead of " in answer["wrong"]
    assert answer["wrong"].endswith("does the task depend on what ran before, or on a global?")


@pytest.mark.parametrize("executor", [*HERE, *PROCESSES])
def test_an_exception_names_item_and_place(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:raises_in_the_third_call")
    assert answer["item"] == 2
    assert answer["error"].startswith("item 2 raised ValueError: bad data (bad.py, line ")
    assert ", in raises_in_the_third_call)" in answer["error"]


def test_an_exception_of_an_async_def_names_item_and_place(tmp_path):
    for executor in ("sequential", "asyncio_gather"):
        answer = run(tmp_path, executor=executor, task="bad:raises_later", in_flight=2)
        assert answer["error"].startswith("item 2 raised ValueError: bad data (bad.py, line ")


def test_an_exception_in_a_chunk_names_the_chunk(tmp_path):
    answer = run(tmp_path, executor="process_pool_fork", task="bad:raises_in_the_third_call", chunksize=4)
    assert answer["error"].startswith("one of the items 0 to 3 raised ValueError: bad data") and answer["item"] is None


@pytest.mark.parametrize("executor", [*HERE, *PROCESSES])
def test_a_task_that_calls_exit_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:calls_exit", items="1")
    assert answer["error"].startswith("item 0 raised SystemExit: enough (bad.py, line ")


@pytest.mark.parametrize("executor", [*HERE, *PROCESSES])
def test_a_thread_left_behind_is_named(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:leaks_a_thread", items="4")
    assert answer["error"].startswith("the task left 1 thread running (forgotten): join ")


def test_a_thread_left_behind_in_a_rank_is_told(tmp_path):
    answer = run(tmp_path, executor="mpi_pool", task="bad:leaks_a_thread", items="4")
    assert "mpi4py" in answer["error"] or "does the task leave a thread running? join" in answer["error"]


@pytest.mark.parametrize("executor", ["sequential", *PROCESSES])
def test_what_the_library_starts_and_ends_is_no_leftover(tmp_path, executor):
    assert "error" not in run(tmp_path, executor=executor, task="plain:starts_a_tracker", items="4")
    assert "error" not in run(tmp_path, executor="asyncio_gather", task="plain:look_up", items="4")


@pytest.mark.parametrize("executor", ["sequential", *PROCESSES])
def test_a_process_left_behind_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:leaks_a_process", items="4")
    assert answer["error"].startswith("the task left 1 process running: wait for ")


@pytest.mark.parametrize("executor", PROCESSES)
def test_a_worker_that_ends_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:ends_the_process")
    assert answer["error"].startswith(
        "a worker process ended abruptly (os._exit, a crash, or out of memory) with exit code 3: ")


def test_a_rank_that_ends_is_told(tmp_path):
    answer = run(tmp_path, executor="mpi_pool", task="bad:ends_the_process")
    assert "mpi4py" in answer["error"] or "did a rank end abruptly (os._exit, " in answer["error"]


@pytest.mark.parametrize("executor", ["sequential", "thread_pool", *PROCESSES])
def test_memory_is_limited(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:needs_much", memory_bytes=300_000_000)
    assert answer["error"].startswith("item 0 ran out of memory (bad.py, line ")
    assert "a process may have 300000000 bytes (memory_bytes)" in answer["error"]


@pytest.mark.parametrize("executor", PROCESSES)
def test_an_answer_that_cannot_be_pickled_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:returns_a_generator")
    assert answer["error"].startswith(
        "item 0, or its answer, cannot be pickled (TypeError: cannot pickle 'generator' object)")


def test_an_answer_that_cannot_be_pickled_has_no_reference(tmp_path):
    assert "cannot be pickled and read back" in refer(tmp_path, times=1, task="bad:returns_a_generator")["error"]


@pytest.mark.parametrize("executor", PROCESSES)
def test_an_exception_that_cannot_be_read_back_is_told(tmp_path, executor):
    answer = run(tmp_path, executor=executor, task="bad:raises_what_cannot_be_read_back")
    reason = "TypeError: TwoWords.__init__() missing 1 required positional argument: 'second'"
    # Where the pool has broken before the last item was handed to it, CPython tells that without the reason.
    late = "run the task one after the other to see which item it is"
    assert f"cannot be unpickled ({reason}): " in answer["error"] or answer["error"].endswith(late)


@pytest.mark.parametrize("settings, words", [
    ({"task": "nowhere:square"}, "there is no module nowhere in {samples}, nor is one installed for /usr/bin/"),
    ({"task": "lacks_a_package:square"}, "there is no module a_package_that_nobody_has: install it for /usr/bin/"),
    ({"task": "raises_at_import:square"},
     "importing raises_at_import raised RuntimeError: always (raises_at_import.py, line 1): "),
    ({"task": "nowhere.py:square"}, "there is no file {samples}/nowhere.py: correct task"),
    ({"task": "plain:cube"}, "plain has no cube; it has add_one, big_for_a_while, "),
    ({"task": "bad:not_a_function"}, "task = 'bad:not_a_function' is an int and cannot be called: name a function"),
    ({"task": "square"}, "task = 'square' names no function: write \"module:function\""),
    ({"setup": "plain:cube"}, "correct setup"),
])
def test_what_is_not_found_is_named(tmp_path, settings, words):
    from driving import SAMPLES
    assert words.format(samples=SAMPLES) in run(tmp_path, **settings)["error"]


def test_requests_that_make_no_sense_are_refused(tmp_path):
    from driving import host
    with host(tmp_path, task="nowhere:square") as (begun, _):
        assert begun.ask({"do": "run"})["error"] == "run was asked before begin had succeeded: ask begin first"
        assert "there is no request 'stop'" in begun.ask({"do": "stop"})["error"]
