"""The two commands, their output and exit codes."""

import os
import subprocess
import sys

import h5py
import pytest
from conftest import FIRST_VERSION
from synthetic import Campaign

from sweep_analysis import summary_table
from sweep_analysis.__main__ import main
from sweep_analysis.report import duration, percent


def test_figures_prints_the_names_of_the_files_it_wrote(figures_command):
    done, folder = figures_command
    names = [line for line in done.stdout.splitlines() if line.endswith(".png")]
    assert sorted(names) == sorted(str(path) for path in folder.iterdir())
    assert done.stderr == ""


def test_summary_prints_every_case_its_error_and_the_machine(lecture_file, capsys):
    assert main(["summary", str(lecture_file)]) == 0
    said = capsys.readouterr().out
    assert "lecture (complete)" in said and "AMD EPYC" in said
    assert "case 151 (gil, 8 ranks × 2 threads), error: Open MPI refused" in said


def test_summary_prints_what_was_done_with_files(files_file, capsys):
    assert main(["summary", str(files_file)]) == 0
    said = capsys.readouterr().out
    assert "interval of bandwidth" in said and "open / transfer / sync / close" in said


def test_a_file_without_measurements_is_no_error(tmp_path, capsys):
    campaign = Campaign()
    campaign.case("coffee", status="unfinished")
    path = str(campaign.write(tmp_path / "a.h5", status="partial"))
    assert main(["figures", path, "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("No figure for coffee.")
    assert main(["summary", path]) == 0
    assert "unfinished" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["figures", "summary"])
def test_a_broken_file_is_a_message_and_exit_code_two(tmp_path, capsys, command):
    (tmp_path / "a.h5").write_text("not HDF5")
    assert main([command, str(tmp_path / "a.h5")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("sweep_analysis: HDF5 cannot open")


def run(*arguments, **more) -> subprocess.CompletedProcess:
    environment = os.environ | more.pop("environment", {})
    return subprocess.run([sys.executable, "-m", "sweep_analysis", *map(str, arguments)], text=True, check=False,
                          stderr=subprocess.PIPE, env=environment, **{"stdout": subprocess.PIPE} | more)


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "ascii"},
                                         {"LC_ALL": "C"},
                                         {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
                         ids=["latin-1", "ascii", "C", "C without UTF-8"])
def test_a_terminal_of_few_characters_gets_what_it_can_show(environment):
    done = run("summary", FIRST_VERSION, environment=environment, encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "in one launch" in done.stdout
    if "PYTHONIOENCODING" in environment:
        assert " ms ... " in done.stdout and "?" not in done.stdout


def test_a_closed_or_full_output_is_a_sentence():
    for output, words in (("1>&-", "Standard output is closed."), (">/dev/full", "Cannot write to standard output")):
        script = f'"$0" -m sweep_analysis summary "$1" {output}'
        done = subprocess.run(["bash", "-c", script, sys.executable, FIRST_VERSION], text=True, capture_output=True,
                              check=False)
        assert done.returncode == 2 and done.stderr.startswith(f"sweep_analysis: {words}")
        assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    script = '"$0" -m sweep_analysis summary "$1" | head -n 1'
    done = subprocess.run(["bash", "-c", script, sys.executable, FIRST_VERSION], text=True, capture_output=True,
                          check=False)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.parametrize("content", ["nothing", "a text", "half a file", "a table that is none", "a base that is none",
                                     "a time that is none", "a case twice"])
def test_what_is_no_result_is_one_sentence(tmp_path, capsys, content):
    path, whole = tmp_path / "a.h5", FIRST_VERSION.read_bytes()
    cut = {"nothing": b"", "a text": b"case,median", "half a file": whole[:len(whole) // 2]}
    path.write_bytes(cut.get(content, whole))
    if "that is none" in content or content == "a case twice":
        damage(path, content)
    assert main(["summary", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("sweep_analysis: ") and captured.err.count("\n") == 1


def damage(path, content: str):
    with h5py.File(path, "a") as file:
        if content == "a table that is none":
            del file["samples"]
            file["samples"] = "text"
            return
        name, column, value = {"a base that is none": ("cases", "base", 99), "a case twice": ("cases", "case", 0),
                               "a time that is none": ("samples", "wall_s", float("nan"))}[content]
        rows = file[name][()]
        rows[column][5] = value
        file[name][...] = rows


def test_a_folder_that_cannot_be_written_is_a_message(lecture_file, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["figures", str(lecture_file), "-o", str(tmp_path / "file")]) == 2
    assert "Name another folder with -o." in capsys.readouterr().err


def test_the_table_shows_only_the_axes_that_vary(result):
    assert list(summary_table(result, "harness").columns[:5]) == ["case", "model", "ranks", "threads", "tasks"]


@pytest.mark.parametrize("seconds, text", [(1.2345, "1.23 s"), (0.021, "21.0 ms"), (99.97, "100 s"), (3600, "3600 s"),
                                           (0.9999, "1.00 s"), (4e-10, "0.400 ns"), (0, "0 s"), (float("nan"), "–")])
def test_durations_have_three_digits_and_a_unit(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize("share, text", [(1, "100 %"), (0.38, "38 %"), (0.002, "0.2 %"), (1e-6, "< 0.01 %"),
                                         (0, "0 %")])
def test_shares_have_two_digits(share, text):
    assert percent(share) == text
