"""What a result file holds, and that no way of handing out tasks changes a bit of the answer."""

import shutil

import h5py
import numpy as np
import pytest
from philox import pi_estimate
from sweep_program import CAMPAIGNS, SOURCE, read, sweep

STORED = sorted((SOURCE / "tests" / "data").glob("result-v*.h5"))  # one of each version of the schema

CASE_COLUMNS = ["case", "experiment", "workload", "kernel", "model", "policy", "ranks", "threads", "schedule", "chunk",
                "tasks", "wait_s", "bound_s", "status", "error", "checksum"]
SAMPLE_COLUMNS = {"case": "1", "repetition": "1", "order": "1", "rank": "1", "wall_s": "s", "cpu_s": "s", "wait_s": "s",
                  "lock_s": "s", "dispatch_s": "s", "idle_s": "s", "tasks": "1", "rss_bytes": "B",
                  "peak_rss_bytes": "B", "rss_growth_bytes": "B", "stack_bytes": "B", "voluntary_switches": "1",
                  "involuntary_switches": "1", "ready_s": "s", "late_s": "s", "servers_s": "s", "strangers_s": "s"}
SUMMARY_COLUMNS = {"case": "1", "median_s": "s", "low_s": "s", "high_s": "s", "q1_s": "s", "q3_s": "s", "p95_s": "s",
                   "max_s": "s", "repetitions": "1", "speedup": "1", "efficiency": "1"}
PROVENANCE = ["version", "git_revision", "compiler", "flags", "libraries", "instruction_set", "mpi_library", "hosts",
              "processor", "affinity", "environment", "oversubscribed", "clock_resolution_s", "processor_tick_s"]


def same_bytes(one, other):
    assert one["problems"].keys() == other["problems"].keys()
    for name, problems in one["problems"].items():
        for (varying, table), (its, others) in zip(problems, other["problems"][name], strict=True):
            assert (varying, table.tobytes()) == (its, others.tobytes()), name


def checksums(result):
    """The checksums of each problem's cases; more than one is a wrong answer."""
    found = {}
    parameters = [name for name in ("tasks", "settings", "draws") if name in result["cases"].dtype.names]
    for row in result["cases"]:
        assert row["status"] == b"finished", row["error"]
        found.setdefault((row["experiment"], *(int(row[name]) for name in parameters)), set()).add(int(row["checksum"]))
    return found


# The file.


@pytest.fixture(scope="module", params=[1, 2, 3, pytest.param(8, marks=pytest.mark.long)])
def tiny(request, tmp_path_factory):
    """The tiny campaign on so many ranks: its file, read, and the launch."""
    path = tmp_path_factory.mktemp("tiny") / "x.h5"
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, ranks=request.param).expect(0)
    return request.param, path, read(path), ended


def test_attributes(tiny):
    ranks, path, result, _ = tiny
    root, campaign, provenance = result["root"], result["campaign"], result["provenance"]
    assert (root["format"], root["status"]) == ("sweep-results", "complete")
    assert root["schema_version"] >= 1
    assert np.datetime64(root["created"].rstrip("Z")) > np.datetime64("2024-01-01")
    assert (campaign["name"], campaign["seed"]) == ("tiny", 7)
    assert campaign["toml"] == (CAMPAIGNS / "tiny.toml").read_text()
    assert campaign["command_line"] == f"sweep run {CAMPAIGNS / 'tiny.toml'} -o {path}"
    assert [name for name in PROVENANCE if name not in provenance] == []
    assert provenance["ranks"] == ranks
    assert provenance["affinity"].count("rank ") == ranks
    assert provenance["clock_resolution_s"] > 0
    assert provenance["instruction_set"] in ("avx512", "avx2", "portable")


def test_tables_have_their_columns_with_units(tiny):
    with h5py.File(tiny[1], "r") as file:
        assert [name for name in CASE_COLUMNS if name not in file["cases"].dtype.names] == []
        for table, columns in {"samples": SAMPLE_COLUMNS, "summary": SUMMARY_COLUMNS}.items():
            for column, unit in columns.items():
                assert column in file[table].dtype.names, column
                assert file[table].attrs[f"{column}_unit"] == unit, column
        estimates = file["estimates/pi/0"]
        assert estimates.dtype.names == ("setting", "radius", "mean", "standard_error", "draws", "exact", "score")
        assert list(file["estimates"]) == ["pi"]
        assert all(f"{column}_unit" in estimates.attrs for column in estimates.dtype.names)


