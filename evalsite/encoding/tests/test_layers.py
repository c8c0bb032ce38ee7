from __future__ import annotations

import subprocess
import sys

from django.conf import settings

HEAVY = (
    "heavy = {'torch', 'distributed', 'dask', 'pymc', 'altair', 'vl_convert',"
    " 'imgcodecs.ladder', 'evalsite.encoding.running'} & set(sys.modules);"
    "assert not heavy, heavy"
)


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code + HEAVY], check=True, cwd=settings.BASE_DIR)


def test_choosing_codecs_loads_no_cluster_and_no_network_of_neurons() -> None:
    run(
        "import sys, evalsite.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "from evalsite.encoding.forms import PlanForm; from django.http import QueryDict;"
        "from evalsite.encoding.choosing import list_choices;"
        "names = [each.name for each in list_choices() if not each.reason];"
        "chosen = ''.join(f'codec={name}&' for name in names);"
        "form = PlanForm(QueryDict(chosen + 'effort=quick&rates=1'));"
        "assert form.is_valid(), form.errors;"
    )


def test_a_process_of_the_site_looks_for_codecs_before_anybody_asks() -> None:
    run(
        "import sys, time, evalsite.wsgi;"
        "from evalsite.encoding.choosing import list_choices as listed;"
        "looks = range(600);"
        "any(listed.cache_info().currsize or time.sleep(0.05) for look in looks);"
        "assert listed.cache_info().currsize == 1;"
    )
