from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from elo.demo import LOGIN, build_demo
from evalsite.arguments import site_address


class Command(BaseCommand):
    help = "Build the demo study from real encodes, with simulated raters, and print its links."

    def add_arguments(self, parser) -> None:  # type: ignore[no-untyped-def]
        parser.add_argument("--address", default=site_address(), help="of the site")

    def handle(self, *, address: str, **options: object) -> None:
        begun = time.monotonic()
        try:
            study = build_demo(self.say)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        password = (Path(settings.VAR_DIR) / "demo" / "password").read_text()
        self.stdout.write(
            f"\nReady after {time.monotonic() - begun:.0f} s.\n\n"
            f"  Try it as a rater   {address}{study.join_path}\n"
            f"  The report          {address}/studies/{study.slug}/report/\n"
            f"  Researcher's pages  {address}/\n"
            f"  Log in as           {LOGIN}   password {password}\n"
        )
        self.stdout.flush()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
