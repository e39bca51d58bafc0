"""Kernels of yours: what is wrong with one is found by the check that is there for it, before anything is written; what is
right is measured like any other."""

import os
import re
import shutil
import subprocess

import h5py
import numpy
import pytest
from sweep_program import SOURCE, read, sweep

YOURS = SOURCE / "tests/workloads/kernels/yours"
HEADERS = SOURCE / "src/workloads/kernels"

# File, the checks of which one must refuse it, words of the message (any, where a sanitizer would say it otherwise).
# `threads` and `race` may both see what two threads share.
BAD = {
    "counts_calls.cpp": ("twice", "the same draws give other words"),
    "calls_rand.cpp": ("twice", "the same draws give other words"),
    "asks_the_system.cpp": ("twice", "the same draws give other words"),
    "keeps_the_first_setting.cpp": ("order", "depend on which settings came before"),
    "begins_anew.cpp": ("partition", "in pieces"),
    "sums_pieces.cpp": ("partition", "in pieces"),
    "races.cpp": ("race", "races.cpp:"),
    "throws.cpp": ("runs", "throws an exception: too many draws"),
    "never_ends.cpp": ("runs", "took longer than 5 s"),
    "writes_beside.cpp": ("width", "beside the words"),
    "of_another_version.cpp": ("version", "of version 2"),
    "has_no_estimate.cpp": ("symbols", "sweep_kernel_estimate"),
    "crashes.cpp": ("runs", "crashed (Segmentation fault)"),
    "divides_by_hits.cpp": ("estimate", "nan"),
    "reads_the_clock.cpp": ("twice", "other words"),
    "counts_in_a_file.cpp": ("twice", "other words"),
    "depends_on_addresses.cpp": ("again", "a second later, in another process"),
    "does_not_compile.cpp": ("compiles", "does_not_compile.cpp:"),
    "varies_its_words.cpp": ("words", "another number when asked again"),
    "has_nine_words.cpp": ("words", "9 words"),
    "ends_the_process.cpp": ("runs", "ended by it"),
    "sweeps_twice.cpp": ("parameters", "swept"),
    "names_a_key.cpp": ("parameters", "column or key that every kernel has"),
    "names_a_column.cpp": ("parameters", "column or key that every kernel has"),
    "begins_out_of_range.cpp": ("parameters", "must be above 0"),
    "leaves_out_the_seed.cpp": ("stream", "seeds give the same words"),
    "leaves_out_the_setting.cpp": ("stream", "the stream's setting"),
    "shares_a_buffer.cpp": ("threads race", "two threads"),
    "crashes_when_loaded.cpp": ("loads", "crashed (Aborted)"),
    "lacks_a_library.cpp": ("loads", "nobody_has_this"),
    "wants_all_memory.cpp": ("runs", ""),
    "is_no_object.so": ("loads", "invalid ELF header"),
    "is_empty.so": ("loads", "file too short"),
    "is_missing.so": ("file", "there is no file"),
}

CAMPAIGN = """[campaign]
name = "yours"
seed = 11
repetitions = {{ min = 1, max = 1, interval = "100%" }}
warmup = 0
[[experiment]]
name = "draws"
workload = "monte_carlo"
kernel = {kernels}
settings = 3
draws = 300
model = {models}
ranks = [1, 2]
threads = 2
workers = 1
start = "spawn"
"""


def campaign(folder, kernels, models='"serial"', more=""):
    path = folder / "c.toml"
    path.write_text(CAMPAIGN.format(kernels=[str(kernel) for kernel in kernels], models=models) + more)
    return path


