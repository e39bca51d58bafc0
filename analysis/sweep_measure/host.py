"""Answers requests until there are no more; one host is one interpreter, fresh for every repetition.

    {"do": "begin", …}     finds everything that is named (`plan`), limits memory, redirects what is printed; answers
                           count (of items), asynchronous, sources ({file: SHA-256}), interpreter, import_s
    {"do": "reference"}    runs the items one after the other, and keeps or compares their answers (`reference`);
                           answers same (null the first time), digests
    {"do": "run"}          one repetition (`measure`); answers wall_s, start_s, end_s, cpu_s, ready_s (in
                           which the first thread could have run), stolen_s (from it by a hypervisor), pss_bytes,
                           peak_bytes, stood_still_s (null but of asyncio), printed_bytes, checked, wrong, digests,
                           measures (a list of name, unit, value), latencies [s]

What fails is answered as {"error": words, "item": number or null}, after which the host is of no more use.
"""

import os
import resource
import sys

from . import executors
from .channel import Channel, flush_printed, printed_bytes
from .failure import Failure
from .interpreter import description, sha256
from .measure import Measurement
from .plan import Plan


class Host:
    def __init__(self, redirect=None):
        self._redirect, self._plan, self._way = redirect, None, None

    def answer(self, request):
        """Of any request; a Failure, and an error of our own, in words."""
        try:
            action = {"begin": self.begin, "reference": self.reference, "run": self.run}.get(request.get("do"))
            if action is None:
                raise Failure(f"there is no request {request.get('do')!r}: ask begin, reference or run")
            if self._plan is None and action != self.begin:
                raise Failure(f"{request['do']} was asked before begin had succeeded: ask begin first")
            return action(request)
        except Failure as failure:
            return {"error": failure.words, "item": failure.item}
        except MemoryError:
            return {"error": "out of memory outside the task: raise memory_bytes, or run fewer items", "item": None}
        except Exception as error:
            from .tracebacks import frames
            file, line, _ = frames(error)[-1]
            return {"error": f"sweep_measure failed: {type(error).__name__}: {error} ({file}, line {line}): report "
                             "this as a bug", "item": None}

    def begin(self, request):
        if self._redirect:
            self._redirect(request["said"])
        _limit_memory(int(request.get("memory_bytes") or 0))
        plan = Plan(request)
        self._way = executors.find(plan.executor)
        self._plan = plan
        return {"count": plan.count, "asynchronous": plan.task_is_asynchronous,
                "sources": {file: sha256(file) for file in plan.modules.files}, "interpreter": description(),
                "executors": executors.fitting(plan), "import_s": plan.import_s}

    def run(self, _request):
        """Under MPI in another host, whose answer this is."""
        if getattr(self._way, "runs_in_ranks", False):
            from . import ranks
            self._way(self._plan)   # what it cannot run it refuses here, before anything is started
            values = ranks.measure(self._plan)
        else:
            values = Measurement(self._way, self._plan).values()
        return {**values, "printed_bytes": printed_bytes(self._plan.said)}

    def run_within(self, request):
        """In rank 0 of what `ranks` started."""
        answer = self.answer({**request["begin"], "do": "begin"})
        if "error" in answer:
            return answer
        self.run = lambda _: Measurement(self._way, self._plan, request["root"]).values(request["started"])
        answer = self.answer({"do": "run"})
        flush_printed()
        return answer

    def reference(self, _request):
        from .explain import explained, setup_failed
        from .reference import Reference
        plan = self._plan
        executor = executors.find("sequential")(plan)
        try:
            executor.ready()
        except BaseException as error:
            raise setup_failed(error, plan) from None
        try:
            answers = executor.run(plan.items)
        except BaseException as error:
            raise explained(error, plan, executor.failed_items(error)) from None
        finally:
            executor.end()
        reference = Reference.read(plan.reference)
        if reference is None:
            reference = Reference.of(answers, plan)
        else:
            reference.expect_count(plan)
            reference.compare(answers)
        reference.write(plan.reference)
        return {"same": reference.same, "digests": reference.digests()}


def _limit_memory(bytes_a_process):
    """Its children inherit it."""
    if bytes_a_process:
        resource.setrlimit(resource.RLIMIT_DATA, (bytes_a_process, bytes_a_process))


def _leave():
    """At once, whatever a task left running; what multiprocessing would remove as the interpreter ends goes here."""
    flush_printed()
    process = sys.modules.get("multiprocessing.process")
    folder = process and process.current_process()._config.get("tempdir")
    if folder:
        import shutil
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def main(arguments):
    """Without arguments as sweep starts it; with one, the file of requests, in rank 0 of a host's ranks."""
    if arguments:
        from . import ranks
        ranks.answer_within(arguments[0], Host().run_within)
        return
    channel = Channel()
    host = Host(channel.redirect)
    for request in channel.requests():
        channel.answer(host.answer(request))
    _leave()
