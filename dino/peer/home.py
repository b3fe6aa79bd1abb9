"""Where a node keeps its state: three folders of mode 0700, files of mode 0600."""

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dino.errors import LocalPeerError


@dataclass(frozen=True)
class Home:
    """The folders of one node.

    Attributes
    ----------
    data : Path
        What cannot be had again: the token and the node's key.
    state : Path
        What can be learnt again: the registry's database.
    runtime : Path
        What belongs to the running daemon: its socket and lock.
    """

    data: Path
    state: Path
    runtime: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Home":
        """Return the folders that `environ` asks for: `DINO_HOME`, else the XDG directories."""
        if "DINO_HOME" in environ:
            base = Path(environ["DINO_HOME"]).absolute()
            return cls(base / "data", base / "state", base / "run")
        user = Path(environ.get("HOME") or os.path.expanduser("~"))
        data = Path(environ.get("XDG_DATA_HOME") or user / ".local/share") / "dino"
        state = Path(environ.get("XDG_STATE_HOME") or user / ".local/state") / "dino"
        runtime = Path(environ["XDG_RUNTIME_DIR"]) / "dino" if environ.get("XDG_RUNTIME_DIR") else state / "run"
        return cls(data, state, runtime)

    @property
    def token(self) -> Path:
        """The cluster's token; its presence means that this node is initialised."""
        return self.data / "token"

    @property
    def key(self) -> Path:
        """The node's private key."""
        return self.data / "node.key"

    @property
    def database(self) -> Path:
        """The registry."""
        return self.state / "registry.db"

    @property
    def socket(self) -> Path:
        """Where the daemon listens to this user's commands."""
        return self.runtime / "daemon.sock"

    @property
    def lock(self) -> Path:
        """Locked by the one daemon of this home."""
        return self.runtime / "daemon.lock"

    def create(self) -> None:
        """Make the folders, closed to other users."""
        for folder in (self.data, self.state, self.runtime):
            with told(f"cannot create {folder}"):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                folder.chmod(0o700)

    def forget(self) -> None:
        """Delete every file of this node, then the folders that are empty."""
        database = [self.database.with_name(self.database.name + end) for end in ("", "-wal", "-shm")]
        with told(f"cannot delete the state in {self.data}"):
            for path in (self.token, self.key, self.socket, self.lock, *database):
                path.unlink(missing_ok=True)
            shutil.rmtree(self.state / "programs", ignore_errors=True)  # shipped by others
            for folder in (self.runtime, self.state, self.data):
                _remove_if_empty(folder)


class told:
    """Context manager: an OSError inside becomes a LocalPeerError that starts with `what`."""

    def __init__(self, what: str):
        self.what = what

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, OSError):
            raise LocalPeerError(f"{self.what}: {error.strerror or error}") from error


def write_private(path: Path, content: bytes) -> None:
    """Create `path` with mode 0600, whole or not at all; an existing file is an error."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with told(f"cannot write {path}"):
        try:
            _write_new(draft, content)
            os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def read_private(path: Path) -> bytes:
    """Return the content of `path`, refused if other users can read it too."""
    with told(f"cannot read {path}"):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise LocalPeerError(f"{path} is open to other users (mode {mode:04o}): run 'chmod 600 {path}'")
        return path.read_bytes()


def _write_new(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@contextlib.contextmanager
def short(path: Path):
    """Yield a name of the Unix socket `path` that fits into the 108 bytes of a socket address."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
