"""A result file damaged in every way that h5py can, and at random, or the journal beside it: it is refused in words, or
what is left is shown; never a crash."""

import itertools
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest
from mutations import JournalMutations, Mutations, Reader, leave_journal, read_mutations
from sweep_program import CAMPAIGNS, sweep

EXTREMES = {"i": [-1, 10**9, 2**63 - 1], "u": [2**64 - 1], "f": [np.nan, -1.0, 1e300], "S": [b"", b"\xff" * 5000]}
REPLACEMENTS = {"whole number": 7, "nan": np.nan, "text": "nonsense", "list": [1, 2], "nothing": h5py.Empty("f8")}
OTHER_TYPES = ["f8", "i1", "S3"]
PARTS = 8  # of all damage to one file; a sanitizer has time for the first


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A small one, of which the result has every table that there is."""
    path = tmp_path_factory.mktemp("campaign") / "c.toml"
    path.write_text("".join((CAMPAIGNS / f"{name}.toml").read_text() for name in ("tiny", "files", "locks", "costs")))
    return path


@pytest.fixture(scope="module")
def whole(campaign, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    sweep("run", campaign, "--set", "experiment.ranks=1", "--quiet", "-o", "x.h5", cwd=folder)
    return folder / "x.h5"


def objects(file):
    found = []
    file.visit(found.append)
    return found


def replaced(file, path, **content):
    """Another dataset in the place of that one, with its attributes."""
    attributes = dict(file[path].attrs)
    del file[path]
    made = file.create_dataset(path, **content)
    for name, value in attributes.items():
        made.attrs[name] = value


def with_columns(rows, kinds):
    """The rows with these columns, converted to these types as far as they can be."""
    changed = np.zeros(len(rows), dtype=[(name, kind) for name, kind in kinds])
    for name, _ in kinds:
        try:
            with np.errstate(all="ignore"):
                changed[name] = rows[name]
        except ValueError:
            pass
    return changed


def damage_of_columns(path, table):
    """Yields what is done to one column after the other, and how."""
    kinds = [(name, table.dtype[name].str) for name in table.dtype.names]
    for i, (name, kind) in enumerate(kinds):
        if len(kinds) > 1:
            yield f"{name} dropped", lambda f, i=i: replaced(
                f, path, data=with_columns(f[path][:], kinds[:i] + kinds[i + 1:]))
        for other in OTHER_TYPES:
            yield f"{name} as {other}", lambda f, i=i, name=name, other=other: replaced(
                f, path, data=with_columns(f[path][:], kinds[:i] + [(name, other)] + kinds[i + 1:]))
        for extreme in EXTREMES.get(np.dtype(kind).kind, []):
            def fill(f, name=name, extreme=extreme, i=i, kind=kind):
                wide = kinds[:i] + [(name, "S5000" if isinstance(extreme, bytes) else kind)] + kinds[i + 1:]
                content = with_columns(f[path][:], wide)
                content[name][len(content) // 2:] = extreme
                replaced(f, path, data=content)
            yield f"{name} {str(extreme)[:9]}", fill


def damage_of_table(path, table):
    yield "durations for columns", lambda f: f[path].attrs.update({f"{name}_unit": "s" for name in table.dtype.names})
    yield "sizes for columns", lambda f: f[path].attrs.update({f"{name}_unit": "B" for name in table.dtype.names})
    yield "no rows", lambda f: replaced(f, path, data=f[path][:0])
    yield "rows twice", lambda f: replaced(f, path, data=np.concatenate([f[path][:], f[path][:]]))
    yield "one row", lambda f: replaced(f, path, data=f[path][:1])
    yield "plain numbers", lambda f: replaced(f, path, data=np.arange(3))
    yield "a scalar", lambda f: replaced(f, path, data=1.5)
    yield "rows of rows", lambda f: replaced(f, path, data=np.stack([f[path][:], f[path][:]]))
    yield "rows without end", lambda f: replaced(f, path, shape=(2**50,), dtype=table.dtype, chunks=(1024,))
    yield "lists in it", lambda f: replaced(f, path, data=np.zeros(2, dtype=[("case", "i8"), ("x", "f8", (3,))]))
    yield from damage_of_columns(path, table)


def damage_of_attributes(path, attributes):
    for name in [name for name in attributes if not name.endswith("_unit")] if path != "provenance" else ["version"]:
        def drop(f, name=name):
            del f[path].attrs[name]
        yield f"@{name} dropped", drop
        for what, value in REPLACEMENTS.items():
            def put(f, name=name, value=value):
                f[path].attrs[name] = value
            yield f"@{name} a {what}", put


def damage_of_object(path):
    def drop(f):
        del f[path]

    def group(f):
        del f[path]
        f.create_group(path)

    def dangling(f):
        del f[path]
        f[path] = h5py.SoftLink("/nowhere")

    def circle(f):
        del f[path]
        f[path] = h5py.SoftLink(path)
    yield from {"dropped": drop, "a group": group, "a dangling link": dangling, "a circle": circle}.items()
    parent, _, last = path.rpartition("/")
    if last.isdigit():
        for name in ["x", "-1", "99", "1x", "9" * 30]:
            yield f"called {name[:4]}", lambda f, name=name: f.move(path, f"{parent}/{name}")


def damages(file):
    yield from (("/", *each) for each in damage_of_attributes("/", file.attrs))
    seen = set()
    for path in objects(file):
        kind = re.sub(r"\d+$", "N", path)
        if kind in seen:
            continue  # one latency table is like the other
        seen.add(kind)
        yield from ((path, *each) for each in damage_of_object(path))
        yield from ((path, *each) for each in damage_of_attributes(path, file[path].attrs))
        if isinstance(file[path], h5py.Dataset):
            yield from ((path, *each) for each in damage_of_table(path, file[path]))


def outcomes(folder, whole, part):
    """How each damaged file of this part of them ends, by what was done to it; they have a right checksum, so that nothing
    guards the reader."""
    with h5py.File(whole) as file:
        names = [(path, what) for path, what, _ in damages(file)]
    damaged = folder / "damaged.h5"
    with h5py.File(whole) as original, Reader() as reader:
        for (path, what), (_, _, change) in itertools.islice(zip(names, damages(original)), part, None, PARTS):
            shutil.copyfile(whole, damaged)
            with h5py.File(damaged, "r+") as file:
                change(file)
            yield path, what, reader.outcome(damaged, sealed=True)


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
def test_a_damaged_file_is_refused_in_words_or_what_is_left_is_shown(tmp_path, whole, part):
    kinds = {"shown": 0, "refused": 0}
    for path, what, outcome in outcomes(tmp_path, whole, part):
        kind = outcome.partition(" ")[0]
        assert kind in kinds, f"{path} {what}: {outcome}"
        kinds[kind] += 1
    assert kinds["refused"] > 500 / PARTS, kinds
    assert kinds["shown"] > 100 / PARTS, kinds


@pytest.mark.parametrize("numbers", [range(100), pytest.param(range(100, 400), marks=pytest.mark.long)], ids=len)
def test_no_bytes_that_change_bring_the_program_down(tmp_path, whole, numbers):
    kinds = {"shown": 0, "refused": 0}
    harmful = 0
    for number, kind, checksum, outcome in read_mutations(Mutations(whole), numbers, tmp_path / "changed.h5"):
        said = outcome.partition(" ")[0]
        assert said in kinds, f"mutation {number}, {kind}, checksum {checksum}: {outcome}"
        noted = " noted: " in outcome.split("\t")[0]
        assert said != "shown" or noted == (checksum == "wrong"), f"mutation {number}: {outcome}"
        kinds[said] += 1
        harmful += "reading it crashed" in outcome or "reading it took longer" in outcome
    assert kinds["shown"] > len(numbers) / 10, kinds
    assert kinds["refused"] > len(numbers) / 3, kinds
    assert len(numbers) <= 100 or harmful > 0  # of a hundred files, HDF5 may survive all


def test_of_a_damaged_journal_what_stands_before_the_damage_is_shown(tmp_path, campaign):
    leave_journal(campaign, tmp_path / "killed.h5")
    mutations = JournalMutations(tmp_path / "killed.h5")
    rows = set()
    for number, kind, checksum, outcome in read_mutations(mutations, range(300), tmp_path / "changed.h5"):
        allowed = ("shown ", "refused ") if checksum == "right" else "shown "
        assert outcome.startswith(allowed), f"mutation {number}, {kind}, checksum {checksum}: {outcome}"
        rows.add(len(outcome.split("\t")[-1].split()))
    assert len(rows) > 15  # damage in many places


@pytest.mark.parametrize("part", [0, 1, 100, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused_in_words(tmp_path, whole, part):
    content = whole.read_bytes()
    (tmp_path / "cut.h5").write_bytes(content[:part if isinstance(part, int) else int(part * len(content))])
    ended = sweep("show", "cut.h5", cwd=tmp_path).expect(2)
    assert len(ended.err.splitlines()) == 1
    assert "not a readable HDF5 file" in ended.err


@pytest.mark.parametrize("path", ["cases", "campaign", "latency"])
def test_what_is_damaged_within_is_refused_by_the_program_too(tmp_path, whole, path):
    shutil.copyfile(whole, tmp_path / "x.h5")
    with h5py.File(tmp_path / "x.h5", "r+") as file:
        del file[path]
        file[path] = 1
    ended = sweep("show", "x.h5", cwd=tmp_path).expect(2)
    assert len(ended.err.splitlines()) == 1
    assert "damaged or incomplete" in ended.err


def test_a_file_that_was_changed_is_shown_with_a_note(tmp_path, whole):
    content = bytearray(whole.read_bytes())
    place = content.index(b"monte_carlo")
    content[place:place + 11] = b"monte_mario"
    (tmp_path / "x.h5").write_bytes(content)
    ended = sweep("show", "x.h5", cwd=tmp_path).expect(0)
    assert "note: this file was changed after sweep wrote it, or is damaged: its checksum differs" in ended.out
    assert "note:" not in sweep("show", whole, cwd=tmp_path).expect(0).out


def test_other_programs_read_and_change_a_file_with_a_checksum(tmp_path, whole):
    shutil.copyfile(whole, tmp_path / "x.h5")
    subprocess.run(["h5dump", "-H", "x.h5"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["h5repack", "x.h5", "packed.h5"], cwd=tmp_path, check=True)
    with h5py.File(tmp_path / "x.h5", "r+") as file:
        file["notebook"] = np.arange(100_000)
    shown = sweep("show", whole, cwd=tmp_path).expect(0).out
    for name in ["x.h5", "packed.h5"]:
        assert sweep("show", name, cwd=tmp_path).expect(0).out == shown
    with h5py.File(tmp_path / "x.h5") as file:
        assert file["notebook"][99_999] == 99_999
