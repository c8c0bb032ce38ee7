"""Rate ladders: every source through every codec to every target rate (docs/ladder.md)."""

from imgcodecs.ladder.building import LadderResult, build_ladder
from imgcodecs.targets import DEFAULT_TARGETS_BPP

__all__ = ["DEFAULT_TARGETS_BPP", "LadderResult", "build_ladder"]
