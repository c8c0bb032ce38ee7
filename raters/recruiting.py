"""From a channel's name for somebody to our own."""

from __future__ import annotations

from raters.models import Channel, Rater


def join_rater(*, channel: Channel, external_id: str | None, simulated: bool = False) -> Rater:
    """The rater a channel knows by this id, made on first sight; without an id always a new one.

    Two clicks at once meet in the unique constraint and get the same rater.
    """
    if simulated != (channel.kind == Channel.Kind.SIMULATED):
        raise ValueError(f"simulated raters, and only they, join by a simulated channel: {channel}")
    if external_id is None:
        return Rater.objects.create(channel=channel, simulated=simulated)
    rater, _ = Rater.objects.get_or_create(
        channel=channel, external_id=external_id, defaults={"simulated": simulated}
    )
    return rater
