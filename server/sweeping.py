"""The one page that says what is swept: periodic work, in the order in which it runs."""

from collections.abc import Mapping

from server.field.damage import verdicts
from server.field.patrols import actions as patrols
from server.services.sweeps.actions import Sweep

SWEEPS: Mapping[str, Sweep] = {
    "patrols.give_out": patrols.give_out,
    "patrols.expire": patrols.expire,
    "patrols.close_missed": patrols.close_missed,
    "patrols.lapse": patrols.lapse,
    "damage.close_spot_fixes": verdicts.close_spot_fixes,
    "damage.close_silent": verdicts.close_silent,
    "damage.archive": verdicts.archive,
}
