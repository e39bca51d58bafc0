"""Wherever a machine stops in a whole campaign, what is on its disk is read, and nothing in it is wrong."""

import os
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from answers import answers
from crash_states import FORMS, Change, Disk, State, lay_out, read_record, recording, states, tree_of
from sweep_program import SOURCE, sweep

RESULT = "x.h5"
CAMPAIGN = SOURCE / "configs/smoke.toml"
RESUMED_STATES = int(os.environ["SWEEP_RESUMED_STATES"])


@dataclass
class Seen:
    """What `sweep show` makes of a state."""

    state: State
    outcome: str  # "shown …", "refused …"; "missing" where there is no result yet
    digests: list[str]  # of each case's answer; "0": none yet
    samples: list[str]  # of each row, in order


def files_of_result(tree):
    return {path: content for path, content in tree.items() if path.split("/")[0].startswith(RESULT) and content is not None}


def see(reader, folder: Path, state: State) -> Seen:
    files = files_of_result(state.tree)
    for old in folder.iterdir():
        old.unlink()
    lay_out({path: content for path, content in files.items() if "/" not in path}, folder)
    if RESULT not in files:
        return Seen(state, "missing", [], [])
    reader.stdin.write(f"{folder / RESULT}\n")
    reader.stdin.flush()
    _, outcome, *rows = reader.stdout.readline().rstrip("\n").split("\t")
    return Seen(state, outcome, *([row.split() for row in rows] or [[], []]))


def see_all(folder: Path, changes: list[Change]) -> list[Seen]:
    """Each different state of the result once, in order; one process reads them one after the other."""
    seen, before = [], {}
    with subprocess.Popen([os.environ["SWEEP_SHOW_EACH"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        for state in states(changes, Disk()):
            files = files_of_result(state.tree)
            key = frozenset(files.items())
            if key not in before:
                before[key] = see(reader, folder, state)
            seen.append(Seen(state, before[key].outcome, before[key].digests, before[key].samples))
        reader.stdin.close()
    assert reader.returncode == 0
    return seen


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The folder of an undisturbed campaign, and the record of what was done in it."""
    folder, log = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("record") / "log"
    variables = recording(os.environ["SWEEP_RECORD_WRITES"], folder, log)
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    prefix = ["env", *(f"{name}={value}" for name, value in (variables | {"ASAN_OPTIONS": options}).items())]
    sweep("run", CAMPAIGN, "-o", RESULT, "--quiet", ranks=2, cwd=folder, prefix=prefix).expect(0)
    return folder, read_record(log)


@pytest.fixture(scope="module")
def seen(recorded, tmp_path_factory):
    return see_all(tmp_path_factory.mktemp("states"), recorded[1])


def test_the_record_tells_all_that_was_done(recorded):
    folder, changes = recorded
    disk = Disk()
    for change in changes:
        disk.apply(change)
    assert disk.tree("names", lambda file: file.content) == tree_of(folder)
    assert sum(change.operation == "sync" for change in changes) > 10


def test_once_there_is_a_result_every_state_is_readable(seen):
    for form in FORMS:
        outcomes = [each for each in seen if each.state.form == form]
        first = next(i for i, each in enumerate(outcomes) if each.outcome != "missing")
        for each in outcomes[first:]:
            assert each.outcome.startswith("shown "), f"{each.state}: {each.outcome or 'a crash'}"


def test_no_state_is_wrong(seen):
    final = seen[-1]
    assert len(final.samples) > 100
    for each in seen:
        assert each.samples == final.samples[: len(each.samples)], f"{each.state}: other repetitions"
        assert all(one in ("0", other) for one, other in zip(each.digests, final.digests)), f"{each.state}: other digests"


def test_what_was_there_stays_there(seen):
    """In any form: what was kept at one moment is never lost later."""
    for form in FORMS:
        counts = [len(each.samples) for each in seen if each.state.form == form]
        assert counts == sorted(counts), form
        if form != "torn":
            assert counts[-1] == len(seen[-1].samples), f"{form}: not all is on the disk at the end"


@pytest.mark.parametrize("omitted", ["files", "folder"])
def test_a_program_that_did_not_synchronise_would_be_found(recorded, tmp_path, omitted):
    """A planted bug: the same record without the calls."""
    changes = [change for change in recorded[1] if change.operation != "sync" or (change.path == "") != (omitted == "folder")]
    assert len(changes) < len(recorded[1])
    found = see_all(tmp_path, changes)
    if omitted == "files":
        assert any(each.outcome.startswith("refused ") for each in found)
    else:
        assert all(each.outcome == "missing" for each in found if each.state.form == "nothing")
