"""Workloads that wait, with servers that misbehave or die, and what is stored of waits.

All ways to misbehave are experiments of one campaign: so that one failing case leaves the others alone is seen as well.
"""

import socket
from pathlib import Path

import h5py
import numpy as np
import pytest
from misbehaving_server import MisbehavingServer, documents_of, foreign_documents
from sweep_program import BINARY, read, sweep
from waiting_campaigns import CASES, MODELS, SEED, SIZE, TASKS, campaign, cases_of, errors_of, of_url, tiny_files


# How servers answer that do nothing wrong.
REAL = ["chunked", "until_the_end", "announced", "elsewhere"]

# What a case's error says of the first failure.
CAUSES = {
    "reset_at_once": "reset",
    "reset_in_the_body": "reset",
    "closed_at_once": "closed",
    "short": f"the answer ended after {SIZE} of {SIZE + 1000} B",
    "error_500": "500",
    "error_503": "503",
    "no_http": "HTTP",
    "on_another_server": "the server says that it is at http://localhost:1/",
    "broken_chunk": "the answer's chunks are broken",
    "cut_chunks": "the answer ended before its last chunk",
    "length_and_chunks": "contradicts another field",
    "endless_header": "the answer's header does not end",
    "silent": "no answer within the time-out",
    "trickling": "no whole answer within the time-out",
}
LATE = ["silent", "trickling"]
LATENESS = {"retries": 0, "timeout": "200 ms", "models": MODELS + "ranks = 1\n"}  # fewer: each lasts that long
WRONG = ["truncated", "doubled", "swapped"]


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]


@pytest.fixture(scope="module")
def documents():
    return documents_of(Path(BINARY).with_name("latency_source"), SEED, SIZE, TASKS)


@pytest.fixture(scope="module")
def misbehaved(documents, tmp_path_factory):
    """How one run ended that meets every way to misbehave, and its result."""
    folder = tmp_path_factory.mktemp("misbehaved")
    introduction, texts = documents
    ours = MisbehavingServer(texts, introduction)
    dying = MisbehavingServer(texts, introduction, lifetime=40)
    foreign = MisbehavingServer(foreign_documents(TASKS))
    few = 'model = "serial"\nranks = 1\n'
    (folder / "c.toml").write_text(campaign(
        SEED,
        of_url("before", ours.url("fine")),
        *[of_url(way, ours.url(way)) for way in REAL],
        *[of_url(way, ours.url(way), **(LATENESS if way in LATE else {})) for way in CAUSES],
        *[of_url(way, ours.url(way)) for way in [*WRONG, "swapped_later"]],
        of_url("refused", f"http://127.0.0.1:{unused_port()}/{{n}}.json"),
        of_url("dying", dying.url("fine")),
        of_url("enough", ours.url("fails_twice", "enough"), retries=2),
        of_url("too_few", ours.url("fails_twice", "too_few"), retries=1, models=few),
        of_url("first_cause", ours.url("error_500_then_reset"), retries=2, models=few),
        of_url("foreign", foreign.url("fine")),
        of_url("foreign_swapped_later", foreign.url("swapped_later")),
        of_url("after", ours.url("fine"))))
    ended = sweep("run", "c.toml", "-o", "x.h5", ranks=2, cwd=folder)
    for server in (ours, dying, foreign):
        server.close()
    return ended, read(folder / "x.h5")


def test_failed_cases_end_as_exit_1_and_no_case_is_left_out(misbehaved):
    ended, result = misbehaved
    ended.expect(1)
    assert result["root"]["status"] == "complete"
    assert set(result["cases"]["status"]) == {b"finished", b"failed"}


@pytest.mark.parametrize("experiment", ["before", "after", "enough", "foreign", *REAL])
def test_others_finish_with_one_answer(misbehaved, experiment):
    cases = cases_of(misbehaved[1], experiment)
    assert len(cases) == CASES
    assert set(cases["status"]) == {b"finished"}
    assert len(set(cases["checksum"])) == 1


def test_the_documents_of_an_existing_server_are_those_it_has(misbehaved):
    ours, foreign = (cases_of(misbehaved[1], experiment)["checksum"][0] for experiment in ("before", "foreign"))
    assert ours != foreign


def test_however_a_server_sends_a_document_it_is_the_same(misbehaved):
    assert len({cases_of(misbehaved[1], way)["checksum"][0] for way in ["before", *REAL]}) == 1


@pytest.mark.parametrize("way", CAUSES)
def test_a_failed_attempt_is_made_again_and_then_told(misbehaved, way):
    errors = errors_of(misbehaved[1], way)
    told = "1 attempt failed: " if way in LATE else "2 attempts failed; the first: "
    assert len(errors) == (CASES / 2 if way in LATE else CASES)
    for error in errors:
        assert "cannot get document " in error
        assert CAUSES[way] in error.split(told)[1]


