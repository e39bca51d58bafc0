"""Constructs by which a program differs from the sequential one, counted in snippets and in the lecture's programs."""

import pytest

from sweep_analysis.code_count import constructs, count_difference, count_of_way

SEQUENTIAL = """
import sys
def main():
    with open("a") as file:
        print(file.read())
if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("source, counts", [
    ("", {}), (SEQUENTIAL, {}), ("import json\nx = [n for n in range(9)]", {}),
    ("import threading", {"import": 1}), ("import asyncio, concurrent.futures", {"import": 2}),
    ("from concurrent.futures import ProcessPoolExecutor, as_completed", {"import": 2}),
    ("with open('b') as file: pass", {"with": 1}), ("with open('a') as file: pass", {}),
    ("async def f():\n    await g()\n    await g()", {"await": 2, "async def": 1}),
    ("async def f():\n    async with a, b: pass\n    async for x in y: pass",
     {"async with": 2, "async def": 1, "async for": 1}),
    ("lock = threading.Lock()\nwith lock: pass", {"lock": 1, "with": 1}),
    ("with ThreadPoolExecutor(8) as pool: pool.map(f, x)", {"call": 2, "with": 1}),
    ("map(f, x)", {}), ("pool.submit(f).result()", {"call": 2}),
    ("if __name__ != '__main__':\n    pass", {"guard": 1})])
def test_constructs_of_a_snippet_are_counted(source, counts):
    assert count_difference(source, SEQUENTIAL) == counts


def test_what_the_sequential_program_has_counts_as_often_as_it_has_it():
    twice = "with open('a') as file: pass\n" * 2
    assert count_difference(twice, SEQUENTIAL) == {"with": 1}


def test_functions_and_names_of_another_way_do_not_count():
    source = "import mpi4py\nimport threading\ndef one():\n    a.Lock()\ndef other():\n    a.Semaphore()"
    found = constructs(source, functions=("one",), without=("mpi4py",))
    assert set(found) == {("import", "threading"), ("lock", "a.Lock()")}


@pytest.mark.parametrize("way, program, counts", [
    ("threads", "thread_pool.py", {"call": 2, "import": 1, "with": 1}),
    ("process_pool", "executor.py", {"call": 3, "import": 2, "with": 1}),
    ("processes", "executor.py", {"call": 2, "import": 1, "with": 1}),
    ("event_loop", "event_loop.py", {"await": 5, "async def": 3, "call": 2, "async with": 1, "import": 1, "lock": 1})])
def test_the_lectures_programs_are_counted(way, program, counts):
    assert count_of_way(way) == (program, counts)


def test_there_is_no_program_of_another_way():
    assert count_of_way("hybrid") is None
