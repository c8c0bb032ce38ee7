from raters.views.check import check
from raters.views.picture import picture

__all__ = ["check", "picture"]
