from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from raters.models import Channel, Rater
from raters.recruiting import join_rater
from raters.testing import make_channel, make_rater


class JoinRaterTest(TestCase):
    def test_it_knows_a_person_of_a_channel_again(self) -> None:
        channel = make_channel(name="panel", kind=Channel.Kind.PANEL)
        first = join_rater(channel=channel, external_id="p1")
        self.assertEqual(join_rater(channel=channel, external_id="p1"), first)
        self.assertNotEqual(join_rater(channel=channel, external_id="p2"), first)

    def test_the_same_id_in_another_channel_is_another_person(self) -> None:
        one = join_rater(channel=make_channel(name="one"), external_id="p1")
        two = join_rater(channel=make_channel(name="two"), external_id="p1")
        self.assertNotEqual(one, two)

    def test_without_an_id_everybody_is_new(self) -> None:
        channel = make_channel()
        first = join_rater(channel=channel, external_id=None)
        self.assertNotEqual(join_rater(channel=channel, external_id=None), first)
        self.assertFalse(first.simulated)

    def test_only_bots_join_by_a_simulated_channel(self) -> None:
        simulated = make_channel(name="simulated", kind=Channel.Kind.SIMULATED)
        self.assertTrue(join_rater(channel=simulated, external_id="b", simulated=True).simulated)
        with pytest.raises(ValueError, match="simulated"):
            join_rater(channel=simulated, external_id="p")
        with pytest.raises(ValueError, match="simulated"):
            join_rater(channel=make_channel(), external_id="p", simulated=True)

    def test_the_database_refuses_a_second_row_for_a_person_and_an_empty_id(self) -> None:
        make_rater(external_id="p1")
        for external_id in ("p1", ""):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_rater(external_id=external_id)
        self.assertEqual(Rater.objects.count(), 1)
