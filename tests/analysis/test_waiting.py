"""Time against what is under way at once, or against the number of tasks; the reference and the bounds beside it."""

import warnings

import numpy as np
import pandas as pd
import pytest
from synthetic import STACK_BYTES, THREAD_BYTES, Campaign
from test_figures import assert_legible, words

from sweep_analysis import (lateness_figure, latency_table, load, measured, memory_figure, scaling_figure,
                            waiting_figure, write_figures)
from sweep_analysis.granularity import efficiencies
from sweep_analysis.scaling import MOST_SERIES
from sweep_analysis.waiting import Panel, crossovers, memory_of_task, panels


def waiting(path, rows, parse=(1e-4,), **values) -> tuple:
    """The result and panels of an experiment with one base for each `parse` and the cases in `rows`."""
    campaign = Campaign()
    for seconds in parse:
        values = dict(workload="tiny_files", latency=0.02) | values | dict(parse=seconds)
        base = campaign.case("waiting", **values | dict(tasks=20))
        campaign.measure(base, 7)
        for row in rows:
            campaign.measure(campaign.case("waiting", **dict(tasks=500, base=base["case"]) | values | row), 7)
    result = load(campaign.write(path / "a.h5"))
    return result, panels(result, measured(result), "waiting")


def threads(*numbers, **more) -> list:
    return [dict(model="threads", threads=number) | more for number in numbers]


def loop(*numbers, **more) -> list:
    return [dict(model="event_loop", in_flight=number) | more for number in numbers]


def names(panel) -> list:
    return list(dict.fromkeys(panel.cases["series"]))


def test_concurrency_is_ranks_by_threads_or_by_tasks_in_flight(tmp_path):
    _, (panel,) = waiting(tmp_path, [*threads(1, 50), *loop(1, 50), *loop(50, ranks=2)])
    assert panel.x == "concurrency"
    assert panel.cases["concurrency"].tolist() == [1, 50, 1, 50, 100]
    assert names(panel) == ["threads", "event_loop, 1 rank", "event_loop, 2 ranks"]


def test_threads_that_are_always_as_many_are_named_and_ranks_are_the_axis(tmp_path):
    _, (panel,) = waiting(tmp_path, [*threads(20), *threads(20, ranks=2), dict(ranks=2), dict(ranks=4)])
    assert names(panel) == ["serial", "threads, 20 threads a rank"]
    assert panel.cases["concurrency"].tolist() == [2, 4, 20, 40]


def test_problems_that_are_few_enough_share_a_panel(tmp_path):
    result, (panel,) = waiting(tmp_path, [*threads(1, 50), *loop(1, 50)], parse=(1e-4, 2e-3))
    assert names(panel) == ["threads, parse 100 µs", "threads, parse 2 ms",
                            "event_loop, parse 100 µs", "event_loop, parse 2 ms"]
    assert panel.bases["problem"].tolist() == ["parse 100 µs", "parse 2 ms"]


def test_too_many_series_are_a_panel_a_problem_slowest_first(result, table):
    found = panels(result, table, "downloads")
    assert [panel.label for panel in found] == ["parse 2 ms", "parse 100 µs"]
    assert all(names(panel) == ["threads, 1 rank", "threads, 2 ranks", "event_loop, 1 rank", "event_loop, 2 ranks"]
               for panel in found)


def test_ranks_are_thinned_evenly_and_what_is_left_out_is_named(tmp_path):
    rows = [row for ranks in (1, 2, 4, 8, 16) for row in (*threads(1, 2, 5, 10, 20, 50, ranks=ranks),
                                                         *loop(1, 2, 5, 10, 20, 50, ranks=ranks))]
    _, (panel,) = waiting(tmp_path, rows)
    assert len(names(panel)) == 6 <= MOST_SERIES
    assert panel.left_out == [f"{model}, {ranks} ranks" for model in ("threads", "event_loop") for ranks in (2, 8)]


def test_what_else_differs_is_named_or_the_fastest_is_shown(tmp_path):
    teams = [*threads(1, 50, team="openmp"), *threads(1, 50, team="posix")]
    _, (panel,) = waiting(tmp_path, teams)
    assert names(panel) == ["threads, openmp", "threads, posix"] and panel.merged == []
    chunks = [row | dict(chunk=chunk) for row in threads(1, 50) for chunk in range(1, 10)]
    _, (panel,) = waiting(tmp_path, chunks)
    assert names(panel) == ["threads"] and panel.merged == ["chunk"] and len(panel.cases) == 2


def test_the_default_chunk_that_follows_from_threads_makes_no_series(tmp_path):
    _, (panel,) = waiting(tmp_path, [*threads(1, chunk=500), *threads(50, chunk=10)])
    assert names(panel) == ["threads"]


def test_the_reference_is_the_base_scaled_to_all_tasks(tmp_path):
    result, (panel,) = waiting(tmp_path, threads(1, 50))
    run = measured(result)["median_s"].iloc[0]
    assert panel.bases["median_s"].tolist() == pytest.approx([25 * run])
    assert 0 not in set(panel.cases["case"])
    said = words(waiting_figure(result, "waiting"))
    assert "scaled from 20 of its 500 tasks" in said and "Serial base, for all tasks" in said


