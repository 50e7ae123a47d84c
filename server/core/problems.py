"""Refusals.  A Problem is raised where the refusal happens; only the app turns it into an answer."""

from __future__ import annotations

from typing import ClassVar

from server.core.words import say


class Problem(Exception):
    """A refusal that a person can understand: its sentences stand in both words files under its code."""

    code: ClassVar[str]
    status: ClassVar[int]
    retry_after_s: int | None = None
    """When it is worth another try, for whoever asks without a person; None when that changes nothing."""

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def sentence(self, language: str = "zh") -> str:
        return say(self.code, language, **self.facts)

    def headers(self) -> dict[str, str]:
        """Return what the answer's headers tell programs."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}

    def body(self) -> dict[str, object]:
        """Return the RFC 9457 document, with the English sentence beside the Chinese one."""
        return {
            "type": f"urn:guanhu:{self.code}",
            "title": self.sentence(),
            "status": self.status,
            "code": self.code,
            "detail": self.sentence(),
            "detail_en": self.sentence("en"),
        }


class NotFound(Problem):
    """Nothing here that the asker may see; whether it exists elsewhere is not told."""

    code, status = "core/not-found", 404


class MalformedRequest(Problem):
    """The request cannot be read as what its address expects."""

    code, status = "core/malformed", 400


class TooLarge(Problem):
    """More bytes than this address takes."""

    code, status = "core/too-large", 413


class TooMany(Problem):
    """More requests than this address takes from one place in one time."""

    code, status, retry_after_s = "core/too-many", 429, 60


class MethodUnknown(Problem):
    """The address exists, but not for this method."""

    code, status = "core/method-unknown", 405


class Broken(Problem):
    """Something failed here that should not; what was recorded is safe."""

    code, status = "core/broken", 500


class FormRefused(Problem):
    """A rule of form is broken; facts: field, as people call it, and why."""

    code, status = "core/form-refused", 422


class VersionStale(Problem):
    """The thing has changed since the asker last saw it; facts: now, the present version."""

    code, status = "core/version-stale", 409
