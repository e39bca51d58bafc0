"""What threads under interpreter locks give, against their number, the switch interval and the native fraction."""

import numpy as np
import pytest
from synthetic_gil import ALONE_S, ECHO_S, LATE_S, GilCampaign, convoy, draws, echo, mixed
from test_figures import assert_legible, words

from sweep_analysis import (latency_figure, load, locks_figure, measured, native_figure, scaling_figure,
                            throughput_figure, waiting_figure)
from sweep_analysis import latency, native, throughput
from sweep_analysis.scaling import MOST_SERIES


def made(path, *parts, **values):
    """The result of a campaign of these parts."""
    campaign = GilCampaign()
    for part in parts:
        part(campaign, **values)
    return load(campaign.write(path / "a.h5"))


def names(panel) -> list:
    return list(dict.fromkeys(panel.cases["series"]))


def plain(figure) -> str:
    return words(figure).replace("\N{NO-BREAK SPACE}", " ")


def points(panel, series: str, x: str) -> dict:
    rows = panel.cases[panel.cases["series"] == series]
    return dict(zip(rows[x], rows["relative"]))


def test_every_experiment_gets_its_figures_and_no_others(drawn_gil):
    assert drawn_gil.names() == sorted([   # of a task alone none
        "throughput-draws", "throughput-intervals", "latency-convoy", "latency-echo", "native-mixed",
        *(f"locks-{name}" for name in ("draws", "intervals", "convoy", "echo", "mixed"))])


@pytest.mark.parametrize("draw, experiment", [
    (throughput_figure, "draws"), (throughput_figure, "intervals"), (latency_figure, "convoy"),
    (latency_figure, "echo"), (native_figure, "mixed"), (locks_figure, "draws"), (locks_figure, "intervals"),
    (locks_figure, "convoy"), (locks_figure, "echo"), (locks_figure, "mixed")])
def test_every_word_can_be_read(drawn_gil, draw, experiment):
    assert_legible(drawn_gil(draw, experiment))


def test_results_without_locks_have_none_of_these_figures(drawn, files_result, drawn_files):
    for draw in (throughput_figure, latency_figure, native_figure, locks_figure):
        assert drawn(draw, "coffee") is None and drawn(draw, "downloads") is None
        assert all(drawn_files(draw, experiment) is None for experiment in files_result.experiments)


def test_throughput_is_over_one_thread_of_the_same_lock(gil_result):
    panel, = throughput.panels(gil_result, measured(gil_result), "draws")
    assert panel.x == "p"
    assert points(panel, "interval, 1 rank", "p") == pytest.approx({1: 1, 2: 1, 4: 1}, rel=0.01)
    assert points(panel, "none, 1 rank", "p") == pytest.approx({1: 1, 2: 2, 4: 2}, rel=0.01)
    assert points(panel, "interval, 2 ranks", "p") == pytest.approx({2: 2, 4: 2, 8: 2}, rel=0.01)
    assert panel.references["policy"].tolist() == ["interval", "free_threaded", "none"]
    assert (panel.references["p"] == 1).all()


def test_processes_are_shown_once(gil_result):
    panel, = throughput.panels(gil_result, measured(gil_result), "draws")
    assert names(panel)[0] == throughput.PROCESSES and len(names(panel)) == MOST_SERIES
    assert points(panel, throughput.PROCESSES, "p") == pytest.approx({1: 1, 2: 2})
    assert panel.left_out == ["processes under free_threaded, none"]


def test_threads_of_the_most_ranks_are_shown_where_there_is_no_room_for_all(tmp_path):
    result = made(tmp_path, draws, ranks=(1, 2, 4, 8))
    panel, = throughput.panels(result, measured(result), "draws")
    assert {name for name in names(panel) if "ranks" in name} == {
        f"{policy}, 8 ranks" for policy in ("interval", "free_threaded", "none")}
    assert panel.left_out[:2] == ["threads of 2 ranks", "threads of 4 ranks"]


def test_policies_without_a_colour_are_named(tmp_path):
    policies = ("interval", "tick", "per_interpreter", "free_threaded", "none", "plain_mutex", "unforced", "relock")
    result = made(tmp_path, draws, ranks=(1,), policies=policies)
    panel, = throughput.panels(result, measured(result), "draws")
    assert names(panel) == list(policies[:MOST_SERIES]) and panel.left_out == ["relock"]
    said = plain(throughput_figure(result, "draws"))
    assert "Measured but not shown: relock." in said
    assert "Wrong on purpose, for comparison: plain_mutex, unforced." in said