@pytest.mark.parametrize("way", WRONG)
def test_another_document_is_a_wrong_answer(misbehaved, way):
    errors = errors_of(misbehaved[1], way)
    assert len(errors) == CASES
    for error in errors:
        assert "wrong answer" in error or "not JSON" in error
        assert "attempt" not in error


@pytest.mark.parametrize("experiment", ["swapped_later", "foreign_swapped_later"])
def test_a_document_that_changes_while_it_is_timed_is_a_wrong_answer(misbehaved, experiment):
    for error in errors_of(misbehaved[1], experiment):
        assert "wrong answer" in error


@pytest.mark.parametrize("experiment", ["refused", "dying"])
def test_a_server_that_is_not_there_or_dies_fails_its_cases(misbehaved, experiment):
    errors = errors_of(misbehaved[1], experiment)
    assert len(errors) == CASES
    for error in errors:
        assert "2 attempts failed; the first: " in error
    assert sum("refused" in error for error in errors) >= CASES - 1  # one may see it die


def test_too_few_retries_fail_with_their_number_and_the_first_cause(misbehaved):
    _, result = misbehaved
    (error,) = errors_of(result, "too_few")
    assert "cannot get document 1 " in error
    assert "2 attempts failed; the first: " in error
    assert "503" in error
    (error,) = errors_of(result, "first_cause")
    assert "3 attempts failed; the first: " in error
    assert "500" in error
    assert "reset" not in error


@pytest.fixture(scope="module")
def timers(tmp_path_factory):
    """Waits of 5 ms by every model on one, two and three ranks; and by many more threads than cores."""
    folder = tmp_path_factory.mktemp("timers")
    timer = '[[experiment]]\nname = "{}"\nworkload = "fan_out"\ntasks = 60\nserial_tasks = 4\nwait = "5 ms"\n'
    (folder / "c.toml").write_text(campaign(
        SEED, timer.format("ranks") + MODELS + 'ranks = [1, 2, 3]\nschedule = "dynamic"\nchunk = 1\n',
        timer.format("many") + 'model = "threads"\nthreads = 500\nranks = 1\n'))
    sweep("run", "c.toml", "-o", "x.h5", ranks=3, cwd=folder).expect(0)
    return folder / "x.h5"


def test_all_models_on_all_ranks_give_one_checksum(timers):
    cases = cases_of(read(timers), "ranks")
    assert set(cases["ranks"]) == {1, 2, 3}
    assert set(cases["tasks"]) == {4, 60}
    assert len(set(cases["checksum"][cases["tasks"] == 60])) == 1


def test_every_case_has_its_latencies_with_meaning_and_quantiles(timers):
    cases = read(timers)["cases"]
    with h5py.File(timers) as file:
        for case in cases:
            table = file["latency"][str(case["case"])]
            assert table.attrs["meaning"] == "how much later than asked a wait ended"
            assert 0 < table.attrs["latency_p50_s"] <= table.attrs["latency_p99_s"] <= table.attrs["latency_max_s"]
            rows = table[:]
            assert rows["latency"].sum() == 2 * case["tasks"]
            assert (rows["low_s"] < rows["high_s"]).all()
            assert (rows["lag"].sum() > 0) == (case["model"] == b"event_loop")


def test_the_wait_and_the_bound_stand_beside_each_case(timers):
    cases = read(timers)["cases"]
    assert set(cases["wait_s"]) == {0.005}
    serial = cases["model"] == b"serial"
    share = np.ceil(cases["tasks"] / cases["ranks"])
    assert (cases["bound_s"][serial] >= share[serial] * 0.005).all()
    assert (cases["bound_s"] >= 0.005).all()
    assert (cases["bound_s"][~serial] < 60 * 0.005).all()


def test_many_threads_that_wait_are_no_oversubscription(timers):
    result = read(timers)
    many = cases_of(result, "many")
    assert 500 in many["threads"]
    assert not any(b"oversubscribed" in warning for warning in many["warnings"])


def test_speed_up_is_over_the_scaled_serial_base(timers):
    result = read(timers)
    median = dict(zip(result["summary"]["case"], result["summary"]["median_s"]))
    for case, speedup in zip(result["summary"]["case"], result["summary"]["speedup"]):
        row = result["cases"][case]
        base = result["cases"][row["base"]]
        expected = median[row["base"]] * row["tasks"] / base["tasks"] / median[case]
        assert speedup == pytest.approx(expected)


def test_a_plan_of_waits_tells_their_time(tmp_path):
    (tmp_path / "c.toml").write_text(campaign(SEED, """[[experiment]]
name = "files"
workload = "tiny_files"
tasks = 500
serial_tasks = 20
latency = "100 ms"
parse = "2 ms"
model = "event_loop"
in_flight = 100
ranks = 1
"""))
    lines = sweep("plan", "c.toml", cwd=tmp_path).expect(0).out.splitlines()
    (serial,) = [line for line in lines if " serial " in line]
    (loop,) = [line for line in lines if " event_loop " in line]
    assert " 2.04 s " in serial  # 20 × 102 ms
    assert " 1.1 s " in loop  # 100 ms + 500 × 2 ms
