"""Wherever a machine stops in a whole campaign, what is on its disk is read, and nothing in it is wrong."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from answers import answers
from crash_states import FORMS, Change, Disk, State, lay_out, read_record, recording, states, tree_of
from result_reader import ResultReader, Shown
from sweep_program import SOURCE, sweep

RESULT = "x.h5"
CAMPAIGN = SOURCE / "configs/smoke.toml"
RESUMED_STATES = int(os.environ["SWEEP_RESUMED_STATES"])


def files_of_result(tree):
    """The result and its journal."""
    return {path: content for path, content in tree.items() if path.startswith(RESULT) and "/" not in path and content is not None}


@dataclass
class Seen:
    state: State
    shown: Shown


def see_all(folder: Path, changes: list[Change]) -> list[Seen]:
    """What is read in each state of the result, in order; one that was there before is not read again."""
    seen, before = [], {}
    with ResultReader() as reader:
        for state in states(changes, Disk()):
            files = files_of_result(state.tree)
            key = frozenset(files.items())
            if key not in before:
                for old in folder.iterdir():
                    old.unlink()
                lay_out(files, folder)
                before[key] = reader.read(folder / RESULT)
            seen.append(Seen(state, before[key]))
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
        first = next(i for i, each in enumerate(outcomes) if each.shown.outcome != "missing")
        for each in outcomes[first:]:
            assert each.shown.is_shown(), f"{each.state}: {each.shown.outcome or 'a crash'}"


def test_no_state_is_wrong(seen):
    final = seen[-1].shown
    assert len(final.samples) > 100
    for each in seen:
        samples, digests = each.shown.samples, each.shown.digests
        assert samples == final.samples[: len(samples)], f"{each.state}: other repetitions"
        assert all(one in ("0", other) for one, other in zip(digests, final.digests)), f"{each.state}: other digests"


def test_what_was_there_stays_there(seen):
    """In any form: what was kept at one moment is never lost later."""
    for form in FORMS:
        counts = [len(each.shown.samples) for each in seen if each.state.form == form]
        assert counts == sorted(counts), form
        if form != "torn":
            assert counts[-1] == len(seen[-1].shown.samples), f"{form}: not all is on the disk at the end"


@pytest.mark.parametrize("omitted", ["files", "folder"])
def test_a_program_that_did_not_synchronise_would_be_found(recorded, tmp_path, omitted):
    """A planted bug: the same record without the calls."""
    changes = [change for change in recorded[1] if change.operation != "sync" or (change.path == "") != (omitted == "folder")]
    assert len(changes) < len(recorded[1])
    found = see_all(tmp_path, changes)
    if omitted == "files":
        assert any(each.shown.outcome.startswith("refused ") for each in found)
    else:
        assert all(each.shown.outcome == "missing" for each in found if each.state.form == "nothing")


@pytest.fixture(scope="module")
def resumable(recorded):
    """Different states of the whole folder, some for each form."""
    different = {}
    for state in states(recorded[1], Disk()):
        different.setdefault(frozenset(state.tree.items()), state)
    return random.Random(16).sample(list(different.values()), RESUMED_STATES)


def test_a_launch_goes_on_from_any_state_to_the_same_answers(recorded, resumable, tmp_path):
    expected = answers(recorded[0] / RESULT)
    for number, state in enumerate(resumable):
        folder = tmp_path / str(number)
        folder.mkdir()
        lay_out(state.tree, folder)
        ended = sweep("run", CAMPAIGN, "-o", RESULT, "--quiet", "--resume", ranks=2, cwd=folder)
        assert ended.code == 0, f"{state}: {ended.err}"
        assert answers(folder / RESULT) == expected, state
        assert {path.name for path in folder.iterdir()} == {RESULT}, state
