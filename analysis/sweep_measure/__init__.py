"""The measuring side of workload `python`: a fresh interpreter for every repetition, in which a person's function runs.

    PYTHON -B /absolute/analysis/sweep_measure

Standard library only, CPython from 3.8 on: it runs in whatever interpreter is measured, and nothing of it but what a
plain script would do stands between the two readings of the clock. Modules of the library that a plain script would not
have loaded are imported after the clock and after memory was read, where they are needed.

Requests come on standard input and answers go to standard output, a JSON object a line (`channel`). What they are
stands in `host`; a way of running is a file in `executors/`.
"""
