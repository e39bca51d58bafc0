"""Reads results as `sweep show` does, file and journal, many in one process (show_each.cpp)."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Shown:
    """What is read of a result."""

    outcome: str  # "shown …", "refused …", "escaped …"; "missing" where there is no file; "crashed …"
    digests: list[str] = field(default_factory=list)  # of each case's answer; "0": none yet
    samples: list[str] = field(default_factory=list)  # of each row of /samples, in order

    def is_shown(self) -> bool:
        return self.outcome.startswith("shown ")


class ResultReader:
    def __init__(self):
        self.process = subprocess.Popen([os.environ["SWEEP_SHOW_EACH"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def read(self, path: Path) -> Shown:
        if not path.exists():
            return Shown("missing")
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        outcome, *rows = self.process.stdout.readline().rstrip("\n").split("\t")
        return Shown(outcome, *(row.split() for row in rows))

    def close(self) -> int:
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
