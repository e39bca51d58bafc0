"""What `sweep compare` and `sweep noise` say of files with several launches."""

import os
import re
import shutil

import h5py
import numpy as np
import pytest
from launches import noisy, with_launches
from sweep_program import CAMPAIGNS, SOURCE, sweep

CENTRES = 0.1 * np.arange(1, 11)  # of the ten cases of tiny.toml on one rank


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    path = tmp_path_factory.mktemp("compare") / "real.h5"
    sweep("run", CAMPAIGNS / "tiny.toml", "-o", path, "--quiet").expect(0)
    return path


@pytest.fixture
def files(real, tmp_path):
    """Makes BASE, and a NEW whose cases are so many times as slow."""

    def make(factors=1.0, launches=10, noise=0.005, **more):
        base = with_launches(real, tmp_path / "base.h5", noisy(CENTRES, launches, noise, seed=1))
        medians = noisy(CENTRES * factors, launches, noise, seed=2)
        return base, with_launches(real, tmp_path / "new.h5", medians, **({"every": 1} | more))

    return make


def one_case(factor, case=1):
    factors = np.ones(len(CENTRES))
    factors[case] = factor
    return factors


def verdicts(text):
    """By row of the tables."""
    return re.findall(r"  (slower|faster|same|undecided)\b.*$", text, re.MULTILINE)


def last_line(text):
    return text.splitlines()[-1]


def test_the_same_program_is_the_same(files):
    ended = sweep("compare", *files()).expect(0)
    assert verdicts(ended.out) == ["same"] * 10
    assert last_line(ended.out) == "0 slower, 0 faster, 10 same (within 5 %), 0 undecided of 10 cases"
    assert "alarm" not in ended.out and "not the same" not in ended.out
    assert ended.err == ""


@pytest.mark.parametrize(("factor", "verdict", "code"), [(1.1, "slower", 1), (1 / 1.1, "faster", 0)])
def test_one_case_that_changed_is_told(files, factor, verdict, code):
    ended = sweep("compare", *files(one_case(factor))).expect(code)
    assert verdicts(ended.out) == ["same", verdict] + ["same"] * 8
    row = next(line for line in ended.out.splitlines() if line.endswith(verdict))
    ratio, low, high = map(float, re.search(r"([\d.]+)  ([\d.]+) … ([\d.]+)  \w+$", row).groups())
    assert low < ratio < high and abs(ratio / factor - 1) < 0.02


def test_the_threshold_says_what_is_the_same(files):
    base, new = files(one_case(1.03), noise=0.003)
    assert "10 same (within 5 %)" in sweep("compare", base, new).expect(0).out
    assert "1 slower" in last_line(sweep("compare", base, new, "--threshold", "1%").expect(1).out)
    assert "1 slower" in last_line(sweep("compare", "--threshold=2.5 %", base, new).expect(1).out)


def test_too_much_noise_is_undecided_and_says_how_many_more(files):
    ended = sweep("compare", *files(noise=0.1)).expect(3)
    assert verdicts(ended.out) == ["undecided"] * 10
    assert len(re.findall(r"undecided: about \d+ more launch(?:es)? a side$", ended.out, re.MULTILINE)) == 10


def test_five_launches_cannot_decide_between_ten_cases_and_six_can(files):
    ended = sweep("compare", *files(2.0, launches=5)).expect(3)
    assert ended.out.count("undecided: about 1 more launch a side") == 10
    sweep("compare", *files(2.0, launches=6)).expect(1)


def test_one_launch_a_side_decides_only_by_noise_that_is_known(files, real, tmp_path):
    base, new = files(one_case(1.2), launches=1, noise=0.001)
    ended = sweep("compare", base, new).expect(3)
    assert "one launch a side cannot tell" in ended.out
    noise = with_launches(real, tmp_path / "noise.h5", noisy(3 * CENTRES, 20, 0.001, seed=5), label=list("ABBA") * 5)
    ended = sweep("compare", base, new, "--noise", noise).expect(1)
    assert verdicts(ended.out)[1] == "slower" and set(verdicts(ended.out)) == {"slower", "same"}
    assert "one launch a side" not in ended.out
    assert "noise of the file" in ended.out
    short = with_launches(real, tmp_path / "short.h5", noisy(CENTRES, 19, seed=5))
    assert "fewer than 20 launches" in sweep("compare", base, new, "--noise", short).expect(3).out


def test_all_moved_one_way_is_an_alarm(files):
    ended = sweep("compare", *files(1.2)).expect(1)
    assert "alarm: 10 slower, 0 faster of 10 cases: the machine drifted, or everything changed" in ended.out


def test_launches_that_took_no_turns_are_an_alarm(files):
    began = [f"2026-03-02T00:{2 * i:02}:00Z" for i in range(10)]
    assert "did not take turns" in sweep("compare", *files(began=began)).expect(0).out


def test_two_modes_are_an_alarm(files, real, tmp_path):
    base, _ = files()
    medians = noisy(CENTRES, 10, seed=3)
    medians[4, ::3] *= 1.3
    new = with_launches(real, tmp_path / "modes.h5", medians, every=1)
    alarms = [line for line in sweep("compare", base, new).out.splitlines() if "two modes" in line]
    assert len(alarms) == 1
    assert re.search(r"new has two modes, \S+ ms in 6 launches and \S+ ms in 4 launches", alarms[0])


def test_what_differs_of_the_launches_comes_first(files):
    out = sweep("compare", *files(compiler="another compiler", hosts="elsewhere")).expect(0).out
    head = out[: out.index("\npi\n")]
    assert "  compiler: " in head and "| another compiler\n" in head
    assert "| elsewhere\n" in head
    assert "processor" not in head and "load_average" not in head


