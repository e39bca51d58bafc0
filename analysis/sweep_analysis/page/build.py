"""Makes the page of one or several results: what it says, the samples it carries, its program, style and policy."""

import base64
import hashlib
import os
from pathlib import Path

import jinja2
import numpy as np

from ..decision import decide, rules_of
from ..load import load
from ..schema import ResultError
from ..statistics import summary_of
from . import machines
from .cases import case_table, fastest, fastest_words
from .claims import unbroken
from .clean import MOST_CHARACTERS, cleaned, shown
from .drawings import MOST_BYTES, drawings
from .evidence import Facts, rules
from .odd import odd
from .samples import MOST_TIMES, carried, fingerprint, fitting, ordered, script_json
from .verdicts import decision_view, launches_words

MOST_NAMED = 40   # experiments of which the first table says which case is the fastest
_HERE = Path(__file__).parent
# In the order in which they are run: each uses those before it.
_PROGRAMS = ("statistics.js", "table.js", "verify.js", "browse.js", "main.js")


def write_report(paths: list, output, full: bool = False) -> Path:
    """Writes the page of these files; ResultError where one cannot be read or the page cannot be written."""
    results = [load(path) for path in paths]
    text = page(results, full)
    output = Path(output)
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(output)   # a page is there whole or not at all
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ResultError(f"Cannot write {output} ({error}). Name another file with -o.") from error
    return output


def page(results: list, full: bool = False) -> str:
    """The page as text."""
    results = [cleaned(result, full) for result in results]
    files = [_file(result, number, len(results)) for number, result in enumerate(results)]
    style = (_HERE / "static" / "page.css").read_text(encoding="utf-8")
    program = "\n".join((_HERE / "static" / name).read_text(encoding="utf-8") for name in _PROGRAMS)
    samples = script_json({"files": [file.pop("samples") for file in files]})
    loader = jinja2.FileSystemLoader(_HERE / "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                                     lstrip_blocks=True)
    environment.filters["unbroken"] = unbroken
    environment.globals["markup"] = jinja2.utils.markupsafe.Markup   # for the page's own texts only
    return environment.get_template("page.html").render(
        files=files, compared=machines.compared(results) if len(results) > 1 else [], style=style, program=program,
        samples=samples, policy=_policy(style, program), full=full)


def _policy(style: str, program: str) -> str:
    """Nothing but this very style and this very program; no request at all."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, program)]
    return f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; " \
        "base-uri 'none'; form-action 'none'"


def _file(result, number: int, files: int) -> dict:
    """All that the page says of one file, and under `samples` what it carries of it."""
    notes = []
    decision = _decision(result, notes)
    summary = result.cases.merge(summary_of(result), on="case") if len(result.cases) else None
    in_table = [cell.case for cell in decision.cells] if decision else []
    chosen = fitting(result, in_table, MOST_TIMES // files)
    rows = ordered(result, chosen)
    prints = {case: fingerprint(own["wall_s"].to_numpy()) for case, own in rows.items()}
    drawn, missing = drawings(result, f"f{number}", MOST_BYTES // files) if summary is not None else ([], [])
    name = shown(result.path.name)
    view = {"number": number, "label": name if files == 1 else f"{name}, file {number + 1}", "name": name,
            "title": result.campaign.get("name", "campaign"),
            "notes": notes, "decision": decision_view(decision, result, number) if decision else None,
            "launches_words": launches_words(result), "figures": drawn, "not_drawn": missing,
            "warnings": notes + machines.warnings(result), "odd": [shown(text, 2 * MOST_CHARACTERS) for text in odd(result)],
            "provenance": machines.provenance(result),
            "launches": machines.launches(result), "commands": machines.commands(result), "created": result.created,
            "status": result.status, "toml": result.campaign.get("toml", ""), "rules": [], "fastest": [], "table": None,
            "carried": len(chosen), "all_cases": len(result.cases)}
    if summary is not None:
        view |= _of_cases(result, summary, number, prints, [figure["experiment"] for figure in drawn])
    view["samples"] = carried(result, chosen, rules_of(result) if decision else None)
    return view


def _decision(result, notes: list):
    try:
        return decide(result)
    except ResultError as error:
        notes.append(shown(str(error)))
        return None


def _of_cases(result, summary, number: int, prints: dict, drawn: list) -> dict:
    best = fastest(summary, MOST_NAMED)
    told = max(best, key=lambda entry: np.nan_to_num(entry["best"]["speedup"]) if entry["best"] is not None else -1)
    return {"table": case_table(result, summary, number, prints), "rules": rules(Facts(result, summary, drawn)),
            "fastest": [entry | {"words": fastest_words(entry)} for entry in best],
            "answer": fastest_words(told), "more_experiments": len(result.experiments) - len(best)}

