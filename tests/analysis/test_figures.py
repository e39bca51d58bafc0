"""Figures are written, are not blank, keep their words inside the canvas and say what they leave out."""

import matplotlib.image
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.legend import Legend
from matplotlib.text import Text
from synthetic import Campaign

from sweep_analysis import granularity_figure, load, scaling_figure, write_figures
from sweep_analysis.scaling import MOST_SERIES, problems


def words(figure) -> str:
    return " ".join(" ".join(text.get_text() for text in figure.findobj(Text)).split())


def test_every_experiment_gets_the_figures_its_data_allow(result, tmp_path):
    written, missing = write_figures(result, tmp_path / "new")
    assert sorted(path.name for path in written) == [
        "granularity-coffee.png", "granularity-granularity.png", "scaling-coffee.png", "scaling-downloads.png",
        "scaling-granularity.png", "scaling-harness.png"]
    assert [sentence.split(":")[0] for sentence in missing] == [
        "No granularity figure for harness", "No granularity figure for downloads"]
    for path in written:
        image = matplotlib.image.imread(path)
        assert image.shape[0] > 800 and image.shape[1] > 1500 and image[..., :3].std() > 0.05


@pytest.mark.parametrize("draw, experiment", [
    (scaling_figure, "harness"), (scaling_figure, "coffee"), (scaling_figure, "granularity"),
    (scaling_figure, "downloads"), (granularity_figure, "coffee"), (granularity_figure, "granularity")])
def test_no_words_are_clipped_and_no_captions_touch(result, draw, experiment):
    figure = draw(result, experiment)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    width, height = figure.canvas.get_width_height()
    for item in [*figure.texts, *figure.findobj(Legend)]:
        box = item.get_window_extent(renderer)
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, words(figure)
    boxes = [item.get_window_extent(renderer) for item in [*figure.texts, *figure.findobj(Legend)]]
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[number + 1:])
    for axis in figure.axes:
        for ticks in (axis.get_xticklabels(), axis.get_yticklabels()):
            shown = [tick.get_window_extent(renderer) for tick in ticks if tick.get_text()]
            assert not any(one.overlaps(other) for one, other in zip(shown, shown[1:]))


def test_a_scaling_figure_names_campaign_machine_base_and_bounds(result):
    said = words(scaling_figure(result, "coffee"))
    for expected in ("lecture · coffee", "AMD EPYC 9B45", "4 cores", "n = 10 repetitions", "Speed-up 1 is serial",
                     "ideal: p, at most 4 cores", "Amdahl: s = ", "measured overhead", "Shaded"):
        assert expected in said


def test_a_failed_case_is_left_out_and_named(result, table):
    assert "case 151 (gil, 8 ranks × 2 threads): Open MPI refused" in words(scaling_figure(result, "coffee"))
    assert 151 not in set(table["case"])


def test_oversubscription_is_not_shaded_where_there_is_none(result):
    assert "Shaded" not in words(scaling_figure(result, "granularity"))


def test_each_point_is_the_fastest_of_its_series(table):
    problem, = problems(table, "coffee")
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
    assert written == [] and "no measured case yet" in missing[0]
