"""A file with a journal beside it is read as one, as the program itself reads them; of a damaged or foreign journal all
is kept that belongs to the file, and the rest is told."""

import importlib
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time

import h5py
import pandas as pd
import pytest
from journals import framed, program, show, take_apart
from synthetic import Campaign

from sweep_analysis import ResultError, load
from sweep_analysis.__main__ import main
from sweep_analysis.journal import whole_records

TABLES = ("cases", "launches", "samples", "summary", "phases", "operations", "locks", "contention", "measures")
TOLERANCE = dict(rtol=1e-12, atol=0)   # of what is recomputed
IDENTITY, SAVES = "0123456789abcdef0123456789abcdef", 3
NOTHING_NEW = bytes(8 + 1 + 8)   # an addition: case 0 begins, nothing has ended, no tables


@pytest.fixture(scope="session")
def apart(this, tmp_path_factory):
    return take_apart(this.path, tmp_path_factory.mktemp("apart"))


@pytest.fixture(scope="session")
def read(apart):
    return load(apart.path)


@pytest.fixture
def copy(apart, tmp_path):
    """A function that gives the file such a journal, elsewhere."""
    def with_journal(journal: bytes):
        path = shutil.copy(apart.path, tmp_path / "copy.h5")
        (tmp_path / "copy.h5.journal").write_bytes(journal)
        return path
    return with_journal


@pytest.fixture
def file(tmp_path):
    """A small file that has been written three times."""
    campaign = Campaign()
    campaign.case("coffee", status="unfinished")
    path = campaign.write(tmp_path / "a.h5", status="partial")
    with h5py.File(path, "a") as changed:
        changed.attrs.update(identity=IDENTITY, saves=SAVES)
    return path


def beside(path):
    return path.with_name(f"{path.name}.journal")


def put_beside(path, *records: bytes):
    beside(path).write_bytes(framed(*records))


def heading(schema=3, saves=SAVES, identity=IDENTITY) -> bytes:
    return f"sweep-journal {schema} {saves} {identity}".encode()


def tables_of(result) -> dict:
    """All tables by their names in the file, with what `sweep show --csv` calls them."""
    tables = {name: getattr(result, name) for name in TABLES}
    tables |= {f"latency/{case}": table for case, table in result.latencies.items()}
    tables |= {f"trace/{case}": table for case, table in result.traces.items()}
    return tables | {f"estimates/{experiment}/{table.attrs['problem']}": table
                     for experiment, problems in result.estimates.items() for table in problems}


def printed_by_the_program(path, name: str, like: pd.DataFrame) -> pd.DataFrame:
    texts = {column for column in like if like[column].dtype == object}
    lines = show("--csv", name, path).stdout.splitlines(keepends=True)
    names = [re.sub(r" \[[^]]*\]$", "", column) for column in lines[0].strip().split(",")]
    path.with_suffix(".csv").write_text("".join(lines[1:]), encoding="utf-8")
    table = pd.read_csv(path.with_suffix(".csv"), names=names, float_precision="round_trip", keep_default_na=False,
                        na_values={column: [""] for column in names if column not in texts})
    for column in texts:  # what a spreadsheet would compute, such as "-O3 …", has an apostrophe before it
        table[column] = table[column].astype(str).str.replace(r"^'(?=[=+@-])", "", regex=True)
    return table.astype({column: like[column].dtype for column in names})


def assert_as_printed(path, result):
    for name, table in tables_of(result).items():
        printed = printed_by_the_program(path, name, table)
        pd.testing.assert_frame_equal(table[list(printed)], printed, check_index_type=False, obj=name, **TOLERANCE)


def test_every_table_is_as_the_program_reads_file_and_journal(apart, read):
    together, found = tables_of(load(apart.together)), tables_of(read)
    assert found.keys() == together.keys() and read.notes == ()
    for name, table in found.items():
        pd.testing.assert_frame_equal(table, together[name], obj=name, **TOLERANCE)
        assert table.attrs == together[name].attrs, name


