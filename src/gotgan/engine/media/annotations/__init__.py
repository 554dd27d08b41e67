"""Labels of training data, checked: COCO, Pascal VOC, YOLO, CoNLL and label JSON as AI Hub ships it.

`partial` reads some files (images by their names alone), `merge` joins two states, `finish` writes the facts.
Class names are told, for they are the vocabulary of the labels; words of labelled texts are not.
"""

from gotgan.engine.media.annotations.facts import LabelFacts, finish
from gotgan.engine.media.annotations.measure import partial, read_label
from gotgan.engine.media.annotations.state import LabelState, LabelTally, merge

__all__ = ["LabelFacts", "LabelState", "LabelTally", "finish", "merge", "partial", "read_label"]