@pytest.fixture(scope="module")
def refusals(tmp_path_factory):
    """The message about each bad kernel, of one run that names all of them."""
    folder = tmp_path_factory.mktemp("bad")
    shutil.copytree(YOURS, folder / "yours")
    kernels = folder / "yours/bad"
    (kernels / "is_no_object.so").write_text("This is no ELF file, but longer than the header of one would be. " * 9)
    (kernels / "is_empty.so").write_bytes(b"")
    os.environ["SWEEP_TEST_FILE"] = str(kernels / "calls")
    path = campaign(folder, [f"yours/bad/{name}" for name in BAD])
    before = sorted(path.name for path in folder.iterdir())
    (work := folder / "work").mkdir()
    ended = sweep("run", path, "-o", "x.h5", ranks=2, cwd=work).expect(2)
    assert ended.out == ""
    assert list(work.iterdir()) == []
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "work"])
    lines = ended.err.splitlines()
    assert len(lines) == len(BAD), ended.err
    return {re.search(r"the kernel yours/bad/(\S+)", line)[1]: line for line in lines}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_kernel_is_refused_by_the_check_that_is_there_for_it(refusals, name):
    checks, words = BAD[name]
    check, told, remedy = re.search(r"is refused by the check '(\w+)': (.*); (.*)$", refusals[name]).groups()
    assert check in checks.split()
    assert words in told
    assert remedy
    assert re.match(r"(sweep: |\s*)\S*c\.toml:9:\d+: ", refusals[name])
    assert len(refusals[name].replace(str(YOURS), "")) < 500


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A folder with all good kernels, and the values of `kernel` that name them."""
    folder = tmp_path_factory.mktemp("good")
    shutil.copytree(YOURS, folder / "yours")
    for source in (folder / "yours/good").glob("*.c"):
        subprocess.run(["cc", "-O2", "-fPIC", "-shared", f"-I{HEADERS}", source, "-o", source.with_suffix(".so")], check=True)
        source.unlink()
    readme = (SOURCE / "src/README.md").read_text()
    (folder / "dice.cpp").write_text(re.search(r"```cpp\n(.*?)```", readme[readme.index("## A kernel of yours"):], re.DOTALL)[1])
    names = ["dice.cpp", *sorted(f"yours/good/{path.name}" for path in (folder / "yours/good").iterdir())]
    assert len(names) > 20
    return folder, names


@pytest.fixture(scope="module")
def measured(good):
    folder, names = good
    path = campaign(folder, [*names, "pi"], '["serial", "threads", "process_pool"]')
    ended = sweep("run", path, "-o", "x.h5", ranks=2, cwd=folder).expect(0)
    assert "ThreadSanitizer" not in ended.err
    return read(folder / "x.h5")


def test_good_kernels_are_measured_by_every_model(good, measured):
    names = good[1]
    cases = measured["cases"]
    assert {row["kernel"].decode() for row in cases} == {*names, "pi"}
    assert {row["status"] for row in cases} == {b"finished"}
    assert len(cases) >= 5 * len(names)
    for kernel in names:  # all models find the same, bit for bit
        assert len({row["checksum"] for row in cases if row["kernel"] == kernel.encode()}) == 1
    for parameters, table in measured["problems"]["draws"]:
        assert len(table) == 3 and numpy.isfinite(table["mean"]).all(), parameters


def test_the_kernel_of_the_catalogue_and_the_same_of_yours_find_the_same_bits(measured):
    tables = {parameters["kernel"]: table for parameters, table in measured["problems"]["draws"]}
    names = tables["yours/good/pi.cpp"].dtype.names
    assert names + ("exact", "score") == tables["pi"].dtype.names
    for name in names:
        assert tables["yours/good/pi.cpp"][name].tobytes() == tables["pi"][name].tobytes()


def test_a_kernel_that_knows_the_answer_has_its_scores(measured):
    table = next(table for parameters, table in measured["problems"]["draws"]
                 if parameters["kernel"] == "yours/good/knows_the_answer.cpp")
    assert table["exact"].tolist() == table["level"].tolist()
    assert table["score"].tolist() == ((table["mean"] - table["exact"]) / table["standard_error"]).tolist()


def test_the_result_says_what_was_run_and_how_it_was_checked(good, measured):
    facts = dict(line.split(": ", 1) for line in measured["provenance"]["kernels_of_yours"].splitlines())
    checks = dict(line.split(": ", 1) for line in measured["provenance"]["kernels_of_yours_checked"].splitlines())
    assert set(facts) == set(checks) == set(good[1])
    for name in good[1]:
        path = good[0] / name
        digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
        assert ("object" if path.suffix == ".so" else "source") + " sha256 " + digest in facts[name]
        for check in ("loads", "symbols", "version", "words", "parameters", "runs", "width", "estimate", "twice", "order",
                      "partition", "stream", "threads", "again"):
            assert check in checks[name].split(";")[0].split(", ")
        expected = "none found" if path.suffix == ".so" else "none (by ThreadSanitizer)"
        assert f"races: {expected}" in checks[name]
    assert re.search(r"compiled by \S+ [\d.]+ with -std=c\+\+20 .*-fPIC -shared$", facts["dice.cpp"])


def test_dice_fall_as_they_should(measured):
    table = next(table for parameters, table in measured["problems"]["draws"] if parameters["kernel"] == "dice.cpp")
    assert table["sum"].tolist() == [3, 10, 17]
    assert abs(table["mean"][1] - 0.5) < 6 * table["standard_error"][1]


@pytest.fixture
def dice(good, tmp_path):
    shutil.copy(good[0] / "dice.cpp", tmp_path)
    return campaign(tmp_path, ["dice.cpp"], more="[experiment.parameters]\nsum = { from = 5, to = 10 }\n")


def test_a_plan_neither_opens_nor_compiles(dice, tmp_path):
    (tmp_path / "dice.cpp").write_text("this is no C++")
    assert "c.toml" not in sweep("plan", dice, "--ranks", 2, cwd=tmp_path).expect(0).err
    (tmp_path / "dice.cpp").unlink()
    ended = sweep("plan", dice, "--ranks", 2, "--set", "draws.parameters.sum.count=3", cwd="/").expect(0)
    assert ended.out.startswith("campaign yours · 2 cases on 2 ranks")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml"]


def test_parameters_are_held_to_what_the_kernel_says(dice, tmp_path):
    dice.write_text(dice.read_text().replace("from = 5", "from = 1").replace("sum = ", "some = 3\nsum = "))
    ended = sweep("run", dice, "-o", "x.h5", cwd=tmp_path).expect(2)
    assert "sum = 1 is not valid here; give a number above 2 and at most 17" in ended.err
    assert "unknown key 'some'" in ended.err and "did you mean 'sum'?" in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "dice.cpp"]


def test_what_only_kernels_of_the_catalogue_can_is_refused(dice, tmp_path):
    for setting in ("isa=portable", "streams=same_seed"):
        ended = sweep("run", dice, "--set", f"draws.{setting}", "-o", "x.h5", cwd=tmp_path).expect(2)
        assert "is not for the kernel dice.cpp" in ended.err and "; take " in ended.err


def test_another_kernel_does_not_go_on(dice, tmp_path):
    sweep("run", dice, "--quiet", "-o", "x.h5", cwd=tmp_path).expect(0)
    sweep("run", dice, "--quiet", "-o", "x.h5", "--append", cwd=tmp_path).expect(0)
    with h5py.File(tmp_path / "x.h5") as file:
        assert len(file["launches"]) == 2
    before = (tmp_path / "x.h5").read_bytes()
    source = tmp_path / "dice.cpp"
    source.write_text(source.read_text().replace("% 6 + 3", "% 6 + 3U"))
    for way in ("--append", "--resume"):
        ended = sweep("run", dice, "--quiet", "-o", "x.h5", way, cwd=tmp_path).expect(2)
        assert "the kernel dice.cpp is another" in ended.err and "; take the kernel as it was" in ended.err
    assert (tmp_path / "x.h5").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "dice.cpp", "x.h5"]


def test_a_kernel_is_looked_for_beside_its_campaign_or_in_the_present_folder(dice, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    sweep("run", dice, "--quiet", "-o", "x.h5", cwd=tmp_path / "elsewhere").expect(0)
    with open(dice) as given:
        sweep("run", "-", "--quiet", "-o", "x.h5", ranks=2, cwd=tmp_path, given=given).expect(0)
    with open(dice) as given:
        ended = sweep("run", "-", "-o", "y.h5", cwd=tmp_path / "elsewhere", given=given).expect(2)
    assert f"there is no file {tmp_path}/elsewhere/dice.cpp" in ended.err


def test_list_says_how_to_bring_one():
    assert "sweep_kernel.h" in sweep("list", "kernels").expect(0).out
