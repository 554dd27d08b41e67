"""What the public page of a list needs and no page works out itself."""

from __future__ import annotations

import yaml

from gotgan.assess import kept
from gotgan.assess.actions import publishing
from gotgan.assess.models import ListVersion
from gotgan.engine.select.candidates import read_candidates
from gotgan.engine.select.effects import weight_effects
from gotgan.engine.select.rules import read_rules
from gotgan.terms.job import JobContext
from gotgan.terms.selection import ListState


def weigh_effects(*, context: JobContext) -> None:
    """Work out for every published version that lacks it which weight moves most."""
    waiting = ListVersion.objects.filter(state=ListState.PUBLISHED, publication__effects__isnull=True)
    for done, version in enumerate(waiting.order_by("created"), start=1):
        rules = read_rules(yaml.safe_load(kept.read(version.rules)))
        candidates = read_candidates(kept.read(version.candidates), rules)
        publishing.keep_effects(version_id=version.pk, effects=weight_effects(candidates, rules))
        context.heartbeat({"versions": done})
        if context.is_cancelled():
            return
