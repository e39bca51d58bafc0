"""What a person can get wrong: one clear message by one rank, exit 2, and nothing written."""

import os
import re

import h5py
import pytest
from sweep_program import CAMPAIGNS, launch, read, sweep

CAMPAIGN = """[campaign]
name = "c"
repetitions = { min = 1, max = 1, interval = "50%" }
[[experiment]]
name = "one"
workload = "monte_carlo"
settings = 3
draws = 10
model = ["serial", "threads"]
threads = 2
[experiment.parameters]
radius = { from = 0.5, to = 1.0 }
"""
GIVE = "give a whole number"

# A campaign with `old` replaced by `new`, and the fragments of the message: where, what, remedy.
CAMPAIGN_MISTAKES = {
    "unknown_key": ("draws =", "drawz =", ":8:1: ", "unknown key 'drawz'", "did you mean 'draws'?"),
    "unknown_campaign_key": ("name = \"c\"", "sed = 1", ":2:1: ", "unknown key 'sed'", "'seed'"),
    "unknown_table": ("[campaign]", "[campain]", "c.toml:1:", "unknown key 'campain'", "did you mean 'campaign'?"),
    "unknown_setting_parameter": ("radius =", "radios =", ":12:1: ", "unknown key 'radios'", "'radius'"),
    "unknown_range_key": ("to = 1.0", "two = 1.0", ":12:", "unknown key 'two'", "'to'"),
    "unknown_repetitions_key": ("max = 1", "maks = 1", ":3:", "unknown key 'maks'", "'max'"),
    "text_for_a_number": ("draws = 10", "draws = \"ten\"", ":8:", "draws = ", GIVE),
    "fraction_for_a_count": ("draws = 10", "draws = 1.5", ":8:", "draws = 1.5", GIVE),
    "boolean_for_a_count": ("draws = 10", "draws = true", ":8:", "draws = true", GIVE),
    "table_for_a_count": ("draws = 10", "draws = { a = 1 }", ":8:", "draws = ", GIVE),
    "number_for_a_word": ("model = [\"serial\", \"threads\"]", "model = 3", ":9:", "model = 3", "serial"),
    "number_for_a_name": ("name = \"c\"", "name = 3", ":2:", "name is not valid", "use letters"),
    "empty_campaign_name": ("name = \"c\"", "name = \"\"", ":2:", "campaign's name is not valid", "use letters"),
    "empty_name": ("name = \"one\"", "name = \"\"", ":5:", "experiment's name is not valid", "use letters"),
    "nul_in_a_name": ("name = \"one\"", "name = \"a\\u0000b\"", ":5:", "experiment's name is not valid", "use letters"),
    "path_as_an_experiment's_name": ("name = \"one\"", "name = \"a/b\"", ":5:", "experiment's name is not valid", "'/'"),
    "dot_as_a_name": ("name = \"one\"", "name = \".\"", ":5:", "experiment's name is not valid", "dots"),
    "number_as_a_name": ("name = \"one\"", "name = 3", ":5:", "experiment's name is not valid", "use letters"),
    "long_name": ("name = \"one\"", f"name = \"{'n' * 101}\"", ":5:", "experiment's name is not valid", "at most 100"),
    "escape_in_a_name": ("name = \"c\"", "name = \"\\u001b[2J\"", ":2:", "campaign's name is not valid", "use letters"),
    "path_as_a_name": ("name = \"c\"", "name = \"../c\"", ":2:", "name is not valid", "use letters"),
    "negative_count": ("draws = 10", "draws = -1", ":8:", "draws = -1", "from 1 to"),
    "zero_count": ("settings = 3", "settings = 0", ":7:", "settings = 0", "from 1 to"),
    "huge_count": ("settings = 3", "settings = 9000000000000000000", ":7:", "settings = 9", "from 1 to"),
    "zero_threads": ("threads = 2", "threads = 0", ":10:", "threads = 0", "from 1 to 1000000"),
    "huge_threads": ("threads = 2", "threads = 1000001", ":10:", "threads = 1000001", "from 1 to 1000000"),
    "negative_ranks": ("threads = 2", "ranks = [1, -2]", ":10:", "ranks = -2", "from 1 to"),
    "zero_chunk": ("threads = 2", "chunk = 0", ":10:", "chunk = 0", "from 1 to"),
    "negative_seed": ("name = \"c\"", "seed = -1", ":2:", "seed = -1", "from 0 to"),
    "nan": ("from = 0.5", "from = nan", ":12:", "radius = nan is not valid", "above 0 and at most 1"),
    "infinity": ("to = 1.0", "to = inf", ":12:", "radius = inf is not valid", "above 0 and at most 1"),
    "nan_interval": ("\"50%\"", "nan", ":3:", "interval", "\"5%\""),
    "empty_axis": ("threads = 2", "threads = []", ":10:", "the axis threads is empty", "at least one value"),
    "empty_setting_axis": ("{ from = 0.5, to = 1.0 }", "[]", ":12:", "the axis radius is empty", "at least one value"),
    "unknown_workload": ("\"monte_carlo\"", "\"monte_karlo\"", ":6:", "unknown workload", "'monte_carlo'"),
    "unknown_model": ("\"threads\"]", "\"treads\"]", ":9:", "unknown model 'treads'", "did you mean 'threads'?"),
    "unknown_kernel": ("threads = 2", "kernel = \"pie\"", ":10:", "unknown kernel 'pie'", "did you mean 'pi'?"),
    "unknown_schedule": ("threads = 2", "schedule = \"gided\"", ":10:", "unknown schedule", "'guided'"),
    "no_workload": ("workload = \"monte_carlo\"", "", ":4:", "no workload", "add workload"),
    "unitless_duration": ("name = \"c\"", "time_limit = 30", ":2:", "time_limit = 30", "duration"),
    "wrong_unit": ("name = \"c\"", "time_limit = \"30 parsec\"", ":2:", "time_limit = ", "duration"),
    "no_interval": ("\"50%\"", "\"0%\"", ":3:", "interval is not valid", "above 0"),
    "wide_interval": ("\"50%\"", "\"200%\"", ":3:", "interval is not valid", "at most 100 %"),
    "min_above_max": ("min = 1", "min = 2", ":3:", "min 2 is above max 1", "make min at most max"),
    "counts_that_differ": ("to = 1.0", "to = 1.0, count = 4", ":4:", "settings = 3", "make the counts agree"),
    "too_many_cases": ("threads = 2", "threads = [" + "1," * 200 + "]\nchunk = [" + "1," * 200 + "]", ":4:", "10,000 cases",
                       "shorten"),
    "experiment_without_brackets": ("[[experiment]]", "[experiment]", "c.toml:", "experiment", "[[experiment]]"),
    "twins": ("[experiment.parameters]", "[[experiment]]\nname = \"one\"\nworkload = \"monte_carlo\"\n[experiment.parameters]",
              ":11:", "two experiments are named 'one'", "a `name` of its own"),
    "broken": ("draws = 10", "draws = = 10", "c.toml:8:9: ", "broken TOML", "mend"),
    "a_key_twice": ("draws = 10", "draws = 10\ndraws = 11", "c.toml:9:", "broken TOML", "mend"),
}
WAITING = """[[experiment]]
name = "one"
workload = "tiny_files"
tasks = 3
model = "event_loop"
latency = "1 ms"
"""
# The same for what waits: `old`, `new`, and the fragments.
WAITING_MISTAKES = {
    "url_without_number": ("tasks = 3", "url = \"http://localhost/x.json\"", "url", "{n}"),
    "url_and_files": ("tasks = 3", "source = \"files\"\nurl = \"http://localhost/{n}.json\"", "url",
                      "source = \"files\""),
    "nul_in_a_url": ("tasks = 3", "url = \"http://localhost/\\u0000{n}.json\"", "c.toml:4:", "url = ", "a text"),
    "nul_in_a_folder": ("tasks = 3", "directory = \"a\\u0000b\"", "c.toml:4:", "directory = ", "a folder"),
    "no_such_variable": ("tasks = 3", "directory = \"$SWEEP_NOWHERE/x\"", "c.toml:4:", "$SWEEP_NOWHERE", "whole path"),
    "wrong_distribution": ("tasks = 3", "distribution = \"lognormale\"", "c.toml:4:", "lognormale", "lognormal"),
    "word_for_a_flag": ("tasks = 3", "keep_alive = \"yes\"", "c.toml:4:", "keep_alive", "true or false"),
    "negative_latency": ("\"1 ms\"", "\"-1 ms\"", "c.toml:6:", "latency = ", "100 ms"),
    "unitless_latency": ("\"1 ms\"", "100", "c.toml:6:", "latency = 100", "100 ms"),
    "small_size": ("tasks = 3", "size = \"1 B\"", "c.toml:4:", "size = ", "64 B"),
    "wrong_poller": ("tasks = 3", "poller = \"kqueue\"", "c.toml:4:", "poller", "epoll"),
}
FILES = {
    "empty_file": (b"", "c.toml", "no experiment", "[[experiment]]"),
    "only_a_comment": (b"# nothing\n", "c.toml", "no experiment", "[[experiment]]"),
    "no_experiment": (b"[campaign]\nname = \"c\"\n", "c.toml", "no experiment", "[[experiment]]"),
    "not_utf8": (b"[campaign]\nname = \"\xe9\"\n", "c.toml:2:", "broken TOML", "mend"),
    "utf16": ("[campaign]\n".encode("utf-16"), "c.toml:1:", "broken TOML", "mend"),
    "binary": (bytes(range(256)) * 64, "c.toml:1:", "broken TOML", "mend"),
}
# Arguments after the campaign, and the fragments of the message.
ARGUMENTS = {
    "set_without_value": (["--set", "nonsense"], "--set", "'nonsense' is not an override", "--set experiment.draws=1000"),
    "set_without_key": (["--set", "one.=3"], "--set", "is not an override", "EXPERIMENT.KEY=VALUE"),
    "set_of_unknown_experiment": (["--set", "oen.draws=3"], "--set oen.draws=3", "no experiment", "did you mean 'one'?"),
    "set_of_unknown_key": (["--set", "one.drawz=3"], "command line", "unknown key 'drawz'", "'draws'"),
    "set_of_key_nobody_has": (["--set", "experiment.drawz=3"], "--set experiment.drawz=3", "no experiment has it", "did you mean 'draws'?"),
    "set_of_text_with_line_break": (["--set", "one.name=a\nb"], "--set one.name", "control character", "without line breaks"),
    "set_of_path_as_name": (["--set", "one.name=a/b"], "command line", "experiment's name is not valid", "use letters"),
    "set_of_bad_value": (["--set", "one.draws=-3"], "command line", "draws = -3", GIVE),
    "seed_that_is_no_number": (["--seed", "abc"], "command line", "seed = ", GIVE),
    "negative_seed_option": (["--seed", "-1"], "command line", "seed = -1", GIVE),
    "unknown_isa": (["--isa", "avx512x"], "--isa", "unknown instruction set 'avx512x'", "did you mean 'avx512'?"),
    "unknown_option": (["--qiet"], "command line", "--qiet", "sweep run --help"),
    "time_limit_without_unit": (["--time-limit", "30"], "command line", "time_limit = ", "duration"),
    "no_ranks_per_node": (["--ranks-per-node", "0"], "command line", "--ranks-per-node", "sweep run --help"),
    "existing_output": (["-o", "{input}/old.h5"], "old.h5", "the output file exists", "--force"),
    "folder_as_output": (["-o", "{input}"], "input", "the output is a folder", "name a file in it"),
    "file_as_folder": (["-o", "{input}/old.h5/x.h5"], "old.h5/x.h5", "cannot write to the folder", "-o FILE.h5"),
    "no_such_system_folder": (["-o", "/proc/nowhere/x.h5"], "/proc/nowhere", "cannot write to the folder", "-o FILE.h5"),
}
# Whole command lines.
COMMANDS = {
    "missing_file": (["run", "{input}/none.toml"], "none.toml", "no such campaign file", "configs/smoke.toml"),
    "folder_as_file": (["run", "{input}"], "input", "is a folder", ".toml file"),
    "missing_file_to_plan": (["plan", "{input}/none.toml"], "none.toml", "no such campaign file", "give an existing one"),
    "unknown_command": (["rum"], "command line", "rum", "sweep --help"),
    "two_campaigns": (["run", "{input}/c.toml", "more.toml"], "command line", "more.toml", "sweep run --help"),
    "show_nothing": (["show"], "command line", "FILE", "sweep show --help"),
    "show_a_missing_file": (["show", "{input}/none.h5"], "none.h5", "no such file", "sweep run"),
    "show_a_folder": (["show", "{input}"], "input", "", "sweep run"),
    "show_text": (["show", "{input}/c.toml"], "c.toml", "not a readable HDF5 file", "sweep run"),
    "show_a_foreign_file": (["show", "{input}/foreign.h5"], "foreign.h5", "not a result of sweep", "sweep run"),
    "show_a_truncated_file": (["show", "{input}/cut.h5"], "cut.h5", "not a readable HDF5 file", "cut off"),
    "list_nonsense": (["list", "modles"], "list", "modles", "did you mean 'models'?"),
    "list_nobody": (["list", "models", "treads"], "list", "there is no 'treads' among the models", "did you mean 'threads'?"),
}
# On four ranks too: one of every way through the program.
ON_FOUR_RANKS = {"unknown_key", "empty_name", "huge_count", "broken", "too_many_cases", "binary", "set_of_unknown_experiment",
                 "seed_that_is_no_number", "unknown_isa", "existing_output", "no_such_system_folder", "missing_file",
                 "folder_as_file", "unknown_command", "show_a_truncated_file", "list_nonsense", "empty_axis",
                 "negative_latency", "nul_in_a_folder"}


