"""Faults put into the sync code on purpose: histories that do not catch each of them prove nothing.

Each patches the real code for as long as its context lasts; those of the phone patch the model of it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import PropertyMock, patch

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from server.core.clock import iso, now
from server.core.db import db, unit_of_work
from server.field.work_orders import repairs, steps
from server.identity.access.models import actor_of, audiences_of
from server.identity.regions import actions as regions
from server.services.feed import actions as feed_actions
from server.services.feed import queries as feed_queries
from server.services.feed.queries import Audiences
from server.services.files import actions as files
from server.services.files import shelf
from server.services.files.events import FileArrived
from server.services.files.models import Blob
from server.services.files.queries import missing_of
from server.services.files.rules import Picture
from server.web.sync import api, intake, refusals
from server.web.sync import files as files_routes
from tests.faults.machine import Histories
from tests.faults.phone import Kept, Patience, Phone
from tests.faults.wire import Refused

Plant = Callable[[], AbstractContextManager[object]]
PLANTED: dict[str, Plant] = {}
UNAUTHORISED = 401


def planted(name: str) -> Callable[[Plant], Plant]:
    """Enter a bug under what a reviewer would call it."""

    def enter(plant: Plant) -> Plant:
        PLANTED[name] = plant
        return plant

    return enter


def _nothing(*_args: Any, **_named: Any) -> None:
    return None


# ---- taking items in


@planted("receipt before commit")
def _receipt_before_commit() -> AbstractContextManager[object]:
    @contextmanager
    def unsure() -> Iterator[Any]:
        unit = unit_of_work()
        session = unit.__enter__()
        try:
            yield session
        except BaseException:
            unit.__exit__(*sys.exc_info())
            raise
        try:
            unit.__exit__(None, None, None)
        except BaseException:  # the receipt is out, whatever becomes of the rest
            return

    return patch.object(intake, "unit_of_work", unsure)


@planted("the same bytes are carried out again")
def _dedupe_off() -> AbstractContextManager[object]:
    def again(_session: Any, known: Any, sent: Any, user: Any) -> Any:
        intake._settle(known, intake.judge(sent, known, actor_of(user)), sent)
        return intake.receipt(known)

    return patch.object(intake, "_again", again)


@planted("other bytes under a used id are taken for the first")
def _id_reused_ignored() -> AbstractContextManager[object]:
    return patch.object(intake, "_again", lambda _session, known, _sent, _user: intake.receipt(known))


@planted("other bytes overwrite the first")
def _id_reused_overwrites() -> AbstractContextManager[object]:
    def again(session: Any, known: Any, sent: Any, user: Any) -> Any:
        intake._keep_bytes(session, sent, user)
        known.sha256 = sent.sha256
        return intake.receipt(known)

    return patch.object(intake, "_again", again)


@planted("the receipt's core changes when it is asked for again")
def _core_changes() -> AbstractContextManager[object]:
    real = intake.receipt
    return patch.object(intake, "receipt", lambda item: {**real(item), "received_at": iso(now())})


@planted("the raw bytes are tidied up")
def _bytes_tidied() -> AbstractContextManager[object]:
    real = intake._keep_bytes

    def keep(session: Any, sent: Any, user: Any) -> None:
        real(
            session, intake.Sent(sent.id, sent.raw.rstrip(b"}") + b" }", sent.envelope, sent.author_id), user
        )
        for row in session.new:
            if isinstance(row, intake.ItemBytes):
                row.sha256 = sent.sha256

    return patch.object(intake, "_keep_bytes", keep)


@planted("the record of a suspended person is refused")
def _suspended_dropped() -> AbstractContextManager[object]:
    real = intake._author

    def author(*args: Any, **named: Any) -> Any:
        try:
            return real(*args, **named)
        except refusals.AuthorSuspended as suspended:
            raise refusals.FieldsRefused(fields="author_id") from suspended

    return patch.object(intake, "_author", author)


@planted("what a person should decide counts as done")
def _quarantine_swallowed() -> AbstractContextManager[object]:
    real = intake._settle

    def settle(item: Any, outcome: Any, sent: Any) -> None:
        if outcome.status == "quarantined":
            outcome = intake.Outcome("accepted", None, outcome.owner)
        real(item, outcome, sent)

    return patch.object(intake, "_settle", settle)


@planted("an unexpected failure is answered 500 for ever")
def _five_hundred() -> AbstractContextManager[object]:
    def failed(_item_id: Any, failure: Exception) -> Any:
        raise OperationalError("INSERT", {}, failure)

    return patch.object(intake, "_failed", failed)


@planted("a failed consequence stays half done")
def _half_done() -> AbstractContextManager[object]:
    @contextmanager
    def attempt() -> Iterator[None]:
        yield

    return patch.object(intake, "attempt", attempt)


@planted("the log tells of what was undone")
def _log_of_undone() -> AbstractContextManager[object]:
    @contextmanager
    def attempt() -> Iterator[None]:
        with db.session.begin_nested():
            yield

    return patch.object(intake, "attempt", attempt)


@planted("one bad item ends the batch")
def _batch_ends() -> AbstractContextManager[object]:
    real = api._line

    def line(raw: bytes, carrier: Any) -> dict[str, Any]:
        receipt = real(raw, carrier)
        if receipt["status"] == "rejected":
            raise ConnectionAbortedError
        return receipt

    return patch.object(api, "_line", line)


@planted("the phone's clock says when it came")
def _phone_clock() -> AbstractContextManager[object]:
    real = intake._command

    def command(sent: Any, item: Any, *more: Any) -> Any:
        made = real(sent, item, *more)
        item.received_at = made.captured_at
        return made

    return patch.object(intake, "_command", command)


@planted("whoever carries an item may act for its author")
def _carrier_acts() -> AbstractContextManager[object]:
    real = intake._author

    def author(data: Any, item: Any, carrier: Any, admitted: bool) -> Any:
        try:
            return real(data, item, carrier, admitted)
        except refusals.CarriedByAnother:
            return actor_of(intake.known_user(data["author_id"]))

    return patch.object(intake, "_author", author)


@planted("duty is not asked for at sync")
def _duty_unasked() -> AbstractContextManager[object]:
    return patch("server.web.sync.commands.Command.require", _nothing)


# ---- commands


@planted("last write wins")
def _last_write_wins() -> AbstractContextManager[object]:
    real = repairs.locked
    return patch.object(repairs, "locked", lambda order_id, _version: real(order_id, None))


@planted("a command does not raise the version")
def _version_stays() -> AbstractContextManager[object]:
    real = repairs.take

    def take(order: Any, *what: Any) -> None:
        real(order, *what)
        order.version -= 1

    return patch.object(repairs, "take", take)


@planted("a command moves whatever state it finds")
def _any_state() -> AbstractContextManager[object]:
    targets = {"accept_job": "in_repair", "start": "in_repair", "resume": "in_repair", "pause": "paused"}
    targets |= {"finish": "finished", "pass": "accepted", "fail": "rework"}

    def take(order: Any, event: str, words: str | None = None) -> None:
        old, order.status = order.status, targets[event]
        order.version += 1
        steps.keep_step(order, event, old, words)

    return patch.object(repairs, "take", take)


# ---- files


@planted("the file's row comes before its bytes")
def _row_first() -> AbstractContextManager[object]:
    real = files.put_aside

    def receive(county_code: str, sha256: str, raw: bytes) -> bool:
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise files.HashWrong
        new = db.session.get(files.CountyBlob, (county_code, sha256)) is None
        if new:
            with patch.object(shelf.Folder, "put", _nothing):
                aside = real(raw)
            files._keep(county_code, aside)
        files._arrive(county_code, sha256)
        if new:
            shelf.shelf().put(files.name_of(sha256), raw)
        return new

    return patch.object(files_routes, "receive", receive)


@planted("a file is written in place")
def _in_place() -> AbstractContextManager[object]:
    def put(folder: shelf.Folder, name: str, raw: bytes) -> None:
        path = folder.root / name
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(raw)
            file.flush()
            shelf.os.fsync(file.fileno())

    return patch.object(shelf.Folder, "put", put)


@planted("a file's hash is believed")
def _hash_believed() -> AbstractContextManager[object]:
    real = files_routes.receive

    def receive(county_code: str, sha256: str, raw: bytes) -> bool:
        if hashlib.sha256(raw).hexdigest() == sha256:
            return real(county_code, sha256, raw)
        shelf.shelf().put(files.name_of(sha256), raw)
        files._keep(county_code, files.Shelved(sha256, len(raw), Picture("image/jpeg", 1, 1, {}, None)))
        files._arrive(county_code, sha256)
        return True

    return patch.object(files_routes, "receive", receive)


@planted("a file of another county is said to be here")
def _other_county() -> AbstractContextManager[object]:
    def held(_county_code: str, sha256s: set[str]) -> set[str]:
        return set(db.session.scalars(select(Blob.sha256).where(Blob.sha256.in_(sha256s))))

    return patch.object(files, "_held", held)


@planted("missing files are told as at first")
def _missing_kept() -> AbstractContextManager[object]:
    told: dict[object, list[str]] = {}
    return patch(
        "server.web.sync.receipts.missing_of",
        lambda item_id, county_code: told.setdefault(item_id, missing_of(item_id, county_code)),
    )


@planted("missing files are not told")
def _missing_untold() -> AbstractContextManager[object]:
    return patch("server.web.sync.receipts.missing_of", lambda *_: [])


@planted("the pictures of an admitted item stay behind")
def _pictures_behind() -> AbstractContextManager[object]:
    return patch("server.web.quarantine.actions.expect", _nothing)


# ---- the feed


@planted("the cursor skips a row")
def _off_by_one() -> AbstractContextManager[object]:
    real = feed_queries.changes
    return patch("server.web.sync.feed.changes", lambda who, after: real(who, after + 1 if after else 0))


@planted("a full page loses a row")
def _page_loses() -> AbstractContextManager[object]:
    real = feed_queries.changes

    def changes(who: Any, after: int) -> Any:
        rows = real(who, after)
        return rows if len(rows) < feed_queries.PAGE or not after else [*rows[:-2], rows[-1]]

    return patch("server.web.sync.feed.changes", changes)


@planted("a change gets no new number")
def _no_new_number() -> AbstractContextManager[object]:
    real = feed_actions._tell

    def tell(session: Any, head: Any, one: Any, rows: Any) -> None:
        if one.audience is not None:
            real(session, head, one, rows)

    return patch.object(feed_actions, "_tell", tell)


@planted("the tombstone is missing")
def _no_tombstone() -> AbstractContextManager[object]:
    return patch("server.assets.tags.actions.withdraw", _nothing)


@planted("a change of duty is not noticed")
def _duty_unnoticed() -> AbstractContextManager[object]:
    return patch.object(Audiences, "version", PropertyMock(return_value="samesamesame"))


@planted("the feed tells of the whole county")
def _whole_county() -> AbstractContextManager[object]:
    def wide(actor: Any) -> Audiences:
        own = audiences_of(actor)
        return Audiences(own.county_code, own.exact, (*own.below, "all:140000000000/"))

    return patch("server.web.sync.feed.audiences_of", wide)


@planted("nobody is told that a picture has come")
def _arrival_untold() -> AbstractContextManager[object]:
    @contextmanager
    def untold() -> Iterator[None]:
        flow = Histories.ground.app.extensions["flow"]
        with patch.dict(flow, {FileArrived: flow[FileArrived][:1]}):
            yield

    return untold()


@planted("a decision is not told to the phone")
def _decision_untold() -> AbstractContextManager[object]:
    return patch("server.web.quarantine.actions.share", _nothing)


@planted("the log's end is not written down")
def _log_end() -> AbstractContextManager[object]:
    real = feed_actions.chain

    def chain(session: Any, county_code: str, at: Any) -> Any:
        real(session, county_code, at)
        return at

    return patch.object(feed_actions, "chain", chain)


# ---- places that move


@planted("a village that is half moved stays so")
def _half_moved_for_ever() -> AbstractContextManager[object]:
    return patch.object(regions, "carry_on", lambda _limit: 0)


@planted("whose village is half moved has lost sight of it")
def _one_path_only() -> AbstractContextManager[object]:
    return patch(
        "server.identity.access.models.reached_meanwhile",
        lambda _county_code, paths: [[path] for path in paths],
    )


@planted("nobody's phone is told that a village has moved")
def _move_untold() -> AbstractContextManager[object]:
    return patch.object(regions, "follow_place", lambda *_: 0)


# ---- the phone


@planted("the phone deletes on sending")
def _delete_on_send() -> AbstractContextManager[object]:
    real = Phone.push_items

    def push_items(phone: Phone, ids: Any) -> None:
        sent = list(ids)
        real(phone, sent)
        for one in sent:
            phone.outbox.pop(one, None)

    return patch.object(Phone, "push_items", push_items)


@planted("the phone clears itself on 401")
def _clear_on_401() -> AbstractContextManager[object]:
    real = Patience.__exit__

    def leave(patience: Patience, kind: Any, failure: Any, trace: Any) -> bool:
        if isinstance(failure, Refused) and failure.status == UNAUTHORISED:
            patience.phone.outbox.clear()
        return real(patience, kind, failure, trace)

    return patch.object(Patience, "__exit__", leave)


@planted("the phone settles an item before its files")
def _settle_early() -> AbstractContextManager[object]:
    real = Phone._settle_if_whole

    def settle(phone: Phone, kept: Kept) -> None:
        kept.missing = []
        real(phone, kept)

    return patch.object(Phone, "_settle_if_whole", settle)


@planted("the phone moves its cursor on a cut page")
def _cursor_on_cut() -> AbstractContextManager[object]:
    real = Phone.pull

    def pull(phone: Phone) -> bool:
        before = phone.wire.feed

        def feed(cursor: str) -> list[dict[str, Any]]:
            lines = before(cursor)
            if lines and "cursor" not in lines[-1]:
                whole = before(cursor)
                return [*lines, *(line for line in whole if line["kind"] == "cursor")]
            return lines

        with patch.object(phone.wire, "feed", feed):
            return real(phone)

    return patch.object(Phone, "pull", pull)


@planted("the phone drops an item after three failures")
def _three_tries() -> AbstractContextManager[object]:
    real, tries = Phone.push_items, dict[str, int]()

    def push_items(phone: Phone, ids: Any) -> None:
        sent = list(ids)
        real(phone, sent)
        for one in sent:
            kept = phone.outbox.get(one)
            if kept is not None and not kept.received:
                tries[one] = tries.get(one, 0) + 1
                if tries[one] >= 3:
                    del phone.outbox[one]

    return patch.object(Phone, "push_items", push_items)
