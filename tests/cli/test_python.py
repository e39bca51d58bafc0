"""Workload `python` and `sweep decide --python`: functions of the user's, good and bad."""

import os
import shutil
import signal
import time
from pathlib import Path

import h5py
import pytest

from sweep_program import SOURCE, launch, read, sweep

FUNCTIONS = Path(__file__).parent / "functions/yours.py"
SHORT = [word for change in (
    "campaign.repetitions.min=2", "campaign.repetitions.max=2",
    "yours.executor=[sequential,thread_pool,process_pool_fork,asyncio_gather]",
) for word in ("--set", change)]  # fmt: skip
PROCESSES = ["process_pool_fork", "process_pool_spawn", "process_pool_forkserver"]


@pytest.fixture
def folder(tmp_path):
    shutil.copy(FUNCTIONS, tmp_path)
    return tmp_path


def campaign(folder, name="c.toml", **keys):
    """A file with one short experiment. Texts, lists and numbers as Python writes them are TOML's, too."""
    keys = {"items": 6, "executor": ["sequential", "thread_pool"]} | keys
    lines = ["[campaign]", 'name = "yours"', "repetitions = { min = 2, max = 2 }", "warmup = 0", "[[experiment]]",
             'name = "e"', 'workload = "python"', *(f"{key} = {value!r}" for key, value in keys.items())]
    (folder / name).write_text("\n".join(lines).replace("'", '"') + "\n")
    return name


def run(folder, code=0, ranks=1, **keys):
    """The cases by executor (the first of each), and what was printed."""
    ended = sweep("run", campaign(folder, **keys), "-o", "r.h5", "--force", ranks=ranks, cwd=folder).expect(code)
    result = read(folder / "r.h5")
    cases = {}
    for case in result["cases"]:
        cases.setdefault(case["executor"].decode(), case)
    return cases, ended, result


def error(case):
    return case["error"].decode()


def test_every_way_gives_the_answers_of_the_sequential_one(folder):
    ways = ["sequential", "thread_pool", *PROCESSES, "asyncio_gather", "asyncio_to_thread", "vectorised"]
    cases, _, result = run(folder, task="yours:square", asynchronous="yours:square_later", vectorised="yours:squares",
                           executor=ways, workers=2)
    assert set(cases) == set(ways)
    assert {(case["status"], case["answer"], case["tasks"]) for case in cases.values()} == {(b"finished", b"same", 6)}
    assert len({case["checksum"] for case in cases.values()}) == 1
    base = cases["sequential"]["case"]
    assert {case["base"] for case in cases.values()} == {base}
    assert cases["thread_pool"]["threads"] == 2 and cases["sequential"]["threads"] == 1
    assert all(sample["wall_s"] > 0 and sample["pss_bytes"] > 1e6 for sample in result["samples"])


def test_it_runs_on_one_rank_of_a_launch_of_several(folder):
    cases, _, _ = run(folder, ranks=2, task="yours.py:square")
    assert {case["ranks"] for case in cases.values()} == {1}
    assert {case["status"] for case in cases.values()} == {b"finished"}


@pytest.mark.parametrize("items, count", [(5, 5), ([3, 1, 2], 3), ("yours:some_items", 3)])
def test_items_are_a_number_a_list_or_named(folder, items, count):
    cases, _, _ = run(folder, task="yours:" + ("nap" if isinstance(items, str) else "square"), items=items)
    assert {(case["status"], case["tasks"]) for case in cases.values()} == {(b"finished", count)}


def test_a_range_of_items(folder):
    path = folder / campaign(folder, task="yours:square")
    path.write_text(path.read_text().replace("items = 6", "items = { from = 2, to = 10, step = 3 }"))
    sweep("run", path, "-o", "r.h5", cwd=folder).expect(0)
    assert set(read(folder / "r.h5")["cases"]["tasks"]) == {3}


def test_the_sequential_way_may_run_fewer_items_and_is_scaled(folder):
    cases, _, result = run(folder, task="yours:nap", items=12, serial_tasks=3, workers=4)
    assert (cases["sequential"]["tasks"], cases["thread_pool"]["tasks"]) == (3, 12)
    speedups = {row["case"]: row["speedup"] for row in result["summary"]}
    assert 2.5 < speedups[cases["thread_pool"]["case"]] < 4.5  # they sleep: no processor can be too slow for it


