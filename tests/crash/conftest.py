def pytest_configure(config):
    config.addinivalue_line("markers", "long: left out in the quick loop and under sanitizers; another test goes the same way, shorter")
