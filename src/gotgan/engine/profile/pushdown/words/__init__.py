"""How each database says what the metric spec asks for."""

from collections.abc import Mapping

from gotgan.engine.profile.pushdown.words.model import Words
from gotgan.engine.profile.pushdown.words.mssql import MSSQL
from gotgan.engine.profile.pushdown.words.mysql import MYSQL
from gotgan.engine.profile.pushdown.words.oracle import ORACLE
from gotgan.engine.profile.pushdown.words.postgresql import POSTGRESQL
from gotgan.engine.profile.pushdown.words.sqlite import SQLITE

WORDS: Mapping[str, Words] = {
    words.dialect.name: words for words in (POSTGRESQL, MYSQL, SQLITE, ORACLE, MSSQL)
}  # fmt: skip

__all__ = ["WORDS", "Words"]
