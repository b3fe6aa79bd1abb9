"""Where a node can be reached: a host and a port, and finding this machine's own."""

import fcntl
import re
import socket
import struct
from dataclasses import dataclass

from dino.errors import LocalPeerError

PORT = 5321
_SIOCGIFADDR = 0x8915
_LABEL = "[A-Za-z0-9_-]{1,63}"


@dataclass(frozen=True, order=True)
class Address:
    """A host (name or IP address, without brackets) and a TCP port."""

    host: str
    port: int = PORT

    @classmethod
    def read(cls, text: str) -> "Address":
        """Return the address that `HOST`, `HOST:PORT`, `[IPV6]` or `[IPV6]:PORT` spells."""
        match = re.fullmatch(rf"(?:\[([0-9A-Fa-f:.]+)\]|({_LABEL}(?:\.{_LABEL})*))(?::(\d{{1,5}}))?", text)
        if match is None:
            hint = " (write an IPv6 address as [ADDRESS]:PORT)" if text.count(":") > 1 else ""
            raise LocalPeerError(f"not an address: {text!r}; expected HOST or HOST:PORT{hint}")
        port = int(match[3] or PORT)
        if not 1 <= port <= 65535:
            raise LocalPeerError(f"not a port: {port}; expected 1 to 65535")
        return cls(match[1] or match[2], port)

    def __str__(self) -> str:
        """Return HOST:PORT, an IPv6 host in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def own_host(toward: str | None = None) -> str:
    """Return the IP address by which other machines reach this one.

    Parameters
    ----------
    toward : str, optional
        Host of a peer: the address used on the way to it is returned. Without it, the address of the
        default route, else of the first interface that has one, else 127.0.0.1. Nothing is sent.
    """
    return (toward and _source(toward)) or _source("198.51.100.1") or _first_interface() or "127.0.0.1"


def is_own(host: str) -> bool:
    """Tell whether the IP address `host` belongs to this machine now."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


def interface(host: str) -> str | None:
    """Return the name of the network interface with the IPv4 address `host`, or None."""
    return next((name for _, name in socket.if_nameindex() if _interface_host(name) == host), None)


def _source(host: str) -> str | None:
    # Connecting a UDP socket only looks up the route: no packet leaves.
    try:
        kind, *_, target = socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)[0]
        with socket.socket(kind, socket.SOCK_DGRAM) as probe:
            probe.connect(target)
            return probe.getsockname()[0]
    except OSError:
        return None


def _first_interface() -> str | None:
    hosts = (_interface_host(name) for _, name in socket.if_nameindex() if name != "lo")
    return next((host for host in hosts if host), None)


def _interface_host(name: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])
