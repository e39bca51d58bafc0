"""One repetition: an executor readied, then the clock from the first item handed out until the last answer is there."""

import os
import time

from . import process_tree
from .failure import Failure
from .leftovers import Leftovers


class Measurement:
    """Of the processes below `root`: all but root itself where a host starts another (`ranks`)."""

    def __init__(self, way, plan, root=None):
        self._plan, self._executor = plan, way(plan)
        self._root, self._with_root = root or os.getpid(), root is None
        self._values = {}

    def _tree(self):
        return process_tree.tree(self._root, self._with_root)

    def _ready(self, started):
        try:
            self._executor.ready()
        except BaseException as error:   # also SystemExit: setup or task may call sys.exit()
            from .explain import explained, setup_failed
            if "Broken" in type(error).__name__:
                raise explained(error, self._plan, [], self._executor.exit_words) from None
            raise setup_failed(error, self._plan) from None
        self._values["start_s"] = time.perf_counter() - started

    def _timed(self):
        """The answers. Its own processor time is read nearest to the clock, as reading that of others takes some."""
        run, items = self._executor.run, self._plan.items
        others = process_tree.others_s(self._tree())
        ready, machine = process_tree.ready_s(), process_tree.machine_use()
        own = time.process_time()
        begin = time.perf_counter_ns()
        answers = run(items)
        end = time.perf_counter_ns()
        own = time.process_time() - own
        ready = process_tree.ready_s() - ready
        stolen = process_tree.stolen_s(own, machine, process_tree.machine_use())
        processes = self._tree()
        others = process_tree.others_s(processes) - others
        pss, peak = process_tree.memory(processes)
        self._values.update(wall_s=(end - begin) * 1e-9, cpu_s=own + max(0.0, others), ready_s=ready, stolen_s=stolen,
                            pss_bytes=pss, peak_bytes=peak, stood_still_s=self._executor.stood_still_s)
        return answers

    def _run(self):
        try:
            return self._timed()
        except BaseException as error:
            from .explain import explained
            numbers = self._executor.failed_items(error)
            raise explained(error, self._plan, numbers, self._executor.exit_words) from None

    def _end(self, leftovers, workers):
        begin = time.perf_counter()
        self._executor.end()
        self._values["end_s"] = time.perf_counter() - begin
        leftovers.expect_none(workers)

    def values(self, started=None):
        """The answer to `run` but for what was printed; `started` is when readying began, where that was before."""
        before = set(self._tree())
        try:
            self._ready(started or time.perf_counter())
            leftovers = Leftovers(self._root)
            workers = {process: since for process, since in self._tree().items()
                       if process not in before} if self._with_root else {}
            answers = self._run()
            leftovers.expect_none_in_workers(self._executor.threads_left())
        except Failure:
            self._executor.abandon()
            raise
        self._end(leftovers, leftovers.without_helpers(workers))
        answers = list(answers)
        wanted = len(self._plan.items)
        if len(answers) != wanted:
            raise Failure(f"{self._plan.request['vectorised']} returned {len(answers)} answers for {wanted} items: it "
                          "must return one an item, in their order")
        from .checking import checked
        from .own_measures import own_measures
        found = checked(self._plan, answers)
        told = {} if found["wrong"] else own_measures(self._plan, answers)
        return {**self._values, "measures": [], "latencies": [], **found, **told}
