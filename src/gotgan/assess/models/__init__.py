"""Score sheets, clusters, trials, panels and lists."""

from gotgan.assess.models.lists import DatasetList, ListVersion
from gotgan.assess.models.parts import new_id

__all__ = ["DatasetList", "ListVersion", "new_id"]
