"""Figures are written, are not blank, keep their words inside the canvas and say what they leave out."""

import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.legend import Legend
from matplotlib.text import Text
from PIL import Image
from synthetic import Campaign

from sweep_analysis import (granularity_figure, lateness_figure, load, memory_figure, scaling_figure, waiting_figure,
                            write_figures)
from sweep_analysis.scaling import MOST_SERIES, problems


def words(figure) -> str:
    return " ".join(" ".join(text.get_text() for text in figure.findobj(Text)).split())


def test_every_experiment_gets_the_figures_its_data_allow(drawn):
    assert drawn.names() == ["granularity-coffee", "granularity-granularity", "lateness-downloads",
                             "lateness-fan-out", "memory-downloads", "memory-fan-out", "scaling-coffee",
                             "scaling-granularity", "waiting-downloads", "waiting-fan-out"]


def test_no_picture_is_small_or_blank(figures_command):
    _, folder = figures_command
    for path in folder.iterdir():
        image = np.asarray(Image.open(path).convert("L"))
        assert image.shape[0] > 400 and image.shape[1] > 1500 and image.std() > 0.05 * 255, path.name


@pytest.mark.parametrize("draw, experiment", [
    (scaling_figure, "coffee"), (scaling_figure, "granularity"),
    (waiting_figure, "downloads"), (waiting_figure, "fan-out"), (memory_figure, "downloads"),
    (memory_figure, "fan-out"), (lateness_figure, "downloads"), (lateness_figure, "fan-out"),
    (granularity_figure, "coffee"),
    (granularity_figure, "granularity")])
def test_no_words_are_clipped_and_no_captions_touch(drawn, draw, experiment):
    assert_legible(drawn(draw, experiment))


