"""The Python side of measuring: what sweep is compared with, and the programs that run both in turn.

    python3 -m sweep_analysis.peers.compare_downloads   downloads as anybody would write them in Python
    python3 -m sweep_analysis.peers.compare_cpython     CPython's interpreter lock and its emulation

`downloads` and `gil_probe` are programs for other interpreters, started as such: they import nothing of this package.
`fidelity` says what is compared with CPython and how near is near. Statistics are those of `sweep_analysis.statistics`.
"""
