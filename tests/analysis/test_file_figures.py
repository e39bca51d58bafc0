"""Figures of files: what is drawn is what was measured, memory is told from devices, and every word can be read."""

import numpy as np
import pytest
from synthetic_files import MIB, FileCampaign
from test_figures import assert_legible, words
from test_operations import experiment

from sweep_analysis import bandwidth_figure, load, phases_figure, rates_figure, scaling_figure, summarise_operations

FIGURES = [(bandwidth_figure, "transfers"), (bandwidth_figure, "backends"), (bandwidth_figure, "ranks"),
           (phases_figure, "transfers"), (phases_figure, "backends"), (phases_figure, "ranks"),
           (phases_figure, "metadata"), (rates_figure, "metadata")]


def drawn(axis) -> list:
    """The points of a panel with intervals: ((x, y), hollow)."""
    return [(point, bar.lines[0].get_markerfacecolor() == "white")
            for bar in axis.containers for point in bar.lines[0].get_xydata()]


def bars(axis) -> dict:
    """Where each part of a panel's bars begins and ends, by label."""
    labels = [tick.get_text() for tick in axis.get_yticklabels()]
    found = {label: [] for label in labels}
    for patch in axis.patches:
        label = labels[round(patch.get_y() + patch.get_height() / 2)]
        found[label].append((patch.get_x(), patch.get_x() + patch.get_width()))
    return found


@pytest.mark.parametrize("draw, name", FIGURES)
def test_every_word_can_be_read(drawn_files, draw, name):
    assert_legible(drawn_files(draw, name))


def test_one_case_can_be_read(tmp_path):
    result = experiment(tmp_path, dict(backend="hdf5", direct=1))
    for draw in (bandwidth_figure, phases_figure):
        assert_legible(draw(result, "files"))


def test_every_experiment_gets_the_figures_its_data_allow(drawn_files):
    assert drawn_files.names() == sorted(f"{draw.__name__.partition('_')[0]}-{name}" for draw, name in FIGURES)


def test_processors_do_not_bound_files(drawn_files):
    assert drawn_files(scaling_figure, "ranks") is None


def test_other_workloads_have_no_figure_of_files(drawn, drawn_files):
    assert [drawn(draw, "coffee") for draw in (bandwidth_figure, phases_figure, rates_figure)] == [None] * 3
    assert drawn_files(rates_figure, "transfers") is None


def test_panels_of_bandwidth_show_the_medians_over_the_size_of_a_transfer(files_result, drawn_files):
    figure = drawn_files(bandwidth_figure, "transfers")
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "write, shared file", "read, shared file", "write, a file per rank", "read, a file per rank"]
    cases = files_result.cases.set_index("case")
    cases = cases[(cases["experiment"] == "transfers") & (cases["ranks"] == 2) & (cases["layout"] == "file_per_rank")]
    done = summarise_operations(files_result.phases).set_index("case")
    done = done[done["operation"] == "read"].loc[cases.index]
    expected = sorted(zip(cases["transfer"], done["bandwidth"]))
    assert np.allclose(sorted(tuple(point) for point, _ in drawn(figure.axes[3])), expected)
    ticks = [tick.get_text() for tick in figure.axes[3].get_xticklabels()]
    assert ticks == ["4 KiB", "16 KiB", "64 KiB", "256 KiB", "1 MiB", "4 MiB", "16 MiB"]
    assert figure.axes[3].get_xscale() == "log"


def test_intervals_are_drawn_from_their_lower_to_their_upper_end(tmp_path):
    result = experiment(tmp_path, dict(transfer=MIB), dict(transfer=4 * MIB), operations=("write",))
    axis, = bandwidth_figure(result, "files").axes
    ends = [segment[:, 1] for bar in axis.containers for segment in bar.lines[2][0].get_segments()]
    done = summarise_operations(result.phases)
    assert np.allclose(ends, done[["bandwidth_low", "bandwidth_high"]])


def test_layouts_have_the_same_scale(drawn_files):
    write, read, other_write, other_read = drawn_files(bandwidth_figure, "transfers").axes
    assert write.get_ylim() == other_write.get_ylim() and read.get_ylim() == other_read.get_ylim()
    assert write.get_ylim() != read.get_ylim()


