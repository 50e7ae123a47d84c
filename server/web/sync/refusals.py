"""Why an item is kept but not carried out."""

from __future__ import annotations

from server.core.problems import Problem


class FieldsRefused(Problem):
    """A known form has an unknown field or a wrong type; facts: fields."""

    code, status = "sync/fields-refused", 422


class CharactersRefused(Problem):
    """Somewhere in it stand characters that nobody types and no database keeps: NUL, half an emoji."""

    code, status = "sync/characters-refused", 422


class NewerSchema(Problem):
    """The phone's app is newer than this server."""

    code, status = "sync/newer-schema", 404


class KindUnknown(Problem):
    """This server does not know such items (yet)."""

    code, status = "sync/kind-unknown", 404


class AuthorUnknown(Problem):
    """Nobody here has the author's id."""

    code, status = "sync/author-unknown", 404


class AuthorSuspended(Problem):
    """The author's account is suspended; what he recorded is kept for a person to decide."""

    code, status = "sync/author-suspended", 404


class CarriedByAnother(Problem):
    """Somebody else's sign-in brought it; a person looks before it counts."""

    code, status = "sync/carried-by-another", 404


class OutOfScope(Problem):
    """The thing it is about is unknown here, or lies outside the author's duty."""

    code, status = "sync/out-of-scope", 404


class ConsequenceFailed(Problem):
    """Something failed that should not; the record is safe and a person looks."""

    code, status = "sync/consequence-failed", 500


class TryLater(Problem):
    """The database can take in nothing just now, whatever it is; nothing was stored, and that will pass."""

    code, status, retry_after_s = "sync/try-later", 503, 15


class IdReused(Problem):
    """Another record came under the same id before."""

    code, status = "sync/id-reused", 409


class NotJson(Problem):
    """A line of the batch is no item."""

    code, status = "sync/not-json", 400


STATUS_OF = {400: "rejected", 409: "conflict", 422: "rejected"}


def status_of(problem: Problem) -> str:
    """Return the item's status for a refusal: form, conflict, or something for a person to decide."""
    return STATUS_OF.get(problem.status, "quarantined")