@pytest.mark.parametrize("ranks", [1, 2])
def test_what_a_function_measures_is_in_the_tables_of_the_file(folder, ranks):
    cases, _, result = run(folder, ranks=ranks, task="yours:timed_nap", check="yours:is_time", measures="yours:of_naps")
    pool = cases["thread_pool"]["case"]
    with h5py.File(folder / "r.h5") as file:
        rows = [row for row in file["measures"][:] if row["case"] == pool]
        latencies = file[f"latency/{pool}"][:]
        meaning = file[f"latency/{pool}"].attrs["meaning"]
    found = {row["measure"].decode(): row for row in rows}
    assert set(found) == {"executor_start_s", "executor_end_s", "longest_s", "naps"}
    assert (found["longest_s"]["unit"], found["naps"]["unit"], found["naps"]["value"]) == (b"s", b"1", 6)
    assert {(row["launch"], row["repetition"]) for row in rows if row["measure"] == b"naps"} == {(0, 0), (0, 1)}
    assert latencies["latency"].sum() == 2 * 6 and latencies["low_s"].min() > 0.01 and "measures" in meaning
    shown = sweep("show", "r.h5", cwd=folder).expect(0).out
    assert "longest_s" in shown and "naps" in shown


def test_what_a_function_measures_badly_fails_its_cases_in_words(folder):
    cases, _, _ = run(folder, code=1, task="yours:nap", measures="yours:square")
    assert all("measures raised TypeError: " in error(case) and "(yours.py, line " in error(case)
               for case in cases.values())  # fmt: skip


def test_planning_listing_and_showing_never_import(folder):
    (folder / "yours.py").write_text("open('imported', 'w').close()\ndef square(item):\n    return item\n")
    path = campaign(folder, task="yours:square", items="yours:items")
    sweep("plan", path, cwd=folder).expect(0)
    sweep("list", "executors", cwd=folder).expect(0)
    assert not (folder / "imported").exists()
    sweep("run", campaign(folder, task="yours:square"), "-o", "r.h5", cwd=folder).expect(0)
    assert (folder / "imported").exists()
    (folder / "imported").unlink()
    sweep("show", "r.h5", cwd=folder).expect(0)
    sweep("compare", "r.h5", "r.h5", cwd=folder)
    assert not (folder / "imported").exists()


def test_the_file_says_which_interpreter_and_which_source(folder):
    _, _, result = run(folder, task="yours:square")
    facts = result["provenance"]["interpreter /usr/bin/python3"]
    assert "CPython 3." in facts and "/usr/bin/python3" in facts
    assert 'source_sha256 = ' in result["campaign"]["toml"]


def test_a_file_is_not_gone_on_with_when_the_source_has_changed(folder):
    path = campaign(folder, task="yours:square")
    sweep("run", path, "-o", "r.h5", cwd=folder).expect(0)
    sweep("run", path, "-o", "r.h5", "--append", cwd=folder).expect(0)
    with open(folder / "yours.py", "a") as file:
        file.write("# another\n")
    ended = sweep("run", path, "-o", "r.h5", "--append", cwd=folder).expect(2)
    assert "source_sha256" in ended.err and "give another file with -o" in ended.err


def test_what_a_task_prints_is_left_out_and_said(folder):
    cases, ended, _ = run(folder, task="yours:says")
    assert "a task says" not in ended.out + ended.err and "past Python" not in ended.out + ended.err
    assert all(case["status"] == b"finished" and b"prints" in case["warnings"] for case in cases.values())


def test_an_event_loop_that_stood_still_is_said(folder):
    ways = {"executor": ["asyncio_gather"], "task": "yours:nap"}
    cases, _, _ = run(folder, asynchronous="yours:nap_without_awaiting", **ways)
    assert b"the event loop stood still" in cases["asyncio_gather"]["warnings"]


def test_answers_that_differ_from_run_to_run_are_not_compared_and_that_is_said(folder):
    cases, _, _ = run(folder, task="yours:random_number")
    assert all(case["status"] == b"finished" and b"not checked: answers differ" in case["warnings"]
               for case in cases.values())  # fmt: skip


def test_a_check_of_the_users_own_judges_instead(folder):
    cases, _, _ = run(folder, task="yours:square", check="yours:right")
    assert {case["status"] for case in cases.values()} == {b"finished"}
    cases, _, _ = run(folder, code=1, task="yours:square", check="yours:wrong")
    assert all("wrong answer" in error(case) and "item 3" in error(case) for case in cases.values())


@pytest.mark.parametrize("task, ways, words", [
    ("square_of_a_lambda", ["process_pool_fork"], "pickled"),
    ("is_in_another_process", ["process_pool_fork"], "differs from the sequential"),
    ("hangs_in_a_thread", ["thread_pool"], "no answer within 3 s"),
])  # fmt: skip
def test_a_way_that_cannot_run_it_fails_in_words_and_the_others_go_on(folder, task, ways, words):
    cases, ended, _ = run(folder, code=1, task="yours:" + task, executor=["sequential", "thread_pool", *PROCESSES[:1]],
                          workers=2, deadline="3 s")
    for way in ways:
        assert cases[way]["status"] == b"failed" and words in error(cases[way]), (way, error(cases[way]))
    rest = set(cases) - set(ways)
    assert all(cases[way]["status"] == b"finished" for way in rest), [(way, error(cases[way])) for way in rest]


