"""The two commands, their output and exit codes."""

import subprocess
import sys

import pytest
from synthetic import Campaign

from sweep_analysis import summary_table
from sweep_analysis.__main__ import main
from sweep_analysis.report import duration, percent


def test_figures_prints_the_names_of_the_files_it_wrote(lecture_file, tmp_path):
    command = [sys.executable, "-m", "sweep_analysis", "figures", str(lecture_file), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = [line for line in done.stdout.splitlines() if line.endswith(".png")]
    assert sorted(names) == sorted(str(path) for path in (tmp_path / "out").iterdir())
    assert done.stderr == ""


def test_summary_prints_every_case_its_error_and_the_machine(lecture_file, capsys):
    assert main(["summary", str(lecture_file)]) == 0
    said = capsys.readouterr().out
    assert "lecture (complete)" in said and "AMD EPYC" in said
    assert "case 151 (gil, 8 ranks × 2 threads), error: Open MPI refused" in said


def test_summary_prints_what_was_done_with_files(files_file, capsys):
    assert main(["summary", str(files_file)]) == 0
    said = capsys.readouterr().out
    assert "95 % interval of bandwidth" in said and "open / transfer / sync / close" in said


def test_a_file_without_measurements_is_no_error(tmp_path, capsys):
    campaign = Campaign()
    campaign.case("coffee", status="unfinished")
    path = str(campaign.write(tmp_path / "a.h5", status="partial"))
    assert main(["figures", path, "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("No figure for coffee: it needs a serial base")
    assert main(["summary", path]) == 0
    assert "unfinished" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["figures", "summary"])
def test_a_broken_file_is_a_message_and_exit_code_two(tmp_path, capsys, command):
    (tmp_path / "a.h5").write_text("not HDF5")
    assert main([command, str(tmp_path / "a.h5")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("sweep_analysis: HDF5 cannot open")


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
