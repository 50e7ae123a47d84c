"""What the actor may offer whom, and where; and people's posts in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.identity.access.actions import actor, may
from server.identity.access.models import Permission
from server.identity.accounts.models import Post, User
from server.identity.appointments.queries import reach, standing
from server.identity.appointments.rules import (
    DEPARTMENT,
    LEVELS,
    OF_A_DEPARTMENT,
    OFFERED,
    TICKS,
    Offer,
    roles_for,
)
from server.identity.organizations.models import Organization
from server.identity.organizations.queries import departments, organizations_by_id
from server.identity.regions.models import Region
from server.identity.regions.queries import below, names_by_code
from server.web.look.language import say

_FROM_TOWNSHIP = 3  # a path begins with province, city, county; everyone here knows his county


@dataclass(frozen=True)
class Choices:
    """What stands in the form of an appointment.

    presets  by name, each with the ticks that may be given
    places   where one of them may be held, by level
    """

    presets: dict[str, list[str]]
    places: dict[str, list[Region]]
    departments: list[Organization]
    names: dict[str, str]

    def said(self, region: Region) -> str:
        """Return a region's name from the township down."""
        return place_said(region.path, self.names)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(region.code for regions in self.places.values() for region in regions)


def choices() -> Choices:
    """Return what the actor may offer: the map is asked for each preset at one place of its level."""
    regions = [region for path in reach(actor()) for level in _LEVELS for region in below(path, level)]
    places = {level: [one for one in regions if one.level == level] for level in _LEVELS}
    presets: dict[str, list[str]] = {}
    for preset in OFFERED:
        sample = next((places[level][0] for level in LEVELS[preset] if places[level]), None)
        if sample is not None and (ticks := _ticks(preset, sample)) is not None:
            presets[preset] = ticks
    used = {level for preset in presets for level in LEVELS[preset]}
    county_code = regions[0].county_code if regions else None
    with_departments = county_code and any(DEPARTMENT in ticks for ticks in presets.values())
    return Choices(
        presets,
        {level: found for level, found in places.items() if level in used and found},
        departments(county_code) if county_code and with_departments else [],
        {region.code: region.name for region in regions}
        | names_by_code(code for path in reach(actor()) for code in path.split("/")),
    )


_LEVELS = ("county", "township", "village")


def _ticks(preset: str, sample: Region) -> list[str] | None:
    """Return the ticks of a preset that the actor may give there; None when not even the preset."""
    if preset not in TICKS:
        given = all(_may_give(role, sample) for role in roles_for(preset, ()))
        return [] if given else None
    found = [tick for tick, role in TICKS[preset].items() if _may_give(role, sample)]
    own = [tick for tick, role in TICKS[preset].items() if _may_give(OF_A_DEPARTMENT.get(role, role), sample)]
    if preset == "county" and len(own) > len(found):
        found = own
    if preset == "county" and any(_may_give(role, sample) for role in OF_A_DEPARTMENT.values()):
        found.append(DEPARTMENT)
    return found or None


def _may_give(role: str, place: Region) -> bool:
    offer = Offer(place.county_code or "", role, place.path, None, None)
    return may(Permission.GIVE_POST, offer)


@dataclass(frozen=True)
class PostLine:
    """One post in words."""

    id: UUID
    title: str
    place: str
    from_on: date
    to_on: date | None
    ended: bool


def place_said(path: str, names: dict[str, str]) -> str:
    """Return a path in words from the township down, or the county's name."""
    steps = path.split("/")
    told = steps[_FROM_TOWNSHIP:] or steps[-1:]
    return "".join(names.get(code, code) for code in told)


def post_lines(posts: Iterable[Post], today_: date) -> list[PostLine]:
    """Return posts in words, those that last first."""
    found = list(posts)
    names = names_by_code(code for post in found for code in post.region_path.split("/"))
    units = organizations_by_id(post.dept_id for post in found)
    lines = [
        PostLine(
            post.id, say(f"app.role.{post.role}"),
            units[post.dept_id].name if post.dept_id in units else place_said(post.region_path, names),
            post.from_on, post.to_on, post.to_on is not None and post.to_on < today_,
        )
        for post in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.ended, line.from_on))


def summary(people: Iterable[User]) -> dict[UUID, tuple[str, str]]:
    """Return what each person is and where, in a few words."""
    posts = {person.id: standing(person) for person in people}
    everyone = [post for held in posts.values() for post in held]
    names = names_by_code(code for post in everyone for code in post.region_path.split("/"))
    units = organizations_by_id(post.dept_id for post in everyone)
    return {
        person_id: (
            _joined(say(f"app.role.{post.role}") for post in held),
            _joined(
                units[post.dept_id].name if post.dept_id in units else place_said(post.region_path, names)
                for post in held
            ),
        )
        for person_id, held in posts.items()
    }


def _joined(words: Iterable[str]) -> str:
    return say("people.and").join(dict.fromkeys(words))