def test_a_lock_not_measured_on_one_thread_is_not_compared(tmp_path):
    campaign = GilCampaign()
    base = campaign.case("two", workload="monte_carlo")
    campaign.time(base, 0.003)
    for threads in (2, 4):
        campaign.time(campaign.gil("two", base, threads=threads), ALONE_S)
    result = load(campaign.write(tmp_path / "a.h5"))
    assert throughput_figure(result, "two") is None and scaling_figure(result, "two") is not None


def test_the_caption_gives_the_rate_of_one_thread_and_the_legend_the_bounds(drawn_gil):
    said = plain(drawn_gil(throughput_figure, "draws"))
    for expected in ("interval 2,500 [2,475, 2,525], free_threaded 2,500", "tasks/s", "one core: 1",
                     "ideal: p, at most 2 cores", "n = 6 repetitions", "Shaded: more threads than the 2 cores."):
        assert expected in said


def test_where_the_switch_interval_varies_finer_it_is_the_axis(gil_result, drawn_gil):
    found = throughput.panels(gil_result, measured(gil_result), "intervals")
    assert [(panel.x, panel.label) for panel in found] == [("switch_interval", "2 threads"),
                                                           ("switch_interval", "4 threads")]
    assert names(found[0]) == ["interval", "unforced", "none"]
    expected = {interval: 1 / (1 + 1e-5 / interval) for interval in (1e-4, 1e-3, 5e-3, 2e-2)}
    assert points(found[0], "interval", "switch_interval") == pytest.approx(expected)
    figure = drawn_gil(throughput_figure, "intervals")
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["100 µs", "1 ms", "5 ms", "20 ms"]
    assert "a lock without a switch interval" in plain(figure)


def test_scaling_gives_way_only_where_all_is_under_locks(tmp_path, drawn_gil):
    assert drawn_gil(scaling_figure, "draws") is None and drawn_gil(scaling_figure, "mixed") is None
    campaign = GilCampaign()
    base = draws(campaign)
    campaign.time(campaign.case("draws", model="threads", threads=2, base=base["case"]), 0.0015)
    result = load(campaign.write(tmp_path / "a.h5"))
    said = plain(scaling_figure(result, "draws"))
    assert "gil, interval" in said and throughput_figure(result, "draws") is not None


def test_latency_follows_the_law(gil_result, drawn_gil):
    panel = latency.panel(gil_result, measured(gil_result), "convoy")
    assert panel.laws == {1e-3: {"interval, cpu tasks 1", "interval, cpu tasks 2"}}
    rows = panel.cases[panel.cases["policy"] == "interval"]
    beyond = [case["p50_s"] - latency.law(case, panel.alone) for _, case in rows.iterrows()]
    assert beyond == pytest.approx([LATE_S] * 6)
    axis, = drawn_gil(latency_figure, "convoy").axes
    law = next(line for line in axis.lines if len(line.get_xdata()) == 100)
    np.testing.assert_allclose(law.get_ydata(), law.get_xdata() + 1e-3)
    assert "p50 − (d + I): interval, cpu tasks 1 +100 µs to +100 µs" in plain(axis.figure)


def test_p99_is_hollow_and_p50_crossed_where_the_convoy_may_have_ended(drawn_gil):
    axis, = drawn_gil(latency_figure, "convoy").axes
    hollow = [line for line in axis.lines if line.get_markerfacecolor() == "white"]
    assert len(hollow) == 4 and all(len(line.get_xdata()) == 3 for line in hollow)
    crosses = [np.isfinite(line.get_ydata()).sum() for line in axis.lines if line.get_marker() == "x"]
    assert sorted(crosses) == [0, 0, 3, 3]
    said = plain(axis.figure)
    assert "longest = 2 s" in said and "relock, cpu tasks 1 at 1 ms, 5 ms, 20 ms" in said
    assert "p50, when CPU tasks had given up" in said


def test_nothing_is_crossed_where_all_ended_in_time(tmp_path):
    said = plain(latency_figure(made(tmp_path, convoy, policies=("interval",)), "convoy"))
    assert "given up" not in said and "Crosses" not in said


def test_a_task_alone_is_looked_for_in_other_experiments_and_else_is_the_base(tmp_path):
    campaign = GilCampaign()
    convoy(campaign)
    convoy(campaign, "idle", ("interval",), (0,))
    result = load(campaign.write(tmp_path / "a.h5"))
    alone = latency.panel(result, measured(result), "convoy").alone
    assert alone["experiment"].tolist() == ["idle"] and alone["p50_s"].tolist() == [1.05e-3]
    assert latency_figure(result, "idle") is None
    result = made(tmp_path, convoy)
    alone = latency.panel(result, measured(result), "convoy").alone
    assert alone["model"].tolist() == ["serial"] and alone["p50_s"].tolist() == [1.06e-3]


