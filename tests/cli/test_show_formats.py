"""`sweep show` for other programs: each form read by what would read it, and compared with the file itself."""

import io
import json
import math
import re
import subprocess

import h5py
import numpy as np
import pandas as pd
import pytest
from sweep_program import BINARY, CAMPAIGNS, sweep

# As JUBE 2 defines it (jube_pat_fp).
JUBE_FP = r"([+-]?\d*\.?\d+(?:[eE][-+]?\d+)?)"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A result with every table that there is: locks, traces, operations, latencies, estimates; some cases on two ranks."""
    folder = tmp_path_factory.mktemp("formats")
    texts = [(CAMPAIGNS / f"{name}.toml").read_text() for name in ("tiny", "files", "locks", "costs")]
    texts.append('[[experiment]]\nname = "späte, \\"Wartezeit\\""\nworkload = "fan_out"\ntasks = 20\nwait = "1 ms"\n'
                 'model = ["serial", "event_loop"]\n')
    (folder / "c.toml").write_text("".join(texts))
    sweep("run", "c.toml", "--set", "campaign.repetitions={min=7,max=7}", "--quiet", "-o", "x.h5", ranks=2,
          cwd=folder).expect(0)
    return folder / "x.h5"


def shown(path, *options):
    """The bytes, as a shell's redirection would keep them."""
    return subprocess.run([BINARY, "show", path, *options], check=True, capture_output=True).stdout


def table_names(path):
    names = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    return names


def test_every_table_is_csv_that_pandas_reads_as_h5py_reads_the_file(result):
    names = table_names(result)
    kinds = {name.partition("/")[0] for name in names}
    assert kinds == {"cases", "launches", "samples", "summary", "noise", "phases", "operations", "locks", "measures", "contention",
                     "columns", "latency", "trace", "estimates"}
    for name in names:
        with h5py.File(result) as file:
            stored = file[name][:]
            units = {key[:-5]: unit for key, unit in file[name].attrs.items() if key.endswith("_unit")}
        headers = {column: column + (f" [{units[column]}]" if units.get(column, "1") != "1" else "")
                   for column in stored.dtype.names}
        read = pd.read_csv(io.BytesIO(shown(result, "--csv", name)), keep_default_na=False,
                           float_precision="round_trip", dtype={headers[column]: str for column in texts_of(stored)},
                           converters={headers[column]: float_or_nan for column in reals_of(stored)})
        if name in ("cases", "columns"):  # where parameters that are empty in all cases stand in another place
            read = read[list(headers.values())].sort_values(list(headers.values())[:2], kind="stable")
            stored = np.sort(stored, order=stored.dtype.names[:2])
        assert list(read.columns) == list(headers.values()), name
        assert len(read) == len(stored), name
        for column, header in headers.items():
            expected = stored[column]
            if expected.dtype.kind == "S":
                # what a spreadsheet would compute, such as "-O3 …", has an apostrophe before it
                texts = [text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text for text in read[header]]
                assert [text.decode() for text in expected] == texts, f"{name} {column}"
            else:
                np.testing.assert_array_equal(read[header].to_numpy(expected.dtype), expected, f"{name} {column}")


def texts_of(rows):
    return [column for column in rows.dtype.names if rows.dtype[column].kind == "S"]


def reals_of(rows):
    return [column for column in rows.dtype.names if rows.dtype[column].kind == "f"]


def float_or_nan(text):
    return float(text) if text else math.nan


def test_csv_is_as_rfc_4180_has_it(result):
    assert "\"späte, \"\"Wartezeit\"\"\"" in shown(result, "--csv", "cases").decode()
    with h5py.File(result) as file:
        rows = len(file["samples"])
    samples = shown(result, "--csv", "samples")
    assert samples.count(b"\r\n") == samples.count(b"\n") == rows + 1


def test_an_unknown_table_is_refused_with_the_nearest_and_the_list(result):
    ended = sweep("show", result, "--csv", "sampels").expect(2)
    assert "did you mean 'samples'? it has cases, launches, samples," in ended.err
    assert ended.out == ""


