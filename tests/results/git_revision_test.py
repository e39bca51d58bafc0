#!/usr/bin/python3
"""git_revision_test.py CMAKE SCRIPT: what git_revision.cmake writes for every state of a source tree."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = sys.argv.pop()
CMAKE = sys.argv.pop()


class GitRevision(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.source = self.folder / "source"
        self.source.mkdir()
        (self.folder / "template").write_text("@SWEEP_GIT_REVISION@")

    def tearDown(self):
        self.temporary.cleanup()

    def git(self, *arguments):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.source, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self):
        self.git("init", "-q")
        (self.source / "file").write_text("one")
        self.git("add", "file")
        self.git("commit", "-qm", "one")
        return self.git("rev-parse", "--short=12", "HEAD")

    def revision(self, git="git", source=None):
        header = self.folder / "header"
        subprocess.run([CMAKE, f"-DGIT={git}", f"-DSOURCE={source or self.source}", f"-DHEADER={header}",
                        f"-DTEMPLATE={self.folder / 'template'}", "-P", SCRIPT], check=True)
        return header.read_text().strip()

    def test_a_clean_tree_is_its_commit(self):
        commit = self.commit()
        self.assertEqual(self.revision(), commit)

    def test_a_changed_file_makes_it_dirty(self):
        commit = self.commit()
        (self.source / "file").write_text("two")
        self.assertEqual(self.revision(), commit + "-dirty")

    def test_a_file_that_git_does_not_know_changes_nothing(self):
        commit = self.commit()
        (self.source / "notes").write_text("x")
        self.assertEqual(self.revision(), commit)

    def test_it_is_unknown_without_a_repository(self):
        self.assertEqual(self.revision(), "unknown")

    def test_it_is_unknown_before_the_first_commit(self):
        self.git("init", "-q")
        self.assertEqual(self.revision(), "unknown")

    def test_it_is_unknown_without_git(self):
        self.commit()
        self.assertEqual(self.revision(git=""), "unknown")
        self.assertEqual(self.revision(git="/no/such/git"), "unknown")

    def test_it_is_unknown_in_a_folder_of_somebody_elses_repository(self):
        self.commit()
        (self.source / "inner").mkdir()
        self.assertEqual(self.revision(source=self.source / "inner"), "unknown")

    def test_the_header_is_not_touched_when_nothing_changed(self):
        self.commit()
        self.revision()
        before = (self.folder / "header").stat().st_mtime_ns
        self.revision()
        self.assertEqual((self.folder / "header").stat().st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
