"""Which models there are: the cascades of an installed OpenCV, and entry points `gotgan.picture_detectors`."""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import EntryPoint, entry_points

from gotgan.engine.deidentify.pictures.opencv import open_cascades
from gotgan.engine.deidentify.pictures.port import THRESHOLD, PictureModel
from gotgan.engine.deidentify.plan_options import KINDS
from gotgan.terms.errors import Invalid, Issue

ENTRY_POINTS = "gotgan.picture_detectors"
MISSING = {
    ("face",): "no installed model finds faces in pictures",
    ("plate",): "no installed model finds number plates in pictures",
    ("face", "plate"): "no installed model finds faces or number plates in pictures",
}
_REMEDY = "install gotgan[pictures], or a package that offers gotgan.picture_detectors"


def find_models() -> list[PictureModel]:
    """Every installed model, by name. Raises: Invalid for one that cannot be opened: a plan must not run without it."""
    third = [_open(point) for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)]
    ours = open_cascades()
    return [*([ours] if ours else []), *third]


def open_models(kinds: Collection[str], place: str) -> list[PictureModel]:
    """The models that look for any of these kinds. Raises: Invalid, at `place`, for kinds that none looks for."""
    models = [model for model in find_models() if model.kinds & set(kinds)]
    covered = frozenset[str]().union(*(model.kinds for model in models))
    if missing := tuple(kind for kind in KINDS if kind in kinds and kind not in covered):
        raise Invalid(Issue(place, MISSING[missing], _REMEDY))
    return models


def _open(point: EntryPoint) -> PictureModel:
    place = f"picture detector {point.name}"
    try:
        detector = point.load()()
        kinds, threshold = frozenset(detector.kinds), float(getattr(detector, "threshold", THRESHOLD))
    except Exception as error:
        what = f"cannot be opened ({type(error).__name__})"
        raise Invalid(Issue(place, what, "see what its package needs")) from error
    if not kinds or not kinds <= set(KINDS) or not 0 <= threshold <= 1 or not callable(detector):
        raise Invalid(Issue(place, "is no detector as gotgan calls them", "report it to whoever made it"))
    return PictureModel(point.name, point.dist.version if point.dist else "", kinds, threshold, detector)
