"""One year of a thing once more, by the usual actions, as the rows that were written in bulk tell it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

from sqlalchemy import select

from server.core.clock import as_of, start_of
from server.core.db import db
from server.demo.album import bring_picture, hash_of
from server.demo.people import mender_of
from server.demo.pictures import picture_in_light
from server.field.damage import actions as damage
from server.field.damage.actions import PublicReport
from server.field.damage.clocks import archive, close_silent, close_spot_fixes
from server.field.damage.models import DamageReport
from server.field.damage.safety import secure
from server.field.damage.verdicts import Verdict
from server.field.inspections import actions as inspections
from server.field.inspections.rules import Visit
from server.field.patrols import actions as patrols
from server.field.work_orders import actions as orders
from server.field.work_orders.actions import Assignment
from server.field.work_orders.changes import cancel
from server.field.work_orders.funds import Lack, await_funds
from server.field.work_orders.queries import of_report
from server.field.work_orders.repairs import Done
from server.services.audit_log.actions import PUBLIC, SYSTEM, Doer, acting_as
from server.services.files.actions import put_aside
from server.services.settings.rules import SETTINGS
from tests.makers import all_pictures

MANY = 1000
NOON = timedelta(hours=12)
SHOWS = ("sound", "broken", "mended")


class Again:
    """Takes every step at its moment, as whoever took it in the rows.

    rows  the rows of each table by its name, as plain objects
    """

    def __init__(self, thing, troubles, days, rows: dict[str, list[SimpleNamespace]]) -> None:
        self.thing, self.troubles, self.days, self.rows = thing, troubles, days, rows
        told = [*rows["report_steps"], *rows["order_steps"]]
        self.actors = {step.at: step.actor_id for step in told}
        self.said = {step.at: step.words for step in rows["report_steps"]}

    def live(self) -> None:
        events = [*self._rounds(), *self._visits(), *self._excuses(), *self._steps()]
        for at, by, act in sorted(events, key=lambda one: one[0]):
            with as_of(at), acting_as(by):
                act()
        patrols.expire(MANY)
        patrols.close_missed(MANY)
        patrols.lapse(MANY)

    def _rounds(self):
        for one in self.days.rounds[self.thing.kind.asset_type]:
            yield start_of(one.given_on), SYSTEM, lambda: patrols.give_out(MANY)

    def _visits(self):
        for row in self.rows["inspections"]:
            yield row.received_at, Doer("user", row.inspector_id), lambda row=row: self._file(row)
            if row.status == "approved" and not any(one.visit_id == row.id for one in self._verified()):
                yield row.received_at + NOON, SYSTEM, lambda row=row: inspections.review(row.id, "approve")
            if row.status == "rejected":
                yield (
                    row.received_at + NOON,
                    SYSTEM,
                    lambda row=row: inspections.review(row.id, "reject", row.verdict_words),
                )

    def _verified(self):
        return [one for one in self.troubles if one.round and not one.path.needs_spot_fix]

    def _file(self, row) -> None:
        files = [file for file in self.rows["files"] if file.owner_id == str(row.id)]
        place = {"lat": row.lat, "lng": row.lng, "accuracy_m": row.accuracy_m}
        visit = Visit(
            row.asset_id, row.inspector_id, "worker", row.captured_at, row.started_at, row.captured_at,
            row.template, row.template_version, row.answers, row.all_normal, {file.slot for file in files},
            row.task_id, place, row.scanned_by, row.scanned_token,
        )  # fmt: skip
        inspections.file_inspection(row.id, visit)
        for file in files:
            shows = next(one for one in SHOWS if hash_of(self.thing.kind.asset_type, one) == file.sha256)
            bring_picture("inspection", row.id, file.slot, self.thing.kind.asset_type, shows)

    def _excuses(self):
        for row in self.rows["patrol_tasks"]:
            if row.excuse:
                at = start_of(max(row.window_start_on, self._first)) + NOON
                excuse = (row.id, row.excuse, row.excuse_words, None)
                yield at, Doer("user", row.assignee_id), lambda excuse=excuse: patrols.excuse(*excuse)

    @property
    def _first(self):
        return self.days.rounds[self.thing.kind.asset_type][0].given_on

    def _steps(self):
        for trouble in self.troubles:
            for step, at in trouble.steps:
                actor = self.actors.get(at)
                by = Doer("user", actor) if actor else SYSTEM if step in SWEPT else PUBLIC
                yield at, by, lambda s=step, t=trouble, a=at: getattr(self, s)(t, a)
            yield from self._neighbours(trouble)
            yield from self._safety(trouble)

    def _neighbours(self, trouble):
        for voice in self.rows["report_voices"]:
            own = voice.report_id == trouble.report_id and voice.said_at > trouble.steps[0][1]
            if own and voice.device_hash:
                yield (
                    voice.said_at,
                    PUBLIC,
                    lambda v=voice, t=trouble: damage.join(self.report(t).id, v.device_hash, v.words),
                )

    def _safety(self, trouble):
        for step in self.rows["report_steps"]:
            if step.event == "secure" and step.report_id == trouble.report_id:
                by = Doer("user", step.actor_id)
                yield step.at, by, lambda s=step, t=trouble: secure(self.report(t).id, s.outcome)

    def report(self, trouble) -> DamageReport:
        query = select(DamageReport).filter_by(asset_id=self.thing.id, reported_at=trouble.steps[0][1])
        return db.session.scalars(query).unique().one()

    def order(self, trouble):
        return of_report(self.report(trouble).id)

    def cost(self, trouble, at):
        """Return the row of the order that was being mended then."""
        own = [row for row in self.rows["work_orders"] if row.report_id == trouble.report_id]
        return max((row for row in own if row.created_at <= at), key=lambda row: row.created_at)

    def found(self, trouble, at) -> None:
        if trouble.round is None:
            row = next(one for one in self.rows["damage_reports"] if one.id == trouble.report_id)
            drawn = picture_in_light(self.thing.kind.asset_type, "broken", str(row.id))
            self._tell(row, [put_aside(drawn)])

    def _tell(self, row, photos) -> UUID:
        told = PublicReport(
            row.category, row.title, row.severity, row.words, None, row.upward, str(row.id), photos
        )
        return damage.report_publicly(self.thing.id, told).report.id

    def fix(self, trouble, at) -> None:
        """The visit says it all."""

    def twin(self, trouble, at) -> None:
        row = next(one for one in self.rows["damage_reports"] if one.merged_into_id == trouble.report_id)
        with as_of(row.reported_at), acting_as(PUBLIC):
            second = self._tell(row, [])
        damage.verify(second, Verdict("merge", merge_into=self.report(trouble).id), None)

    def confirm(self, trouble, at) -> None:
        damage.verify(self.report(trouble).id, Verdict("confirm", publish_photos=all_pictures()), None)

    def reject(self, trouble, at) -> None:
        damage.verify(self.report(trouble).id, Verdict("reject", reason=self.said[at]), None)

    def transfer(self, trouble, at) -> None:
        damage.verify(self.report(trouble).id, Verdict("transfer", reason=self.said[at]), None)

    def assign(self, trouble, at) -> None:
        row = self.cost(trouble, at)
        due_on = row.due_on - timedelta(days=row.paused_days)  # pauses came later
        assignment = Assignment(mender_of(self.thing.village), row.estimate_fen, due_on)
        orders.assign(self.order(trouble).id, assignment, None)

    def ask_money(self, trouble, at) -> None:
        row = self.cost(trouble, at)
        orders.submit_cost(self.order(trouble).id, row.estimate_fen, row.fund_channel, None)

    def approve(self, trouble, at) -> None:
        orders.approve_cost(self.order(trouble).id, self._order_words(at), None)

    def deny(self, trouble, at) -> None:
        orders.deny_cost(self.order(trouble).id, self._order_words(at), None)

    def await_funds(self, trouble, at) -> None:
        row = self.cost(trouble, at)
        lack = Lack(row.funds_fen, self._order_words(at), row.funds_review_on, fenced=True)
        await_funds(self.order(trouble).id, lack, None)

    def cancel(self, trouble, at) -> None:
        cancel(self.order(trouble).id, self._order_words(at), None)

    def begin(self, trouble, at) -> None:
        order = self.order(trouble)
        self._photos(trouble, at, order.id)
        orders.begin(order.id, 1, None)

    def pause(self, trouble, at) -> None:
        reason, _, words = self._order_words(at).partition(": ")
        orders.pause(self.order(trouble).id, reason, words, None)

    def resume(self, trouble, at) -> None:
        orders.resume(self.order(trouble).id, None)

    def finish(self, trouble, at) -> None:
        row, order = self.cost(trouble, at), self.order(trouble)
        self._photos(trouble, at, order.id)
        bills = row.actual_cost_fen > SETTINGS["receipt_limit"].default
        done = Done(row.actual_cost_fen, row.materials, self._order_words(at), int(bills))
        orders.finish(order.id, done, 1, None)

    def _photos(self, trouble, at, order_id) -> None:
        for file in self.rows["files"]:
            if file.owner_kind == "order" and file.arrived_at == at:
                shows = {"before": "broken", "receipt": "bill"}.get(file.slot.split("/")[0], "mended")
                bring_picture("order", order_id, file.slot, self.thing.kind.asset_type, shows)

    def accept(self, trouble, at) -> None:
        orders.accept(self.order(trouble).id, self._order_words(at), all_pictures(), None)

    def refuse(self, trouble, at) -> None:
        orders.refuse(self.order(trouble).id, self._order_words(at), None)

    def _order_words(self, at) -> str:
        return next(step.words for step in self.rows["order_steps"] if step.at == at)

    def fixed(self, trouble, at) -> None:
        damage.reporter_says(self._receipt(trouble), True, self.said[at], None)

    def not_fixed(self, trouble, at) -> None:
        damage.reporter_says(self._receipt(trouble), False, self.said[at], None)

    def look_good(self, trouble, at) -> None:
        damage.passerby_says(self.report(trouble).id, "passer-by", True, None)

    def _receipt(self, trouble) -> str:
        return next(voice.receipt_token for voice in self.report(trouble).voices if voice.receipt_token)

    def silent(self, trouble, at) -> None:
        assert close_silent(MANY) == 1

    def close_fix(self, trouble, at) -> None:
        assert close_spot_fixes(MANY) == 1

    def archive(self, trouble, at) -> None:
        assert archive(MANY) == 1


SWEPT = {"silent", "close_fix", "archive"}