def test_json_says_what_the_file_says(result):
    told = json.loads(shown(result, "--json"), parse_constant=pytest.fail)
    assert (told["format"], told["version"], told["status"], told["notes"]) == ("sweep-show", 1, "complete", [])
    with h5py.File(result) as file:
        assert told["campaign"]["toml"] == file["campaign"].attrs["toml"]
        assert told["campaign"]["seed"] == file["campaign"].attrs["seed"]
        assert set(told["provenance"]) == set(file["provenance"].attrs)
        assert told["provenance"]["version"] == file["provenance"].attrs["version"]
        cases, summary, launches = file["cases"][:], file["summary"][:], file["launches"][:]
    assert [launch["hosts"].encode() for launch in told["launches"]] == list(launches["hosts"])
    assert len(told["cases"]) == len(cases)
    for case, row in zip(told["cases"], cases):
        assert case["case"] == row["case"]
        assert case["experiment"].encode() == row["experiment"]
        assert int(case["checksum"], 16) == row["checksum"]
        assert "\n".join(case["warnings"]).encode() == row["warnings"]
        for name, value in case["parameters"].items():
            assert (value.encode() if isinstance(value, str) else value) == row[name]
        own = summary[summary["case"] == row["case"]][0]
        assert set(case["summary"]) == set(summary.dtype.names) - {"case"}
        for name, value in case["summary"].items():
            read = own[name].decode() if isinstance(value, str) else own[name]
            np.testing.assert_equal(math.nan if value is None else value, read)
    assert told["units"]["summary"]["median_s"] == "s"


def traced_case(path):
    with h5py.File(path) as file:
        return max(file["trace"], key=lambda name: len(np.unique(file["trace"][name]["rank"])))


def test_perfetto_has_what_the_trace_event_format_requires(result):
    number = traced_case(result)
    told = json.loads(shown(result, "--perfetto", number))
    with h5py.File(result) as file:
        spans = file["trace"][number][:]
    assert told["displayTimeUnit"] in ("ms", "ns")
    events = [event for event in told["traceEvents"] if event["ph"] == "X"]
    names = {(event["name"], event["pid"], event["tid"]): event["args"]["name"]
             for event in told["traceEvents"] if event["ph"] == "M"}
    assert len(events) + len(names) == len(told["traceEvents"])
    assert len(events) == len(spans) > 0
    for event, span in zip(events, spans):
        assert all(isinstance(event[key], int) and event[key] > 0 for key in ("pid", "tid"))
        assert event["name"].encode() == span["state"]
        assert names["thread_name", event["pid"], event["tid"]] == f"thread {span['thread']}"
        assert event["pid"] == span["rank"] + 1
        assert event["ts"] == pytest.approx(1e6 * span["begin_s"], abs=1e-3)
        assert event["ts"] + event["dur"] == pytest.approx(1e6 * span["end_s"], abs=2e-3)
    processes = {pid: name for (kind, pid, _), name in names.items() if kind == "process_name"}
    assert processes == {rank + 1: f"rank {rank}" for rank in np.unique(spans["rank"])}
    assert len({event["tid"] for event in events}) == len(np.unique(spans[["rank", "thread"]]))


def test_a_case_without_a_trace_is_refused_with_the_remedy(result):
    ended = sweep("show", result, "--perfetto", "0").expect(2)
    assert "case 0 has no trace; run its experiment under model gil with trace = true" in ended.err


def test_wide_has_every_column_of_the_summary(result):
    header = sweep("show", result, "--wide").expect(0).out.splitlines()[0].split()
    with h5py.File(result) as file:
        assert set(file["summary"].dtype.names) <= set(header)


def lines_of(path):
    return sweep("show", path, "--lines").expect(0).out


