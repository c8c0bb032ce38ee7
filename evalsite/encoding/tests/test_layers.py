from __future__ import annotations

import subprocess
import sys

from django.conf import settings


def test_choosing_codecs_loads_no_cluster_and_no_network_of_neurons() -> None:
    code = (
        "import sys, evalsite.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "from evalsite.encoding.forms import PlanForm; from django.http import QueryDict;"
        "from evalsite.encoding.choosing import list_choices;"
        "names = [each.name for each in list_choices() if not each.reason];"
        "chosen = ''.join(f'codec={name}&' for name in names);"
        "form = PlanForm(QueryDict(chosen + 'effort=quick&rates=1'));"
        "assert form.is_valid(), form.errors;"
        "heavy = {'torch', 'distributed', 'dask', 'pymc', 'altair', 'vl_convert',"
        " 'imgcodecs.ladder', 'evalsite.encoding.running'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR)
