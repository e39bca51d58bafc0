"""The course of results that are killed and resumed until they are complete, and what is found wrong in it."""

import dataclasses
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from answers import answers, errors
from killed_launch import MEMORY, VICTIMS, KilledLaunch
from result_reader import ResultReader

HANG = 10  # seconds
LONGEST_RUN = 300  # seconds: after that an undisturbed launch hangs


@dataclasses.dataclass
class Counts:
    kills: dict = dataclasses.field(default_factory=dict)  # by campaign and victim
    launches: int = 0
    completed: int = 0  # results
    finished_repetitions: int = 0  # rows that were recorded when their launch was killed, counted once
    reads_between_two_saves: int = 0  # of a result that was being written: they show less than there was
    seconds_to_end: float = 0  # the longest, after a kill
    # Each line a finding; there must be none.
    lost: list = dataclasses.field(default_factory=list)
    unreadable: list = dataclasses.field(default_factory=list)
    wrong: list = dataclasses.field(default_factory=list)
    failed: list = dataclasses.field(default_factory=list)
    hangs: list = dataclasses.field(default_factory=list)
    processes_left: list = dataclasses.field(default_factory=list)
    memory_left: list = dataclasses.field(default_factory=list)
    files_left: list = dataclasses.field(default_factory=list)

    def of(self, campaign: str) -> dict:
        return self.kills.setdefault(campaign, dict.fromkeys(VICTIMS, 0))

    def in_all(self) -> int:
        return sum(sum(victims.values()) for victims in self.kills.values())

    def findings(self) -> dict:
        return {name: value for name, value in vars(self).items() if isinstance(value, list) and value}

    def save(self, path: Path) -> None:
        text = json.dumps(dataclasses.asdict(self), indent=1)
        path.with_suffix(".new").write_text(text + "\n")
        path.with_suffix(".new").replace(path)


