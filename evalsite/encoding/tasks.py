"""What the worker does. The web process only enqueues: it loads no cluster and encodes nothing."""

from __future__ import annotations

from django_tasks import task

from evalsite.encoding.models import EncodeRun


@task()
def run_encode(encode_run: int) -> None:
    run = EncodeRun.objects.select_related("study").get(pk=encode_run)
    try:
        from evalsite.encoding.running import carry_out
    except ImportError as error:
        run.end(run.State.FAILED, f"The worker is not installed whole: {error}")
        raise
    carry_out(run)