def test_cases(tiny):
    ranks, _, result, _ = tiny
    cases = result["cases"]
    assert list(cases["case"]) == list(range(len(cases)))
    assert set(cases["status"]) == {b"finished"}
    assert set(cases["error"]) == {b""}
    assert set(cases["ranks"][cases["experiment"] == b"pi"]) == {1, ranks} | {n for n in (2, 4) if n < ranks}
    assert set(cases["threads"][cases["model"] == b"serial"]) == {1}
    assert len(np.unique(cases[["experiment", "model", "ranks", "threads", "schedule", "chunk", "tasks"]])) == len(cases)
    bases = cases[cases["base"]]
    assert set(bases["model"]) == {b"serial"}
    assert set(bases["ranks"]) == {1}
    for column in ("experiment", "workload", "kernel", "tasks", "checksum"):
        assert list(bases[column]) == list(cases[column])
    assert all(len(found) == 1 for found in checksums(result).values())


def test_samples(tiny):
    _, _, result, _ = tiny
    cases, samples = result["cases"], result["samples"]
    assert len(samples) == sum(2 * cases["ranks"])  # the campaign asks for two repetitions
    runs = {}
    for row in samples:
        runs.setdefault((int(row["case"]), int(row["repetition"])), []).append(row)
    assert len(runs) == 2 * len(cases)
    for (case, _), rows in runs.items():
        assert sorted(row["rank"] for row in rows) == list(range(cases["ranks"][case]))
        assert len({int(row["order"]) for row in rows}) == 1
        assert sum(row["tasks"] for row in rows) == cases["tasks"][case]
        assert min(row["idle_s"] for row in rows) < 1e-6  # the last rank waits for nobody
    orders = [int(rows[0]["order"]) for rows in runs.values()]
    assert sorted(orders) == list(range(len(runs)))
    for case in range(len(cases)):
        assert int(runs[case, 0][0]["order"]) < int(runs[case, 1][0]["order"])
    for column in ("cpu_s", "wait_s", "lock_s", "dispatch_s", "idle_s", "ready_s", "late_s", "servers_s", "strangers_s"):
        assert (samples[column] >= 0).all(), column
    assert (samples["wall_s"] > 0).all()
    assert (samples["rss_bytes"] > 1e6).all()


def test_cases_are_interleaved_within_an_experiment(tiny):
    _, _, result, _ = tiny
    cases, samples = result["cases"], result["samples"]
    in_order = samples[np.argsort(samples["order"], kind="stable")]
    experiments = [cases["experiment"][row["case"]] for row in in_order]
    assert experiments == sorted(experiments, key=[b"pi", b"harness"].index)
    first = [int(row["case"]) for row in in_order if cases["experiment"][row["case"]] == b"pi" and row["rank"] == 0]
    half = len(first) // 2
    assert sorted(first[:half]) == sorted(first[half:])  # all cases once, then all again
    assert first[:half] != sorted(first[:half])  # at random


def test_the_stored_campaign_repeats_it(tiny, tmp_path):
    ranks, _, result, _ = tiny
    if ranks != 2:
        return
    (tmp_path / "again.toml").write_text(result["campaign"]["toml"])
    sweep("run", "again.toml", "-o", "again.h5", cwd=tmp_path).expect(0)
    again = read(tmp_path / "again.h5")
    same_bytes(result, again)
    assert again["campaign"]["toml"] == result["campaign"]["toml"]


def test_no_temporary_file_stays(tiny):
    _, path, _, _ = tiny
    assert list(path.parent.iterdir()) == [path]


