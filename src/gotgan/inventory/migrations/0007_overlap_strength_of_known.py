"""Pairs found before get the strength and scores that a new comparison would give them."""

from django.db import migrations

from gotgan.terms.overlap import RELATIONS
from gotgan.terms.strength import by_strength, rank_of

FIELDS = (
    "relation",
    "relation_rank",
    "strength",
    "score",
    "containment",
    "content_score",
    "schema_score",
    "join_score",
)
BATCH = 1000


def fill(apps, _schema_editor):
    overlap = apps.get_model("inventory", "Overlap")
    batch = []
    for row in overlap.objects.exclude(relations=[]).only("pk", "relations", *FIELDS).iterator(BATCH):
        _fill(row)
        batch.append(row)
        if len(batch) == BATCH:
            overlap.objects.bulk_update(batch, FIELDS)
            batch = []
    overlap.objects.bulk_update(batch, FIELDS)


def _fill(row):
    first = by_strength(row.relations)[0]
    scores = {each["relation"]: each["score"] for each in row.relations}
    row.relation, row.relation_rank = first["relation"], RELATIONS.index(first["relation"])
    row.strength, row.score, row.containment = rank_of(first["strength"]), first["score"], first["containment"]
    row.content_score, row.schema_score = scores.get("same_content"), scores.get("same_schema")
    row.join_score = scores.get("joinable")


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0006_overlap_strength"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
