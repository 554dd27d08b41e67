"""How each database says what the metric spec asks for."""

from collections.abc import Mapping

from gotgan.engine.profile.pushdown.words.model import Words
from gotgan.engine.profile.pushdown.words.mssql import MSSQL
from gotgan.engine.profile.pushdown.words.mysql import MYSQL
from gotgan.engine.profile.pushdown.words.oracle import ORACLE
from gotgan.engine.profile.pushdown.words.postgresql import POSTGRESQL, POSTGRESQL_LEGACY
from gotgan.engine.profile.pushdown.words.sqlite import SQLITE

WORDS: Mapping[str, Words] = {
    words.dialect.name: words for words in (POSTGRESQL, MYSQL, SQLITE, ORACLE, MSSQL)
}  # fmt: skip


def words_for(dialect: str, *, is_unicode: bool) -> Words:
    """The words of a server by its dialect and by whether its text is Unicode."""
    return WORDS[dialect] if is_unicode or dialect != "postgresql" else POSTGRESQL_LEGACY


__all__ = ["POSTGRESQL_LEGACY", "WORDS", "Words", "words_for"]
