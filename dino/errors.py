"""The exceptions of DiNo, one tree.

DinoError
├── CompileError          the script cannot be compiled; carries diagnostics
├── LintError             the linter was asked for what it cannot do: no such file, bad setting
├── RunError              a run went wrong after it had started
│   ├── ProtocolError     a worker met a header that its program does not expect
│   └── RankLostError     a worker died, failed or can no longer be reached
├── VerifyError           two runs cannot be compared
├── LaunchError           a run could not be started (no mpiexec, wrong MPI, bad -n)
└── PeerError             the registry of peers
    ├── LocalPeerError    this node broke the rules (not initialised, bad token, bad state)
    ├── RemotePeerError   the other node answered with an error or broke the protocol
    ├── PeerUnreachable   no answer from the other node
    └── StoreError        the registry's database cannot be read or written

A primitive raises what NumPy raises for the same arguments (ValueError, TypeError, ...),
never one of these, for anything that is the caller's mistake.
"""


class DinoError(Exception):
    """Base of all errors that DiNo itself raises."""


class CompileError(DinoError):
    """The script cannot be compiled; `diagnostics` say where and why."""

    def __init__(self, message, diagnostics=()):
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


class LintError(DinoError):
    """The linter was asked for what it cannot do."""


class RunError(DinoError):
    """A run went wrong after it had started."""


class ProtocolError(RunError):
    """A worker met a header that its program does not expect."""


class RankLostError(RunError):
    """A worker died, failed or can no longer be reached."""


class VerifyError(DinoError):
    """Two runs of a script cannot be compared."""


class LaunchError(DinoError):
    """A run could not be started."""


class PeerError(DinoError):
    """Base of the registry's errors."""


class LocalPeerError(PeerError):
    """This node broke the rules: not initialised, bad token, bad state."""


class RemotePeerError(PeerError):
    """The other node answered with an error or broke the protocol."""


class PeerUnreachable(PeerError):
    """No answer from the other node."""


class StoreError(PeerError):
    """The registry's database cannot be read or written."""
