from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase
from django.utils.timezone import now

from raters.consent import has_consented, record_consent, withdraw_consent
from raters.models import Consent, ConsentText
from raters.testing import make_rater


class ConsentTest(TestCase):
    def setUp(self) -> None:
        self.rater = make_rater()
        self.text = ConsentText.objects.create(version="1", body="We store your answers.")

    def has_consented(self) -> bool:
        return has_consented(rater=self.rater, text=self.text)

    def test_the_latest_decision_counts(self) -> None:
        self.assertFalse(self.has_consented())
        record_consent(rater=self.rater, text=self.text, agreed=False)
        self.assertFalse(self.has_consented())
        record_consent(rater=self.rater, text=self.text, agreed=True)
        self.assertTrue(self.has_consented())

    def test_it_can_be_withdrawn_and_the_row_stays(self) -> None:
        record_consent(rater=self.rater, text=self.text, agreed=True)
        self.assertEqual(withdraw_consent(rater=self.rater, text=self.text), 1)
        self.assertFalse(self.has_consented())
        self.assertEqual(withdraw_consent(rater=self.rater, text=self.text), 0)
        self.assertEqual(Consent.objects.count(), 1)

    def test_withdrawing_from_one_purpose_leaves_the_others(self) -> None:
        rater, text = self.rater, self.text
        for purpose in ("one", "two", ""):
            record_consent(rater=rater, text=text, agreed=True, purpose=purpose)
        self.assertEqual(withdraw_consent(rater=rater, text=text, purpose="one"), 1)
        standing = [has_consented(rater=rater, text=text, purpose=p) for p in ("one", "two", "")]
        self.assertEqual(standing, [False, True, True])
        self.assertEqual(withdraw_consent(rater=rater, text=text), 1)
        self.assertTrue(has_consented(rater=rater, text=text, purpose="two"))
        self.assertFalse(has_consented(rater=rater, text=text, purpose="three"))

    def test_another_version_asks_again(self) -> None:
        record_consent(rater=self.rater, text=self.text, agreed=True)
        newer = ConsentText.objects.create(version="2", body="We store more.")
        self.assertFalse(has_consented(rater=self.rater, text=newer))

    def test_a_text_may_change_until_somebody_decided_on_it(self) -> None:
        self.text.body = "We store your answers, nothing else."
        self.text.save()
        record_consent(rater=self.rater, text=self.text, agreed=False)
        self.text.body = "We sell your answers."
        with pytest.raises(ValidationError, match="new version"):
            self.text.save()
        with pytest.raises(ProtectedError):
            self.text.delete()

    def test_the_database_refuses_to_withdraw_what_was_not_given(self) -> None:
        refused = record_consent(rater=self.rater, text=self.text, agreed=False)
        given = record_consent(rater=self.rater, text=self.text, agreed=True)
        for consent, when in ((refused, now()), (given, now() - timedelta(days=1))):
            with pytest.raises(IntegrityError), transaction.atomic():
                Consent.objects.filter(pk=consent.pk).update(withdrawn_at=when)