def campaigns():
    """Each with one mistake in it."""
    for correct, mistakes in [(CAMPAIGN, CAMPAIGN_MISTAKES), (WAITING, WAITING_MISTAKES)]:
        for name, (old, new, *fragments) in mistakes.items():
            assert correct.count(old) == 1, name
            yield name, correct.replace(old, new).encode(), fragments
    for name, (text, *fragments) in FILES.items():
        yield name, text, fragments


def inputs():
    """What is typed wrongly, and on how many ranks. A campaign is read by `plan` as by `run`, and without MPI sooner."""
    for name, text, fragments in campaigns():
        yield name, text, ["plan", "--ranks", "1", "{input}/c.toml"], fragments, 1
        if name in ON_FOUR_RANKS:
            yield name, text, ["run", "{input}/c.toml"], fragments, 4
    commands = {name: (["run", "{input}/c.toml", *arguments], *fragments) for name, (arguments, *fragments) in ARGUMENTS.items()}
    for name, (arguments, *fragments) in (commands | COMMANDS).items():
        for ranks in [1, 4] if name in ON_FOUR_RANKS else [1]:
            yield name, CAMPAIGN.encode(), arguments, fragments, ranks


@pytest.fixture(scope="session")
def cut_result(tmp_path_factory):
    path = tmp_path_factory.mktemp("cut") / "x.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "--set", "experiment.model=serial", "-o", path).expect(0)
    return path.read_bytes()[:-100]


