"""Pictures in cells: what is found in them by installed models is covered, and nothing but pixels is written.

A package offers a model by an entry point of the group `gotgan.picture_detectors`: a factory without arguments, which
returns the detector. It is called with one picture, height x width x 3, uint8, RGB, not to be written to:

    class Detector:
        kinds = ("face",)      # of "face", "plate"
        threshold = 0.5        # below it a region is not covered; may be left out

        def __call__(self, pixels):
            return [("face", 10, 20, 60, 90, 0.93)]

(kind, left, top, right, bottom, confidence): pixels from the left upper corner, right and bottom exclusive, 0 to 1.
The same picture must give the same regions: the proof of a release asks again. Nothing is ever fetched.
"""

from gotgan.engine.deidentify.pictures.opening import ENTRY_POINTS, find_models, open_models
from gotgan.engine.deidentify.pictures.port import PictureModel, Region

__all__ = ["ENTRY_POINTS", "PictureModel", "Region", "find_models", "open_models"]
