"""Result files and journals with bytes changed at random, and a process that says of each whether `sweep show` would
survive it."""

import os
import random
import struct
import subprocess
import time
from pathlib import Path

import h5py
import xxhash

TRAILER = 24  # bytes behind what HDF5 reads: the checksum, src/io/hdf5/file_checksum.hpp

# What becomes of the checksum: it stays and is wrong; it is gone; it is right, as of a file that sweep wrote so. HDF5
# itself does not survive every file, and sweep trusts a right checksum, so that there only contents of tables change.
CHECKSUMS = ("wrong", "missing", "right")

HEAD = struct.Struct("<IQ")  # of a record in a journal: its length and its checksum, src/io/files/record_log.hpp

# Behind other experiments, so that the campaign does not end before it is killed.
ENDLESS = """
[[experiment]]
name     = "endless"
workload = "fan_out"
kind     = "timer"
wait     = "1 h"
model    = "serial"
"""


def table_contents(path):
    """Where the rows of the tables lie in the file, as ranges of bytes."""
    found = []
    with h5py.File(path) as file:
        def note(_, item):
            if isinstance(item, h5py.Dataset) and item.id.get_offset() is not None:
                found.append(range(item.id.get_offset(), item.id.get_offset() + item.id.get_storage_size()))
        file.visititems(note)
    return found


class Mutations:
    """The file at `path`, which sweep has written, changed in ways that are a function of their number."""

    def __init__(self, path):
        self.image = Path(path).read_bytes()[:-TRAILER]
        self.trailer = Path(path).read_bytes()[-TRAILER:]
        self.tables = table_contents(path)

    def read(self, number, reader, path):
        """What is done, what becomes of the checksum, and how the file that this makes, at `path`, is read."""
        kind, checksum, content = self.make(number)
        Path(path).write_bytes(content)
        return kind, checksum, reader.outcome(path, sealed=checksum == "right")

    def make(self, number):
        """What is done, what becomes of the checksum (to be added by the reader where it is right), and the bytes."""
        draw = random.Random(number)
        checksum = draw.choice(CHECKSUMS)
        where = draw.choice(self.tables) if checksum == "right" else range(len(self.image))
        kind = draw.choice(["zeros", "bits"] if checksum == "right" else list(KINDS))
        changed = self.image
        while changed == self.image:  # zeros may have been there already
            changed = KINDS[kind](draw, self.image, where)
        return kind, checksum, changed + (self.trailer if checksum == "wrong" else b"")


class JournalMutations:
    """The journal beside the file at `path`, as a killed run left both, changed in ways that are a function of their
    number. Every third damaged record is sealed anew, so that what decodes it has something to do."""

    def __init__(self, path):
        self.result = Path(path).read_bytes()
        self.journal = Path(f"{path}.journal").read_bytes()
        self.records = records_of(self.journal)
        self.journal = self.journal[:self.records[-1].stop]  # the kill may have torn the last
        self.before = {}  # what is shown of the journal up to a record

    def read(self, number, reader, path):
        """What is done, what becomes of the record's checksum, and how the file at `path` is read with that beside it;
        before the outcome stands "lost" where it lacks what was before the damage, or the words for what is behind."""
        kind, checksum, index, content = self.make(number)
        if index not in self.before:
            self.before[index] = self.outcome(self.journal[:self.records[index].start], reader, path)
        outcome = self.outcome(content, reader, path)
        is_read = outcome.startswith(("shown ", "refused "))
        lost = is_read and not self.keeps(outcome, checksum, index, content)
        return kind, checksum, f"lost {outcome}" if lost else outcome

    def outcome(self, journal, reader, path):
        Path(path).write_bytes(self.result)
        Path(f"{path}.journal").write_bytes(journal)
        return reader.outcome(path)

    def make(self, number):
        """What is done, what becomes of the checksum, the number of the first record that is damaged, and the bytes."""
        draw = random.Random(number)
        checksum = draw.choice(["wrong", "wrong", "right"])
        index = draw.randrange(len(self.records))
        record = self.records[index]
        where = range(record.start + HEAD.size, record.stop) if checksum == "right" else record
        changed = self.journal
        while changed == self.journal:  # a record may be nothing but zeros
            kind = draw.choice(list(KINDS))
            changed = KINDS[kind](draw, self.journal, where)
        return kind, checksum, index, sealed(changed, record) if checksum == "right" else changed

    def keeps(self, outcome, checksum, index, content):
        said, *before = self.before[index].split("\t")
        shown, *there = outcome.split("\t")
        if checksum == "right":  # it may say anything, but what comes before it stays
            return not shown.startswith("shown ") or there[-1].startswith(before[-1])
        left = len(content) - self.records[index].start
        words = "it does not begin as a journal does; it was not read"
        if index > 0:
            words = f"its last {left} bytes are damaged or were not written to the end; the {index - 1} records " \
                    "before them were read"
        return said.startswith("shown ") and there == before and (left == 0 or shown.endswith(words))


