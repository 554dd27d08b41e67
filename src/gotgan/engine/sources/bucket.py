"""A bucket of S3, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import boto3  # type: ignore[import-untyped]
import botocore.session  # type: ignore[import-untyped]
from botocore import UNSIGNED
from botocore.client import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]
from botocore.utils import parse_timestamp  # type: ignore[import-untyped]

from gotgan.engine.sources import credential
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.part import TryAgain
from gotgan.engine.sources.tree import Unreadable
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable

REGION = "us-east-1"
_CODE = re.compile(r"\w{1,60}")
_LATER = frozenset(
    {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "Throttling", "PreconditionFailed"}
)
_NOBODY = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed"}
)
_REGIONS = frozenset({"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"})
_GONE = frozenset({"NoSuchKey", "404", "NotFound"})
T = TypeVar("T")


class Bucket:
    """One bucket, its client made when needed."""

    def __init__(
        self, name: str, options: Mapping[str, str], patience: Patience, sleep: Callable[[float], None]
    ) -> None:
        self.name, self.patience, self.sleep = name, patience, sleep
        self._options = options
        self._client: Any = None

    @property
    def client(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Any:
        """A client that uses what the options say and nothing that this machine's settings say."""
        given = self._options
        is_signed = bool(given.get("access_key"))
        settings = Config(
            region_name=given.get("region") or REGION,
            signature_version="s3v4" if is_signed else UNSIGNED,
            connect_timeout=self.patience.connect_seconds,
            read_timeout=self.patience.read_seconds,
            retries={"mode": "standard", "total_max_attempts": 1},
            s3={"addressing_style": "path" if given.get("endpoint") else "auto"},
            proxies={},
            ignore_configured_endpoint_urls=True,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            user_agent="gotgan",
        )
        token = credential.resolve(given["session_token"]).reveal() if given.get("session_token") else None
        secret = credential.resolve(given["credential"]).reveal() if is_signed else "none"
        with self.told("the bucket"):
            return _session().client(
                "s3",
                endpoint_url=given.get("endpoint") or None,
                aws_access_key_id=given.get("access_key") or "none",
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=settings,
            )

    def asked(self, place: str, ask: Callable[[Any], T]) -> T:
        """Raises: as `told`."""
        client = self.client
        with self.told(place):
            return ask(client)

    @contextmanager
    def told(self, place: str) -> Iterator[None]:
        """Tell failures apart. S3's own words may hold the key's id and are not repeated, its code is.

        Raises: TryAgain, Unreadable, NotFound, NotAllowed, Invalid.
        """
        try:
            yield
        except ClientError as error:
            raise self._answer(place, error) from None
        except (BotoCoreError, ResponseParserError) as error:
            raise TryAgain(f"{place}: the connection failed ({type(error).__name__})") from None

    def _answer(self, place: str, error: ClientError) -> Exception:
        found = str(error.response.get("Error", {}).get("Code", ""))
        code = found if _CODE.fullmatch(found) else "error"
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _LATER or status >= 500:
            return TryAgain(f"{place}: S3 answers {code}")
        if code in _NOBODY:
            return NotAllowed(f"bucket {self.name}: refuses the credential ({code}); check access_key and credential")
        if code == "NoSuchBucket":
            return NotFound(f"bucket {self.name}: there is no such bucket; check its name and the endpoint")
        if code in _REGIONS:
            return Invalid(Issue(f"bucket {self.name}", f"lies in another region ({code})", "give the option region"))
        if code in _GONE:
            return NotFound(f"{place}: has gone since it was listed; scan the place again")
        if code == "InvalidObjectState":
            return Unavailable(f"{place}: lies in an archive class; restore it first")
        return Unreadable(f"{place}: cannot be read (S3 answers {code}); let the key read it")


def _session() -> Any:
    session = botocore.session.Session()
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment_of)
    return boto3.Session(botocore_session=session)


def _moment_of(written: Any) -> Any:
    """To find out in which of many ways a moment is written takes half the time of a listing; S3 has one."""
    if isinstance(written, str) and "T" in written:
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            pass
    return parse_timestamp(written)
