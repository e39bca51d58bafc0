"""64 bits that stand for an answer: equal answers have equal digests, whatever interpreter and executor they came from.
"""

from .agreement import fields_of, is_array, round_trip

NO_DIGEST = "0" * 16   # of answers that may differ from run to run
EXACT = 2**53          # up to here every whole number is a double


def _ratio(value):
    """A number by its value, whatever its type: 1, 1.0, True and Fraction(1) are equal."""
    try:
        numerator, denominator = value.as_integer_ratio()
        return b"n%x/%x" % (numerator, denominator)
    except ValueError:
        return b"nan"
    except OverflowError:
        return b"inf" if value > 0 else b"-inf"


def _number(value):
    if isinstance(value, complex):
        return _ratio(value.real) if value.imag == 0 else b"c" + _ratio(value.real) + b"," + _ratio(value.imag)
    return _ratio(value)


def _array(array):
    import numpy
    head = f"a{array.shape}".encode()
    if array.dtype.kind in "biuf" and array.dtype.itemsize <= 8:
        values = array.astype(float)
        if array.dtype.kind in "bf" or not array.size or max(abs(int(array.min())), abs(int(array.max()))) <= EXACT:
            values = values + 0.0                      # no negative zero
            values[numpy.isnan(values)] = numpy.nan    # NaN of one kind
            return head + numpy.ascontiguousarray(values).tobytes()
    return head + _encoded(array.tolist())


def _whole(tag, parts):
    """Each part with its length before it, so that no two answers have the same encoding."""
    return tag + b"".join(b"%d:" % len(part) + part for part in parts)


def _encoded(value):
    if value is None:
        return b"none"
    if isinstance(value, (bool, int, float, complex)) or type(value).__module__ in ("numpy", "fractions", "decimal") \
            and hasattr(value, "as_integer_ratio"):
        return _number(value)
    if isinstance(value, str):
        return b"s" + value.encode("utf-8", "surrogatepass")
    if isinstance(value, (bytes, bytearray)):
        return b"b" + bytes(value)
    if isinstance(value, (list, tuple)):
        return _whole(b"l" if isinstance(value, list) else b"t", map(_encoded, value))
    if isinstance(value, dict):
        return _whole(b"d", sorted(_whole(b"e", map(_encoded, entry)) for entry in value.items()))
    if isinstance(value, (set, frozenset)):
        return _whole(b"u", sorted(map(_encoded, value)))
    if is_array(value):
        return _array(value)
    if type(value).__module__ == "numpy" and hasattr(value, "item") and type(value.item()) is not type(value):
        return _encoded(value.item())
    fields = fields_of(value)
    if fields is not None:
        return _whole(b"o" + type(value).__qualname__.encode(), (_encoded(getattr(value, name)) for name in fields))
    try:
        return b"p" + round_trip(value)
    except Exception:   # what cannot be pickled has at least a type
        return b"x" + type(value).__qualname__.encode()


def digest(value):
    from hashlib import blake2b
    try:
        encoding = _encoded(value)
    except RecursionError:   # a list that contains itself
        encoding = b"p" + round_trip(value)
    return blake2b(encoding, digest_size=8).hexdigest()
