"""How many come from one address: one program must not take every place.

Of the address there is a digest with the site's secret, for a quarter of an hour.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from evalsite.studies.visits.arriving import Arrival
from evalsite.throttling.addresses import address_of
from evalsite.throttling.counting import count
from raters.models import Channel

WITHIN = timedelta(minutes=15)


def come_too_many(request: HttpRequest, arrival: Arrival) -> bool:
    """Count a decision about consent by where it comes from; bots of our own hold no places."""
    most = settings.JOINS_PER_ADDRESS
    address = address_of(request)
    if not most or not address or arrival.recruitment.channel.kind == Channel.Kind.SIMULATED:
        return False
    return count("join", address, within=WITHIN) > most
