def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite the golden programs in tests/compiler/cases")
