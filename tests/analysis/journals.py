"""Journals for tests: one with something of everything that the program wrote, and records framed as it frames them."""

import os
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import xxhash


class Apart(NamedTuple):
    """A result taken apart: a file with a journal beside it, and what both are together as the program reads them."""

    path: Path
    together: Path

    @property
    def journal(self) -> Path:
        return Path(f"{self.path}.journal")


def program(variable: str) -> str:
    """The program that an environment variable names, as tests/analysis/CMakeLists.txt sets it."""
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} names no program of this build")
    if not Path(path).is_file():
        pytest.fail(f"{variable} names {path}, which does not exist")
    return path


def take_apart(whole: Path, folder: Path) -> Apart:
    apart = Apart(folder / "part.h5", folder / "together.h5")
    subprocess.run([program("SWEEP_WRITE_JOURNAL"), whole, *apart], check=True)
    return apart


def show(*arguments) -> subprocess.CompletedProcess:
    """What `sweep show` prints."""
    return subprocess.run([program("SWEEP_BINARY"), "show", *map(str, arguments)], capture_output=True, text=True,
                          encoding="utf-8", check=True)


def framed(*records: bytes) -> bytes:
    """As src/io/files/record_log.cpp frames them."""
    journal = b""
    for record in records:
        journal += struct.pack("<IQ", len(record), xxhash.xxh3_64_intdigest(record, len(journal))) + record
    return journal
