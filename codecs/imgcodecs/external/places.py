"""Where a codec's programs and files are on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from imgcodecs.errors import CodecError
from imgcodecs.external.placeholders import find_names
from imgcodecs.external.template import Setting, Template


def capture_variables(template: Template) -> dict[str, str]:
    """Return the environment variables that the template knows, as far as they are set.

    They travel with the codec to workers, whose own environment may lack them.
    """
    known = [setting.variable for setting in template.settings.values()]
    known.append(template.version.variable)
    return {name: os.environ[name] for name in known if os.environ.get(name)}


def find_places(template: Template, variables: Mapping[str, str]) -> dict[str, str]:
    """Find the absolute path of every setting.

    Raises
    ------
    CodecError
        With ``missing=True``, for the first that is not there; it says what to set.
    """
    places: dict[str, str] = {}
    for name, setting in template.settings.items():
        place = _find(setting, variables.get(setting.variable, ""), places)
        if not place:
            raise CodecError(template.name, _explain(setting, variables), missing=True)
        places[name] = place
    for program in _list_plain_programs(template):
        if shutil.which(program) is None:
            raise CodecError(template.name, f"{program} not found on the PATH", missing=True)
    return places


def _find(setting: Setting, given: str, places: Mapping[str, str]) -> str:
    if setting.kind == "program":
        found = shutil.which(os.path.expanduser(given or setting.default))
        return os.path.abspath(found) if found else ""
    path = _locate(setting, given, places)
    there = path.is_file() if setting.kind == "file" else path.is_dir()
    return str(path) if there and (given or path.is_absolute()) else ""


def _locate(setting: Setting, given: str, places: Mapping[str, str]) -> Path:
    if given:
        return Path(os.path.abspath(os.path.expanduser(given)))
    if not setting.beside:
        return Path(setting.default)
    start = Path(places[setting.beside])
    folder = start if start.is_dir() else start.parent
    return Path(os.path.abspath(folder / setting.default))


def _explain(setting: Setting, variables: Mapping[str, str]) -> str:
    given = variables.get(setting.variable)
    if given:
        return f"{setting.variable} names {given!r}, which is no {setting.kind} here"
    if not setting.default:
        return f"{setting.variable} is not set; set it to the path of the {setting.kind}"
    return f"{Path(setting.default).name} not found; set {setting.variable} to its path"


def _list_plain_programs(template: Template) -> list[str]:
    steps = (*template.encode, *template.decode)
    return [step.argv[0] for step in steps if not find_names(step.argv[0])]
