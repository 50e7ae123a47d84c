"""The one page that says: this event -> these rooms further up act on it."""

from server.core.events import Flow
from server.field.damage.actions import open_reports
from server.field.damage.events import DamageConfirmed, DamageReopened
from server.field.inspections.events import InspectionFiled
from server.field.work_orders.actions import raise_again, raise_order
from server.services.files.events import FileArrived
from server.web.sync.news import tell_of_file

FLOW: Flow = {
    InspectionFiled: (open_reports,),
    DamageConfirmed: (raise_order,),
    DamageReopened: (raise_again,),
    FileArrived: (tell_of_file,),
}
