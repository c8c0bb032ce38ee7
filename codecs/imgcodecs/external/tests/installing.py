"""Puts the stand-in where each reference program would be, and names it in the environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STANDIN = Path(__file__).with_name("standin.py")
LIGHT = ("vtm-encoder", "vtm-decoder", "ecm-encoder", "ecm-decoder", "avmenc", "avmdec")
PROGRAMS = {
    "IMGCODECS_VTM_ENCODER": "vtm-encoder",
    "IMGCODECS_VTM_DECODER": "vtm-decoder",
    "IMGCODECS_ECM_ENCODER": "ecm-encoder",
    "IMGCODECS_ECM_DECODER": "ecm-decoder",
    "IMGCODECS_AVM_ENCODER": "avmenc",
    "IMGCODECS_AVM_DECODER": "avmdec",
    "IMGCODECS_BPGENC": "bpgenc",
    "IMGCODECS_BPGDEC": "bpgdec",
}
SCRIPTS = {  # where a Python program lies in its repository -> which one the stand-in plays
    "jpeg-ai/src/reco/coders/encoder.py": "jpeg-ai-encoder",
    "jpeg-ai/src/reco/coders/decoder.py": "jpeg-ai-decoder",
    "hific/tfci.py": "tfci",
    "dcvc/test_video.py": "dcvc",
    "mlic/playground/test.py": "mlic",
}
STEPS = {"0.0018": 40, "0.0035": 24, "0.0067": 12, "0.0130": 6, "0.0250": 3, "0.0483": 1}


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install every program below a folder."""
    for variable, program in PROGRAMS.items():
        monkeypatch.setenv(variable, str(install_program(folder / "vtm" / "bin", program)))
    for name, program in SCRIPTS.items():
        write(folder / name, f"{RUNNER}standin.main({program!r}, sys.argv[1:])\n")
    for name in ("encoder_intra_vtm.cfg", "encoder_intra_ecm.cfg"):
        write(folder / "vtm" / "cfg" / name, f"# {name}\n")
    for name in ("cfg/tools_on.json", "cfg/tools_off.json", "cfg/profiles/high.json"):
        write(folder / "jpeg-ai" / name, "{}")
    for name in ("image", "video"):
        write(folder / "dcvc" / "checkpoints" / f"cvpr2025_{name}.pth.tar", name)
    for level, step in STEPS.items():
        write(folder / "mlic" / "checkpoints" / f"{level}.pth.tar", str(step))
    for name in ("JPEG_AI", "DCVC_RT", "MLICPP", "HIFIC"):
        monkeypatch.setenv(f"IMGCODECS_{name}_PYTHON", sys.executable)
        monkeypatch.setenv(f"IMGCODECS_{name}_VERSION", f"{name}-1")
    monkeypatch.setenv("IMGCODECS_JPEG_AI_HOME", str(folder / "jpeg-ai"))
    monkeypatch.setenv("IMGCODECS_DCVC_RT_HOME", str(folder / "dcvc"))
    monkeypatch.setenv("IMGCODECS_MLICPP_HOME", str(folder / "mlic"))
    monkeypatch.setenv("IMGCODECS_HIFIC_TFCI", str(folder / "hific" / "tfci.py"))
    monkeypatch.setenv("IMGCODECS_KEPT", str(folder / "kept"))


RUNNER = f"import sys\nsys.path.insert(0, {str(STANDIN.parent)!r})\nimport standin\n"


def install_program(folder: Path, program: str) -> Path:
    """Write an executable that plays one program."""
    # Without the site packages Python starts in a third of the time.
    python = [sys.executable, *(["-S"] if program in LIGHT else [])]
    words = " ".join(f"'{word}'" for word in (*python, STANDIN, program))
    path = write(folder / program, f'#!/bin/sh\nexec {words} "$@"\n')
    path.chmod(0o755)
    return path


def make_repository(folder: Path, tag: str) -> None:
    """Make a git repository of one empty commit with a tag."""
    who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    for words in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "x"], ["tag", tag]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
