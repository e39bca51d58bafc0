"""A campaign measured in shards and merged is the campaign that was not split; what is missing or foreign is said."""

import shutil
import sys
from contextlib import ExitStack

import h5py
import pytest
from sweep_program import SOURCE, launch, read, sweep

sys.path.insert(0, str(SOURCE / "analysis"))
from sweep_analysis import load  # noqa: E402

SHARDS = 3
CAMPAIGN = """[campaign]
name = "parts"
seed = 7
repetitions = { min = 3, max = 3, interval = "100%" }
warmup = 0

[[experiment]]
name = "first"
workload = "monte_carlo"
settings = 8
draws = [1000, 2000]
model = ["serial", "threads"]
threads = 2
schedule = ["static", "dynamic"]
chunk = [1, 2]

[[experiment]]
name = "second"
workload = "empty"
tasks = 10
model = ["serial", "threads"]
threads = 2
"""
MEASURED = {"bound_s", "step_s", "round_s", "warnings"}  # all other columns of /cases are promised bit for bit


def shard(number, of=SHARDS):
    return ["run", "parts.toml", "--shard", f"{number}/{of}", "--quiet", "-o", f"s{number}.h5"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder of a campaign, of its shards, measured at the same time, and of the whole."""
    folder = tmp_path_factory.mktemp("shards")
    (folder / "parts.toml").write_text(CAMPAIGN)
    with ExitStack() as stack:
        runs = [stack.enter_context(launch(shard(number), cwd=folder)) for number in range(1, SHARDS + 1)]
        for run in runs:
            run.wait().expect(0)
    sweep("run", "parts.toml", "--quiet", "-o", "whole.h5", cwd=folder).expect(0)
    return folder


def merge(folder, *names, output, code=0):
    return sweep("merge", *names, "-o", output, "--force", cwd=folder).expect(code)


def with_provenance(measured, source, name, **attributes):
    """A copy of a result whose provenance says something else."""
    shutil.copy(measured / source, measured / name)
    with h5py.File(measured / name, "r+") as file:
        file["provenance"].attrs.update(attributes)
    return name


def dump(path):
    """All that a file says."""
    found = {}
    with h5py.File(path, "r") as file:
        def visit(name, each):
            found[name] = (str(each[()].tolist()) if isinstance(each, h5py.Dataset) else None,
                           {key: str(value) for key, value in each.attrs.items()})
        file.visititems(visit)
        found["/"] = {key: str(value) for key, value in file.attrs.items()}
    return found


def test_merged_shards_are_the_run_that_was_not_split(measured):
    merge(measured, "s1.h5", "s2.h5", "s3.h5", output="all.h5")
    merged, whole = read(measured / "all.h5"), read(measured / "whole.h5")
    assert merged["root"]["status"] == whole["root"]["status"]
    assert sorted(merged["cases"].dtype.names) == sorted(whole["cases"].dtype.names)
    for column in set(whole["cases"].dtype.names) - MEASURED:
        assert list(merged["cases"][column]) == list(whole["cases"][column]), column
    assert len(merged["launches"]) == SHARDS
    with h5py.File(measured / "all.h5") as one, h5py.File(measured / "whole.h5") as other:
        assert sorted(one["estimates/first"]) == sorted(other["estimates/first"])
        for problem, table in other["estimates/first"].items():
            assert one["estimates/first"][problem][()].tobytes() == table[()].tobytes()
            assert dict(one["estimates/first"][problem].attrs) == dict(table.attrs)
    owned = {case: set(merged["samples"]["launch"][merged["samples"]["case"] == case])
             for case in merged["cases"]["case"]}
    bases = set(merged["cases"]["base"])
    assert all(owned.values())
    assert all(len(launches) == 1 for case, launches in owned.items() if case not in bases)
    assert any(len(launches) > 1 for launches in owned.values())
    sweep("show", "all.h5", cwd=measured).expect(0)
    assert sweep("compare", "all.h5", "whole.h5", cwd=measured).code in (0, 1, 3)


def test_the_analysis_reads_shards_and_what_was_merged(measured):
    merge(measured, "s1.h5", "s2.h5", "s3.h5", output="all.h5")
    whole = load(measured / "whole.h5")
    for name in ("s1.h5", "s2.h5", "all.h5"):
        result = load(measured / name)
        assert result.cases.checksum.isin(whole.cases.checksum).all()
        assert result.summary.speedup.notna().all()
    assert (result.cases.chunk == whole.cases.chunk).all()


def test_order_repetition_and_merging_before_make_no_difference(measured):
    merge(measured, "s1.h5", "s2.h5", "s3.h5", output="a.h5")
    merge(measured, "s3.h5", "s1.h5", "s2.h5", "s1.h5", output="b.h5")
    merge(measured, "s3.h5", "s2.h5", output="part.h5", code=75)
    merge(measured, "s1.h5", "part.h5", "s2.h5", output="c.h5")
    merge(measured, "a.h5", "part.h5", output="d.h5")
    assert dump(measured / "a.h5") == dump(measured / "b.h5")
    assert dump(measured / "a.h5") == dump(measured / "c.h5")
    assert dump(measured / "a.h5") == dump(measured / "d.h5")


def test_a_missing_and_a_damaged_shard_are_named_with_the_command(measured):
    said = merge(measured, "s1.h5", "s3.h5", output="part.h5", code=75)
    assert "missing: shard 2/3: sweep run parts.toml --quiet --shard 2/3\n" in said.out
    partial = read(measured / "part.h5")
    assert partial["root"]["status"] == "partial"
    assert partial["campaign"]["shard"] == "1,3"
    assert "shards 1,3/3" in sweep("show", "part.h5", cwd=measured).expect(0).out
    (measured / "damaged.h5").write_bytes((measured / "s2.h5").read_bytes()[:1000])
    said = merge(measured, "s1.h5", "damaged.h5", "s3.h5", output="part.h5", code=75)
    assert "left out: damaged.h5: this is not a readable HDF5 file" in said.err
    assert "missing: shard 2/3: sweep run" in said.out
    said = merge(measured, "s1.h5", "damaged.h5", "s2.h5", "s3.h5", output="whole-but.h5", code=75)
    assert "missing" not in said.out


def test_a_shard_that_has_not_ended_is_named_with_the_command_that_goes_on(measured):
    sweep(*shard(2)[:-1], "early.h5", "--time-limit", "1ms", cwd=measured).expect(75)
    said = merge(measured, "s1.h5", "early.h5", "s3.h5", output="early-all.h5", code=75)
    assert "not complete: sweep run parts.toml --quiet --time-limit 1ms --shard 2/3 -o early.h5 --resume\n" in said.out
    merge(measured, "early-all.h5", "s2.h5", output="late.h5")
    assert read(measured / "late.h5")["root"]["status"] == "complete"
    assert "not complete" not in merge(measured, "early.h5", "s1.h5", "s2.h5", "s3.h5", output="late.h5").out


def test_what_cannot_be_merged_is_said_and_nothing_is_written(measured):
    for change, words in ((["--seed", "8"], "its seed is 8"), (["--set", "first.draws=3000"], "another campaign"),
                          (["--shard", "1/4"], "of 4 shards")):
        output = measured / "foreign.h5"
        sweep(*shard(1)[:2], *([] if "--shard" in change else ["--shard", "1/3"]), *change, "--quiet", "--force", "-o",
              output, cwd=measured).expect(0)
        said = sweep("merge", "s2.h5", output, "-o", "none.h5", cwd=measured).expect(2)
        assert words in said.err
        assert not (measured / "none.h5").exists()


def test_kernels_are_known_by_their_source_and_nothing_is_opened(measured):
    names = [with_provenance(measured, f"s{number}.h5", f"kernel{number}.h5",
                             kernels_of_yours=f"k.c: source sha256 {source}, object sha256 {number}, compiled by cc")
             for number, source in ((1, "aa"), (2, "aa"), (3, "bb"))]
    merge(measured, *names[:2], output="kernels.h5", code=75)
    said = merge(measured, *names, output="none.h5", code=2)
    assert "its kernels of yours are k.c: source sha256 bb, there k.c: source sha256 aa" in said.err
    assert "its kernels of yours are none" in merge(measured, names[0], "s2.h5", output="none.h5", code=2).err
    assert not (measured / "none.h5").exists()


def test_launches_of_other_machines_stay_apart_and_are_told(measured):
    shutil.copy(measured / "s2.h5", measured / "other.h5")
    with h5py.File(measured / "other.h5", "r+") as file:
        rows = file["launches"][()]
        rows["processor"] = "another"
        file["launches"][...] = rows
    said = merge(measured, "s1.h5", "other.h5", "s3.h5", output="two.h5").out
    number = list(read(measured / "two.h5")["launches"]["processor"]).index(b"another")
    assert "launches are not alike and stay apart" in said
    assert f"processor another: launches {number}\n" in said
    assert f"processor another: launches {number}\n" in sweep("show", "two.h5", cwd=measured).expect(0).out
    assert "not alike" not in merge(measured, "s1.h5", "s2.h5", "s3.h5", output="all.h5").out


def test_no_file_is_overwritten_unasked_and_an_older_one_is_refused(measured):
    said = sweep("merge", "s1.h5", "-o", "s2.h5", cwd=measured).expect(2)
    assert "the output file exists; give another name with -o, or --force" in said.err
    assert read(measured / "s2.h5")["campaign"]["shard"] == "2"
    said = sweep("merge", SOURCE / "tests/data/result-v2.h5", "-o", "none.h5", cwd=measured).expect(2)
    assert "of an older version" in said.err
    assert "-o ALL.h5" in sweep("merge", "s1.h5", cwd=measured).expect(2).err


def test_a_shard_without_cases_is_a_complete_file_and_merges(measured):
    said = sweep(*shard(900, 1000), cwd=measured).expect(0)
    result = read(measured / "s900.h5")
    assert result["root"]["status"] == "complete", said
    assert len(result["cases"]) == 0
    sweep("show", "s900.h5", cwd=measured).expect(0)
    merge(measured, "s900.h5", "s900.h5", output="none-yet.h5", code=75)


def test_resume_and_append_keep_the_shard_of_their_file(measured):
    (measured / "again.h5").write_bytes((measured / "s2.h5").read_bytes())
    for option in ("--resume", "--append"):
        sweep("run", "parts.toml", option, "--quiet", "-o", "again.h5", cwd=measured).expect(0)
    again = read(measured / "again.h5")
    assert again["campaign"]["shard"] == "2"
    assert len(again["launches"]) == 2
    said = sweep("run", "parts.toml", "--append", "--shard", "1/3", "-o", "again.h5", cwd=measured).expect(2)
    assert "has shards 2/3" in said.err
    merge(measured, "again.h5", "s1.h5", "s2.h5", "s3.h5", output="four.h5")
    assert len(read(measured / "four.h5")["launches"]) == 4


def test_to_a_merged_file_nothing_is_added(measured):
    merge(measured, "s1.h5", "s2.h5", "s3.h5", output="all.h5")
    merge(measured, "s1.h5", "s3.h5", output="part.h5", code=75)
    assert "is complete" in sweep("run", "parts.toml", "--resume", "-o", "all.h5", cwd=measured).expect(0).out
    for name, option in (("all.h5", "--append"), ("part.h5", "--resume"), ("part.h5", "--append")):
        said = sweep("run", "parts.toml", option, "-o", name, cwd=measured).expect(2)
        assert "was merged of several, and nothing is added to it" in said.err


def test_the_numbers_of_a_job_array_say_the_shard(measured, monkeypatch):
    numbers = {"ID": "10", "MIN": "4", "STEP": "3", "COUNT": "3"}
    for name, value in numbers.items():
        monkeypatch.setenv(f"SLURM_ARRAY_TASK_{name}", value)
    run = ["run", "parts.toml", "--shard", "array", "--quiet", "--force", "-o", "array.h5"]
    sweep(*run, cwd=measured).expect(0)
    assert list(read(measured / "array.h5")["cases"]["experiment"]) == list(read(measured / "s3.h5")["cases"]["experiment"])
    assert read(measured / "array.h5")["campaign"]["shard"] == "3"
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "11")
    assert "do not fit" in sweep(*run, cwd=measured).expect(2).err
    monkeypatch.setenv("SLURM_ARRAY_TASK_COUNT", "1")
    assert "one task only" in sweep(*run, cwd=measured).expect(2).err
    monkeypatch.setenv("SLURM_ARRAY_TASK_COUNT", "3")
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "4")
    monkeypatch.setenv("SLURM_ARRAY_TASK_MAX", "64")
    assert "a range without gaps" in sweep(*run, cwd=measured).expect(2).err
    monkeypatch.delenv("SLURM_ARRAY_TASK_STEP")
    assert "SLURM_ARRAY_TASK_STEP is not set" in sweep(*run, cwd=measured).expect(2).err
    assert "no shard" in sweep("run", "parts.toml", "--shard", "4/3", cwd=measured).expect(2).err


def test_split_says_what_the_shards_have(measured):
    said = sweep("split", "parts.toml", "--into", SHARDS, cwd=measured).expect(0).out
    with h5py.File(measured / "s2.h5") as file:
        places = file["places"]["place"]
    line = next(line for line in said.splitlines() if line.startswith("shard 2/3"))
    listed = line.split(" cases: ")[1].split(" ·")[0]
    numbers = [number for part in listed.split(",") for first, _, last in [part.partition("-")]
               for number in range(int(first), int(last or first) + 1)]
    assert numbers == list(places)
    assert "  sweep run parts.toml --shard 2/3 -o parts-2of3.h5\n" in said
