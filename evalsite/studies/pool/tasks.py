"""What the worker does. A process of the site only enqueues: it fits nothing."""

from __future__ import annotations

from django_tasks import task

from evalsite.studies.models import Study

# A queue of its own: raters draw on the pool while an encode keeps another worker for hours.
QUEUE = "pairs"


@task(queue_name=QUEUE)
def refresh_pairs(study: int) -> None:
    from evalsite.studies.pool.asking import is_fresh
    from evalsite.studies.pool.refreshing import carry_out

    found = Study.objects.get(pk=study)
    # Asked for while another refresh was at it: what that one planned has just come in.
    if not is_fresh(found):
        carry_out(found)
