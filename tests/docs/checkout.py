"""A folder like the repository in which the commands of a page are run, one after the other, and leave what they make."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from pages import ROOT

BINARY = Path(os.environ["SWEEP_BINARY"]).resolve()
RESULT = Path(os.environ["SWEEP_TEST_RESULT"])
LONGEST = 300  # seconds: a hang fails the test

# Keeps its words, and says that the job was taken.
SBATCH = '#!/usr/bin/python3\nimport json, sys\njson.dump(sys.argv[1:], open("submitted.json", "w"))\n'

# What a person may have whose program waits for a lock.
THREADS = """\
import threading
threads = [threading.Thread(target=sum, args=(range(3_000_000),)) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


class Checkout:
    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(ROOT / "jobs", folder / "jobs")
        shutil.copytree(ROOT / "configs", folder / "configs")
        for name in ("analysis", "tests", "CMakePresets.json"):
            (folder / name).symlink_to(ROOT / name)
        for program in ("sweep", "build/release/sweep", "OLD/sweep", "NEW/sweep"):
            (folder / program).parent.mkdir(parents=True, exist_ok=True)
            (folder / program).symlink_to(BINARY)
        for script in ("jobs/install.sh", "jobs/build.sh"):  # there is nothing to install or build
            self._write(script, "#!/bin/bash\n")
        self._write("programs/sbatch", SBATCH)
        self._write("programs/sinfo", "#!/bin/bash\necho 32\n")
        self._write("threads.py", THREADS)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "OMPI_", "OMP_"))}
        self.environment = clean | {
            "PATH": f"{folder / 'programs'}:{clean['PATH']}",
            "SWEEP_CLAIMS": str(folder / "claims"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.environment.pop("PYTHONPATH", None)

    def _write(self, name: str, text: str):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def run(self, text: str, codes=(0,), source_environment: bool = False) -> str:
        """What the command printed; result files that it reads are there."""
        self._provide(text)
        line = f"source jobs/environment.sh; {text}" if source_environment else text
        ended = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=self.folder, env=self.environment, text=True,
                               stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=LONGEST)
        assert ended.returncode in codes, f"exit {ended.returncode}: {text}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def _provide(self, text: str):
        for name in re.findall(r"(?<![\w/.-])\w+\.h5\b", re.sub(r"-o\s+\S+", "", text)):
            if not (self.folder / name).exists():
                shutil.copy(RESULT, self.folder / name)

    def python(self, text: str) -> str:
        self._provide(text)
        (self.folder / "block.py").write_text(text)
        return self.run("/usr/bin/python3 block.py")

    def split(self, words: list[str]) -> dict:
        """jobs/run_words.py's opinion of the words of a `sweep run`."""
        told = self.run(shlex.join(["/usr/bin/python3", "jobs/run_words.py", *words])).split("\0")[:-1]
        return {"command": told[0], "campaign": told[1], "words": told[4:]}

    def submitted(self) -> list[str]:
        """The words of the last job that was submitted."""
        path = self.folder / "submitted.json"
        words = json.loads(path.read_text())
        path.unlink()
        return words