def test_bounds_lie_below_every_point(result, table):
    for experiment in ("downloads", "fan-out"):
        for panel in panels(result, table, experiment):
            assert (panel.cases["bound_s"] < panel.cases["median_s"]).all()
            assert (panel.cases["bound_s"] > 0.7 * panel.cases["median_s"]).all()


def test_the_bound_is_the_stored_one_whatever_the_model_is_called(tmp_path):
    result, _ = waiting(tmp_path, [dict(model="a model of tomorrow", threads=number) for number in (1, 50)])
    stored = result.cases["bound_s"] = [0.1, 0.3, 0.2]
    panel, = panels(result, measured(result), "waiting")
    assert panel.cases["bound_s"].tolist() == stored[1:]
    dashed, = [line for line in waiting_figure(result, "waiting").axes[0].lines if list(line.get_ydata()) == stored[1:]]
    assert dashed.get_marker() == "_"


@pytest.mark.parametrize("missing", [0.0, float("nan")])
def test_where_the_file_has_no_bound_none_is_drawn_nor_spoken_of(tmp_path, missing):
    result, _ = waiting(tmp_path, loop(1, 50))
    assert "Bound: the least time" in words(waiting_figure(result, "waiting"))
    result.cases["bound_s"] = missing
    figure = waiting_figure(result, "waiting")
    assert "ound" not in words(figure) and "Each task waits 20 ms as asked for." in words(figure)
    dashed = [line for line in figure.axes[0].lines if line.get_marker() == "_" and line.get_linestyle() == "--"]
    assert dashed and all(np.isnan(line.get_ydata()).all() for line in dashed)


def test_where_tasks_vary_they_are_the_axis(result, drawn, table):
    panel, = panels(result, table, "fan-out")
    assert panel.x == "tasks" and sorted(set(panel.cases["tasks"])) == [10, 100, 1000, 10_000, 100_000]
    assert names(panel) == ["event_loop, 1 rank × 1,000,000 in flight", "event_loop, 2 ranks × 1,000,000 in flight",
                            "threads, 100 threads", "threads, 500 threads"]
    assert panel.bases["tasks"].tolist() == [10, 100, 1000, 10_000, 100_000]
    said = words(drawn(waiting_figure, "fan-out"))
    assert "10 tasks 1." in said and "100000 tasks 1" in said and "scaled from 20 of its 100000 tasks" in said


def test_one_case_a_model_is_compared_in_time_and_memory(tmp_path):
    result, (panel,) = waiting(tmp_path, [*threads(500), *loop(1000)])
    assert panel.x == "tasks" and names(panel) == ["threads, 500 threads", "event_loop, 1,000 in flight"]
    for draw, said in ((waiting_figure, "least time (bound_s)"), (memory_figure, "reserved for stacks"),
                       (lateness_figure, "p99")):
        figure = draw(result, "waiting")
        axis, = figure.axes
        assert said in words(figure) and "n = " in figure.texts[0].get_text()
        assert [tick.get_text() for tick in axis.get_yticklabels()][-2:] == names(panel)
        assert all(len(line.get_xdata()) == 1 for line in axis.lines)
        assert_legible(figure)


def test_memory_is_the_most_of_a_repetition_over_all_ranks_by_tasks(tmp_path):
    campaign = Campaign()
    campaign.case("fan-out", ranks=2, tasks=10)
    for repetition, growth in enumerate([(100, 300), (500, 0), (0, 450)]):
        for rank, size in enumerate(growth):
            campaign.sample(0, repetition, rank, 1.0, rss_growth_bytes=size)
    result = load(campaign.write(tmp_path / "a.h5"))
    assert memory_of_task(result, measured(result), "rss_growth_bytes").tolist() == [50]


def test_resident_memory_and_stacks_are_drawn_apart(result, drawn, table):
    panel, = panels(result, table, "fan-out")
    row = panel.cases[(panel.cases["threads"] == 100) & (panel.cases["tasks"] == 1000)].iloc[0]
    assert (row["resident"], row["stack"]) == (THREAD_BYTES, STACK_BYTES)
    memory, = drawn(memory_figure, "fan-out").axes
    hollow = [line for line in memory.lines if line.get_markerfacecolor() == "none" and len(line.get_xdata())]
    assert len(hollow) == 2 and memory.get_yscale() == "log"
    assert all(text.get_text().split(" ")[1] in ("B", "KiB", "MiB") for text in memory.get_yticklabels())


def test_long_times_are_in_seconds(drawn):
    ticks = [tick.get_text() for tick in drawn(waiting_figure, "fan-out").axes[0].get_yticklabels()]
    assert "10,000 s" in ticks and "100 ms" in ticks


