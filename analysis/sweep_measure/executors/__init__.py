"""Ways of running, one file each, found by its name: the class `Way` of `executors/NAME.py` is an `Executor`."""

import importlib.util
import os
import shutil
import sys

from ..failure import Failure


def fitting(plan):
    """The names of those that this interpreter has and that can run the task, as far as that is known without running it."""
    if plan.task_is_asynchronous:
        names = ["sequential", "asyncio_gather"]
    else:
        names = ["sequential", "thread_pool", "process_pool_fork", "process_pool_spawn", "process_pool_forkserver"]
        names += ["asyncio_gather"] * bool(plan.asynchronous) + ["asyncio_to_thread"]
        names += ["interpreter_pool"] * (sys.version_info >= (3, 14))
        names += ["mpi_pool"] * bool(importlib.util.find_spec("mpi4py") and shutil.which("mpiexec"))
    return names + ["vectorised"] * bool(plan.vectorised)


def find(name):
    """The class. Only the file that is asked for is imported: a way's modules take time and memory."""
    names = sorted(file[:-3] for file in os.listdir(os.path.dirname(__file__))
                   if file.endswith(".py") and not file.startswith("_"))
    if name not in names:
        raise Failure(f"there is no executor {name!r}: take one of {', '.join(names)}")
    return importlib.import_module(f"{__name__}.{name}").Way
