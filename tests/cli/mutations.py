"""Result files with bytes changed at random, and a process that says of each whether `sweep show` would survive it."""

import os
import random
import subprocess
from pathlib import Path

import h5py

TRAILER = 24  # bytes behind what HDF5 reads: the checksum, src/io/hdf5/file_checksum.hpp

# What becomes of the checksum: it stays and is wrong; it is gone; it is right, as of a file that sweep wrote so. HDF5
# itself does not survive every file, and sweep trusts a right checksum, so that there only contents of tables change.
CHECKSUMS = ("wrong", "missing", "right")


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

    def make(self, number):
        """What is done, what becomes of the checksum (to be added by the reader where it is right), and the bytes."""
        draw = random.Random(number)
        checksum = draw.choice(CHECKSUMS)
        where = draw.choice(self.tables) if checksum == "right" else range(len(self.image))
        kinds = {"zeros": _zeros, "bits": _bits} if checksum == "right" else {"cut": _cut, "zeros": _zeros, "bits": _bits}
        kind = draw.choice(list(kinds))
        changed = self.image
        while changed == self.image:  # zeros may have been there already
            changed = kinds[kind](draw, self.image, where)
        return kind, checksum, changed + (self.trailer if checksum == "wrong" else b"")


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


class Reader:
    """A process that reads files one after the other, each in a copy of itself."""

    def __enter__(self):
        self.process = subprocess.Popen([os.environ["SWEEP_SHOW_EACH"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        return self

    def __exit__(self, *_):
        with self.process:
            self.process.stdin.close()

    def outcome(self, path, sealed=False):
        """"shown 123", "shown 123 noted" where the file is said to be changed, "refused" with the words, "escaped" with
        those of another exception, or "crashed"."""
        self.process.stdin.write(f"sealed {path}\n" if sealed else f"{path}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")


def read_mutations(mutations, numbers, path):
    """Yields of each mutation its number, kind, checksum and outcome."""
    with Reader() as reader:
        for number in numbers:
            kind, checksum, content = mutations.make(number)
            Path(path).write_bytes(content)
            yield number, kind, checksum, reader.outcome(path, sealed=checksum == "right")
