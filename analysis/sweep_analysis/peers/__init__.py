"""The Python side of measuring: what sweep is compared with, and the programs that run both in turn.

    python3 -m sweep_analysis.peers.compare_downloads   downloads as anybody would write them in Python
    python3 -m sweep_analysis.peers.compare_cpython     CPython's interpreter lock and its emulation: judges a result

`downloads` are programs for other interpreters, started as such: they import nothing of this package. Statistics are
those of `sweep_analysis.statistics`.
"""
