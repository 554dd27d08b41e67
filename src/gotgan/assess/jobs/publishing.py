"""What the public page of a list needs and no page works out itself."""

from __future__ import annotations

import yaml

from gotgan.assess import kept
from gotgan.assess.actions import publishing
from gotgan.assess.models import ListVersion
from gotgan.engine.select.candidates import read_candidates
from gotgan.engine.select.rules import read_rules
from gotgan.engine.select.weight_effects import weight_effects
from gotgan.terms.errors import GotganError, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.selection import ListState


def weigh_effects(*, context: JobContext) -> None:
    """Work out for every published version that lacks it which weight moves most. One whose texts cannot be read holds
    up no other: why stands at its version."""
    waiting = ListVersion.objects.filter(state=ListState.PUBLISHED, publication__effects__isnull=True)
    failed = 0
    for done, version in enumerate(waiting.order_by("created"), start=1):
        if problem := _weigh(version):
            publishing.fail_effects(version_id=version.pk, problem=problem)
            failed += 1
        context.heartbeat({"versions": done, "failed": failed})
        if context.is_cancelled():
            return


def _weigh(version: ListVersion) -> str:
    """Why it came to nothing; empty when it is kept. Raises: Unavailable, which another try may mend."""
    try:
        rules = read_rules(yaml.safe_load(kept.read(version.rules)))
        candidates = read_candidates(kept.read(version.candidates), rules)
        effects = weight_effects(candidates, rules)
    except Unavailable:
        raise
    except GotganError as error:
        return str(error)
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        return f"rules or candidates cannot be read ({type(error).__name__})"
    publishing.keep_effects(version_id=version.pk, effects=effects)
    return ""
