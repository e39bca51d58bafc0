"""What a campaign's result says that no repetition, no rank and no stop may change."""

from pathlib import Path

import h5py


def answers(path: Path) -> dict:
    """Every digest and every estimate of a complete result, bit by bit."""
    with h5py.File(path) as file:
        assert file.attrs["status"] == "complete", f"{path} is {file.attrs['status']}"
        tables = {}
        file["estimates"].visititems(lambda name, table: tables.update({name: bits(table)}) if hasattr(table, "dtype") else None)
        return {"checksums": file["cases"].fields("checksum")[:].tolist(), "estimates": tables}


def errors(path: Path) -> list[str]:
    """Of its failed cases, as far as it can be read."""
    try:
        with h5py.File(path) as file:
            return sorted({text.decode() for text in file["cases"].fields("error")[:]} - {""})
    except (OSError, KeyError) as error:
        return [str(error)]


def bits(table) -> tuple:
    return table.dtype.descr, table[:].tobytes(), {name: str(value) for name, value in table.attrs.items()}
