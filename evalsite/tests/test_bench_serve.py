"""The load bench itself: it runs, it loses nothing, and it would notice a vote that is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from bench.pages import write_section
from bench.serve import proxy, truth
from evalsite.studies.models import Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.testing import make_open_study, make_session

BASE_DIR = Path(settings.BASE_DIR)


def run_bench(*words: str) -> subprocess.CompletedProcess[str]:
    # Its own database and folders: nothing of the tests' settings may reach it.
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    command = [sys.executable, "-m", "bench.serve", "--quick", "--database", "sqlite", *words]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=BASE_DIR, env=environment, timeout=600
    )


def test_no_vote_is_lost_when_the_server_is_killed_under_load() -> None:
    ran = run_bench("--kill", "1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = next(line for line in ran.stdout.splitlines() if "acknowledged," in line)
    assert int(told.split()[0]) > 20, told
    assert ": 0 lost, 0 doubled, 0 changed, 0 never acknowledged" in told


@pytest.mark.django_db
def test_it_notices_votes_that_are_lost_changed_or_unknown(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    kept, changed, unknown = unanswered_trials(session)[:3]
    for trial in (kept, changed, unknown):
        record_vote(trial=trial, choice="a", seen=Seen(response_ms=1))
    gone = "00000000-0000-4000-8000-000000000000"
    acknowledged = {str(kept.code): "a", str(changed.code): "b", gone: "a"}
    found = truth.compare(acknowledged, since=0)
    assert (found.lost, found.changed, found.unknown, found.doubled) == (1, 1, 1, 0)
    assert not found.holds
    assert truth.compare({str(kept.code): "a"}, since=0).unknown == 2
    assert truth.last_vote() == Vote.objects.latest("pk").pk


def test_it_replaces_a_section_of_the_page_and_nothing_else(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a -->\nold\n<!-- /a -->\nafter\n")
    write_section("a", ["new"], page)
    assert page.read_text() == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n"
    with pytest.raises(SystemExit, match="needs the marks <!-- b -->"):
        write_section("b", ["new"], page)


def test_the_documented_nginx_sends_pictures_without_a_date() -> None:
    text = proxy.DOCUMENTED.read_text()
    inside = text.partition("location /inside/ {")[2].partition("}")[0]
    for rule in ("internal;", "etag off;", 'add_header Last-Modified "";'):
        assert rule in inside


def test_the_bench_runs_the_documented_nginx(tmp_path) -> None:
    text = proxy.adapt(proxy.DOCUMENTED.read_text(), listens=1234, site=2345, folder=tmp_path)
    assert "listen 127.0.0.1:1234;" in text and "server 127.0.0.1:2345;" in text
    assert f"alias {tmp_path}/shown/;" in text and proxy.FOUND_BY not in text
    with pytest.raises(SystemExit, match="has no 'listen 80;'"):
        proxy.adapt("events {}", listens=1, site=2, folder=tmp_path)
