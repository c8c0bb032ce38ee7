from __future__ import annotations

from evalsite.studies.models.pool import PooledPair, Refresh
from evalsite.studies.models.session import Session
from evalsite.studies.models.stimuli import Codec, Condition, Crop, Showing, Source, Stimulus
from evalsite.studies.models.study import Recruitment, Study
from evalsite.studies.models.trial import Trial
from evalsite.studies.models.vote import Vote
from evalsite.studies.models.welcome import WelcomeCount

__all__ = [
    "Codec",
    "Condition",
    "Crop",
    "PooledPair",
    "Recruitment",
    "Refresh",
    "Session",
    "Showing",
    "Source",
    "Stimulus",
    "Study",
    "Trial",
    "Vote",
    "WelcomeCount",
]