def test_waiting_replaces_scaling_and_only_where_tasks_wait(tmp_path, drawn):
    assert drawn(waiting_figure, "coffee") is None and drawn(scaling_figure, "downloads") is None
    campaign = Campaign()
    for latency in (0.0, 0.02):
        base = campaign.case("both", tasks=50, latency=latency)
        rows = [base, *(campaign.case("both", model="threads", threads=n, latency=latency, base=base["case"])
                        for n in (2, 4))]
        for row in rows:
            campaign.measure(row)
    both = load(campaign.write(tmp_path / "a.h5"))
    written, _ = write_figures(both, tmp_path)
    assert [path.name for path in written] == ["lateness-both.png", "memory-both.png", "scaling-both.png",
                                                 "waiting-both.png"]
    assert "scaled from 50 of its 1000 tasks" in words(scaling_figure(both, "both"))


def test_a_scaling_figure_shows_the_base_for_all_tasks(tmp_path):
    campaign = Campaign()
    base = campaign.case("files", tasks=20)
    campaign.measure(base)
    for threads_ in (1, 2):
        campaign.measure(campaign.case("files", model="threads", threads=threads_, base=base["case"]))
    speedup, time = scaling_figure(load(campaign.write(tmp_path / "a.h5")), "files").axes
    for axis, expected in ((speedup, [1, 1, 2]), (time, [0.02, 0.02, 0.01])):
        shown = np.concatenate([np.atleast_1d(bar.lines[0].get_ydata()) for bar in axis.containers])
        assert shown == pytest.approx(expected, rel=0.2)


def test_a_base_alone_has_no_figure(tmp_path):
    result, found = waiting(tmp_path, [])
    assert found == [] and waiting_figure(result, "waiting") is None


def test_a_partial_file_is_drawn_from_what_was_measured(tmp_path):
    campaign = Campaign()
    base = campaign.case("waiting", tasks=20, latency=0.1, status="unfinished")
    rows = [campaign.case("waiting", model="threads", threads=n, latency=0.1, base=0, status="unfinished")
            for n in (2, 4, 8)]
    for row in (base, rows[0]):
        campaign.measure(row, 2)
    result = load(campaign.write(tmp_path / "a.h5", status="partial", summary=False))
    said = words(waiting_figure(result, "waiting"))
    assert "Unfinished: 4 of 4 cases" in said and "n = 2 repetitions" in said


def test_latencies_are_told_for_people(result):
    table = latency_table(result).set_index("case")
    row = table.loc["case 203 (threads, 1 rank)"]
    assert row["experiment"] == "downloads" and row["latency p99"] == "21.2 ms" and row["lag max"] == "1.00 ns"
    assert row["latency is"] == "from the request to the answer"


def curves(two, apart=1.05) -> Panel:
    """Of `threads`, which stays as it is, and a loop that takes `two` over 1, 10 and 100."""
    rows = [dict(series=name, model=name, concurrency=x, median_s=time, low_s=time / apart, high_s=time * apart)
            for name, times in (("threads", (1.0, 1.0, 1.0)), ("loop", two)) for x, time in zip((1, 10, 100), times)]
    return Panel("concurrency", "", pd.DataFrame(rows), pd.DataFrame(), [], [])


def test_a_crossover_is_read_between_points_that_are_clearly_apart():
    crossover, = crossovers(curves((4.0, 1.0, 0.25)))
    assert (crossover.before, crossover.after, crossover.low, crossover.high) == ("threads", "loop", 1, 100)
    assert crossover.at == pytest.approx(10) and crossover.time_s == pytest.approx(1)
    crossover, = crossovers(curves((0.5, 2.0, 2.0)))
    assert (crossover.before, crossover.low, crossover.high) == ("loop", 1, 10)
    assert crossover.at == pytest.approx(10**0.5)


@pytest.mark.parametrize("two, apart", [((2.0, 2.0, 2.0), 1.05), ((2.0, 1.0, 0.99), 1.05), ((2.0, 1.0, 0.5), 1.5)])
def test_curves_that_do_not_cross_clearly_have_no_crossover(two, apart):
    assert crossovers(curves(two, apart)) == []


def test_a_crossover_is_ringed_and_named(tmp_path):
    result, _ = waiting(tmp_path, [*threads(1, 50), *loop(1, 50)])
    walls = {1: 9.0, 2: 1.0, 3: 4.0, 4: 2.0}   # case → time
    for case, wall_s in walls.items():
        result.samples.loc[result.samples["case"] == case, "wall_s"] = wall_s
    said = words(waiting_figure(result, "waiting")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Crossover, a ring" in said and "before, event_loop; after, threads is faster" in said


def test_nothing_that_is_zero_or_missing_warns(tmp_path):
    result, _ = waiting(tmp_path, [*threads(500), *loop(1000)])
    result.samples[["rss_growth_bytes", "stack_bytes"]] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert memory_figure(result, "waiting") is None
        result.samples[["wall_s", "cpu_s", "wait_s", "dispatch_s"]] = [0.0, np.nan, np.nan, np.nan]
        efficiencies(result, measured(result), "waiting")
