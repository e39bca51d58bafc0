"""Figures as parts of the page: SVG without styles of its own, which the page's policy would block, and small.

Of each figure that `registry` knows and the data allow; those of which there is no room are named.
"""

import io
import re
import warnings
import xml.etree.ElementTree as ElementTree

from ..registry import figures
from ..statistics import once_measured

MOST_BYTES = 560_000        # of all figures of a page
MOST_CASES = 500            # of an experiment that is drawn
MOST_EXPERIMENTS = 24
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


def drawings(result, name: str, room: int = MOST_BYTES) -> tuple:
    """(a dictionary a figure, what is not drawn and why); `name` begins all names in the drawings."""
    from matplotlib import rc_context

    result = once_measured(result)
    drawn, missing = [], []
    cases = result.cases["experiment"].value_counts(sort=False)[result.experiments[:MOST_EXPERIMENTS]]
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "sweep", "text.parse_math": False, "path.simplify": True,
                     "path.simplify_threshold": 0.5}):
        for number, (experiment, count) in enumerate(cases.items()):
            if count > MOST_CASES or room <= 0:
                missing.append(f"{experiment} ({count:,} cases)")
                continue
            own, failed = _of(result, experiment, f"{name}e{number}")
            missing += failed
            for figure in own:
                fits = len(figure["svg"]) <= room
                room -= len(figure["svg"]) if fits else 0
                (drawn if fits else missing).append(figure if fits else f"{figure['kind']} of {experiment}")
    rest = len(result.experiments) - len(cases)
    missing += [f"{rest:,} more experiments"] if rest else []
    return [figure | {"number": number + 1} for number, figure in enumerate(drawn)], missing


def _of(result, experiment: str, name: str) -> tuple:
    found, failed = [], []
    for kind, entry in figures().items():
        try:
            figure = entry.draw(result, experiment)
        except Exception as error:  # pylint: disable=broad-except; a stranger's numbers: the page says so and goes on
            failed.append(f"{kind} of {experiment}, which could not be drawn ({type(error).__name__}: {error})")
            continue
        if figure is not None:
            svg, words = page_svg(figure, f"{name}-{kind}-")
            found.append({"kind": kind, "experiment": experiment, "svg": svg, "words": words})
    return found, failed


def page_svg(figure, prefix: str) -> tuple:
    """(the SVG, its words without the numbers on axes, for those who do not see it)."""
    stream = io.BytesIO()
    with warnings.catch_warnings():   # text stays text: whether this machine has its letters does not matter
        warnings.filterwarnings("ignore", "Glyph .* missing")
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(stream.getvalue())
    for parent in root.iter():
        for child in [child for child in parent if child.tag in (f"{_SVG}metadata", f"{_SVG}style")]:
            parent.remove(child)
    used = set(re.findall(rb"#([\w-]+)", stream.getvalue()))
    for element in root.iter():
        _plain(element, prefix, used)
    _without_empty(root)
    words = " ".join(filter(None, ((element.text or "").strip() for element in root.iter("text"))))
    return ElementTree.tostring(root, encoding="unicode"), words


def _plain(element, prefix: str, used: set):
    """Names without their namespace, styles as attributes, short numbers, identifiers of this figure only."""
    element.tag = element.tag.removeprefix(_SVG)
    attributes = {name.removeprefix(_XLINK): value for name, value in element.attrib.items()}
    for declaration in attributes.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        attributes |= _font(value.strip()) if name.strip() == "font" else {name.strip(): value.strip()} if value else {}
    name = attributes.pop("id", "")
    if name.encode() in used:
        attributes["id"] = prefix + name
    attributes = {key: value.replace("#", f"#{prefix}", 1) if key == "href" or value.startswith("url(#")
                  else _short(key, value) for key, value in attributes.items()}
    if element.tag == "svg":
        attributes = {"viewBox": attributes["viewBox"], "focusable": "false", "aria-hidden": "true"}
    element.attrib.clear()
    element.attrib.update(attributes)
    element.tail = None if element.tag not in ("tspan",) else element.tail
    if element.tag != "text":
        element.text = (element.text or "").strip() or None


def _font(value: str) -> dict:
    """The shorthand, which is no attribute: "700 11px 'DejaVu Sans', sans-serif"."""
    found = re.match(r"(?:(italic|oblique) )?(?:(\d+|bold) )?([\d.]+)px", value)
    style, weight, size = found.groups() if found else (None, None, "9")
    return {"font-size": size} | ({"font-weight": weight} if weight else {}) | ({"font-style": style} if style else {})


def _short(key: str, value: str) -> str:
    """Numbers with two digits behind the point, of coordinates in 1/72 inch."""
    if key not in ("d", "x", "y", "width", "height", "transform", "points", "stroke-width", "stroke-dasharray"):
        return value
    return re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value).strip()


def _without_empty(root):
    """Groups that only carried a name."""
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in ("g", "defs") and not len(child) and not child.attrib]:
            parent.remove(child)