def test_what_the_file_alone_lacks_is_in_the_journal(apart, read, tmp_path):
    alone = load(shutil.copy(apart.path, tmp_path / "alone.h5"))
    for name in ("samples", "phases", "locks", "operations", "contention"):
        assert len(getattr(alone, name)) < len(getattr(read, name)), name
    assert set(alone.cases["status"]) == {"unfinished"} and set(read.cases["status"]) == {"finished"}
    assert alone.latencies.keys() < read.latencies.keys() and alone.traces.keys() < read.traces.keys()


def test_every_table_is_as_the_program_prints_it(apart, read):
    assert_as_printed(apart.path, read)


def wait_for_records(campaign: subprocess.Popen, journal):
    while not (journal.exists() and len(list(whole_records(journal.read_bytes()))) > 20):
        assert campaign.poll() is None, "the campaign ended by itself"
        time.sleep(0.01)


def test_a_campaign_killed_at_any_moment_is_read_as_the_program_reads_it(tmp_path):
    (tmp_path / "campaign.toml").write_text("""
        [campaign]
        name = "killed"
        repetitions = { min = 100000, max = 100000 }
        [[experiment]]
        name = "sleepers"
        workload = "fan_out"
        kind = "timer"
        tasks = 4
        wait = "1 ms"
        model = ["serial", "event_loop"]
        """)
    path = tmp_path / "killed.h5"
    with tempfile.TemporaryDirectory(prefix="sweep-", ignore_cleanup_errors=True) as left_behind:   # short, for sockets
        environment = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                                    "OMPI_MCA_orte_tmpdir_base": left_behind,
                                    "OMPI_MCA_btl_vader_backing_directory": left_behind}
        campaign = subprocess.Popen([program("SWEEP_BINARY"), "run", tmp_path / "campaign.toml", "-o", path, "--quiet"],
                                    env=environment, start_new_session=True)
        try:
            wait_for_records(campaign, beside(path))
        finally:
            os.killpg(campaign.pid, signal.SIGKILL)
            campaign.wait()
    killed = load(path)
    assert killed.status == "partial" and len(killed.samples) > 3
    assert_as_printed(path, killed)