def test_of_a_round_the_wait_is_what_it_takes_alone(tmp_path, gil_result, drawn_gil):
    panel = latency.panel(gil_result, measured(gil_result), "echo")
    assert names(panel) == ["pin spread", "pin none"] and list(panel.laws) == [ECHO_S]
    said = plain(drawn_gil(latency_figure, "echo"))
    assert "Latency of a round" in said and "All cases: policy interval, cpu tasks 1." in said
    result = made(tmp_path, echo, alone=False)
    assert list(latency.panel(result, measured(result), "echo").laws) == [2 * ECHO_S]


def test_a_lock_without_a_switch_interval_is_a_level(tmp_path):
    campaign = GilCampaign()
    convoy(campaign, policies=("interval",), cpu_tasks=(1,))
    row = campaign.gil("convoy", campaign.cases[0], "none", threads=2)
    campaign.time(row, 0.03)
    campaign.latency(row, 1.1e-3, 1.3e-3)
    figure = latency_figure(load(campaign.write(tmp_path / "a.h5")), "convoy")
    levels = [line for line in figure.axes[0].lines if set(np.atleast_1d(line.get_ydata())) == {1.1e-3}]
    assert len(levels) == 1 and "without a switch interval" in plain(figure)


def test_tasks_beside_others_that_compute_are_no_matter_of_scaling_or_waiting(drawn_gil):
    for experiment in ("convoy", "echo"):
        assert drawn_gil(scaling_figure, experiment) is None and drawn_gil(waiting_figure, experiment) is None


def test_speed_up_is_over_one_thread_at_the_same_length_and_fraction(gil_result):
    panel = native.panel(gil_result, measured(gil_result), "mixed")
    assert names(panel) == ["length 10 µs", "length 200 µs"]
    assert points(panel, "length 10 µs", "native_fraction") == pytest.approx({0: 1, 0.5: 10 / 13, 1: 2})
    assert points(panel, "length 200 µs", "native_fraction") == pytest.approx({0: 1, 0.5: 200 / 108, 1: 2})


def test_what_is_slower_than_one_thread_is_named(drawn_gil, tmp_path):
    figure = drawn_gil(native_figure, "mixed")
    assert "Slower than one thread, with the whole interval: length 10 µs at 0.5 (0.77)." in plain(figure)
    assert "interval, length 10 µs 100,000, interval, length 200 µs 5,000 tasks/s" in plain(figure)
    assert figure.axes[0].get_ylim()[0] == 0
    assert "Nowhere slower" in plain(native_figure(made(tmp_path, mixed, lengths=(2e-4,)), "mixed"))


def test_the_greatest_speed_up_is_that_of_the_stored_bound(gil_result, drawn_gil, tmp_path):
    panel = native.panel(gil_result, measured(gil_result), "mixed")
    short = panel.cases[panel.cases["series"] == "length 10 µs"].set_index("native_fraction")["relative_bound"]
    assert short.to_dict() == pytest.approx({0: 1, 0.5: 2, 1: 2})
    assert "greatest speed-up" in plain(drawn_gil(native_figure, "mixed"))
    result = made(tmp_path, mixed)
    result.cases["bound_s"] = 0.0
    assert "ound" not in plain(native_figure(result, "mixed"))


def test_without_one_thread_there_is_no_native_figure(tmp_path):
    assert native_figure(made(tmp_path, mixed, threads=(2, 4)), "mixed") is None


def test_a_thread_that_shares_its_lock_with_no_other_has_no_bar(drawn_gil, tmp_path):
    assert drawn_gil(locks_figure, "echo-alone") is None
    assert locks_figure(made(tmp_path, mixed, threads=(1,)), "mixed") is None


def test_bars_of_locks_are_shares_and_leave_single_threads_out(drawn_gil):
    figure = drawn_gil(locks_figure, "draws")
    axis, = figure.axes
    ends = [bar.get_x() + bar.get_width() for bar in axis.containers[-1]]
    assert ends == pytest.approx([100] * 12)
    held = [bar.get_width() for bar in axis.containers[0]]
    assert held == pytest.approx([40, 20, 40, 20, *[0] * 8])
    assert [tick.get_text() for tick in axis.get_yticklabels()][:2] == ["interval, 1 rank, 2 threads",
                                                                       "interval, 1 rank, 4 threads"]
    assert "Measured but not shown: 6 cases of one thread a rank." in plain(figure)
