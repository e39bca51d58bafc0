"""Reads the journal beside a result file, FILE.h5.journal: what the file does not have yet.

Its first record says to which state of which file it belongs, each other is an addition. As src/results/journal.cpp and
src/io/files/record_log.hpp write it; all before damage is kept, and what a person must know is a note, in the words of
`sweep show`.
"""

import dataclasses
import re
from pathlib import Path
from struct import Struct
from struct import error as StructError

import h5py

from .addition import Additions, decode
from .schema import SCHEMA_VERSION, ResultError

_HEAD = Struct("<IQ")   # of a record: its length and its checksum
_HEADING = re.compile(rb"sweep-journal (-?\d+) (-?\d+)(?: (.*))?", re.DOTALL)
_LATER = "it belongs to a later state of this file"
_NOT_READ = "; it was not read"
# What a record that makes no sense raises.
_CANNOT_BE = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError, StructError)


def read_journal(result, identity: str, saves: int):
    """The result with what the journal beside its file adds to it, where there is one, and with notes.

    `identity` and `saves` are the file's. A journal of another file is left out, as is one that the file has all of.
    """
    path = _beside(result.path)
    try:
        journal = path.read_bytes()
    except FileNotFoundError:   # there is none, or a campaign's end has written the file anew and then removed it
        if result.status == "complete" or _saves_now(result.path) == saves:
            return result
        return _with_notes(result, f"journal {path}: {_LATER}{_NOT_READ}")
    except OSError as error:
        raise ResultError(f"The journal {path} cannot be read ({error.strerror}). Make it readable.") from error
    reading = _Reading(path, Additions(result), identity, saves)
    reading.read(journal)
    return _with_notes(reading.additions.result(), *reading.notes)


def is_behind(result) -> bool:
    """Whether the file was written anew before its journal was read: then both are to be read again."""
    return any(note.endswith(f"{_LATER}{_NOT_READ}") for note in result.notes)


def whole_records(journal: bytes):
    """The records in order, each with the number of bytes behind it, until the journal ends or one is not whole.

    The seed of a record's checksum, XXH3, is its place, so that none passes that stands elsewhere.
    """
    checksum, place = _checksum(), 0
    view = memoryview(journal)
    while len(view) - place > _HEAD.size:
        length, expected = _HEAD.unpack_from(view, place)
        begin, end = place + _HEAD.size, place + _HEAD.size + length
        if length == 0 or end > len(view) or checksum(view[begin:end], place) != expected:
            return
        place = end
        yield view[begin:end], len(view) - end


def _beside(path: Path) -> Path:
    """The program writes to what a link leads to, and its journal there."""
    return Path(f"{path.resolve() if path.is_symlink() else path}.journal")


def _saves_now(path: Path) -> int:
    """How often the file that is there by now was written; those from before there were journals do not say."""
    with h5py.File(path, "r") as file:
        return int(file.attrs.get("saves", 0))


def _with_notes(result, *notes: str):
    return dataclasses.replace(result, notes=(*result.notes, *notes))


def _checksum():
    """xxhash is asked for only where there is a journal: all other files can be read without it."""
    try:
        from xxhash import xxh3_64_intdigest
    except ImportError as error:
        raise ResultError("A journal stands beside the file, and to read it Python needs xxhash. "
                          "Install it: apt-get install python3-xxhash, or pip install xxhash.") from error
    return xxh3_64_intdigest


class _Reading:
    """One journal on top of a result."""

    def __init__(self, path: Path, additions: Additions, identity: str, saves: int):
        self.additions, self.notes = additions, []
        self._path, self._identity, self._saves = path, identity, saves
        self._belongs = False

    def read(self, journal: bytes):
        records = whole_records(journal)
        heading, left = next(records, (b"", len(journal)))
        if not self._begin(bytes(heading)):
            return
        count = 0
        for record, behind in records:
            try:
                self.additions.add(decode(record))
            except _CANNOT_BE as error:   # a whole record that says what cannot be
                self._note(f"record {count + 1} cannot be read ({error}); those before it were")
                return
            count, left = count + 1, behind
        if left:
            self._note(f"its last {left} bytes are damaged or were not written to the end; the {count} records before "
                       "them were read")

    def _begin(self, heading: bytes) -> bool:
        """Whether it belongs to the file as it is."""
        found = _HEADING.fullmatch(heading)
        if not found:
            self._note("it does not begin as a journal does")
            return False
        schema, saves = int(found[1]), int(found[2])
        if schema > SCHEMA_VERSION:
            raise ResultError(f"{self._path} has schema version {schema}; this analysis reads up to {SCHEMA_VERSION}. "
                              "Use the analysis/ folder of the newer sweep that wrote it.")
        same = (found[3] or b"").decode(errors="replace") == self._identity
        if not same or saves > self._saves:
            self._note(_LATER if same else "it belongs to another result")
            return False
        self._belongs = saves == self._saves   # the file has all of an older one
        return self._belongs

    def _note(self, what: str):
        self.notes.append(f"journal {self._path}: {what}" + ("" if self._belongs else _NOT_READ))
