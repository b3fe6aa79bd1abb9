CALLS = [0]


def count():
    CALLS[0] += 1
