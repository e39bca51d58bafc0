def pytest_configure(config):
    config.addinivalue_line("markers", "long: left out under sanitizers; another test goes the same way, shorter")