@pytest.mark.parametrize("task, words, keys", [
    ("raises_in_the_third", "ValueError: bad data", {}),
    ("hangs", "no answer within 1 s", {"deadline": "1 s"}),
    ("leaves", "ended with exit code 3", {}),
    ("leaves_a_thread", "join each before the task returns", {}),
    ("eats", "memory", {"memory": "256 MiB"}),
])  # fmt: skip
def test_a_function_that_cannot_be_run_at_all_fails_in_words(folder, task, words, keys):
    cases, _, _ = run(folder, code=1, task="yours:" + task, **keys)
    assert all(case["status"] == b"failed" and words in error(case) for case in cases.values()), [
        error(case) for case in cases.values()]  # fmt: skip




def expect_none_left(run_):
    assert not run_.survivors()


@pytest.mark.parametrize("task", ["leaves_a_process", "hangs"])
def test_nothing_that_it_started_survives(folder, task):
    path = campaign(folder, task="yours:" + task, deadline="1 s", executor=["sequential", "thread_pool"])
    with launch(["run", path, "-o", "r.h5"], cwd=folder) as run_:
        run_.wait()
        expect_none_left(run_)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_survives_when_sweep_is_ended(folder, how):
    path = campaign(folder, task="yours:hangs_in_a_thread", executor=["thread_pool", "process_pool_spawn"])
    with launch(["run", path, "-o", "r.h5"], cwd=folder) as run_:
        end = time.monotonic() + 60
        while len(run_.processes()) < 3 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.5)
        os.kill(run_.process.pid, how)
        run_.wait()
        expect_none_left(run_)


def test_nothing_is_written_beside_the_result(folder):
    before = {path.name for path in folder.iterdir()}
    run(folder, task="yours:square", executor=["sequential", *PROCESSES])
    assert {path.name for path in folder.iterdir()} - before == {"c.toml", "r.h5"}


@pytest.mark.parametrize("keys, words", [
    ({"task": "yours:no_such"}, "no_such"),
    ({"task": "nowhere:square"}, "nowhere"),
    ({"task": "yours:square", "python": "/nowhere/python3"}, "/nowhere/python3"),
    ({"task": "yours:square", "items": 0}, "items"),
    ({"task": "yours:square", "model": "threads"}, 'take model = "serial"'),
    ({"task": "yours:square", "executor": "vectorised"}, "vectorised = "),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_anything_is_written(folder, keys, words):
    keys = {"executor": "sequential"} | keys
    ended = sweep("run", campaign(folder, **keys), "-o", "r.h5", cwd=folder).expect(2)
    assert words in ended.err and not (folder / "r.h5").exists()


def test_a_function_is_decided_for(folder):
    ended = sweep("decide", "--python", "yours:nap", "--async", "yours:nap_later", "--items", "40", "-o", "d.h5",
                  *SHORT, cwd=folder).expect(0)
    assert "use event loop (asyncio)" in ended.out
    assert "by emulation" in ended.out and "what a program needs" in ended.out
    table = [line for line in ended.out.splitlines() if not line.startswith("warning: ")]
    assert max(map(len, table)) <= 120, max(table, key=len)
    shown = sweep("show", "d.h5", cwd=folder).expect(0).out
    assert ended.out.startswith(shown.rstrip("\n"))


def test_what_more_cores_would_change_is_told_by_emulation(folder):
    short = [word.replace(",asyncio_gather", "") for word in SHORT]
    ended = sweep("decide", "--python", "yours:spin", "--items", "400", "-o", "d.h5", *short, cwd=folder).expect(0)
    assert "emulated: tasks that wait where yours compute" in ended.out


def test_two_sources_of_a_function_are_compared_as_versions(folder):
    path = campaign(folder, task="yours:square")
    sweep("run", path, "-o", "old.h5", cwd=folder).expect(0)
    with open(folder / "yours.py", "a") as file:
        file.write("# another\n")
    sweep("run", path, "-o", "new.h5", cwd=folder).expect(0)
    compared = sweep("compare", "old.h5", "new.h5", cwd=folder)  # which may be undecided, or not
    assert "source_sha256: " in compared.out and "only in" not in compared.out


def test_the_campaign_is_looked_for_in_its_own_folder(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = folder / campaign(folder, task="yours:square")
    sweep("run", path, "-o", "r.h5", cwd=elsewhere).expect(0)
    assert (elsewhere / "r.h5").exists() and os.path.isdir(SOURCE)
