"""Campaigns of workloads that wait, and the cases of their results."""

SEED = 20_261_124
SIZE = 400
TASKS = 6
CASES = 10  # of five models on one rank and on two

MODELS = """model = ["serial", "threads", "event_loop"]
threads = 3
team = ["openmp", "posix"]
poller = ["epoll", "io_uring"]
"""


def campaign(seed, *experiments, repetitions=2):
    return (f'[campaign]\nname = "waiting"\nseed = {seed}\nwarmup = 0\n'
            f'repetitions = {{ min = {repetitions}, max = {repetitions}, interval = "100%" }}\n' + "".join(experiments))


def tiny_files(name, text):
    return (f'[[experiment]]\nname = "{name}"\nworkload = "tiny_files"\ntasks = {TASKS}\nserial_tasks = {TASKS}\n'
            f'size = "{SIZE} B"\nparse = "0 ms"\nlatency = "0 ms"\n{text}\n')


def of_url(name, url, retries=1, timeout="10 s", models=MODELS + "ranks = [1, 2]\n"):
    return tiny_files(name, f'url = "{url}"\nretries = {retries}\ntimeout = "{timeout}"\n{models}')


def cases_of(result, experiment):
    return result["cases"][result["cases"]["experiment"] == experiment.encode()]


def errors_of(result, experiment):
    """Of an experiment all of whose cases failed."""
    cases = cases_of(result, experiment)
    assert set(cases["status"]) == {b"failed"}
    return [error.decode() for error in cases["error"]]
