"""What the worker does. A process of the site only enqueues: it fits nothing."""

from __future__ import annotations

from django_tasks import task

from evalsite.studies.models import Study

# A queue of its own: raters draw on the pool while an encode keeps another worker for hours.
QUEUE = "pairs"


@task(queue_name=QUEUE)
def refresh_pairs(study: int) -> None:
    from evalsite.studies.pool.refreshing import carry_out

    carry_out(Study.objects.get(pk=study))