# The answer.


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The campaign of all axes on eight ranks with the fastest instruction set."""
    path = tmp_path_factory.mktemp("axes") / "x.h5"
    sweep("run", CAMPAIGNS / "axes.toml", "--quiet", "-o", path, ranks=8).expect(0)
    return read(path)


def test_every_case_of_every_axis_is_there(reference):
    cases = reference["cases"]
    rows = cases[cases["experiment"] == b"every-way"]
    workers = {(row["model"], int(row["ranks"]), int(row["threads"])) for row in rows}
    assert workers == {(b"serial", ranks, 1) for ranks in (1, 2, 3, 8)} | {
        (b"threads", ranks, threads) for ranks in (1, 2, 3, 8) for threads in (1, 2, 3)}
    for worker in workers:
        mine = rows[[(row["model"], row["ranks"], row["threads"]) == worker for row in rows]]
        assert {row["schedule"] for row in mine} == {b"static", b"dynamic", b"guided"}
        assert {1, 5} <= {int(row["chunk"]) for row in mine}


def test_every_case_of_a_problem_has_one_checksum(reference):
    found = checksums(reference)
    assert len(found) == 5  # every-way, long-tails, and three lengths
    assert all(len(each) == 1 for each in found.values())
    assert len({value for each in found.values() for value in each}) == 5


@pytest.mark.parametrize(("ranks", "arguments"), [
    (1, []), (2, []), (1, ["--isa", "avx2"]), (2, ["--isa", "portable"]), (3, ["--ranks-per-node", "1"]),
    *(pytest.param(*each, marks=pytest.mark.long) for each in (
        (3, []), (8, ["--isa", "portable"]), (8, ["--isa", "avx2", "--ranks-per-node", "1"]),
        (8, ["--ranks-per-node", "2"]), (3, ["--ranks-per-node", "2"])))],
    ids=lambda value: " ".join(value) if isinstance(value, list) else f"{value}_ranks")
def test_the_answer_does_not_depend_on_how_it_is_computed(reference, ranks, arguments, tmp_path):
    if "avx2" in arguments and reference["provenance"]["instruction_set"] == "portable":
        pytest.skip("this processor has no avx2")
    path = tmp_path / "x.h5"
    sweep("run", CAMPAIGNS / "axes.toml", "--quiet", "-o", path, *arguments, ranks=ranks).expect(0)
    result = read(path)
    assert checksums(result) == checksums(reference)
    same_bytes(result, reference)
    if "--isa" in arguments:
        assert result["provenance"]["instruction_set"] == arguments[1]


def test_estimates_equal_an_independent_philox(reference):
    seed = 9_000_000_000_000_000_001
    table = reference["estimates"]["every-way"]
    assert list(table["setting"]) == list(range(37))
    assert set(table["draws"]) == {1003}
    np.testing.assert_allclose(table["radius"], np.linspace(0.1, 1, 37), rtol=1e-15)
    for row in table:
        assert pi_estimate(seed, int(row["setting"]), float(row["radius"]), 1003) == (row["mean"], row["standard_error"])
    table = reference["estimates"]["long-tails"]
    assert list(table["radius"]) == [1.0, 0.001, 0.7071067811865476]
    for row in table:
        assert pi_estimate(seed, int(row["setting"]), float(row["radius"]), 65539) == (row["mean"], row["standard_error"])


def test_an_axis_of_draws_gives_a_table_of_estimates_each(reference):
    seed = 9_000_000_000_000_000_001
    problems = reference["problems"]["two-lengths"]
    assert [varying for varying, _ in problems] == [{"draws": 1}, {"draws": 2}, {"draws": 64}]
    for varying, table in problems:
        assert list(table["setting"]) == list(range(5))
        assert set(table["draws"]) == {varying["draws"]}
        for row in table:
            expected = pi_estimate(seed, int(row["setting"]), float(row["radius"]), int(row["draws"]))
            assert expected == (row["mean"], row["standard_error"])
        np.testing.assert_allclose(table["radius"], np.geomspace(0.01, 1, 5), rtol=1e-14)


# What options change, and what they don't.


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    path = tmp_path_factory.mktemp("plain") / "x.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path).expect(0)
    return read(path)


def changed_columns(one, other):
    """Those that a campaign decides: warnings, bounds and calibration are of this machine in this minute."""
    return {name for name in one["cases"].dtype.names
            if name not in ("warnings", "bound_s", "step_s", "round_s") and list(one["cases"][name]) != list(other["cases"][name])}


def run_tiny(tmp_path, *arguments):
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", "x.h5", *arguments, cwd=tmp_path).expect(0)
    return read(tmp_path / "x.h5")


def test_seed_changes_the_draws_only(plain, tmp_path):
    result = run_tiny(tmp_path, "--seed", str(2**40 + 5))
    assert result["campaign"]["seed"] == 2**40 + 5
    assert changed_columns(plain, result) == {"checksum"}
    for row in result["estimates"]["pi"]:
        assert pi_estimate(2**40 + 5, int(row["setting"]), float(row["radius"]), 1001) == (row["mean"], row["standard_error"])
    (tmp_path / "again.toml").write_text(result["campaign"]["toml"])
    sweep("run", "again.toml", "-o", "again.h5", cwd=tmp_path).expect(0)
    same_bytes(result, read(tmp_path / "again.h5"))


def test_set_changes_one_key_of_one_experiment(plain, tmp_path):
    result = run_tiny(tmp_path, "--set", "pi.draws=77")
    assert changed_columns(plain, result) == {"draws", "checksum"}
    assert result["campaign"]["seed"] == 7
    harness = plain["cases"]["experiment"] == b"harness"
    assert list(result["cases"]["checksum"][harness]) == list(plain["cases"]["checksum"][harness])
    assert set(result["estimates"]["pi"]["draws"]) == {77}
    assert list(result["estimates"]["pi"]["radius"]) == list(plain["estimates"]["pi"]["radius"])


def test_set_reaches_lists_dotted_keys_and_the_campaign(tmp_path):
    result = run_tiny(tmp_path, "--set", "pi.parameters.radius=[0.25, 0.5]", "--set", "pi.settings=2",
                      "--set", "experiment.threads=1", "--set", "campaign.repetitions.min=1",
                      "--set", "campaign.name=other")
    assert list(result["estimates"]["pi"]["radius"]) == [0.25, 0.5]
    assert set(result["cases"]["threads"]) == {1}
    assert result["campaign"]["name"] == "other"
    assert set(result["summary"]["repetitions"]) <= {1, 2}


def test_force_overwrites_and_folders_are_made(tmp_path):
    path = tmp_path / "new" / "folder" / "x.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--quiet").expect(0)
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--quiet", "--seed", "8").expect(2)
    assert read(path)["campaign"]["seed"] == 7
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--quiet", "--seed", "8", "--force").expect(0)
    assert read(path)["campaign"]["seed"] == 8


def test_quiet_prints_nothing_and_the_default_output_is_named_after_the_campaign(tmp_path):
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "--quiet", ranks=2, cwd=tmp_path).expect(0)
    assert (ended.out, ended.err) == ("", "")
    (path,) = tmp_path.rglob("*.h5")
    name = path.relative_to(tmp_path).as_posix()
    created = read(path)["root"]["created"].replace("-", "").replace(":", "")
    assert name.startswith("results/tiny-2") and name.endswith("Z.h5")
    assert len(name) == len(f"results/tiny-{created}.h5")


def test_only_rank_0_prints(tmp_path):
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", "x.h5", ranks=3, cwd=tmp_path, tag=True).expect(0)
    assert "0: campaign tiny" in ended.out
    assert {line[:3] for line in (ended.out + ended.err).splitlines()} == {"0: "}


def test_a_result_opens_after_it_was_moved(plain, tmp_path):
    run_tiny(tmp_path)
    shutil.move(tmp_path / "x.h5", tmp_path / "größe 東京.h5")
    assert sweep("show", "größe 東京.h5", cwd=tmp_path).expect(0).out.startswith("campaign tiny · seed 7 · ")


# The files of every version.


def test_a_file_of_every_version_up_to_this_one_is_stored(plain):
    """Who raises the version of the schema stores a file of the new one: src/README.md, "Columns"."""
    versions = []
    for path in STORED:
        with h5py.File(path, "r") as file:
            versions.append((path.stem, int(file.attrs["schema_version"])))
    today = int(plain["root"]["schema_version"])
    assert sorted(versions) == sorted((f"result-v{version}", version) for version in range(1, today + 1))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_the_table_of_a_stored_file_is_shown(path):
    with h5py.File(path, "r") as file:
        campaign, cases = file["campaign"].attrs["name"], file["cases"][:]
    ended = sweep("show", path).expect(0)
    assert ended.err == ""
    head, *parts = ended.out.split("\n\n")
    assert head.startswith(f"campaign {campaign} · ") and head.endswith(" · complete")
    names = [name.decode() for name in cases["experiment"]]
    shown = {}  # experiment → rows of its first table, which has a row a case; those below it are of files and locks
    for part in parts:
        if (name := part.partition(" · ")[0]) in names:
            lines = [line.split() for line in part.splitlines()]
            titles = next(line for line in lines if "median" in line)
            rows = lines[lines.index(titles) + 1 :]
            further = [index for index, row in enumerate(rows) if row[0] == titles[0]]  # where more columns follow
            shown[name] = min([len(rows), *further])
    finished = cases["experiment"][cases["status"] == b"finished"]
    assert shown == {name: int(sum(finished == name.encode())) for name in names}
