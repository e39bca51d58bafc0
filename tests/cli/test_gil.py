"""Model gil in the program: the same answers under every lock, and counters that add up. How long things take is for
jobs/compare_cpython.sh; here only what no other load on the machine can change."""

import h5py
import numpy as np
import pytest
from sweep_program import read, sweep

POLICIES = ["interval", "tick", "per_interpreter", "free_threaded", "none", "plain_mutex", "unforced", "relock"]
WITHOUT_LOCK = {b"free_threaded", b"none"}
STATES = ("held_s", "waiting_s", "released_s", "device_s")
HEADER = """
[campaign]
name        = "locks"
seed        = 7
repetitions = { min = 2, max = 2 }
warmup      = 0
"""


def run(folder, text, ranks=1):
    (folder / "c.toml").write_text(HEADER + text)
    sweep("run", "c.toml", "-o", "x.h5", ranks=ranks, cwd=folder).expect(0)
    result = read(folder / "x.h5")
    with h5py.File(folder / "x.h5") as file:
        for table in ("locks", "contention", "trace"):
            result[table] = ({name: rows[:] for name, rows in file[table].items()} if table == "trace"
                             else file[table][:])
    return result


def of_case(table, case):
    return table[table["case"] == case]


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    """Monte Carlo under every lock, at both paces, traced."""
    return run(tmp_path_factory.mktemp("draws"), f"""
[[experiment]]
name     = "draws"
workload = "monte_carlo"
settings = 24
draws    = 1000
model    = ["serial", "gil"]
policy   = {POLICIES}
pace     = ["native", "cpython"]
trace    = true
ranks    = [1, 2]
threads  = [1, 3]
""", ranks=2)


def under_locks(result):
    return [row for row in result["cases"] if row["model"] == b"gil"]


def test_every_lock_gives_the_same_bits(draws):
    assert {row["status"] for row in draws["cases"]} == {b"finished"}
    assert len(set(draws["cases"]["checksum"])) == 1
    assert {row["policy"].decode() for row in under_locks(draws)} == set(POLICIES)


def test_the_states_of_a_thread_add_up_to_its_time(draws):
    """They never do to more, and those of a rank's last thread leave nothing out from its beginning to the rank's end:
    in all cases together, since now and then the system lets something else run before the rank's clock stops."""
    counted = spent = 0
    for row in under_locks(draws):
        trace, uses = draws["trace"][str(row["case"])], of_case(draws["locks"], row["case"])
        for sample in of_case(draws["samples"], row["case"]):
            mine = uses[(uses["repetition"] == sample["repetition"]) & (uses["rank"] == sample["rank"])]
            sums = {use["thread"]: sum(use[state] for state in STATES) for use in mine}
            assert min(mine[state].min() for state in STATES) >= 0
            assert 0 < max(sums.values()) <= sample["wall_s"] * 1.001 + 1e-6, row
            if sample["repetition"] == min(uses["repetition"]):  # which is traced
                spans = trace[trace["rank"] == sample["rank"]]
                last = spans["thread"][spans["end_s"].argmax()]
                counted += sums[last]
                spent += sample["wall_s"] - spans["begin_s"][spans["thread"] == last].min()
    assert counted > 0.9 * spent


def test_one_at_a_time_holds_a_lock(draws):
    """Spans of holding one lock never overlap. A wrong lock may be unfair, but it must still be a lock."""
    for row in under_locks(draws):
        trace = draws["trace"][str(row["case"])]
        held = trace[trace["state"] == b"held"]
        if row["policy"] in WITHOUT_LOCK:
            assert len(held) == 0
            continue
        locks = {(use["rank"], use["thread"]): use["lock"] for use in of_case(draws["locks"], row["case"])}
        for rank in set(held["rank"]):
            spans = held[held["rank"] == rank]
            owners = np.array([locks[rank, thread] for thread in spans["thread"]])
            for lock in set(owners):
                own = np.sort(spans[owners == lock], order="begin_s")
                assert (own["begin_s"][1:] >= own["end_s"][:-1] - 1e-6).all(), row


def test_an_interpreter_each_has_a_lock_each(draws):
    for row in under_locks(draws):
        locks = set(of_case(draws["locks"], row["case"])["lock"])
        if row["policy"] == b"per_interpreter":
            assert locks == set(range(row["threads"]))
        else:
            assert locks == ({-1} if row["policy"] in WITHOUT_LOCK else {0})


