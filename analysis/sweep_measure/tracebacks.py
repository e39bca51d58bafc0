"""Where an exception was raised, also in another process."""

import re
import traceback

OWN = ("/sweep_measure/", "/concurrent/futures/", "/multiprocessing/", "/asyncio/", "/importlib/", "/mpi4py/",
       "/threading.py", "<frozen ")
LINE = re.compile(r'File "([^"]*)", line (\d+)(?:, in (\S+))?')


def frames(error):
    """(file, line, function) from the outermost on; first those of another process, which come as text."""
    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception:   # one whose __str__ raises
        text = "".join(traceback.format_tb(error.__traceback__))
    return LINE.findall(text)


def place(error, files=()):
    """` (mymodule.py, line 12, in fetch)`: the innermost place in one of the person's files, else in any that is
    neither ours nor the pool's; empty where there is none."""
    found = frames(error)
    mine = [frame for frame in found if frame[0] in files] or [
        frame for frame in found if not any(part in frame[0] for part in OWN)]
    if not mine:
        return ""
    file, line, function = mine[-1]
    words = f"{file.rsplit('/', 1)[-1]}, line {line}"
    return f" ({words}, in {function})" if function and function != "<module>" else f" ({words})"


def ends_in_handing_over(error):
    """Whether it was raised by the pool's own pickling, not by the task."""
    found = frames(error)
    return bool(found) and any("/multiprocessing/" in file or "/concurrent/" in file or "/mpi4py/" in file
                               for file in [found[-1][0], *_remote_end(error)])


def _remote_end(error):
    """The innermost file of the traceback that came as text from a worker."""
    found = LINE.findall(str(error.__cause__ or ""))
    return [found[-1][0]] if found else []
