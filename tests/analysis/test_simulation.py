"""The figure of simulated efficiency shows what `sweep plan … --json` said, and calls it simulation."""

import json

import pytest
from test_figures import assert_legible, words

from sweep_analysis import ResultError
from sweep_analysis.__main__ import main
from sweep_analysis.simulation import load_simulations, simulation_figure


def run(chunk: int, efficiency: float) -> dict:
    return dict(chunk=chunk, wall_s=1.0, efficiency=efficiency, waiting=1 - efficiency, idle=0.0, serving=0.1, requests=7)


def case(ranks: int, task: float, planned: float, best) -> dict:
    return dict(case=0, experiment="e", model="serial", schedule="dynamic", ranks=ranks, nodes=ranks // 32, workers=ranks,
                tasks=300_000, task_s=task, uneven=False, saturating_nodes=300.0, best=best, **run(1, planned))


CASES = [case(64, 1e-4, 0.97, run(1, 0.98)), case(4096, 1e-4, 0.30, run(16, 0.91)),
         case(64, 1e-2, 0.99, run(1, 0.99)), case(4096, 1e-2, 0.96, run(2, 0.97)),
         case(64, 1e-2, 0.95, None)]   # schedule static has no best


def written(folder, cases, name="s.json"):
    path = folder / name
    path.write_text(json.dumps({"format": "sweep-simulation", "campaign": "c", "cases": cases}))
    return path


def test_a_curve_a_length_of_tasks_shows_the_best_chunk_and_dotted_the_planned(tmp_path):
    figure = simulation_figure(load_simulations([written(tmp_path, CASES[:2], "a.json"), written(tmp_path, CASES[2:])]))
    assert_legible(figure)
    axis, = figure.axes
    points = {line.get_linestyle(): [] for line in axis.lines}
    for line in axis.lines:
        points[line.get_linestyle()].append([tuple(point) for point in line.get_xydata()])
    dotted = points.pop(":")
    assert dotted == [[(64, 0.97), (4096, 0.30)], [(64, 0.99), (4096, 0.96)]]
    assert [curve for curves in points.values() for curve in curves] == [[(64, 0.98), (4096, 0.91)],
                                                                         [(64, 0.99), (4096, 0.97)]]
    assert [text.get_text() for text in axis.texts if text.get_text().isdecimal()][:4] == ["1", "16", "1", "2"]


def test_it_is_called_simulated_where_it_is_shown(tmp_path):
    figure = simulation_figure(load_simulations([written(tmp_path, CASES)]))
    assert "Simulated efficiency" in words(figure) and "not measured" in words(figure)


def test_the_command_writes_a_picture_or_says_why_there_is_none(tmp_path, capsys):
    picture = tmp_path / "s.png"
    assert main(["simulation", str(written(tmp_path, CASES)), "-o", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert main(["simulation", str(written(tmp_path, CASES[-1:])), "-o", str(tmp_path / "none.png")]) == 0
    assert "not drawn" in capsys.readouterr().out and not (tmp_path / "none.png").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "something else"}'])
def test_what_is_no_simulation_is_refused_with_the_command_that_makes_one(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ResultError, match="sweep plan"):
        load_simulations([tmp_path / "x.json"])
