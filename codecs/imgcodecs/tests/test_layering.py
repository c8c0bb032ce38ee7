from __future__ import annotations

import subprocess
import sys


def test_it_loads_neither_torch_nor_django() -> None:
    modules = "registry, imgcodecs.ladder, imgcodecs.blind, imgcodecs.manifest, imgcodecs.cli.main"
    code = f"import imgcodecs.{modules}, sys; assert not {{'django', 'torch'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_registry_is_light() -> None:
    code = "import imgcodecs.registry, sys; assert not {'PIL', 'scipy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