@pytest.fixture
def folders(tmp_path, cut_result):
    """Files of many kinds to read, and an empty folder to work in."""
    work, given = tmp_path / "work", tmp_path / "input"
    work.mkdir()
    given.mkdir()
    (given / "old.h5").write_bytes(b"precious")
    (given / "cut.h5").write_bytes(cut_result)
    with h5py.File(given / "foreign.h5", "w") as file:
        file["x"] = 1
    return work, given


def content(folder):
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refuse(folders, text, arguments, ranks):
    """The lines of the message with which the program refuses, having written nothing."""
    work, given = folders
    (given / "c.toml").write_bytes(text)
    before = content(given)
    ended = sweep(*[each.format(input=given) for each in arguments], ranks=ranks, cwd=work).expect(2)
    assert ended.out == ""
    assert content(work) == {}
    assert content(given) == before
    return ended.err.splitlines()


@pytest.mark.parametrize(("text", "arguments", "fragments", "ranks"),
                         [pytest.param(*rest, ranks, id=f"{name}-{ranks}") for name, *rest, ranks in inputs()])
def test_a_mistake_is_told_once(folders, text, arguments, fragments, ranks):
    lines = refuse(folders, text, arguments, ranks)
    assert len(lines) == 1, lines
    assert lines[0].startswith("sweep: ")
    assert len(re.sub(r"/\S*/", "", lines[0])) < 400  # but for the folders that it names
    for fragment in fragments:
        assert fragment in lines[0]
    assert "; " in lines[0], "no remedy"


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_campaign_may_come_from_standard_input(tmp_path, ranks):
    (tmp_path / "c.toml").write_text(CAMPAIGN.replace("name = \"c\"\n", ""))
    with open(tmp_path / "c.toml") as given:
        sweep("run", "-", "--quiet", "-o", "x.h5", ranks=ranks, cwd=tmp_path, given=given).expect(0)
    with h5py.File(tmp_path / "x.h5") as file:
        assert file["campaign"].attrs["name"] == "stdin"
        assert file["campaign"].attrs["toml"] == (tmp_path / "c.toml").read_text()


