"""What a task leaves behind: threads that still run, and processes that still live."""

import sys
import threading
import time

from .failure import Failure
from .process_tree import command_line, is_alive, tree

GRACE_S = 0.3   # until a thread that was told to end has ended


def _is_helper(process):
    """Of the library's, which live as long as an interpreter: trackers of semaphores, and the host's server of forks,
    whose command line its workers share."""
    server = getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None)
    return process == getattr(server, "_forkserver_pid", None) or \
        b"multiprocessing.resource_tracker" in command_line(process)


def new_threads(before):
    return [thread.name for thread in threading.enumerate() if thread not in before]


def wait_until_none(find):
    """What `find` finds, once it finds nothing or the grace is over."""
    end = time.monotonic() + GRACE_S
    while True:
        found = find()
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.005)


class Leftovers:
    """What is there before the clock; whatever comes in addition must go."""

    def __init__(self, root):
        self._root, self._threads, self._processes = root, set(threading.enumerate()), tree(root)

    def _new_processes(self):
        return [process for process, started in tree(self._root).items()
                if self._processes.get(process) != started and is_alive(process, started) and not _is_helper(process)]

    @staticmethod
    def without_helpers(processes):
        return {process: started for process, started in processes.items() if not _is_helper(process)}

    def expect_none_in_workers(self, threads):
        """While workers live, as they could not end: `threads` are names of those that are left there. Processes also,
        as they would be nobody's children after."""
        _expect_no_threads(threads)
        processes = wait_until_none(self._new_processes)
        if processes:
            raise Failure(f"the task left {_counted(len(processes), 'process')} running: wait for each before the task "
                          "returns, or start it in `setup`")

    def expect_none(self, workers):
        """After the executor has ended: none of its processes may live, and no thread."""
        _expect_no_threads(wait_until_none(lambda: new_threads(self._threads)))
        living = wait_until_none(lambda: [worker for worker, started in workers.items() if is_alive(worker, started)])
        if living:
            raise Failure(f"{_counted(len(living), 'worker process')} did not end with the executor: does the task "
                          "leave a thread or a process behind? join it")


def _expect_no_threads(threads):
    if threads:
        names = ", ".join(sorted(set(threads))[:4])
        raise Failure(f"the task left {_counted(len(threads), 'thread')} running ({names}): join each before the task "
                      "returns, or start it in `setup`")


def _counted(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}{'es' if noun.endswith('s') else 's'}"