def test_reads_from_memory_are_hollow_and_said_to_be(drawn_files, tmp_path):
    figure = drawn_files(bandwidth_figure, "backends")
    hollow = [[is_hollow for _, is_hollow in drawn(axis)] for axis in figure.axes]
    assert hollow == [[False] * 6, [True, False, True, True, True, True]]
    assert "read from memory, or mostly" in words(figure) and "Hollow: less than half" in words(figure)
    direct = words(bandwidth_figure(experiment(tmp_path, dict(direct=1)), "files"))
    assert "Hollow" not in direct and "memory" not in direct


def test_a_point_a_back_end_where_transfers_are_all_as_large(drawn_files):
    write, read = drawn_files(bandwidth_figure, "backends").axes
    assert [tick.get_text() for tick in write.get_yticklabels()][:3] == ["posix", "posix, direct", "mpiio, independent"]
    assert [point[1] for point, _ in drawn(read)] == [0, 1, 2, 3, 4, 5]


def test_the_caption_tells_of_the_harness_the_bases_and_repetitions(drawn_files):
    said = words(drawn_files(bandwidth_figure, "backends")).replace("\N{NO-BREAK SPACE}", " ")
    assert "n = 7 repetitions" in said and "the serial bases (1 rank)" in said
    assert "The harness alone (back end none, which moves nothing) reaches" in said
    assert "harness" not in words(drawn_files(bandwidth_figure, "transfers"))


def test_phases_are_stacked_to_the_whole_and_those_that_took_no_time_have_no_bar(drawn_files):
    figure = drawn_files(phases_figure, "metadata")
    assert [axis.get_title(loc="left") for axis in figure.axes] == ["create", "stat", "read", "rename", "remove"]
    create, stat = (bars(axis) for axis in figure.axes[:2])
    assert len(create) == len(stat) == 6
    for parts in create.values():   # open, transfer, close
        assert np.allclose(parts, np.array([(0, 0.4), (0.4, 1), (1, 1.04)]) / 1.04)
    assert np.allclose(list(stat.values()), [[(0, 1)]] * 6)
    assert "sync" not in words(figure) and "sync: until data" in words(drawn_files(phases_figure, "ranks"))


def test_too_many_bars_are_thinned_and_said(drawn_files):
    figure = drawn_files(phases_figure, "transfers")
    write = bars(figure.axes[0])
    assert len(write) == 18 and "Measured but not shown: transfer 16 KiB, 64 KiB, 1 MiB, 4 MiB" in words(figure)
    assert any(label.startswith("hdf5, a file per rank, transfer 256 KiB (") for label in write)


def test_the_harness_has_no_phases(tmp_path):
    result = experiment(tmp_path, dict(backend="none"), dict(backend="posix"))
    for axis in phases_figure(result, "files").axes:
        label, = bars(axis)
        assert label.startswith("posix (")


def test_rates_are_of_every_operation_tree_and_number_of_ranks(files_result, drawn_files):
    figure = drawn_files(rates_figure, "metadata")
    axis, = figure.axes
    assert [tick.get_text() for tick in axis.get_yticklabels()] == ["create", "stat", "read", "rename", "remove"]
    points = drawn(axis)
    assert len(points) == 5 * 6 and axis.get_xscale() == "log"
    done = summarise_operations(files_result.phases)
    expected = done.loc[done["operation"] == "stat", "rate"]
    assert np.allclose(sorted(point[0] for point, _ in points if round(point[1]) == 1), sorted(expected))
    assert {round(point[1]) for point, hollow in points if hollow} == {2}
    assert "own tree, 1 rank" in words(figure).replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_not_finished_is_drawn_with_what_there_is(tmp_path):
    campaign = FileCampaign(repetitions=2)
    campaign.measure_files(campaign.files("files", status="unfinished", transfer=MIB))
    campaign.files("files", status="unfinished", transfer=4 * MIB)
    result = load(campaign.write(tmp_path / "a.h5", status="partial", summary=False))
    said = words(bandwidth_figure(result, "files"))
    assert "Unfinished: 2 of 2 cases" in said and "least to greatest" in said
