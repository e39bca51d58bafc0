raise RuntimeError("always")
