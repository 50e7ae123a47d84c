"""What the chunks of a load hold: the county's own offices, its townships, its villages, their troubles."""

from __future__ import annotations

from server.demo import people, places, things
from server.demo.book import Book
from server.demo.chance import COUNTY
from server.demo.past import tell
from server.demo.plan import Found, Plan
from server.demo.plates import hang_plates
from server.demo.rounds import PLAN, Almanac
from server.demo.troubles import troubles_of
from server.demo.walks import PHOTO_EVERY, walk_rounds
from server.field.checklists.actions import publish_standard
from server.field.patrols.models import PatrolPlan


def found(book: Book) -> None:
    """Found the county with its departments and their people, and its plan of rounds."""
    places.settle_above(book)
    people.found_county_units(book)
    people.appoint(book, people.of_county())
    plan = {"name": "村级日常巡查", "kind": "routine", "photo_every": PHOTO_EVERY, "status": "active"}
    book.add(PatrolPlan, id=PLAN, county_code=COUNTY, **plan)


def publish() -> None:
    """Publish the questions that visits are asked."""
    publish_standard(COUNTY, places.COUNTY_PATH)


def settle_township(book: Book, place: places.Township) -> None:
    """Put a township, its government and its people into the books."""
    places.settle(book, place)
    people.found_unit(book, place)
    people.appoint(book, people.of_place(place))


def settle_village(book: Book, home: places.Village, count: int, days: Almanac) -> None:
    """Put a village, its people and its things with their rounds and plates into the books."""
    places.settle(book, home)
    people.found_unit(book, home)
    people.appoint(book, people.of_place(home))
    own = things.things_in(home, count)
    for thing in own:
        things.register(book, thing, walk_rounds(book, thing, days))
    hang_plates(book, home, own)


def tell_troubles(book: Book, plan: Plan, some: list[Found], days: Almanac) -> None:
    """Write down some troubles, each from its finding to where it stands."""
    for one in some:
        thing = things.things_in(places.village(one.village), one.place + 1)[one.place]
        tell(book, troubles_of(thing, days)[one.number], plan.number_of(one))
