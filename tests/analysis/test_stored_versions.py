"""A result file of every version opens for ever: every table, every figure, the words (and, in test_notebook, the
notebook). What such a file holds is known, as none is ever written again."""

from typing import NamedTuple

import h5py
import pytest
from conftest import FIRST_VERSION, STORED, Gallery

from sweep_analysis.__main__ import main
from sweep_analysis.figures import FIGURES
from sweep_analysis.schema import SCHEMA_VERSION


class Content(NamedTuple):
    """Of a stored file, what others have otherwise."""

    cases: int
    draws: list      # rows of each table of estimates of the experiment draws
    derived: set     # columns of /cases that its version added, which nobody asks for
    figures: set     # beside those of the first version
    launches: int = 1


CONTENT = {
    "result-v1": Content(45, [60], set(), set()),
    "result-v2": Content(49, [20, 20, 20], {"step_s", "round_s", "steps", "pace_steps"},
                         {"lateness-sleepers", "memory-sleepers", "waiting-sleepers", "locks-datagrams"}),
    "result-v3": Content(49, [20, 20, 20], {"step_s", "round_s", "steps", "pace_steps"},
                         {"lateness-sleepers", "memory-sleepers", "waiting-sleepers", "locks-datagrams"}, launches=2),
}

AXES = {"workload", "kernel", "model", "policy", "ranks", "threads", "schedule", "chunk", "tasks", "draws", "latency",
        "in_flight", "backend", "switch_interval", "native_fraction"}
DERIVED = {"case", "experiment", "base", "wait_s", "bound_s", "status", "error", "warnings", "checksum"}
NAMES = {"bandwidth-files", "granularity-draws", "latency-convoy", "locks-convoy", "locks-lock", "locks-native",
         "native-native", "phases-files", "phases-trees", "rates-trees", "scaling-draws", "throughput-lock",
         "timeline-lock", "lateness-documents", "memory-documents", "waiting-documents"}


def test_a_file_of_every_version_that_the_analysis_reads_is_stored():
    versions = {}
    for path in STORED:
        with h5py.File(path) as file:
            versions[path.stem] = int(file.attrs["schema_version"])
    assert versions == {f"result-v{version}": version for version in range(1, SCHEMA_VERSION + 1)}
    assert versions.keys() == CONTENT.keys()


def test_what_was_asked_for_and_what_is_derived_is_known_from_the_file(stored):
    assert set(stored.axes) >= AXES
    assert set(stored.cases) - set(stored.axes) == DERIVED | CONTENT[stored.path.stem].derived


def test_the_axes_of_the_first_version_are_in_its_order(first):
    assert first.axes[:9] == ("workload", "kernel", "model", "policy", "ranks", "threads", "schedule", "chunk", "tasks")


def test_all_its_tables_are_there(stored):
    content = CONTENT[stored.path.stem]
    assert (stored.status, len(stored.cases), set(stored.cases["status"])) == ("complete", content.cases, {"finished"})
    for table in (stored.samples, stored.summary, stored.phases, stored.operations, stored.locks, stored.contention):
        assert len(table)
    assert list(stored.estimates) == ["draws", "lock"]
    assert [len(table) for table in stored.estimates["draws"]] == content.draws
    assert set(stored.traces) == {32, 33, 34, 35} and stored.latencies[17]["latency"].sum() == 20 * content.launches
    assert len(stored.launches) == content.launches


def test_every_kind_of_figure_is_drawn_from_the_first_version(figures_command):
    done, folder = figures_command
    names = {path.name.removesuffix(".png") for path in folder.iterdir()}
    assert names == NAMES
    # versions 1 to 3 have no scores, measures, six cores, or such tasks
    lacking = {"estimates", "measures", "speedup_models", "unequal"}
    assert {name.partition("-")[0] for name in names} == set(FIGURES) - lacking
    assert "No figure" not in done.stdout


@pytest.mark.parametrize("stored", [path for path in STORED if path != FIRST_VERSION], ids=lambda path: path.stem,
                         indirect=True)
def test_every_kind_of_figure_is_drawn_from_later_versions(stored):
    assert set(Gallery(stored).names()) == NAMES | CONTENT[stored.path.stem].figures


def test_its_summary_is_printed(stored, capsys):
    assert main(["summary", str(stored.path)]) == 0
    said = capsys.readouterr()
    assert f"{stored.campaign['name']} (complete)" in said.out
    for experiment in stored.experiments:
        assert f"\n{experiment} (" in said.out
    assert {"draws", "documents", "files", "lock", "convoy", "native"} <= set(stored.experiments)
    assert said.err == ""
