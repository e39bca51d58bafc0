"""What interpreter locks did is loaded and derived as the C++ program does it; a timeline shows what was traced."""

import h5py
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from synthetic import Campaign
from synthetic_locks import HANDOVER_S, TURN_S, WALL_S, LockCampaign
from test_figures import assert_legible, words

from sweep_analysis import latency_table, load, locks_table, summarise_locks, timeline_figure
from sweep_analysis.__main__ import main
from sweep_analysis.schema import CONTENTION_COLUMNS, LOCK_COLUMNS


def lanes(axis) -> dict:
    """State → spans drawn: (lane, begin, end)."""
    found = {}
    for spans in axis.findobj(PolyCollection):
        corners = [path.vertices[:4] for path in spans.get_paths()]
        found[spans.get_label()] = sorted((round(each[:, 1].mean()), each[:, 0].min(), each[:, 0].max())
                                          for each in corners)
    return found


def use(**values) -> dict:
    return dict.fromkeys(LOCK_COLUMNS, 0) | values


def test_locks_contention_and_traces_are_loaded_with_their_units(locks_result):
    assert list(locks_result.locks.columns) == list(LOCK_COLUMNS) and len(locks_result.locks) == 4 * (3 * 4 + 4 + 30)
    assert locks_result.units["locks"]["held_s"] == "s" and locks_result.units["contention"]["switches_per_s"] == "1/s"
    trace = locks_result.traces[5]
    assert set(trace["state"]) == {"held", "waiting", "released", "device"} and trace.attrs == {"untraced": 17}
    assert 0 not in locks_result.traces


