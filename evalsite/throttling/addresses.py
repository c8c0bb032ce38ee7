"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_HOME = 64  # bits that a provider gives to one household


def address_of(request: HttpRequest) -> str:
    """The network somebody comes from; empty where nobody can be told from others.

    What a proxy says is believed of those in TRUSTED_PROXIES alone, and of what it says the last
    address, which it added itself. A private address that is no such proxy's may be that of one
    nobody told us of, and then everybody's.
    """
    sender = request.META.get("REMOTE_ADDR", "")
    if sender in settings.TRUSTED_PROXIES:
        return name_network(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
    return name_network(sender, private=False)


def name_network(written: str, *, private: bool = True) -> str:
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if address.is_private and not private:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return name_network(str(address.ipv4_mapped), private=private)
        return str(ip_network((address, IPV6_HOME), strict=False))
    return str(address)
