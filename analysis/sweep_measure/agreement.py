"""When two answers are the same: `==`; arrays elementwise; NaN equals NaN; else the same bytes after one pickle round
trip."""

import pickle
import sys
from numbers import Number

PROTOCOL = 4   # read back by the same interpreter only, but of every one from 3.8 on


def round_trip(value):
    return pickle.dumps(pickle.loads(pickle.dumps(value, PROTOCOL)), PROTOCOL)


def is_array(value):
    """numpy's, without importing it: where it is not loaded, nothing is one."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, getattr(numpy, "ndarray", ()))


def fields_of(value):
    """The names of a dataclass's fields that count in comparison; None of anything else."""
    fields = getattr(type(value), "__dataclass_fields__", None)
    return None if fields is None else [name for name, field in fields.items()
                                        if field.compare and field._field_type.name == "_FIELD"]


def _equal(first, second):
    """The truth of `==`, or None where there is none to be had."""
    try:
        return bool(first == second)
    except Exception:
        return None


def _arrays_agree(first, second):
    import numpy
    first, second = numpy.asarray(first), numpy.asarray(second)
    if first.shape != second.shape:
        return False
    if first.dtype.hasobject or second.dtype.hasobject:
        return all(map(agree, first.ravel().tolist(), second.ravel().tolist()))
    same = first == second
    if not isinstance(same, numpy.ndarray) and first.ndim:   # of types that cannot be compared
        return bool(same)
    try:
        return bool(numpy.all(same | ((first != first) & (second != second))))
    except TypeError:   # records
        return bool(numpy.all(same))


def _parts_agree(first, second):
    """Of containers that `==` holds different: part by part, as NaN may be the reason. None of anything else."""
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(agree, first, second))
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(agree(value, second[key]) for key, value in first.items())
    fields = fields_of(first)
    if fields is None:
        return None
    return all(agree(getattr(first, name), getattr(second, name)) for name in fields)


def agree(first, second):
    if first is second:
        return True
    if is_array(first) or is_array(second):
        try:
            return _arrays_agree(first, second)
        except Exception:
            return False
    if _equal(first, second):
        return True
    if isinstance(first, Number) and isinstance(second, Number):
        if isinstance(first, complex) and isinstance(second, complex):
            return agree(first.real, second.real) and agree(first.imag, second.imag)
        return bool(first != first and second != second)
    if type(first) is not type(second) or isinstance(first, (str, bytes)):
        return False
    try:
        parts = _parts_agree(first, second)
    except RecursionError:   # a list that contains itself
        parts = None
    if parts is not None:
        return parts
    try:
        return round_trip(first) == round_trip(second)
    except Exception:   # what cannot be pickled, and is not equal
        return False
