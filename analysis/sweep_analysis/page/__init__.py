"""`python3 -m sweep_analysis report FILE.h5… -o report.html`: results as one page that carries its evidence.

Reading order: clean (what a stranger's words may be) → claims, lecture, verdicts, cases, evidence, machines, drawings
(what the page says) → samples (what it carries) → build (templates, hashes, the file). The page's own program is in
static/: there it recomputes what Python and C++ computed, and says where they differ.
"""

from .build import write_report

__all__ = ["write_report"]
