"""From sources into the ledger, again and again: one poller a connection, one schedule for all of them."""

from __future__ import annotations

from dashboard.polling.poller import Outcome as Outcome
from dashboard.polling.poller import Poller as Poller
from dashboard.polling.poller import Progress as Progress
from dashboard.polling.poller import Turn as Turn
from dashboard.polling.poller import poll_once as poll_once
from dashboard.polling.poller import pollers_of as pollers_of
from dashboard.polling.schedule import Job as Job
from dashboard.polling.schedule import Schedule as Schedule
from dashboard.polling.schedule import jobs_of as jobs_of
