"""Tables of the team; this file only lists their names."""

from qa.team.models.waiting import CheckIn, WaitFigure
from qa.team.models.worries import Worry

__all__ = ["CheckIn", "WaitFigure", "Worry"]
