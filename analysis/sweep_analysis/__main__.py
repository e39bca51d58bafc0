"""`python3 -m sweep_analysis` with `figures FILE.h5 -o DIR`, `report FILE.h5… -o report.html`, `summary FILE.h5`,
or `simulation FILE.json… -o simulation.png`."""

import argparse
import codecs
import os
import signal
import sys

from .load import ResultError, load
from .registry import kinds
from .tables import notes, summary_text

# What stands for the characters of a table where the terminal's encoding lacks them.
_PLAIN = {"…": "...", "–": "-", "−": "-", "×": "x", "·": "-", "µ": "u", "≤": "<=", "\N{NO-BREAK SPACE}": " "}


def main(arguments=None) -> int:
    """Runs one command; 0 done, 2 the file or the output cannot be used or the command line is wrong."""
    options = _parser().parse_args(arguments)
    try:
        _say(_COMMANDS[options.command](options))
    except ResultError as error:
        print(f"sweep_analysis: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sweep_analysis", description="Tables and figures from a result of sweep.")
    commands = parser.add_subparsers(dest="command", required=True)
    figures = commands.add_parser("figures", help=f"write the figures that the data allow as PNG: {', '.join(kinds())}")
    figures.add_argument("file", metavar="FILE.h5")
    figures.add_argument("-o", "--output", metavar="DIR", default="figures",
                         help="folder to write to (default: figures)")
    report = commands.add_parser("report", help="write one self-contained page that answers, and checks itself")
    report.add_argument("files", metavar="FILE.h5", nargs="+", help="several stand side by side")
    report.add_argument("-o", "--output", metavar="FILE.html", default="report.html",
                        help="page to write (default: report.html)")
    report.add_argument("--full", action="store_true",
                        help="with names of users and folders of users and of submission, which else are left out")
    summary = commands.add_parser("summary", help="print the summary recomputed from the raw samples")
    summary.add_argument("file", metavar="FILE.h5")
    simulation = commands.add_parser("simulation", help="draw simulated efficiency against ranks, as PNG")
    simulation.add_argument("files", metavar="FILE.json", nargs="+", help="of `sweep plan … --json`, one a launch")
    simulation.add_argument("-o", "--output", metavar="FILE.png", default="simulation.png",
                            help="figure to write (default: simulation.png)")
    return parser


def _figures(options) -> str:
    return "\n".join(_written(load(options.file), options.output))


def _report(options) -> str:
    """What was written, a page, and where."""
    from .page import write_report   # here, as a summary needs neither matplotlib nor jinja2

    return str(write_report(options.files, options.output, options.full))


def _summary(options) -> str:
    return summary_text(load(options.file))


def _simulation(options) -> str:
    """The figure written, or why there is none."""
    from .simulation import load_simulations, simulation_figure   # here, as a summary needs no matplotlib

    figure = simulation_figure(load_simulations(options.files))
    if figure is None:
        return "simulation: not drawn, it needs cases of schedule dynamic or guided on several ranks"
    try:
        figure.savefig(options.output, dpi=150)
    except OSError as error:
        raise ResultError(f"Cannot write {options.output} ({error}). Name another file with -o.") from error
    return str(options.output)


_COMMANDS = {"figures": _figures, "report": _report, "summary": _summary, "simulation": _simulation}


def _written(result, folder) -> list:
    """The files written, a sentence for each figure not drawn, and what is to be said of the file."""
    from .figures import write_figures   # here, as a summary needs no matplotlib

    try:
        written, missing = write_figures(result, folder)
    except OSError as error:
        raise ResultError(f"Cannot write to {folder} ({error}). Name another folder with -o.") from error
    return [*map(str, written), *missing, *notes(result)]


def _say(text: str):
    """Prints in the terminal's encoding, whatever it is; ResultError where the words cannot go out."""
    if sys.stdout is None:
        raise ResultError("Standard output is closed. Send it somewhere, as in `summary FILE.h5 > FILE.txt`.")
    if hasattr(sys.stdout, "reconfigure"):
        codecs.register_error("plain", _plain)
        sys.stdout.reconfigure(errors="plain")
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())   # or Python tries once more when it ends
        raise ResultError(f"Cannot write to standard output ({error}). Send it somewhere else.") from error


def _plain(error: UnicodeEncodeError) -> tuple:
    return "".join(_PLAIN.get(character, "?") for character in error.object[error.start:error.end]), error.end


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `summary … | head` ends quietly
    sys.exit(main())