def test_an_older_file_has_empty_tables_of_locks_and_no_handovers(result, tmp_path):
    assert result.locks.empty and list(result.locks.columns) == list(LOCK_COLUMNS)
    assert result.contention.empty and list(result.contention.columns) == list(CONTENTION_COLUMNS)
    assert result.traces == {} and result.units["locks"] == {}
    assert summarise_locks(result.locks, result.samples).empty and locks_table(result, "coffee").empty
    campaign = Campaign()
    campaign.measure(campaign.case("waiting", latency=0.02, tasks=20))
    path = campaign.write(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        rows, attributes = file["latency/0"][()], dict(file["latency/0"].attrs)
        del file["latency/0"]
        file.create_dataset("latency/0", data=rows[["low_s", "high_s", "latency", "lag"]]).attrs.update(
            {name: value for name, value in attributes.items() if "handover" not in name})
    older = load(path)
    assert older.latencies[0]["handover"].sum() == 0
    assert latency_table(older)["handover p50"].tolist() == ["–"]


def test_the_recomputed_contention_equals_the_stored_one(locks_result):
    computed, stored = summarise_locks(locks_result.locks, locks_result.samples), locks_result.contention
    assert list(computed["case"]) == list(stored["case"]) == [1, 2, 3, 4, 5]
    for column in CONTENTION_COLUMNS[1:]:
        np.testing.assert_allclose(computed[column], stored[column], rtol=1e-12, atol=0, err_msg=column)
    assert 0.9 < stored["contention"][1] <= 1 and stored["contention"][2] == 0


def test_contention_is_the_mean_over_locks_and_ranks_and_at_most_one():
    samples = pd.DataFrame([dict(case=0, repetition=0, rank=rank, wall_s=2.0) for rank in (0, 1)])
    rows = [use(rank=0, thread=0, held_s=0.25), use(rank=0, thread=1, held_s=0.25), use(rank=0, thread=2, lock=1),
            use(rank=1, thread=0, held_s=2.5, switches=6), use(rank=1, thread=1, lock=-1, held_s=2.0)]
    row = summarise_locks(pd.DataFrame(rows), samples).iloc[0]
    assert row["contention"] == pytest.approx((0.25 + 0 + 1) / 3)
    assert (row["held_s"], row["switches_per_s"]) == (5.0, 3.0)


def test_the_tables_for_people_tell_lock_wait_from_devices(locks_result, locks_file, capsys):
    table = locks_table(locks_result, "policies")
    assert list(table.columns[:4]) == ["case", "model", "policy", "contention"]
    assert table["contention"].tolist()[2] == "0.00"
    assert "held / lock wait / released / device" in table
    assert main(["summary", str(locks_file)]) == 0
    assert "lock wait" in capsys.readouterr().out


@pytest.mark.parametrize("experiment", ["policies", "ranks", "crowd"])
def test_every_word_can_be_read(locks_result, drawn_locks, experiment):
    assert_legible(drawn_locks(timeline_figure, experiment))
    assert_legible(timeline_figure(locks_result, experiment, window=(0.0101, 0.0102)))


def test_a_timeline_shows_each_span_of_the_first_fifty_milliseconds(drawn_locks):
    old, new, free = drawn_locks(timeline_figure, "policies").axes
    assert new.get_xlim() == (0, 0.05)
    assert [tick.get_text() for tick in new.get_yticklabels()] == [f"thread {number}" for number in range(4)]
    turn = TURN_S["new"] + HANDOVER_S
    expected = sorted((place % 4, place * turn, min(0.05, place * turn + TURN_S["new"])) for place in range(10))
    np.testing.assert_allclose(lanes(new)["held"], expected)
    assert set(lanes(old)) == {"held", "waiting", "released", "device"} and set(lanes(free)) == {"released", "device"}
    covered = sum(end - begin for spans in lanes(old).values() for lane, begin, end in spans if lane == 2)
    assert covered == pytest.approx(0.05)


def test_a_timeline_can_be_zoomed(locks_result):
    _, new, _ = timeline_figure(locks_result, "policies", window=(0.021, 0.023)).axes
    assert new.get_xlim() == (0.021, 0.023)
    (lane, begin, end), = lanes(new)["held"]
    assert (lane, begin, end) == (0, 0.021, 0.023)
    said = words(timeline_figure(locks_result, "policies", window=(0.021, 0.023))).replace("\N{NO-BREAK SPACE}", " ")
    assert "21.0 ms to 23.0 ms of 120 ms" in said


def test_a_short_repetition_is_shown_whole(tmp_path):
    campaign = LockCampaign(repetitions=1)
    row = campaign.case("short", model="gil", policy="new")
    campaign.measure_locks(row)
    spans = [span for span in campaign.traces[row["case"]][0] if span["end_s"] < 0.02]
    campaign.traces[row["case"]] = (spans, 0)
    figure = timeline_figure(load(campaign.write(tmp_path / "a.h5")), "short")
    assert figure.axes[0].get_xlim()[1] == max(span["end_s"] for span in spans)
    assert ": all of" in words(figure)


def test_lanes_name_ranks_and_titles_what_distinguishes_cases(drawn_locks):
    axis, = drawn_locks(timeline_figure, "ranks").axes
    assert [tick.get_text() for tick in axis.get_yticklabels()] == [
        "rank 0, thread 0", "rank 0, thread 1", "rank 1, thread 0", "rank 1, thread 1"]
    titles = [axis.get_title(loc="left") for axis in drawn_locks(timeline_figure, "policies").axes]
    assert titles[0].startswith("case 1 (gil, 1 rank × 4 threads), policy old: contention 0.")
    assert "contention 0.00" in titles[2]


def test_threads_without_a_lane_and_spans_without_room_are_said(drawn_locks):
    figure = drawn_locks(timeline_figure, "crowd")
    assert len(figure.axes[0].get_yticklabels()) == 24
    assert max(lane for spans in lanes(figure.axes[0]).values() for lane, _, _ in spans) == 23
    said = words(figure).replace("\N{NO-BREAK SPACE}", " ")
    assert "Measured but not shown: 6 threads of case 5" in said and "no room: 17 of case 5" in said


def test_only_cases_with_a_trace_have_a_timeline(drawn, drawn_locks, locks_result):
    assert drawn(timeline_figure, "coffee") is None
    assert set(drawn_locks.names()) >= {f"timeline-{name}" for name in ("policies", "ranks", "crowd")}
    assert WALL_S == pytest.approx(max(trace["end_s"].max() for trace in locks_result.traces.values()))
