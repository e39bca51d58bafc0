"""Requests and answers, a JSON object a line, kept apart from whatever a task reads and prints."""

import json
import os
import sys


class Channel:
    """Standard input and output of the start, moved to descriptors that no child inherits.

    From then on descriptor 0 is empty, and 1 and 2 become the file that `redirect` is given: so what is printed from C,
    or by a worker, never mixes with answers.
    """

    def __init__(self):
        self._requests = os.fdopen(os.dup(0), encoding="utf-8")   # dup() makes them close at exec
        self._answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.register_at_fork(after_in_child=self._close)   # a worker that outlives the host must not hold them open
        _put("/dev/null", os.O_RDONLY, 0)

    def _close(self):
        """By something empty in their place: a number that was free again would be another file's, closed by these."""
        for file in (self._requests, self._answers):
            _put("/dev/null", os.O_RDWR, file.fileno())

    @staticmethod
    def redirect(said):
        for standard in (1, 2):
            _put(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, standard)

    def requests(self):
        for line in self._requests:
            if line.strip():
                yield json.loads(line)

    def answer(self, values):
        self._answers.write(json.dumps(values) + "\n")
        self._answers.flush()


def _put(path, flags, standard):
    opened = os.open(path, flags, 0o600)
    os.dup2(opened, standard)
    if opened != standard:
        os.close(opened)


def flush_printed():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):   # a task may have closed or replaced them
            pass


def printed_bytes(said):
    flush_printed()
    try:
        return os.path.getsize(said)
    except OSError:
        return 0
