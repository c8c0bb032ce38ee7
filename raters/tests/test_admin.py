from __future__ import annotations

from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import reverse

from raters.models import Channel, ConsentText
from raters.testing import due_item, make_attempt, make_bank, make_channel

LISTS = (
    "artefactitem",
    "channel",
    "consent",
    "consenttext",
    "rater",
    "screeningattempt",
)


class AdminTest(TestCase):
    def setUp(self) -> None:
        self.client.force_login(get_user_model().objects.create_superuser("root", password="x"))
        self.attempt = make_attempt("colour")
        due_item(self.attempt)
        make_bank()

    def test_every_list_opens(self) -> None:
        for name in LISTS:
            page = self.client.get(reverse(f"admin:raters_{name}_changelist"))
            self.assertEqual(page.status_code, 200, name)

    def test_an_attempt_is_shown_with_its_answers_and_cannot_be_changed(self) -> None:
        url = reverse("admin:raters_screeningattempt_change", args=[self.attempt.pk])
        self.assertContains(self.client.get(url), "control")
        self.assertEqual(self.client.post(url, {"outcome": "passed"}).status_code, 403)
        delete = reverse("admin:raters_screeningattempt_delete", args=[self.attempt.pk])
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)
        add = reverse("admin:raters_screeningattempt_add")
        self.assertEqual(self.client.get(add).status_code, 403)

    def test_a_consent_text_is_never_rewritten(self) -> None:
        text = ConsentText.objects.create(version="1", body="You may stop.")
        url = reverse("admin:raters_consenttext_change", args=[text.pk])
        self.assertEqual(self.client.post(url, {"version": "1", "body": "New"}).status_code, 403)

    def test_how_a_channel_tells_people_apart_is_fixed(self) -> None:
        channel = make_channel(name="panel", kind=Channel.Kind.PANEL, id_parameter="who")
        url = reverse("admin:raters_channel_change", args=[channel.pk])
        new = {"name": "panel", "kind": "simulated", "id_parameter": "x"}
        self.assertEqual(self.client.post(url, new).status_code, 302)
        channel.refresh_from_db()
        self.assertEqual((channel.kind, channel.id_parameter), ("panel", "who"))