def test_a_campaign_may_come_through_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    with launch(["plan", "pipe.toml"], cwd=tmp_path) as run:
        (tmp_path / "pipe.toml").write_text(CAMPAIGN)
        assert "campaign c " in run.wait().expect(0).out


def test_what_is_no_end_of_a_campaign_is_refused(folders):
    lines = refuse(folders, b"", ["run", "/dev/zero"], 1)
    assert "larger than 16 MiB" in lines[0]


def test_a_value_for_all_experiments_is_set_where_there_is_such_a_key(tmp_path):
    (tmp_path / "c.toml").write_text(CAMPAIGN + "[[experiment]]\nworkload = \"empty\"\ntasks = 7\nmodel = \"serial\"\n")
    sweep("run", "c.toml", "--set", "experiment.draws=1e2", "--set", "campaign.name=2026-11-26", "--quiet", "-o", "x.h5",
          ranks=2, cwd=tmp_path).expect(0)
    with h5py.File(tmp_path / "x.h5") as file:
        assert file["campaign"].attrs["name"] == "2026-11-26"
        assert file["estimates/one/0"]["draws"].tolist() == [100] * 3


def test_all_mistakes_are_told_at_once(folders):
    text = CAMPAIGN.replace("draws = 10", "draws = 0").replace("\"50%\"", "\"0%\"").replace("threads = 2", "thread = 2")
    lines = refuse(folders, text.encode(), ["run", "{input}/c.toml"], 1)
    assert len(lines) == 3
    assert [line.startswith("sweep: ") for line in lines] == [True, False, False]
    for fragment in ["interval is not valid", "draws = 0", "unknown key 'thread'"]:
        assert sum(fragment in line for line in lines) == 1, fragment