class Course:
    """One result, from its first launch to the one that completes it."""

    def __init__(self, campaign: Path, reference: dict, counts: Counts, reader: ResultReader):
        self.campaign = campaign
        self.reference = reference
        self.counts = counts
        self.reader = reader
        self.work = tempfile.TemporaryDirectory(prefix="kills-")
        self.result = Path(self.work.name) / "result" / "x.h5"
        self.temporary = Path(self.work.name) / "tmp"
        self.result.parent.mkdir()
        self.temporary.mkdir()
        self.recorded = set()
        self.in_vain = False  # whether the last launch was killed before it finished a repetition

    def find(self, kind: str, words: str) -> None:
        line = f"{self.campaign.stem}, kill {self.counts.in_all()}: {words}"
        print(f"{kind}: {line}", flush=True)
        getattr(self.counts, kind).append(line)

    def look(self, when: str, running: bool = False, tries: int = 5) -> None:
        """What was recorded before must be there still."""
        shown = self.reader.read(self.result)
        if not shown.is_shown() and shown.outcome != "missing":
            self.find("unreadable", f"{when}: {shown.outcome or 'a crash'}")
            return
        there = set(shown.samples)
        if (lost := self.recorded - there) and running and tries > 0:
            # Between the reading of the file and of its journal the program has written the file anew.
            self.counts.reads_between_two_saves += 1
            time.sleep(0.1)
            self.look(when, running, tries - 1)
            return
        if lost:
            self.find("lost", f"{len(lost)} of {len(self.recorded)} rows {when}")
        self.counts.finished_repetitions += len(there - self.recorded)
        self.recorded = there

    def start(self) -> KilledLaunch:
        self.counts.launches += 1
        launch = KilledLaunch(self.campaign, self.result, self.temporary, ["--resume"])
        if left := launch.left_in_memory() if os.environ.get("SWEEP_OWN_MEMORY") else set():
            self.find("memory_left", f"{sorted(left)}")
            for each in left:
                shutil.rmtree(MEMORY / each, ignore_errors=True)
        return launch

    def disturb(self, seconds: float, victim: str) -> bool:
        """A launch that is killed after so long. False where it was through before."""
        launch = self.start()
        recorded = len(self.recorded)
        try:
            if self.ends(launch, seconds):
                return False
            self.look("before a kill", running=True)
            # Two launches in a row that are killed before they finish anything are held against the case they were at:
            # three unclean ends fail it, as they should.
            while self.in_vain and len(self.recorded) == recorded:
                if self.ends(launch, 0.1):
                    return False
                self.look("before a kill", running=True)
            if not launch.kill(victim):
                return not self.ends(launch, HANG)
            begin = time.monotonic()
            self.counts.of(self.campaign.stem)[victim] += 1
            left = launch.survivors(HANG)
            self.counts.seconds_to_end = max(self.counts.seconds_to_end, time.monotonic() - begin)
            if left:
                self.find("hangs", f"{victim} killed after {seconds:.2f} s: {describe(left)}")
        finally:
            launch.close()
        self.look(f"after {victim} was killed after {seconds:.2f} s")
        self.in_vain = len(self.recorded) == recorded
        return True

    def ends(self, launch: KilledLaunch, seconds: float) -> bool:
        """Whether it ends by itself within that time, and how: it should have no more to do."""
        try:
            out, error = launch.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        if left := launch.survivors(HANG):
            self.find("processes_left", describe(left))
        if launch.process.returncode != 0:
            self.find("failed", f"exit {launch.process.returncode}: {errors(self.result)} {out}{error}")
        return True

    def complete(self) -> None:
        """The rest, unless the last launch was through."""
        launch = self.start()
        try:
            if not self.ends(launch, LONGEST_RUN):
                self.find("hangs", f"an undisturbed launch: {describe(launch.processes())}")
        finally:
            launch.close()

    def judge(self) -> None:
        self.look("at the end")
        try:
            if answers(self.result) != self.reference:
                self.find("wrong", "other digests or estimates than undisturbed")
        except (AssertionError, OSError) as error:
            self.find("wrong", str(error))
        left = {path.name for path in self.result.parent.iterdir()} - {self.result.name}
        left |= {path.name for path in self.temporary.iterdir()} - {f"sweep-{os.geteuid()}"}  # documents, kept for all runs,
        left |= {path.name for path in self.temporary.rglob(".*.tmp")}  # but not halves of them
        if left:
            self.find("files_left", f"{sorted(left)}")
        self.counts.completed += 1
        self.work.cleanup()


def describe(processes: dict) -> str:
    def command(process: int) -> str:
        try:
            return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")[:80]
        except OSError:
            return "ended meanwhile"

    return "; ".join(f"rank {rank}, process {process}: {command(process)}" for process, rank in processes.items())


def undisturbed(campaign: Path) -> dict:
    """The answers, which do not depend on the number of repetitions."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        path = Path(folder) / "x.h5"
        once = [word for name in ("min", "max") for word in ("--set", f"campaign.repetitions.{name}=1")]
        launch = KilledLaunch(campaign, path, Path(folder), once)
        try:
            out, error = launch.process.communicate(timeout=LONGEST_RUN)
            assert launch.process.returncode == 0, out + error
        finally:
            launch.close()
        return answers(path)


def run(counts: Counts, path: Path, count: int, longest: float, campaigns: list[Path]) -> None:
    """Kills until there are `count` kills in all, evenly over campaigns and victims, and keeps the counts in `path`."""
    references = {campaign: undisturbed(campaign) for campaign in campaigns}
    reader = ResultReader()
    courses = {}  # that are not complete yet, by campaign
    while counts.in_all() < count:
        campaign = min(campaigns, key=lambda each: sum(counts.of(each.stem).values()))
        course = courses.pop(campaign, None) or Course(campaign, references[campaign], counts, reader)
        victims = counts.of(campaign.stem)
        victim = min(random.sample(VICTIMS, len(VICTIMS)), key=victims.get)
        if course.disturb(random.uniform(0.2, longest), victim):
            courses[campaign] = course
        else:
            course.judge()
        counts.save(path)
    for course in courses.values():
        course.complete()
        course.judge()
        counts.save(path)
