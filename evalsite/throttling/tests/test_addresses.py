from __future__ import annotations

import pytest

from evalsite.throttling.addresses import address_of

PROXY, HOME, OTHER = "10.0.0.5", "8.8.4.4", "9.9.9.9"


@pytest.mark.parametrize(
    ("sender", "forwarded", "found"),
    [
        (HOME, "", HOME),
        (HOME, OTHER, HOME),  # anybody can write this header
        (PROXY, HOME, HOME),
        (PROXY, f"{OTHER}, {HOME}", HOME),  # the proxy adds the last one itself
        (PROXY, "", ""),
        (PROXY, "nonsense", ""),
        (PROXY, "192.168.1.7", "192.168.1.7"),
        ("127.0.0.1", HOME, ""),  # a proxy that nobody told us of: everybody's
        ("192.168.1.7", "", ""),
        ("", "", ""),
        ("2001:4860:4860:1:2:3:4:5", "", "2001:4860:4860:1::/64"),
        ("::ffff:8.8.4.4", "", HOME),
    ],
)
def test_where_a_request_comes_from(rf, settings, sender, forwarded, found) -> None:
    settings.TRUSTED_PROXIES = [PROXY]
    request = rf.get("/", REMOTE_ADDR=sender, headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == found