def test_a_forced_output_is_still_refused_when_it_is_a_folder(folders):
    lines = refuse(folders, CAMPAIGN.encode(), ["run", "{input}/c.toml", "--force", "-o", "{input}"], 1)
    assert "is a folder" in lines[0]


def test_more_ranks_than_launched_are_skipped_with_a_warning(tmp_path):
    (tmp_path / "c.toml").write_text(CAMPAIGN.replace(", \"threads\"", "").replace("threads = 2", "ranks = [1, 64]"))
    ended = sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path).expect(0)
    warnings = [line for line in ended.err.splitlines() if line.startswith("sweep: warning: ")]
    assert len(warnings) == 1
    assert "64 ranks are skipped" in warnings[0]
    assert "mpirun -n 64" in warnings[0]
    assert set(read(tmp_path / "x.h5")["cases"]["ranks"]) == {1}


def test_a_launch_that_leaves_no_case_is_refused_with_what_would(tmp_path):
    (tmp_path / "c.toml").write_text(CAMPAIGN.replace(", \"threads\"", "").replace("threads = 2", "ranks = [32, 64]"))
    warning, *_, error = sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path).expect(2).err.splitlines()
    assert "mpirun -n 32" in warning
    assert error == "sweep: c.toml: all its cases are skipped; launch it as the warnings before this line say"
    assert not (tmp_path / "x.h5").exists()
