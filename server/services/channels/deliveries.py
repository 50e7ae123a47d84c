"""The sweeps of the channels: once a day a digest, and sending whatever is due.

A delivery is taken in one transaction, which leaves it due again after SEND_LEASE, sent outside of any,
and noted in a second one.  A process that dies in between makes a message go out at most once more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import func, select

from server.core.clock import end_of, iso, local, now, start_of, today
from server.core.db import db, unit_of_work
from server.core.sealing import Unsealable, unseal
from server.core.words import say
from server.services.audit_log.actions import record
from server.services.channels.actions import PURPOSE, SMS_FILE, queue
from server.services.channels.models import Channel, Delivery
from server.services.channels.rules import (
    A_MINUTE,
    DUE,
    EMPTY,
    FAILED,
    GIVEN_UP,
    MOST_A_MINUTE,
    PASSES_QUIET,
    SENT,
    WAITING,
    AddressRefused,
    is_quiet,
    signed,
    target,
    wait_after,
)
from server.services.channels.wire import NotSent, post
from server.services.notices.queries import unread_by_user
from server.services.settings.queries import setting
from server.services.workdays.queries import is_workday

Readers = Callable[[str, UUID | None], set[UUID]]
"""The people of a place and below it, or of a department; handed down from the floor that knows them."""
SEND_LEASE = timedelta(minutes=5)
AT_ONCE = 10  # messages taken together: with the deadline of wire.py they end well within the lease
ONE_HOUR = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """A delivery on its way, without the database; address and secret are opened only when it is sent."""

    id: UUID
    kind: str
    county_code: str
    address_sealed: str
    secret_sealed: str
    channel_kind: str
    text: str
    users: dict[str, int]


def write_digests(limit: int, readers: Readers) -> int:
    """Queue the day's digest of each channel whose hour has come; a day without any unread is only noted."""
    occasion, made = f"digest/{today()}", 0
    done = select(Delivery.channel_id).filter_by(occasion=occasion)
    query = select(Channel).where(Channel.active, Channel.id.not_in(done)).order_by(Channel.id)
    for channel in db.session.scalars(query).all():
        if made < limit and _is_hour(channel.county_code):
            _write(channel, occasion, readers)
            made += 1
    return made


def _is_hour(county_code: str) -> bool:
    come = local(now()).hour >= int(setting(county_code, "digest_hour"))
    return come and not _quiet_now(county_code) and is_workday(county_code, today())


def _write(channel: Channel, occasion: str, readers: Readers) -> None:
    with unit_of_work():
        unread = unread_by_user(channel.county_code, readers(channel.region_path, channel.dept_id))
        users = {str(user): count for user, count in unread.items()} if channel.kind == SMS_FILE else {}
        count, state = sum(unread.values()), WAITING if unread else EMPTY
        queue(channel, "digest", occasion, state, count=count, link="/desk/notices", users=users)
        record(channel.county_code, "channel.digest", "Channel", channel.id, count=count)


def send_due(limit: int) -> int:
    """Send what is due; returns how many deliveries were handled, put off ones included."""
    handled, taken = _take(min(limit, AT_ONCE))
    for one in taken:
        _send(one)
    return handled


def send_now(delivery_id: UUID) -> None:
    """Send one delivery at once, for somebody who waits for the answer; one that is not due is left alone."""
    _, taken = _take(1, delivery_id)
    for one in taken:
        _send(one)


def _take(limit: int, only: UUID | None = None) -> tuple[int, list[Taken]]:
    with unit_of_work() as session:
        query = (
            select(Delivery)
            .join(Delivery.channel)
            .where(Delivery.state.in_(DUE), Delivery.next_try_at <= now(), Channel.active)
            .order_by(Delivery.next_try_at, Delivery.id)
        )
        query = query.where(Delivery.id == only) if only else query
        due = session.scalars(query.limit(limit).with_for_update(of=Delivery, skip_locked=True)).all()
        taken = []
        for delivery in due:
            later = _put_off(delivery)
            delivery.next_try_at = later or now() + SEND_LEASE
            if later is None:
                delivery.tries, delivery.tried_at = delivery.tries + 1, now()
                session.flush()
                taken.append(_taken(delivery))
    return len(due), taken


