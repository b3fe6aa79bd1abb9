"""What calls a launcher on one host when there is something to read; see `spanning.Loop` for several."""

import selectors


class Poll:
    """Calls back when something can be read from a descriptor."""

    def __init__(self):
        self._selector = selectors.DefaultSelector()

    def watch(self, readable, call):
        """Call `call()` whenever something, or the end, can be read from `readable`."""
        self._selector.register(readable, selectors.EVENT_READ, call)

    def forget(self, readable):
        """Watch `readable` no more."""
        self._selector.unregister(readable)

    def run(self, over):
        """Serve until `over()`."""
        while not over():
            for key, _ in self._selector.select():
                key.data()
