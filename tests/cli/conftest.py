import pytest
from sweep_program import OPEN_MPI


def pytest_configure(config):
    config.addinivalue_line("markers", "long: left out in the quick loop and under sanitizers; another test goes the same way, shorter")
    config.addinivalue_line("markers", "openmpi: names Open MPI's options, or what only its mpirun does: left out with another MPI")


def pytest_collection_modifyitems(items):
    for item in items:
        if not OPEN_MPI and item.get_closest_marker("openmpi"):
            item.add_marker(pytest.mark.skip(reason="of Open MPI"))
