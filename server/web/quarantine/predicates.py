"""What permissions.py may ask about a kept item."""

from __future__ import annotations

from typing import Any

from server.identity.access.models import Actor
from server.identity.accounts.queries import posts_now, user


def keeps_items_of_author(actor: Actor, subject: Any) -> bool:
    """Is the county, which sees every kept item, or the township of one of the author's posts.

    An item whose author is unknown, or holds no post any more, is the county's: none is out of sight.
    """
    if actor.user is None or subject.county_code != actor.user.county_code:
        return False
    if "county_staff" in actor.roles:
        return True
    author = user(subject.author_id)
    posts = posts_now(author) if author else []
    townships = [scope for scope in actor.scopes if scope.role == "township_staff"]
    return any(scope.covers(post.region_path) for scope in townships for post in posts)


def did_not_bring_it(actor: Actor, subject: Any) -> bool:
    """Neither recorded nor carried it: nobody admits his own."""
    return actor.id not in {subject.author_id, subject.carrier_id}
