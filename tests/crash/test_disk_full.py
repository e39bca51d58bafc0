"""The disk fills up in mid-campaign: measuring goes on, and what is lost in the end, if anything, is said plainly."""

import re

import pytest
from answers import answers
from result_reader import ResultReader
from sweep_program import launch, read, sweep
from test_faults import fill, long_campaign, small_disk, wait_until  # noqa: F401: small_disk is a fixture

RANKS = 2
EXPERIMENTS = 60


def read_until(stream, words):
    """The lines up to one with these words."""
    lines = []
    while not lines or words not in lines[-1]:
        lines.append(stream.readline())
        assert lines[-1], "it ended without saying so: " + "".join(lines)
    return lines


def repetitions(result):
    return len({(row["case"], row["launch"], row["repetition"]) for row in result["samples"]})


def filled_up(run, disk, path):
    """Fills the disk when some cases are finished, and waits until the program has said so."""
    with ResultReader() as reader:
        wait_until(lambda: len(reader.read(path).samples) >= 20, run)
    fill(disk)
    lines = read_until(run.process.stderr, "measuring goes on")
    assert "No space left on device" in lines[-1] and str(path) in lines[-1]
    return lines


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The campaign, and its result where there is room."""
    folder = tmp_path_factory.mktemp("undisturbed")
    campaign = long_campaign(folder, EXPERIMENTS)
    sweep("run", campaign, "-o", "x.h5", "--quiet", ranks=RANKS, cwd=folder).expect(0)
    return campaign, folder / "x.h5"


def test_what_did_not_fit_is_written_once_there_is_room(small_disk, undisturbed):  # noqa: F811
    path = small_disk / "x.h5"
    campaign, expected = undisturbed
    with launch(["run", campaign, "-o", path], ranks=RANKS, cwd=small_disk) as run:
        filled_up(run, small_disk, path)
        (small_disk / "filler").unlink()
        ended = run.wait().expect(0)
    assert "lost" not in ended.err
    assert "No space left" not in ended.err, "it is said once"
    assert repetitions(read(path)) == repetitions(read(expected))
    assert answers(path) == answers(expected)
    assert [each.name for each in small_disk.iterdir()] == ["x.h5"]


def test_a_disk_that_stays_full_costs_what_is_said_and_exit_is_not_0(small_disk, undisturbed):  # noqa: F811
    path = small_disk / "x.h5"
    campaign, expected = undisturbed
    with launch(["run", campaign, "-o", path], ranks=RANKS, cwd=small_disk) as run:
        filled_up(run, small_disk, path)
        ended = run.wait().expect(1)
        assert run.survivors() == {}
    (lost,) = re.findall(r"(\d+) repetitions are lost: make room", ended.err)
    assert "No space left on device" in ended.err
    assert int(lost) > 0
    sweep("show", path).expect(0)
    (small_disk / "filler").unlink()
    sweep("run", campaign, "-o", path, "--quiet", "--resume", ranks=RANKS, cwd=small_disk).expect(0)
    result = read(path)
    assert repetitions(result) == repetitions(read(expected))
    measured_again = result["samples"][(result["samples"]["launch"] == 1) & (result["samples"]["rank"] == 0)]
    assert len(measured_again) == int(lost), "it has measured everything, and lost what it said"
    assert answers(path) == answers(expected)
    assert [each.name for each in small_disk.iterdir()] == ["x.h5"]
