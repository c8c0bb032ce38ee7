from __future__ import annotations

from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from evalsite.studies.creating import create_study
from evalsite.studies.models import Study


class Command(BaseCommand):
    help = "Make a draft study with an open link. Everything else is set on its own pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its name in commands and addresses")
        parser.add_argument("--title", required=True, help="shown to raters: name no codec")
        parser.add_argument("--owner", required=True, metavar="USERNAME")
        parser.add_argument("--crop", type=read_size, default=(768, 768), metavar="WxH")
        parser.add_argument("--trials", type=int, default=70, help="a session")
        parser.add_argument(
            "--minutes",
            type=int,
            help="told to raters; without it 12 s a comparison and 6 minutes for the checks",
        )
        parser.add_argument("--raters", type=int, default=100, help="wanted")
        parser.add_argument(
            "--sampler",
            choices=Study.Sampler.values,
            default=Study.Sampler.AUTO,
            help="how pairs are chosen; auto: active from 4 conditions on, else balanced",
        )
        parser.add_argument("--contact", default="", help="who is responsible, told to raters")
        parser.add_argument("--pay", default="", help="in words")

    def handle(
        self, *, slug: str, title: str, owner: str, crop: tuple[int, int], **options: object
    ) -> None:
        user = get_user_model().objects.filter(username=owner).first()
        if user is None:
            raise CommandError(f"no user {owner!r}: make one with manage.py createsuperuser")
        try:
            study = create_study(
                slug=slug,
                title=title,
                owner=user,
                crop_width_px=crop[0],
                crop_height_px=crop[1],
                trials_per_session=options["trials"],
                minutes=options["minutes"],
                raters_wanted=options["raters"],
                sampler=options["sampler"],
                contact=options["contact"],
                pay=options["pay"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(describe(error))) from None
        self.stdout.write(f"draft {study.slug}; rater link {study.join_path}")


def read_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def describe(error: ValidationError) -> list[str]:
    return [f"{field}: {' '.join(said)}" for field, said in error.message_dict.items()]
