"""Photographs in Debian's wallpaper packages under licences of Creative Commons.

Read from the ``copyright`` file of each package, in the versions of Debian 12. Drawings and
renderings in the same packages are left out, and so are packages under licences of programs
(mate-backgrounds, plasma-workspace-wallpapers: GPL or LGPL): what such a licence asks of weights
trained on a picture nobody can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture of a package."""

    package: str
    path: str  # inside the package
    author: str
    licence: str  # as SPDX writes it

    @property
    def name(self) -> str:
        """File name under which it is gathered."""
        return f"{self.package}-{PurePosixPath(self.path).stem}.png"


def _lomiri(package: str, file: str, author: str, licence: str) -> Photograph:
    return Photograph(package, f"usr/share/backgrounds/{file}.jpg", author, licence)


EARLIER, LATER = "lomiri-wallpapers-16.04", "lomiri-wallpapers-20.04"
PHOTOGRAPHS = (
    _lomiri(EARLIER, "Bridge_by_Sander_Klootwijk", "Sander Klootwijk", "CC-BY-SA-4.0"),
    _lomiri(EARLIER, "Dragonfly_by_Bolly", "Bolly", "CC-BY-SA-4.0"),
    _lomiri(EARLIER, "Picture_0B_by_freespace", 'Trevor "Freespace"', "CC-BY-4.0"),
    _lomiri(EARLIER, "Picture_1A_by_freespace", 'Trevor "Freespace"', "CC-BY-4.0"),
    _lomiri(EARLIER, "Wine_by_Jakkub_Mede", "Jakub Mede", "CC-BY-4.0"),
    _lomiri(EARLIER, "aitzgorri_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC-BY-4.0"),
    _lomiri(EARLIER, "free_by_Peter_Nerlich", "Peter Nerlich", "CC-BY-SA-4.0"),
    _lomiri(EARLIER, "friends_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC-BY-4.0"),
    _lomiri(EARLIER, "greentock_by_Peter_Nerlich", "Peter Nerlich", "CC-BY-SA-4.0"),
    _lomiri(EARLIER, "life_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC-BY-4.0"),
    _lomiri(EARLIER, "picosdeeuropa_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC-BY-4.0"),
    _lomiri(EARLIER, "seeding_by_Clements_Engelhardt", "Clemens Engelhardt", "CC0-1.0"),
    _lomiri(EARLIER, "sunset_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC-BY-4.0"),
    _lomiri(LATER, "Kleiber_by_Lukas_Baubkus", "Lukas Baubkus", "CC-BY-SA-3.0"),
)
PACKAGES = tuple(sorted({photograph.package for photograph in PHOTOGRAPHS}))
