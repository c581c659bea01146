"""Hosts and addresses: which requests go to the same machine.  Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host of an http(s) URL in lower case, without port; ``""`` if it has none.

    >>> host_of("https://Blogg.VK.se/lundgren/")
    'blogg.vk.se'
    """
    return (urlsplit(url).hostname or "").rstrip(".")


def host_key(url: str) -> str:
    """What politeness counts as one host, whatever the scheme and the ``www.``.

    A port that is not its scheme's own belongs to the key.

    >>> host_key("http://www.blogg.vk.se/x") == host_key("https://blogg.vk.se/y")
    True
    >>> host_key("http://127.0.0.1:8001/")
    '127.0.0.1:8001'
    """
    parts = urlsplit(url)
    host = host_of(url).removeprefix("www.")
    port = parts.port
    if port is None or port == _DEFAULT_PORTS.get(parts.scheme):
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for (RFC 9309, 2.3).

    >>> origin("https://blogg.vk.se/lundgren/?p=1")
    'https://blogg.vk.se'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("blogg.vk.se")
    (True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
