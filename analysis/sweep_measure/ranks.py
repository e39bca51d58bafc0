"""A host within ranks: what runs under MPI is started by mpiexec, and all of a repetition happens in its rank 0.

Requests and answer go by files beside `said`: standard input and output of ranks are MPI's, and end up in `said`.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from .failure import Failure

# Open MPI: as root, as in a container; more ranks than cores; each free to run on all of them.
ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none"}

GRACE_S = 5   # until all ranks have ended; one whose task left a thread never does


def _command(plan, requests):
    if importlib.util.find_spec("mpi4py") is None:
        raise Failure(f"{sys.executable} has no mpi4py: install it there, or take process_pool_fork")
    mpiexec = shutil.which("mpiexec")
    if mpiexec is None:
        raise Failure("there is no mpiexec on PATH: install the MPI of mpi4py, or take process_pool_fork")
    return [mpiexec, "-n", str(plan.workers + 1), sys.executable, "-B", "-m", "mpi4py.futures",
            os.path.dirname(os.path.abspath(__file__)), requests]


def _said_last(said):
    with open(said, encoding="utf-8", errors="replace") as file:
        lines = [line.strip() for line in file.read()[-2000:].splitlines() if line.strip(" -\n")]
    return f"; the last that was said: {lines[-1]}" if lines else ""


def measure(plan):
    """The answer to `run`; start_s is from before mpiexec, end_s until after it."""
    requests = f"{plan.said}.{os.getpid()}.requests"
    answers = requests[:-len("requests")] + "answer"
    command = _command(plan, requests)
    try:
        with open(requests, "w", encoding="utf-8") as file:
            json.dump({"begin": plan.request, "root": os.getpid(), "started": time.perf_counter()}, file)
        scratch = os.path.dirname(os.path.abspath(plan.said))
        environment = {**os.environ, **ENVIRONMENT, "OMPI_MCA_orte_tmpdir_base": scratch}
        mpiexec = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)
        status = mpiexec.wait()
        ended = time.perf_counter()
        if not os.path.exists(answers):
            raise Failure(f"mpiexec ended with status {status} and no answer{_said_last(plan.said)}: did a rank end "
                          "abruptly (os._exit, a crash, or out of memory)? run the task one after the other to see")
        with open(answers, encoding="utf-8") as file:
            answer = json.load(file)
    finally:
        for path in (requests, answers):
            if os.path.exists(path):
                os.remove(path)
    if "error" in answer:
        raise Failure(answer["error"], answer["item"])
    if status != 0:
        raise Failure(f"the ranks did not end within {GRACE_S} s of the last answer (mpiexec: status {status}): does "
                      "the task leave a thread running? join each before the task returns")
    answer["end_s"] += ended - answer.pop("ended")
    return answer


def answer_within(path, answer_of):
    """In rank 0: `answer_of(request)` of the file, written beside it."""
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    answer = answer_of(request)
    answer["ended"] = time.perf_counter()   # the same clock in all processes of a machine
    answers = path[:-len("requests")] + "answer"
    with open(answers + ".new", "w", encoding="utf-8") as file:
        json.dump(answer, file)
    os.replace(answers + ".new", answers)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(GRACE_S)   # then this rank ends, and mpiexec all others
