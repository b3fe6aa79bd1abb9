"""A pseudo-terminal with a command in it: type, wait for what appears, keep the whole screen."""

import os
import pty
import select
import time

WAIT = 30.0


class Terminal:
    """A command that has a terminal of its own, as a user's shell would start it.

    Parameters
    ----------
    command : list of str
        What to run.
    directory : Path
        Its working directory.
    environment : dict of str
        Its environment.
    """

    def __init__(self, command, directory, environment):
        self.screen = ""
        self.seen = 0
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(directory)
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)

    def type(self, text):
        """Type characters; `chr(3)` is Ctrl-C, `chr(4)` Ctrl-D."""
        os.write(self.descriptor, text.encode())

    def expect(self, text, wait=WAIT):
        """Wait until `text` appears after what was expected last."""
        deadline = time.monotonic() + wait
        while (found := self.screen.find(text, self.seen)) < 0:
            assert self._more(deadline), f"expected {text!r} within {wait:g} s, on the screen was:\n{self.screen}"
        self.seen = found + len(text)

    def end(self, wait=WAIT):
        """Wait until the command has ended; return its exit status, -N if signal N killed it."""
        deadline = time.monotonic() + wait
        while self._more(deadline):
            pass
        while (ended := os.waitpid(self.pid, os.WNOHANG)) == (0, 0):
            assert time.monotonic() < deadline, f"still running after {wait:g} s, on the screen was:\n{self.screen}"
            time.sleep(0.01)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(ended[1])

    def _more(self, deadline):
        """Read once; tell whether more may come before the deadline."""
        if not select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:  # Linux says EIO when nobody holds the other end any more
            return False
        self.screen += data.decode(errors="replace")
        return bool(data)
