"""What the worker does. The web process only enqueues: it loads no cluster and encodes nothing."""

from __future__ import annotations

from django_tasks import task

from evalsite.encoding.models import EncodeRun


@task()
def run_encode(encode_run: int) -> None:
    from evalsite.encoding.running import carry_out

    carry_out(EncodeRun.objects.select_related("study").get(pk=encode_run))
