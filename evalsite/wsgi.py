from __future__ import annotations

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
application = get_wsgi_application()

from evalsite.encoding.choosing import list_choices  # noqa: E402

# Asking every codec for its version runs programs: no researcher should wait for that.
Thread(target=list_choices, daemon=True).start()
