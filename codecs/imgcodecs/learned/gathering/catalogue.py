"""Photographs in Debian's wallpaper packages, with their licences.

Read from the ``copyright`` file of each package and, for Plasma, the ``metadata.json`` beside each
picture, in the versions of Debian 12. Drawings and renderings in the same packages are left out.
"""

from __future__ import annotations

from dataclasses import dataclass


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
        parts = self.path.split("/")
        known = parts[3] if "wallpapers" in parts[:3] else parts[-1].rpartition(".")[0]
        return f"{self.package}-{known}.png"


def _lomiri(package: str, file: str, author: str, licence: str) -> Photograph:
    return Photograph(package, f"usr/share/backgrounds/{file}.jpg", author, licence)


def _mate(file: str, author: str) -> Photograph:
    path = f"usr/share/backgrounds/mate/nature/{file}.jpg"
    return Photograph("mate-backgrounds", path, author, "GPL-2.0-or-later")


def _plasma(name: str, author: str) -> Photograph:
    path = f"usr/share/wallpapers/{name}/contents/images/2560x1600.jpg"
    return Photograph("plasma-workspace-wallpapers", path, author, "LGPL-3.0-only")


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
    _mate("Aqua", "Charles Barbin"),
    _mate("Blinds", "Lennart Poettering, Andrea Cimitan"),
    _mate("Dune", "Marco Cogoni, Hylke Bons"),
    _mate("FreshFlower", "Jens Ansorg"),
    _mate("Garden", "Charles Barbin"),
    _mate("GreenMeadow", "Timothy Schellhase, Lapo Calamandrei"),
    _mate("LadyBird", "Charles Barbin"),
    _mate("RainDrops", "blackcombwhistler07"),
    _mate("Storm", "Sergey Nazarov"),
    _mate("TwoWings", "Charles Barbin, Hylke Bons"),
    _mate("Wood", "Jean-François Fortin Tam"),
    _mate("YellowFlower", "Charles Barbin"),
    _plasma("Autumn", "RJ Quiralta"),
    _plasma("BytheWater", "Maciej Wiklo"),
    _plasma("ColdRipple", "Risto Saukonpää"),
    _plasma("ColorfulCups", "Dmitri Popov"),
    _plasma("DarkestHour", "Risto Saukonpää"),
    _plasma("EveningGlow", "Ian Hex"),
    _plasma("FallenLeaf", "Martin Klapetek"),
    _plasma("Grey", "Sigi Sagi"),
    _plasma("Kite", "Risto Saukonpää"),
    _plasma("OneStandsOut", "Risto Saukonpää"),
    _plasma("Path", "Risto Saukonpää"),
    _plasma("summer_1am", "Risto Saukonpää"),
)
PACKAGES = tuple(sorted({photograph.package for photograph in PHOTOGRAPHS}))
