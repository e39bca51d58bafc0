"""More that goes wrong while tasks wait: files damaged under a run, a server gone under each model, and sources on
several nodes."""

import os
import re
import signal
from pathlib import Path

import pytest
from misbehaving_server import MisbehavingServer, documents_of
from sweep_program import LATENCY_SOURCE, launch, read, sweep
from test_faults import wait_until

SEED = 11
SIZE = 2000
TASKS = 8

MODELS = {
    "serial": 'model = "serial"',
    "openmp": 'model = "threads"\nteam = "openmp"\nthreads = 3',
    "posix": 'model = "threads"\nteam = "posix"\nthreads = 3',
    "epoll": 'model = "event_loop"\npoller = "epoll"\nin_flight = 5',
    "io_uring": 'model = "event_loop"\npoller = "io_uring"\nin_flight = 5',
}


def campaign(folder, *experiments, repetitions=1):
    text = f'[campaign]\nname = "faults"\nseed = {SEED}\nwarmup = 0\n' \
           f'repetitions = {{ min = {repetitions}, max = {repetitions}, interval = "100%" }}\n'
    (folder / "c.toml").write_text(text + "".join(experiments))
    return folder / "c.toml"


def experiment(name, *lines, serial_tasks=TASKS):
    return "\n".join((f'[[experiment]]\nname = "{name}"\nworkload = "tiny_files"\ntasks = {TASKS}',
                      f'serial_tasks = {serial_tasks}\nsize = "{SIZE} B"\nparse = "0 s"\nschedule = "dynamic"', *lines, ""))


def cases_of(path):
    """The cases of each experiment of a whole result, bases left out."""
    result = read(path)
    assert result["root"]["status"] == "complete"
    found = {}
    for row in result["cases"]:
        if row["case"] != row["base"]:
            found.setdefault(row["experiment"].decode(), []).append(row)
    return found


def assert_failed(rows, pattern):
    for row in rows:
        assert row["status"] == b"failed"
        assert re.fullmatch(r"(rank \d: )?" + pattern, row["error"].decode()), row["error"]


def assert_finished(rows):
    assert [row["error"] for row in rows] == [b""] * len(rows)
    assert {row["status"] for row in rows} == {b"finished"}


# Files.

EVERY_MODEL = ('model = ["serial", "threads", "event_loop"]\nteam = ["openmp", "posix"]\nthreads = 3\n'
               'poller = ["epoll", "io_uring"]')


def in_files(name, directory, models=EVERY_MODEL):
    return experiment(name, f'source = "files"\ndirectory = "{directory}"', models)


def test_files_are_made_once_hold_what_the_server_answers_and_are_mended(tmp_path):
    path = campaign(tmp_path, in_files("files", tmp_path / "here"))

    def content_after_a_run(ranks):
        sweep("run", path, "-o", "x.h5", "--quiet", "--force", ranks=ranks, cwd=tmp_path).expect(0)
        files = sorted((tmp_path / "here").rglob("*.json"))
        return [file.read_bytes() for file in files], [file.stat().st_mtime_ns for file in files]

    _, documents = documents_of(LATENCY_SOURCE, SEED, SIZE, TASKS)
    content, times = content_after_a_run(ranks=2)
    assert content == documents
    assert content_after_a_run(ranks=1) == (documents, times)
    next((tmp_path / "here").rglob("3.json")).write_bytes(documents[4])
    content, later = content_after_a_run(ranks=1)
    assert content == documents
    assert [n for n in range(TASKS) if later[n] != times[n]] == [3]


def flip(path):
    content = bytearray(path.read_bytes())
    content[re.search(rb": ?[1-8]", content).end() - 1] ^= 1  # another digit
    path.write_bytes(content)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-30])


