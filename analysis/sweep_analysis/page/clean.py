"""What a result says, made fit to be shown: names come from strangers, and some words are nobody's business.

Control characters become their pictures (ESC: ␛), a long text is cut and says so, and unless all is asked for, names of
users and the folders of users and of submission are left out.
"""

import dataclasses
import re

import pandas as pd

MOST_CHARACTERS = 2000   # of one text
_WHOLE_CHARACTERS = 100_000   # of the campaign's text and its rules, which are read on
_WHOLE = ("toml", "decision_rules")

# C0 and DEL have pictures in Unicode; C1, the separators of lines that HTML knows none of, and what turns the direction
# of text have none. A new line stays.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n"} | {0x7F: "␡"}
_PICTURES |= {code: f"‹U+{code:04X}›" for code in (*range(0x80, 0xA0), 0x200E, 0x200F, 0x2028, 0x2029,
                                                  *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE,
                                                  0xFFFF, *range(0xD800, 0xE000))}

_OF_USERS = re.compile(r"^(USER|LOGNAME|HOME|PWD|OLDPWD|\w*USER(?:NAME)?|\w*SUBMIT_DIR|SWEEP_(?:SOURCE|SUBMIT\w*))"
                       r"=(?P<value>.*)$", re.MULTILINE)
_HOME = re.compile(r"/(?:home|Users|users)/[^\s/'\",;:]+|/root(?![\w.-])")
_FOLDERS = re.compile(r"(?<![\w.…~])/(?!(?:usr|opt|lib|lib64|bin|sbin|etc|sys|proc|dev)/)(?:[^\s/'\"=,;:]+/)+")


def shown(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text as it can be shown anywhere."""
    cut = f" … ({len(text):,} characters, of which these are the first {most:,})" if len(text) > most else ""
    return text[:most].translate(_PICTURES) + cut


def without_people(text: str, names: tuple = ()) -> str:
    """The text without folders of users and of submission, and without these names of users."""
    text = _OF_USERS.sub(r"\1=(left out)", text)
    text = _FOLDERS.sub("…/", _HOME.sub("~", text))
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "(left out)", text)
    return text


def cleaned(result, full: bool):
    """The result with every text in it fit to be shown; times and numbers are as they were."""
    names = () if full else tuple(_names(result))

    def clean(value, most=MOST_CHARACTERS):
        if isinstance(value, list):
            return [clean(each, most) for each in value]
        if not isinstance(value, str):
            return value
        value = value if full else without_people(value[:10 * most], names) + value[10 * most:]
        return shown(value, most)

    def words(table: dict) -> dict:
        return {shown(name): clean(value, _WHOLE_CHARACTERS if name in _WHOLE else MOST_CHARACTERS)
                for name, value in table.items()}

    def frame(table: pd.DataFrame) -> pd.DataFrame:
        texts = {name: _each_once(table[name], clean) for name in table if table[name].dtype == object}
        return table.assign(**texts)

    return dataclasses.replace(
        result, campaign=words(result.campaign), provenance=words(result.provenance), launches=frame(result.launches),
        cases=frame(result.cases), measures=frame(result.measures), operations=frame(result.operations),
        notes=tuple(map(clean, result.notes)), created=clean(result.created), status=clean(result.status),
        estimates={clean(experiment): [_attributes_cleaned(table.rename(columns=shown), clean) for table in tables]
                   for experiment, tables in result.estimates.items()},
        units={clean(table): {shown(name): clean(unit) for name, unit in units.items()} for table, units in result.units.items()},
        latencies={case: _attributes_cleaned(table, clean) for case, table in result.latencies.items()})


def _each_once(column: pd.Series, clean) -> pd.Series:
    """Few values are in a column of many rows."""
    known = {}
    return column.map(lambda value: known.setdefault(value, clean(value)) if isinstance(value, str) else value)


def _attributes_cleaned(table: pd.DataFrame, clean) -> pd.DataFrame:
    table = table.copy(deep=False)
    table.attrs = {name: clean(value) for name, value in table.attrs.items()}
    return table


def _names(result) -> set:
    """User names that the environment tells; of one or two letters they might be anything."""
    environments = [str(result.provenance.get("environment", "")), *map(str, result.launches.get("environment", ()))]
    found = {match["value"] for text in set(environments) for match in _OF_USERS.finditer(text)}
    return {name for name in found if len(name) > 2 and "/" not in name and name != "root"}