def test_answers_that_differ_are_an_alarm(files):
    def other_answer(rows):
        rows["checksum"][3] += 1

    out = sweep("compare", *files(cases=other_answer)).expect(0).out
    assert len(re.findall(r"^alarm: pi .*: its answers differ", out, re.MULTILINE)) == 1


def test_cases_of_one_side_are_listed(files):
    def other_case(rows):
        rows["draws"][0] = 17

    out = sweep("compare", *files(cases=other_case)).expect(0).out
    assert len(re.findall(r"^not compared: .*: it is only in BASE$", out, re.MULTILINE)) == 1
    assert len(re.findall(r"^not compared: .*: it is only in NEW$", out, re.MULTILINE)) == 1
    assert last_line(out).endswith("of 9 cases")


def test_files_without_a_common_case_decide_nothing(files):
    def others(rows):
        rows["experiment"] = b"other"

    assert last_line(sweep("compare", *files(cases=others)).expect(3).out).endswith("of 0 cases")


def test_launches_with_too_few_repetitions_do_not_count(files):
    out = sweep("compare", *files(repetitions=2)).expect(3).out
    assert out.count("no launch of NEW has enough repetitions of it") == 10


def test_several_new_files_are_one_side(files, real, tmp_path):
    base, _ = files()
    halves = [with_launches(real, tmp_path / f"{i}.h5", noisy(CENTRES, 5, seed=10 + i), every=1) for i in range(2)]
    out = sweep("compare", base, *halves).expect(0).out
    assert verdicts(out) == ["same"] * 10
    assert re.search(r"^new .*0\.h5, .*1\.h5 · 10 launches$", out, re.MULTILINE)
    sweep("compare", base, halves[0], "--threshold", "5%").expect(0)


@pytest.mark.parametrize("version", sorted(path.name for path in (SOURCE / "tests" / "data").glob("result-v*.h5")))
def test_older_files_are_compared_as_one_launch(version):
    path = SOURCE / "tests" / "data" / version
    ended = sweep("compare", path, path).expect(3)
    assert "not the same" not in ended.out and "0 slower, 0 faster, 0 same" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{base}"], "NEW"),
        (["{base}", "nowhere.h5"], "run a campaign first"),
        (["{base}", "{text}"], "give a file that 'sweep run' wrote"),
        (["{cut}", "{base}"], "copy it again"),
        (["{base}", "{base}", "--threshold", "5"], "--threshold 5%"),
        (["{base}", "{base}", "--threshold", "-1%"], "--threshold 5%"),
        (["{base}", "{base}", "--noise", "nowhere.h5"], "run a campaign first"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_remedy(files, tmp_path, arguments, words):
    base, _ = files()
    (tmp_path / "text.h5").write_text("no result")
    shutil.copy(base, tmp_path / "cut.h5")
    with open(tmp_path / "cut.h5", "r+b") as file:
        file.truncate(5000)
    places = {"base": base, "text": tmp_path / "text.h5", "cut": tmp_path / "cut.h5"}
    ended = sweep("compare", *[each.format(**places) for each in arguments], cwd=tmp_path).expect(2)
    assert words in ended.err and len(ended.err.splitlines()) == 1
    assert ended.out == ""


# Noise.


def test_noise_says_what_can_be_seen(real, tmp_path):
    path = with_launches(real, tmp_path / "noise.h5", noisy(CENTRES, 12, 0.01), label=list("ABBA") * 3)
    out = sweep("noise", path).expect(0).out
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in out.splitlines()
            if line.startswith(("  serial", "  threads"))]
    assert len(rows) == 20  # too wide for a terminal: its last columns follow in a second table, behind the same keys
    for first, second in zip(rows[:6] + rows[12:16], rows[6:12] + rows[16:]):  # of experiments with 6 and 4 cases
        cells = first + second[len(os.path.commonprefix([first, second])):]
        median, launches, spread, farthest, five, ten, twenty, forty, needed, for_one = cells[-10:]
        assert (launches, five) == ("12", "–")  # five launches decide nothing between ten cases
        numbers = [float(each.removesuffix(" %")) for each in (spread, ten, twenty, forty)]
        assert 0.3 < numbers[0] < 2 and numbers[1] > numbers[2] > numbers[3] > numbers[0] / 3
        assert int(needed.split()[0]) < int(for_one.split()[0])
    assert "none of 10 cases is told from itself" in last_line(out)


def test_noise_tells_that_the_second_launch_of_a_pair_is_slower(real, tmp_path):
    labels = list("AB") * 6
    medians = noisy(CENTRES, 12, 0.01) * np.where(np.array(labels) == "B", 1.2, 1)
    out = sweep("noise", with_launches(real, tmp_path / "noise.h5", medians, label=labels)).expect(0).out
    assert "alarm: of launches with different labels, 10 of 10 cases are told from themselves" in out


def test_noise_of_three_launches_is_refused_with_the_remedy(real, tmp_path):
    ended = sweep("noise", with_launches(real, tmp_path / "three.h5", noisy(CENTRES, 3))).expect(2)
    assert "four at least" in ended.err and ended.err.endswith("jobs/noise.sh, or sweep run --append -o "
                                                               f"{tmp_path / 'three.h5'}\n")  # fmt: skip


def test_the_file_of_a_run_has_a_table_of_noise(real):
    with h5py.File(real) as file:
        assert len(file["noise"]) == 0  # of one launch
        described = {row["column"].decode() for row in file["columns"] if row["table"] == b"noise"}
        assert described == set(file["noise"].dtype.names)
