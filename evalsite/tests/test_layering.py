"""Three rings, imports go one way; the web process carries neither PyMC nor PyTorch."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

BASE_DIR = Path(settings.BASE_DIR)
# folder -> what it must not import
FORBIDDEN = {
    "figures": {"django", "elo", "raters", "evalsite", "imgcodecs", "pymc"},
    "codecs/imgcodecs": {"django", "elo", "raters", "evalsite", "pymc"},
    "elo/core": {"django", "raters", "evalsite", "imgcodecs"},
    "elo/report": {"django", "raters", "evalsite", "imgcodecs"},
    "elo/charts": {"django", "raters", "evalsite", "imgcodecs"},
    "evalsite/throttling": {"raters", "elo", "evalsite.studies", "evalsite.recruiting"},
    "raters": {"evalsite", "elo"},
    "evalsite/studies": {
        "elo.models",
        "elo.views",
        "elo.fitting",
        "elo.tasks",
        "elo.core.bayes",
        "evalsite.encoding",
        "evalsite.recruiting",
        "evalsite.live",
    },
    "evalsite/encoding": {"elo", "evalsite.live"},
    "evalsite/recruiting": {"elo", "evalsite.encoding", "evalsite.live"},
    "evalsite/live": {"elo", "evalsite.encoding", "evalsite.recruiting"},
}
ONLY_HERE = {"pymc": "elo/core/bayes.py", "torch": "codecs/imgcodecs/learned"}


def python_files(folder: str) -> Iterator[Path]:
    for path in sorted((BASE_DIR / folder).rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_go_one_way(folder: str) -> None:
    files = list(python_files(folder)) or [BASE_DIR / f"{folder}.py"]
    for path in files:
        for name in imported(path):
            for package in FORBIDDEN[folder]:
                assert not is_within(name, package), f"{path} imports {name}"


@pytest.mark.parametrize("package", ONLY_HERE)
def test_heavy_packages_have_one_place(package: str) -> None:
    for folder in ("codecs", "figures", "elo", "raters", "evalsite"):
        for path in python_files(folder):
            if any(is_within(name, package) for name in imported(path)):
                assert str(path.relative_to(BASE_DIR)).startswith(ONLY_HERE[package]), path


def run(code: str, **environment: str) -> None:
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, cwd=BASE_DIR, env={**os.environ, **environment})


def test_the_cores_do_not_load_django_or_torch() -> None:
    run(
        "import sys, elo.core.types, elo.core.fit, elo.core.savings, imgcodecs.registry;"
        "loaded = {'django', 'torch', 'pymc', 'evalsite', 'raters'} & set(sys.modules);"
        "assert not loaded, loaded"
    )


def test_the_web_process_loads_neither_pymc_nor_torch() -> None:
    run(
        "import sys, evalsite.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "import django.contrib.admin as a; a.autodiscover();"
        "from django.test import Client; Client().get('/accounts/login/');"
        "heavy = {'torch', 'pymc', 'pytensor', 'nutpie', 'arviz'} & set(sys.modules);"
        # Pairs are planned in the worker: the site takes them, and fits nothing.
        "heavy |= {'evalsite.studies.pool.refreshing', 'elo.core.information',"
        " 'elo.core.bradley_terry'} & set(sys.modules);"
        "assert not heavy, heavy",
        DEBUG="1",  # static names without a collectstatic
    )
