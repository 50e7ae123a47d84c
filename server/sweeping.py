"""The one page that says what is swept: periodic work, in the order in which it runs."""

from collections.abc import Mapping

from server.field.damage import clocks, safety
from server.field.patrols import actions as patrols
from server.field.patrols import campaigns
from server.field.supervision_comments import ratings as comments
from server.field.work_orders import changes, overdue
from server.identity.accounts import actions as accounts
from server.identity.accounts.queries import ids_at
from server.identity.activation import actions as activation
from server.identity.regions import actions as regions
from server.services.audit_log import archives as log_archives
from server.services.channels import deliveries
from server.services.files import actions as files
from server.services.files import parts
from server.services.sweeps.actions import Sweep


def write_digests(limit: int) -> int:
    """Hand the people of a place down to the floor that only knows their notices."""
    return deliveries.write_digests(limit, ids_at)


SWEEPS: Mapping[str, Sweep] = {
    "regions.carry_on": regions.carry_on,
    "patrols.give_out": patrols.give_out,
    "patrols.call_off": campaigns.call_off,
    "patrols.expire": patrols.expire,
    "patrols.close_missed": patrols.close_missed,
    "patrols.lapse": patrols.lapse,
    "damage.escalate": clocks.escalate,
    "damage.follow_up": clocks.follow_up,
    "damage.warn": safety.warn,
    "damage.end_unanswered": clocks.end_unanswered,
    "damage.lapse": clocks.lapse,
    "damage.close_spot_fixes": clocks.close_spot_fixes,
    "damage.close_silent": clocks.close_silent,
    "damage.archive": clocks.archive,
    "orders.ask_townships": changes.ask_townships,
    "orders.remind_of_overdue": overdue.remind_of_overdue,
    "orders.remind_of_reviews": overdue.remind_of_reviews,
    "comments.take_up_late": comments.take_up_late,
    "comments.close_silent": comments.close_silent,
    "channels.write_digests": write_digests,
    "channels.send_due": deliveries.send_due,
    "log.archive": log_archives.archive,
    "files.make_copies": files.make_copies,
    "files.forget_parts": parts.forget_parts,
    "accounts.forget_tries": accounts.forget_tries,
    "activation.forget_tickets": activation.forget_tickets,
}