@pytest.mark.parametrize(("damage", "pattern"), [
    (flip, "wrong answer: .+"),
    (truncate, "cannot read document 3: wrong answer: it is not one whole JSON document: .+"),
    (Path.unlink, r"cannot open .+/3\.json: No such file or directory"),
], ids=["flip", "truncate", "remove"])
def test_a_file_damaged_under_a_run_fails_its_cases_and_no_others(damage, pattern, tmp_path):
    path = campaign(tmp_path, in_files("first", tmp_path / "here"), in_files("second", tmp_path / "there", MODELS["serial"]),
                    repetitions=500)
    with launch(["run", path, "-o", "x.h5"], cwd=tmp_path) as run:
        wait_until(lambda: list((tmp_path / "here").rglob(f"{TASKS - 1}.json")), run)
        damage(next((tmp_path / "here").rglob("3.json")))
        ended = run.wait().expect(1)
    cases = cases_of(tmp_path / "x.h5")
    assert_failed(cases["first"], pattern)
    assert_finished(cases["second"])
    reasons = {case["error"] for case in cases["first"]}
    assert ended.err.count("sweep: failed: first ") >= len(reasons)  # once for all cases of a reason, and for the base


# Servers.


@pytest.fixture(scope="module", params=[1, 2])
def wronged_models(request, tmp_path_factory):
    """The cases of one run in which each model meets, alone, a server gone and one that fails more often than it is
    asked again."""
    folder = tmp_path_factory.mktemp("wronged")
    introduction, documents = documents_of(LATENCY_SOURCE, SEED, SIZE, TASKS)
    with MisbehavingServer(documents, introduction, lifetime=2) as gone, MisbehavingServer(documents, introduction) as poor:
        # The first is there while sweep looks what it serves, so that the oracle does not need it.
        refused = experiment("refused", f'url = "{gone.url("fine")}"\nretries = 1', EVERY_MODEL)
        run = campaign(folder, refused, *[text for name, model in MODELS.items() for text in (
            experiment(f"too few {name}", f'url = "{poor.url("fails_twice", name)}"\nretries = 1', model, serial_tasks=1),
            experiment(f"enough {name}", f'url = "{poor.url("fails_twice", name, "again")}"\nretries = 2', model,
                       serial_tasks=1))])
        sweep("run", run, "-o", "x.h5", "--quiet", ranks=request.param, cwd=folder).expect(1)
    return cases_of(folder / "x.h5")


GET = r"cannot get document \d from 127\.0\.0\.1:\d+: 2 attempts failed; the first: "


def test_a_refused_connection_fails_under_each_model(wronged_models):
    assert len(wronged_models["refused"]) == len(MODELS)
    assert_failed(wronged_models["refused"], GET + "connecting: Connection refused")


@pytest.mark.parametrize("model", MODELS)
def test_retries_help_under_each_model_when_there_are_as_many_as_failures(wronged_models, model):
    assert_finished(wronged_models[f"enough {model}"])
    assert_failed(wronged_models[f"too few {model}"], GET + "the server answered 503 Service Unavailable")


# Sources of several nodes.


def sources_of(run):
    return [process for process in run.processes() if "latency_source" in command_of(process)]


def command_of(process):
    try:
        return Path(f"/proc/{process}/comm").read_text()
    except OSError:
        return ""


@pytest.mark.parametrize(("victim", "number"), [(1, signal.SIGKILL), (0, signal.SIGTERM)])
def test_no_source_of_any_node_is_left_when_a_rank_is_killed(victim, number, tmp_path):
    path = campaign(tmp_path, experiment("one", 'latency = "20 ms"\nmodel = "event_loop"'), repetitions=100_000)
    with launch(["run", path, "-o", "x.h5", "--ranks-per-node", "1"], ranks=2, cwd=tmp_path) as run:
        wait_until(lambda: len(sources_of(run)) == 2, run)
        (process,) = [process for process, rank in run.processes().items()
                      if rank == victim and process not in sources_of(run)]
        os.kill(process, number)
        assert run.wait().code != 0
        assert run.survivors() == {}
