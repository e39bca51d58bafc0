"""Which interpreter measures, and what it has loaded of others' making."""

import os
import re
import sys


def sha256(path):
    """hashlib would load all of OpenSSL, whose megabytes would be counted as the task's: first the interpreter's own.
    """
    try:
        from _sha2 import sha256 as make   # from 3.12 on
    except ImportError:
        try:
            from _sha256 import sha256 as make
        except ImportError:
            from hashlib import sha256 as make
    with open(path, "rb") as file:
        return make(file.read()).hexdigest()


def _listed_versions(folder, known):
    """{package: version} by the names of the folder's .dist-info and .egg-info."""
    if folder not in known:
        entries = (re.match(r"([^-]+)-([^-]+?)(-py[\d.]+)?\.(dist|egg)-info$", name) for name in os.listdir(folder))
        known[folder] = {entry[1].lower().replace("-", "_"): entry[2] for entry in entries if entry}
    return known[folder]


def packages():
    """The packages of third parties that are imported, with their versions, as far as they tell."""
    found, known = {}, {}
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if "." in name or name.startswith("_") or not file:
            continue
        folder = re.match(r".*/(site|dist)-packages(?=/)", file)
        if not folder:
            continue
        version = getattr(module, "__version__", None)
        found[name] = version if isinstance(version, str) else \
            _listed_versions(folder[0], known).get(name.lower(), "")
    return found


def description():
    return {"version": sys.version.split()[0], "implementation": sys.implementation.name, "executable": sys.executable,
            "lock": bool(getattr(sys, "_is_gil_enabled", lambda: True)()),
            "switch_interval_s": getattr(sys, "getswitchinterval", lambda: 0.0)(),
            "build": sys.version.split(None, 1)[1].replace("\n", " "), "packages": packages()}
