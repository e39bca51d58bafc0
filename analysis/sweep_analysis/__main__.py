"""`python3 -m sweep_analysis figures FILE.h5 -o DIR` and `python3 -m sweep_analysis summary FILE.h5`."""

import argparse
import signal
import sys

from .figures import write_figures
from .load import ResultError, load
from .report import summary_text


def main(arguments=None) -> int:
    """Runs one command; 0 done, 2 the file cannot be used or the command line is wrong."""
    parser = argparse.ArgumentParser(prog="sweep_analysis", description="Tables and figures from a result of sweep.")
    commands = parser.add_subparsers(dest="command", required=True)
    figures = commands.add_parser("figures", help="write the figures that the data allow as PNG: of scaling, "
                                      "waiting, granularity, bandwidth, phases, rates, throughput, latency, native, "
                                      "locks, timeline")
    figures.add_argument("file", metavar="FILE.h5")
    figures.add_argument("-o", "--output", metavar="DIR", default="figures",
                         help="folder to write to (default: figures)")
    summary = commands.add_parser("summary", help="print the summary recomputed from the raw samples")
    summary.add_argument("file", metavar="FILE.h5")
    options = parser.parse_args(arguments)
    try:
        result = load(options.file)
        if options.command == "summary":
            print(summary_text(result))
        else:
            print(*_written(result, options.output), sep="\n")
    except ResultError as error:
        print(f"sweep_analysis: {error}", file=sys.stderr)
        return 2
    return 0


def _written(result, folder) -> list:
    """The files written and a sentence for each figure not drawn."""
    try:
        written, missing = write_figures(result, folder)
    except OSError as error:
        raise ResultError(f"Cannot write to {folder} ({error}). Name another folder with -o.") from error
    return [*written, *missing]


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `summary … | head` ends quietly
    sys.exit(main())
