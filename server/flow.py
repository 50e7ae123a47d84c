"""The one page that says: this event -> these rooms further up act on it."""

from server.assets.register import actions as register
from server.assets.tags import actions as tags
from server.core.events import Flow
from server.field.damage.actions import open_reports
from server.field.damage.events import DamageConfirmed, DamageReopened, DamageTransferred, RepairDropped
from server.field.inspections.actions import flag_reused_photos
from server.field.inspections.events import InspectionFiled
from server.field.patrols import campaigns
from server.field.supervision_comments.actions import comments_of_visit, take_over
from server.field.work_orders.actions import call_off, raise_again, raise_order
from server.identity.appointments import actions as appointments
from server.identity.organizations import actions as organizations
from server.identity.regions.events import RegionMoved, RegionRenamed
from server.services.files.events import FileArrived
from server.web.sync.news import tell_of_file

FLOW: Flow = {
    InspectionFiled: (open_reports, comments_of_visit),
    DamageConfirmed: (raise_order,),
    DamageReopened: (raise_again,),
    RepairDropped: (call_off,),
    DamageTransferred: (take_over,),
    RegionMoved: (
        appointments.follow_move,
        organizations.follow_move,
        campaigns.follow_move,
        register.follow_move,
        tags.follow_move,
    ),
    RegionRenamed: (register.take_new_name,),
    FileArrived: (flag_reused_photos, tell_of_file),
}