def _put_off(delivery: Delivery) -> datetime | None:
    """Return when to try instead: after the quiet hours, or when the robot has rested; None for now."""
    if delivery.kind not in PASSES_QUIET and _quiet_now(delivery.county_code):
        return _end_of_quiet(delivery.county_code)
    lately = select(func.count()).where(
        Delivery.county_code == delivery.county_code,
        Delivery.channel_id == delivery.channel_id,
        Delivery.tried_at > now() - A_MINUTE,
    )
    return now() + A_MINUTE if (db.session.scalar(lately) or 0) >= MOST_A_MINUTE else None


def _quiet_now(county_code: str) -> bool:
    first, last = setting(county_code, "quiet_from"), setting(county_code, "quiet_to")
    return is_quiet(local(now()).hour, int(first), int(last))


def _end_of_quiet(county_code: str) -> datetime:
    hour = int(setting(county_code, "quiet_to"))
    end = start_of(today()) + hour * ONE_HOUR
    return end if end > now() else end_of(today()) + hour * ONE_HOUR


def _taken(delivery: Delivery) -> Taken:
    channel, facts = delivery.channel, delivery.facts
    link = current_app.config["TAG_ORIGIN"] + facts["link"] if current_app.config["TAG_ORIGIN"] else ""
    said = say(
        f"channel.said.{delivery.kind}", app=setting(delivery.county_code, "app_name"), count=facts["count"]
    )
    return Taken(
        delivery.id,
        delivery.kind,
        delivery.county_code,
        channel.address_sealed,
        channel.secret_sealed,
        channel.kind,
        f"{said} {link}".strip(),
        facts.get("users", {}),
    )


def _send(taken: Taken) -> None:
    """Send one message and note what became of it; whatever is wrong with it, the next one is sent too."""
    error = None
    try:
        _file(taken) if taken.channel_kind == SMS_FILE else _post(taken)
    except NotSent as failed:
        error = failed.code
    except AddressRefused:  # the configuration has become narrower since
        error = "refused"
    except Unsealable:
        error = "unsealable"
    except Exception:
        log.exception("delivery broke", delivery=str(taken.id))
        error = "broken"
    _note(taken.id, error)


def _post(taken: Taken) -> None:
    found = target(_opened(taken.address_sealed), current_app.config["WEBHOOK_HOSTS"])
    if taken.channel_kind == "dingtalk":
        path = signed(found.path, _opened(taken.secret_sealed), int(now().timestamp() * 1000))
        found = type(found)(found.scheme, found.host, found.port, path, found.listed_whole)
    post(found, {"msgtype": "text", "text": {"content": taken.text}})


def _opened(sealed: str) -> str:
    return unseal(sealed, current_app.config["SECRET_KEY"], PURPOSE) if sealed else ""


def _file(taken: Taken) -> None:
    """Append a line for each person to the county's file, for whoever sends short messages."""
    folder = Path(current_app.config["SMS_ROOT"])
    base: dict[str, Any] = {"delivery": str(taken.id), "at": iso(now()), "text": taken.text}
    lines = [{**base, "user_id": user, "count": count} for user, count in sorted(taken.users.items())]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / f"{taken.county_code}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines or [base])
            file.flush()
            os.fsync(file.fileno())
    except OSError as failed:
        raise NotSent("unwritable") from failed


def _note(delivery_id: UUID, error: str | None) -> None:
    with unit_of_work() as session:
        delivery = session.get_one(
            Delivery, delivery_id, with_for_update={"of": Delivery}, populate_existing=True
        )
        delivery.last_error = error
        if error is None:
            delivery.state, delivery.sent_at = SENT, now()
            return
        log.warning("delivery failed", delivery=str(delivery.id), error=error, tries=delivery.tries)
        wait = wait_after(delivery.tries)
        delivery.state = GIVEN_UP if wait is None else FAILED
        delivery.next_try_at = now() + (wait or timedelta())
