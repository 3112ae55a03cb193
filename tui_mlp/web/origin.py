"""Whether a request is from a page of this server, and meant for it."""

from collections.abc import Collection
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def host_is_known(host: str, known: Collection[str] | None) -> bool:
    """Whether a request was sent to one of the names of this server.

    A page elsewhere may have a name of its own lead to this machine, and would then count as the
    same origin; its requests still carry that name.

    Args:
        host: the header `Host`.
        known: the server's names, in lower case; None where any may lead to it.
    """
    if known is None:
        return bool(host)
    return (_name_of(f"//{host}") or "") in known


def is_same_origin(origin: str | None, host: str) -> bool:
    """Whether a page that opens a socket is from this server.

    Args:
        origin: the header `Origin`; None where it is no browser that asks.
        host: the header `Host`.
    """
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()


def _name_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # brackets that hold no address
        return None