def test_a_thread_alone_is_never_asked_for_the_lock(draws):
    for row in under_locks(draws):
        if row["threads"] == 1 and row["policy"] != b"relock":
            assert of_case(draws["locks"], row["case"])["requested_drops"].sum() == 0


def test_no_thread_waits_at_a_drop_but_where_switching_is_forced(draws):
    for row in under_locks(draws):
        if row["policy"] not in (b"interval", b"per_interpreter"):
            assert of_case(draws["locks"], row["case"])["forced_waits"].sum() == 0


def test_threads_that_compute_are_asked_and_switch(tmp_path):
    """Four threads of some 20 ms each at an interval of 0.1 ms: more than one turn each, however slow the machine."""
    result = run(tmp_path, """
[[experiment]]
name            = "turns"
workload        = "monte_carlo"
settings        = 4
draws           = 250_000
model           = "gil"
pace            = "cpython"
switch_interval = "0.1 ms"
threads         = 4
ranks           = 1
""")
    locks = of_case(result["locks"], under_locks(result)[0]["case"])
    assert (locks["requested_drops"] >= 2).all()
    assert (locks["switches"] >= 2).all()
    assert locks["forced_waits"].sum() > 0
    assert (locks["forced_waits"] <= locks["requested_drops"]).all()


@pytest.mark.parametrize("release, drops", [("around_io", 1), ("never", 0)])
def test_a_wait_releases_the_lock_unless_it_never_is(release, drops, tmp_path):
    result = run(tmp_path, f"""
[[experiment]]
name     = "waits"
workload = "fan_out"
tasks    = 6
wait     = "1 ms"
model    = "gil"
release  = "{release}"
threads  = 6
ranks    = 1
""")
    locks = of_case(result["locks"], under_locks(result)[0]["case"])
    assert (locks["voluntary_drops"] == drops).all()
    assert ((locks["device_s"] > 0) == (drops > 0)).all()


def test_a_failing_task_ends_the_case_and_no_other(tmp_path):
    (tmp_path / "c.toml").write_text(HEADER + f"""
[[experiment]]
name     = "failing"
workload = "tiny_files"
url      = "http://127.0.0.1:9/{{n}}.json"
tasks    = 20
retries  = 0
model    = "gil"
policy   = {POLICIES}
threads  = 5
ranks    = 1

[[experiment]]
name     = "after"
workload = "monte_carlo"
model    = "gil"
ranks    = 1
""")
    sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path).expect(1)
    cases = read(tmp_path / "x.h5")["cases"]
    assert set(cases["status"][cases["experiment"] == b"after"]) == {b"finished"}
    assert set(cases["status"][cases["experiment"] == b"failing"]) == {b"failed"}


def test_parameters_without_a_meaning_beside_the_others_make_no_cases(tmp_path):
    result = run(tmp_path, """
[[experiment]]
name            = "axes"
workload        = "empty"
model           = "gil"
policy          = ["interval", "tick", "free_threaded", "plain_mutex"]
switch_interval = ["1 ms", "5 ms"]
check_interval  = [10, 100, 1000]
iteration_cost  = ["50 ns", "70 ns"]
slowdown        = [1.0, 1.4]
ranks           = 1

[[experiment]]
name              = "never released"
workload          = "empty"
model             = "gil"
release           = "never"
release_threshold = ["1 kB", "2 kB"]
ranks             = 1
""")
    made = [(row["experiment"], row["policy"]) for row in under_locks(result)]
    assert [made.count((b"axes", policy)) for policy in (b"interval", b"tick", b"free_threaded", b"plain_mutex")] == [
        2, 3, 1, 1]
    assert made.count((b"never released", b"interval")) == 1


def test_nodes_that_are_given_work_by_a_thread_under_the_lock_get_it(tmp_path):
    """On another node than rank 0's only its first thread asks for work: who holds the lock must not wait for that."""
    (tmp_path / "c.toml").write_text(HEADER + f"""
[[experiment]]
name     = "away"
workload = "mixed"
tasks    = 60
length   = "0.1 ms"
model    = "gil"
policy   = {POLICIES}
schedule = "dynamic"
ranks    = 2
threads  = 3
""")
    sweep("run", "c.toml", "-o", "x.h5", "--ranks-per-node", "1", ranks=2, cwd=tmp_path).expect(0)
    cases = read(tmp_path / "x.h5")["cases"]
    assert set(cases["status"]) == {b"finished"}
