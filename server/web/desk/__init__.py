"""The desk (办公桌): where those who decide see what waits, judge it by its evidence, and look things up.

Plan: section four, parts 7 (管护维修) and 10 (监督).  Pages and forms only; rules live in the rooms below.
"""

import server.web.desk.access
import server.web.desk.activate
import server.web.desk.asset
import server.web.desk.assets
import server.web.desk.campaigns
import server.web.desk.channels
import server.web.desk.comment_counter
import server.web.desk.comments
import server.web.desk.funds
import server.web.desk.inbox
import server.web.desk.items
import server.web.desk.me
import server.web.desk.notices
import server.web.desk.order_hands
import server.web.desk.order_mending
import server.web.desk.order_money
import server.web.desk.orders
import server.web.desk.parcels
import server.web.desk.photos
import server.web.desk.plate
import server.web.desk.proof
import server.web.desk.recording
import server.web.desk.refusals
import server.web.desk.report_steps
import server.web.desk.reports
import server.web.desk.rounds
import server.web.desk.settings
import server.web.desk.sign_in
import server.web.desk.tags
import server.web.desk.visits
import server.web.log.pages
import server.web.people.custody
import server.web.people.entrance
import server.web.people.organizations
import server.web.people.person
import server.web.people.regions
import server.web.people.roll  # noqa: F401 - each of them puts its pages on the blueprint
from server.web.desk.blueprint import pages

BLUEPRINTS = (pages,)
