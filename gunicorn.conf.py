"""How the site is served; gunicorn reads this file from the folder it starts in."""

from __future__ import annotations

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = 2
threads = 4
loglevel = "warning"