def records_of(journal):
    """The ranges of the records that are whole."""
    found, place = [], 0
    while place + HEAD.size < len(journal):
        length, checksum = HEAD.unpack_from(journal, place)
        begin, place = place, place + HEAD.size + length
        if length == 0 or place > len(journal) or \
                xxhash.xxh3_64_intdigest(journal[begin + HEAD.size:place], begin) != checksum:
            break
        found.append(range(begin, place))
    return found


def sealed(journal, record):
    """With the length and the checksum that fit what is in the place of the record."""
    content = journal[record.start + HEAD.size:record.stop]
    head = HEAD.pack(len(content), xxhash.xxh3_64_intdigest(content, record.start))
    return journal[:record.start] + head + content + journal[record.stop:]


def leave_journal(campaign, result):
    """Kills a run of tiny.toml, files.toml and locks.toml when the journal beside its result has a trace, which comes
    last: then it has something of everything."""
    from sweep_program import launch  # which asks for variables that nothing else here needs
    endless = Path(f"{result}.toml")
    endless.write_text(Path(campaign).read_text() + ENDLESS)
    journal = Path(f"{result}.journal")
    with launch(["run", endless, "--set", "experiment.ranks=1", "--quiet", "-o", result]) as run:
        while not (journal.exists() and b"trace/" in journal.read_bytes()):
            assert run.process.poll() is None, "it ended by itself"
            time.sleep(0.01)


def _cut(draw, content, where):
    return content[:draw.choice(where)]


def _zeros(draw, content, where):
    begin = draw.choice(where)
    end = min(begin + 2 ** draw.randrange(14), where.stop)
    return content[:begin] + bytes(end - begin) + content[end:]


def _bits(draw, content, where):
    changed = bytearray(content)
    for _ in range(2 ** draw.randrange(10)):
        changed[draw.choice(where)] ^= 1 << draw.randrange(8)
    return bytes(changed)


KINDS = {"cut": _cut, "zeros": _zeros, "bits": _bits}


class Reader:
    """A process that reads files one after the other, each in a copy of itself."""

    def __enter__(self):
        self.process = subprocess.Popen([os.environ["SWEEP_SHOW_EACH"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, errors="backslashreplace")
        return self

    def __exit__(self, *_):
        with self.process:
            self.process.stdin.close()

    def outcome(self, path, sealed=False):
        """"shown 123", with " noted: " and each note, "refused" with the words, "escaped" with those of another
        exception, or "crashed"."""
        self.process.stdin.write(f"sealed {path}\n" if sealed else f"{path}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")


def read_mutations(mutations, numbers, path):
    """Yields of each mutation its number, kind, checksum and outcome."""
    with Reader() as reader:
        for number in numbers:
            yield number, *mutations.read(number, reader, path)
