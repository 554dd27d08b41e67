"""The key of an order's pseudonyms: kept apart from the data, and destroyed for good. With real transactions, which
would empty what other files' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.audit import queries as audit
from gotgan.refine import actions, custody
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.models import CustodyKey
from tests.rooms.refined import by, make_refined

pytestmark = [pytest.mark.database]


@pytest.mark.django_db(transaction=True)
def test_key_lies_in_custody_and_is_destroyed(tmp_path: Path) -> None:
    refined = make_refined(tmp_path / "source")
    key_id = actions.key_of(order_id=refined.order_id)
    assert actions.key_of(order_id=refined.order_id) == key_id
    file = custody_folder() / key_id
    assert file.stat().st_mode & 0o777 == 0o600
    key = custody.read_key(custody_folder(), key_id)
    assert custody.key_id_of(key) == key_id
    with pytest.raises(actions.NotYours):
        actions.rotate_key(by=by(refined.processor), order_id=refined.order_id)
    actions.rotate_key(by=by(refined.handler), order_id=refined.order_id)
    assert not file.exists()
    with pytest.raises(custody.KeyMissing):
        custody.read_key(custody_folder(), key_id)
    assert actions.key_of(order_id=refined.order_id) != key_id
    assert CustodyKey.objects.filter(destroyed__isnull=False).count() == 1
    assert all(key not in str(event) for event in audit.newest(limit=500))