def test_the_patterns_of_reframe_find_each_case_and_its_time(result):
    out = lines_of(result)
    assert re.search(r"^results: .* failed=0 unfinished=0 status=complete$", out, re.MULTILINE)
    found = {int(match["case"]): float(match["median"])
             for match in re.finditer(r"^result: case=(?P<case>\d+) .* median_s=(?P<median>\S+)", out, re.MULTILINE)}
    with h5py.File(result) as file:
        summary = file["summary"][:]
    assert found == pytest.approx(dict(zip(summary["case"], summary["median_s"])), abs=1e-9)
    one = re.findall(r'^result: .*experiment="pi" .*model=threads ranks=2 threads=2 schedule=static .* speedup=(\S+)', out,
                     re.MULTILINE)
    assert len(one) == 1 and float(one[0]) > 0


def test_the_patterns_of_jube_find_times_and_speedups(result):
    out = lines_of(result)
    pattern = r'result: case=\d+ experiment="pi" .*? model=serial ranks=1 .*? median_s=$jube_pat_fp low_s=$jube_pat_fp'
    found = re.findall(pattern.replace("$jube_pat_fp", JUBE_FP), out)
    assert found and all(0 < float(low) <= float(median) < 10 for median, low in found)


def test_every_line_has_the_same_keys_in_the_same_order_behind_the_status(result):
    lines = [line for line in lines_of(result).splitlines() if line.startswith("result: ")]
    with h5py.File(result) as file:
        assert len(lines) == len(file["cases"])
    for line in lines:
        assert re.fullmatch(r'result: case=\d+ experiment="(?:[^"\\]|\\.)*" workload=\S+ model=\S+ ranks=\d+ threads=\d+ '
                            r'schedule=\S+ chunk=\d+(?: \w+=(?:[^" ]+|"(?:[^"\\]|\\.)*"))* status=\w+ repetitions=\d+ '
                            r'median_s=\d+\.\d+ low_s=\d+\.\d+ high_s=\d+\.\d+ speedup=(?:\d+\.\d+|nan) '
                            r'speedup_low=(?:\d+\.\d+|nan) speedup_high=(?:\d+\.\d+|nan) efficiency=(?:\d+\.\d+|nan)',
                            line), line


FORMS = [["--wide"], ["--lines"], ["--json"], ["--csv", "samples"], ["--perfetto", "0"]]


@pytest.mark.parametrize("one", FORMS, ids=lambda form: form[0])
def test_only_one_form_at_a_time(result, one):
    other = FORMS[FORMS.index(one) - 1]
    ended = sweep("show", result, *one, *other).expect(2)
    assert "give one of --wide, --lines, --json, --csv and --perfetto" in ended.err


@pytest.mark.parametrize("form", ["--json", "--lines", "--wide", "--csv cases", "--csv samples"])
def test_an_output_that_cannot_be_written_is_one_sentence_and_a_closed_pipe_is_none(result, form):
    full = subprocess.run(["bash", "-c", f'"$0" show "$1" {form} > /dev/full', BINARY, result], capture_output=True, text=True)
    assert full.returncode == 1
    assert len(full.stderr.splitlines()) == 1 and "standard output" in full.stderr
    gone = subprocess.run(["bash", "-c", f'"$0" show "$1" {form} | true; echo ${{PIPESTATUS[0]}}', BINARY, result],
                          capture_output=True, text=True)
    assert (gone.stdout, gone.stderr) == ("0\n", "")


def test_a_changed_file_is_told_beside_what_other_programs_read(tmp_path, result):
    content = result.read_bytes().replace(b"monte_carlo", b"monte_mario")
    (tmp_path / "x.h5").write_bytes(content)
    assert json.loads(shown(tmp_path / "x.h5", "--json"))["notes"]
    for form in ["--wide", "--lines"]:
        assert "warning: this file was changed" in sweep("show", tmp_path / "x.h5", form).expect(0).err


@pytest.mark.parametrize("version", [1, 2])
def test_files_of_older_versions_have_every_form(version):
    path = CAMPAIGNS.parent.parent / "data" / f"result-v{version}.h5"
    told = json.loads(shown(path, "--json"))
    assert len(told["cases"]) == len(pd.read_csv(io.BytesIO(shown(path, "--csv", "cases")))) > 0
    assert lines_of(path).count("result: case=") == len(told["cases"])
