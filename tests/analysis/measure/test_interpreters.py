"""The host runs unchanged in whatever interpreters there are."""

import re
from pathlib import Path

import pytest
from driving import host, refer, run

EXECUTORS = ["sequential", "thread_pool", "process_pool_fork", "process_pool_spawn", "process_pool_forkserver",
             "asyncio_to_thread", "asyncio_gather", "vectorised"]
OTHER_FORMS = {"asynchronous": "plain:square_later", "vectorised": "plain:squares"}


def interpreter(version: str) -> str:
    number, threads = version.rstrip("t"), "t" if version.endswith("t") else ""
    named = re.compile(rf"{re.escape(number)}\.\w+?{threads}" if threads else rf"{re.escape(number)}\.\d+")
    found = [path for path in (Path.home() / ".pyenv" / "versions").glob("*/bin/python3")
             if named.fullmatch(path.parents[1].name)]
    if not found:
        pytest.skip(f"there is no Python {version} below ~/.pyenv")
    return str(max(found))


VERSIONS = pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t"])


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What Debian's gives."""
    return refer(tmp_path_factory.mktemp("reference"))["digests"]


@VERSIONS
@pytest.mark.parametrize("executor", EXECUTORS)
def test_every_way_gives_the_same_answers_in(tmp_path, expected, version, executor):
    python = interpreter(version)
    with host(tmp_path, python, executor=executor, in_flight=4, **OTHER_FORMS) as (begun, answer):
        assert answer["interpreter"]["version"].startswith(version.rstrip("t"))
        assert answer["interpreter"]["lock"] != version.endswith("t")
        assert begun.ask({"do": "run"})["digests"] == expected
    assert (tmp_path / "said").read_text() == ""


@VERSIONS
@pytest.mark.parametrize("executor", EXECUTORS[:6])
def test_an_exception_names_item_and_place_in(tmp_path, version, executor):
    answer = run(tmp_path, interpreter(version), executor=executor, task="bad:raises_in_the_third_call")
    assert answer["error"].startswith("item 2 raised ValueError: bad data (bad.py, line ")


@VERSIONS
@pytest.mark.parametrize("executor", EXECUTORS[2:5])
@pytest.mark.parametrize("task, words", [
    ("ends_the_process", "a worker process ended abruptly (os._exit, a crash, or out of memory) with exit code 3: "),
    ("leaks_a_thread", "the task left 1 thread running (forgotten): "),
    ("returns_a_generator", "item 0, or its answer, cannot be pickled (TypeError: "),
])
def test_bad_functions_are_told_in(tmp_path, version, executor, task, words):
    assert run(tmp_path, interpreter(version), executor=executor, task=f"bad:{task}")["error"].startswith(words)


def test_interpreters_in_a_pool_came_with_3_14(tmp_path):
    assert "InterpreterPoolExecutor came with 3.14: name a newer" in run(tmp_path, executor="interpreter_pool")["error"]