def test_a_journal_cut_anywhere_keeps_all_whole_records_and_says_what_is_lost(apart, copy):
    whole = apart.journal.read_bytes()
    before = 0
    for size in range(0, len(whole), len(whole) // 6):
        result = load(copy(whole[:size]))
        assert len(result.samples) >= before and len(result.notes) <= 1
        before = len(result.samples)
    path = copy(whole[:-3])
    assert re.search(rf"its last \d+ bytes are damaged or were not written to the end; the "
                     rf"{len(list(whole_records(whole))) - 2} records before them were read", load(path).notes[0])
    assert load(path).notes[0] in show(path).stdout


def test_of_a_damaged_journal_the_records_before_the_damage_are_read(apart):
    whole = apart.journal.read_bytes()
    records = [bytes(record) for record, _ in whole_records(whole)]
    ends = [len(whole) - behind for _, behind in whole_records(whole)]
    assert len(records) > 100 and ends[-1] == len(whole)
    chance = random.Random(16)
    for number in range(500):
        place, changed = chance.randrange(len(whole) - 64), bytearray(whole)
        if number % 2:
            changed[place] ^= 1 << chance.randrange(8)
        else:
            changed[place:place + 64] = bytes(64)
        damaged = [each for each in range(place, place + 64) if changed[each] != whole[each]]
        intact = sum(end <= damaged[0] for end in ends) if damaged else len(ends)   # zeros where there were some
        assert [bytes(record) for record, _ in whole_records(bytes(changed))] == records[:intact]


def test_a_damaged_journal_is_read_up_to_the_damage_as_the_program_reads_it(apart, copy):
    whole = bytearray(apart.journal.read_bytes())
    whole[len(whole) // 2] ^= 1
    path = copy(bytes(whole))
    result = load(path)
    assert len(result.notes) == 1 and result.notes[0] in show(path).stdout
    assert_as_printed(path, result)


@pytest.mark.parametrize("records, words", [
    ([heading(identity="f" * 32), NOTHING_NEW], "it belongs to another result; it was not read"),
    ([heading(saves=SAVES + 1), NOTHING_NEW], "it belongs to a later state of this file; it was not read"),
    ([b"something else", NOTHING_NEW], "it does not begin as a journal does; it was not read"),
    ([], "it does not begin as a journal does; it was not read"),
    ([heading(), NOTHING_NEW, b"\1", NOTHING_NEW], "record 2 cannot be read ("),
    ([heading(), NOTHING_NEW[:9] + b"\xff" * 8], "record 1 cannot be read ("),
])
def test_what_is_not_read_is_a_note_that_the_summary_prints(file, capsys, records, words):
    put_beside(file, *records)
    (note,) = load(file).notes
    assert note.startswith(f"journal {file}.journal: ") and words in note
    assert main(["summary", str(file)]) == 0
    assert f"\nnote: {note}\n" in capsys.readouterr().out


@pytest.mark.parametrize("first", [heading(), heading(saves=SAVES - 1)], ids=["of this state", "of an older state"])
def test_a_journal_of_the_file_is_no_note(file, first):
    put_beside(file, first)
    assert load(file).notes == ()


def test_of_a_journal_that_the_file_has_all_of_nothing_is_added_again(apart, copy):
    first, *others = [bytes(record) for record, _ in whole_records(apart.journal.read_bytes())]
    path = copy(b"")
    alone = len(load(path).samples)
    with h5py.File(path, "a") as changed:
        changed.attrs["saves"] += 1
    copied = path.with_name("copy.h5.journal")
    copied.write_bytes(framed(first, *others))
    assert len(load(path).samples) == alone and load(path).notes == ()


def test_a_journal_of_a_newer_version_is_refused_with_a_remedy(file):
    put_beside(file, heading(schema=4), NOTHING_NEW)
    with pytest.raises(ResultError, match="schema version 4; this analysis reads up to 3. Use the analysis/ folder of"):
        load(file)


def test_a_journal_that_cannot_be_read_is_an_error_with_a_remedy(file):
    beside(file).mkdir()
    words = re.escape(f"The journal {beside(file)} cannot be read (Is a directory). Make it readable.")
    with pytest.raises(ResultError, match=f"^{words}$"):
        load(file)


@pytest.mark.parametrize("status", ["complete", "partial"])
def test_a_file_written_anew_while_it_is_read_is_read_once_more(file, monkeypatch, status):
    """What writes it puts it into place and then removes the journal, of which nobody can say what was in it."""
    put_beside(file, heading(), NOTHING_NEW)
    newer = shutil.copy(file, file.with_name("newer.h5"))
    with h5py.File(newer, "a") as changed:
        changed.attrs.update(status=status, created="later", saves=SAVES + 1)
    module = importlib.import_module("sweep_analysis.load")   # of which the package has but the function of its name
    read_file = module._read

    def read_and_write_anew(path, opened):
        monkeypatch.undo()
        result = read_file(path, opened)
        newer.rename(path)
        beside(path).unlink()
        return result

    monkeypatch.setattr(module, "_read", read_and_write_anew)
    result = load(file)
    assert (result.status, result.created, result.notes) == (status, "later", ())


def test_the_journal_of_a_link_is_beside_the_file_that_it_leads_to(apart, read, tmp_path):
    link = tmp_path / "link.h5"
    link.symlink_to(os.path.relpath(apart.path, tmp_path))
    result = load(link)
    assert len(result.samples) == len(read.samples) and result.notes == ()
