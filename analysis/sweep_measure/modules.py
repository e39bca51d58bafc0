"""A person's functions, found by `module:name` or `script.py:name`; always imported under their own name, as the
workers of spawn and forkserver find them."""

import importlib
import os
import sys

from .failure import Failure


def _split(named, role):
    module, colon, name = named.rpartition(":")
    if not colon or not module or not name:
        raise Failure(f"{role} = {named!r} names no function: write \"module:function\" or \"script.py:function\"")
    return module, name


def put_on_path(folder, names):
    """The folder, and before it those of scripts, at the front; what is there already moves."""
    scripts = [os.path.dirname(os.path.join(folder, named.rpartition(":")[0])) for named in names
               if named[:1] not in "[{" and named.rpartition(":")[0].endswith(".py")]
    front = list(dict.fromkeys(os.path.normpath(path) for path in [*scripts, folder]))
    sys.path[:] = front + [path for path in sys.path if path not in front]


class Modules:
    """Imports them, and remembers their files."""

    def __init__(self, folder):
        self.folder, self.files = folder, []

    def find(self, named, role):
        """The object of that name; `role` is the setting that names it."""
        where, name = _split(named, role)
        module = self._import_script(where, role) if where.endswith(".py") else self._import_module(where, role)
        file = getattr(module, "__file__", None)
        if file and os.path.abspath(file) not in self.files:
            self.files.append(os.path.abspath(file))
        found = module
        for part in name.split("."):
            try:
                found = getattr(found, part)
            except AttributeError:
                raise Failure(f"{where} has no {name}; it has {_names(module)}: correct {role}") from None
        return found

    def find_function(self, named, role):
        found = self.find(named, role)
        if not callable(found):
            raise Failure(f"{role} = {named!r} is {_with_article(type(found).__name__)} and cannot be called: "
                          "name a function")
        return found

    def _import_script(self, path, role):
        path = os.path.normpath(os.path.join(self.folder, path))
        if not os.path.isfile(path):
            raise Failure(f"there is no file {path}: correct {role}")
        name = os.path.basename(path)[:-len(".py")]
        if "." in name:
            raise Failure(f"{path} cannot be imported, as its name has a dot: rename it")
        module = self._import(name, role)
        if os.path.realpath(getattr(module, "__file__", None) or "") != os.path.realpath(path):
            raise Failure(f"{path} cannot be imported: another module is named {name} "
                          f"({getattr(module, '__file__', 'built in')}): rename the file")
        return module

    def _import_module(self, name, role):
        mine = os.path.join(self.folder, *name.split(".")) + ".py"
        loaded = name in sys.modules
        module = self._import(name, role)
        if loaded and os.path.isfile(mine) and os.path.realpath(module.__file__ or "") != os.path.realpath(mine):
            raise Failure(f"{mine} cannot be imported: the library has a module named {name}: rename the file")
        return module

    def _import(self, name, role):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(error.name + ".")):
                raise Failure(f"there is no module {error.name} in {self.folder}, nor is one installed for "
                              f"{sys.executable}: correct {role}, or start from the folder of the module") from None
            raise Failure(f"importing {name} failed: there is no module {error.name}: install it for "
                          f"{sys.executable}, or name an interpreter that has it") from None
        except MemoryError:
            raise Failure(f"importing {name} needs more memory than a process may have: raise memory_bytes") from None
        except BaseException as error:   # also SystemExit: of a script that runs when it is imported
            from .tracebacks import place
            raise Failure(f"importing {name} raised {type(error).__name__}: {error}{place(error)}: "
                          "it must be importable; put what is to run only as a script under "
                          "if __name__ == \"__main__\"") from None


def _names(module):
    names = [name for name in vars(module) if not name.startswith("_") and callable(getattr(module, name, None))]
    return ", ".join(sorted(names)[:8]) or "no function"


def _with_article(noun):
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def is_asynchronous(function):
    """Whether it is an async def, or an object whose call is one. (inspect knows, but is much to load.)"""
    while hasattr(function, "func") and callable(function.func):   # functools.partial
        function = function.func
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None) or getattr(getattr(type(function), "__call__", None), "__code__", None)
    return bool(code and code.co_flags & 0x80)   # CO_COROUTINE