def assert_legible(figure):
    """No words outside the canvas, no captions or ticks upon each other."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    width, height = figure.canvas.get_width_height()
    for item in [*figure.texts, *figure.findobj(Legend), *(axis.yaxis.label for axis in figure.axes)]:
        box = item.get_window_extent(renderer)
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, words(figure)
    boxes = [item.get_window_extent(renderer) for item in [*figure.texts, *figure.findobj(Legend)]]
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[number + 1:])
    beside = [legend.get_window_extent(renderer) for legend in figure.findobj(Legend)]
    for axis in figure.axes:
        for ticks in (axis.get_xticklabels(), axis.get_yticklabels()):
            shown = [tick.get_window_extent(renderer) for tick in ticks if tick.get_text()]
            assert not any(one.overlaps(other) for one, other in zip(shown, shown[1:]))
            assert not any(one.overlaps(legend) for one in shown for legend in beside)


def test_a_scaling_figure_names_campaign_machine_base_and_bounds(drawn):
    said = words(drawn(scaling_figure, "coffee"))
    for expected in ("lecture · coffee", "AMD EPYC 9B45", "4 cores", "n = 10 repetitions", "Speed-up 1 is serial",
                     "ideal: p, at most 4 cores", "Amdahl: s = ", "measured overhead", "Shaded"):
        assert expected in said


def test_a_failed_case_is_left_out_and_named(drawn, table):
    assert "case 151 (gil, 8 ranks × 2 threads): Open MPI refused" in words(drawn(scaling_figure, "coffee"))
    assert 151 not in set(table["case"])


def test_oversubscription_is_not_shaded_where_there_is_none(drawn):
    assert "Shaded" not in words(drawn(scaling_figure, "granularity"))


def test_each_point_is_the_fastest_of_its_series(result, table):
    problem, = problems(result, table, "coffee")
    assert problem.merged == ["schedule", "chunk"]
    rows = table[(table["experiment"] == "coffee") & (table["model"] == "gil") & (table["p"] == 4)]
    chosen = problem.cases[(problem.cases["model"] == "gil") & (problem.cases["p"] == 4)]
    assert chosen["median_s"].tolist() == [rows["median_s"].min()]


def test_too_many_series_are_merged_until_they_are_legible(tmp_path):
    campaign = Campaign()
    base = campaign.case("many")["case"]
    campaign.sample(base, 0, 0, 1.0)
    for ranks in range(1, 11):
        for threads in range(1, 11):
            case = campaign.case("many", model="threads", ranks=ranks, threads=threads, base=base)["case"]
            for rank in range(ranks):
                campaign.sample(case, 0, rank, 1.0 / ranks)
    result = load(campaign.write(tmp_path / "a.h5"))
    figure = scaling_figure(result, "many")
    assert "Where cases differ in ranks, threads only, the fastest is shown" in words(figure)
    assert len(figure.axes[0].containers) <= MOST_SERIES


def test_a_partial_file_is_drawn_from_what_was_measured(tmp_path):
    campaign = Campaign()
    base = campaign.case("coffee", status="unfinished")
    rows = [base, *(campaign.case("coffee", ranks=n, base=0, status="unfinished") for n in (2, 4))]
    for row in rows[:2]:
        campaign.measure(row, 2)
    result = load(campaign.write(tmp_path / "a.h5", status="partial", summary=False))
    said = words(scaling_figure(result, "coffee"))
    assert "Unfinished: 3 of 3 cases" in said and "n = 2 repetitions" in said and "least to greatest" in said


@pytest.mark.parametrize("unknown", ["cores", "processor", "hosts", "ranks", "version"])
def test_a_machine_that_is_not_fully_known_is_drawn_all_the_same(result, unknown, monkeypatch):
    monkeypatch.delitem(result.provenance, unknown)
    assert scaling_figure(result, "coffee") and granularity_figure(result, "granularity")


def test_nothing_measured_gives_a_sentence(tmp_path):
    result = load(Campaign().write(tmp_path / "a.h5", status="partial"))
    written, missing = write_figures(result, tmp_path)
    assert written == [] and "no measured case with work in it" in missing[0]


def test_the_harness_alone_gives_no_figure_and_a_sentence(result, tmp_path):
    cases = result.cases[result.cases["experiment"] == "harness"]
    written, missing = write_figures(dataclasses.replace(result, cases=cases), tmp_path)
    assert written == [] and len(missing) == 1 and "nothing to draw" in missing[0]


def test_an_experiment_without_a_figure_is_named(tmp_path):
    campaign = Campaign()
    campaign.measure(campaign.case("alone"))
    written, missing = write_figures(load(campaign.write(tmp_path / "a.h5")), tmp_path)
    assert written == []
    assert missing[0].startswith("No figure for alone. Measured without failure, each needs: bandwidth ")
    assert "scaling a serial base and two values of ranks × threads;" in missing[0]


def test_granularity_at_one_p_gets_no_scaling_figure(tmp_path):
    campaign = Campaign()
    for draws in (10, 1000, 100_000):
        base = campaign.case("one p", draws=draws)
        campaign.measure(base)
        campaign.measure(campaign.case("one p", ranks=2, draws=draws, base=base["case"]))
    written, missing = write_figures(load(campaign.write(tmp_path / "a.h5")), tmp_path)
    assert [path.name for path in written] == ["granularity-one-p.png"] and missing == []


def test_one_and_two_workers_are_read_from_zero(tmp_path):
    campaign = Campaign()
    base = campaign.case("pair")
    for row in (base, campaign.case("pair", ranks=2, base=0)):
        campaign.measure(row)
    for axis in scaling_figure(load(campaign.write(tmp_path / "a.h5")), "pair").axes:
        assert axis.get_yscale() == "linear" and axis.get_ylim()[0] == 0
        assert [tick.get_text() for tick in axis.get_xticklabels()] == ["1", "2"]


def test_speed_ups_over_a_wide_range_are_logarithmic(drawn):
    assert {axis.get_yscale() for axis in drawn(scaling_figure, "coffee").axes} == {"log"}


def test_speed_up_one_has_a_tick(drawn):
    assert "1" in [tick.get_text() for tick in drawn(scaling_figure, "coffee").axes[0].get_yticklabels()]


def test_a_granularity_figure_stars_the_metg_of_every_curve_and_names_it(drawn):
    figure = drawn(granularity_figure, "granularity")
    assert sum(line.get_marker() == "*" for line in figure.axes[0].lines) == 6
    said = words(figure).replace("\N{NO-BREAK SPACE}", " ")
    assert "length of a task at the peak rate" in said and "serial, 4 ranks, guided METG = " in said
    assert "All curves: 1000 tasks, chunk 1." in said and "Measured but not shown: ranks × threads = 2" in said


def test_a_granularity_figure_of_chunks_says_so_and_names_what_is_left_out(drawn):
    said = words(drawn(granularity_figure, "coffee"))
    assert "length of a chunk at the peak rate" in said and "All curves: 1000 tasks, draws 10000." in said
    assert "Measured but not shown: ranks × threads = 1, 2, 8, 16; schedule guided." in said
