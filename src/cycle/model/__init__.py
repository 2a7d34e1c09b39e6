"""The nouns all rooms exchange: frozen values without behaviour, files, clock or settings."""

from __future__ import annotations

from cycle.model.community import (
    Area,
    Body,
    BodySeat,
    Break,
    Community,
    Contact,
    Coordinator,
    Organisation,
    RegisterLayout,
    Side,
    WideSeat,
)
from cycle.model.dispatch import Audience, CalendarForm, Dispatch, DispatchRequest, Tells
from cycle.model.files import DOCX, ICS, ICS_FILE, PDF, PNG, Document, StoredFile
from cycle.model.invitations import (
    Change,
    Check,
    InvitationList,
    InvitedSeat,
    Invitee,
    LeftOut,
    PartRight,
    RuleCheck,
    Vacancy,
)
from cycle.model.meeting import MeetingFacts, Milestone, Minutes, MinutesItem, ProgrammeItem, Speaker, SteeringSignal
from cycle.model.offices import Committee, CommitteeMember, HostAnswer, HostStatus, OfficeAnswer
from cycle.model.outbox import OUTBOX_MOVES, OutboxRow, OutboxState
from cycle.model.plain import digest, from_plain, to_plain
from cycle.model.register import Mandate, Person, Register, VacantSeat
from cycle.model.reply import Heard, Reply, ReplySource
from cycle.model.terms import Basis, Language, LanguageDecision, Right

__all__ = [
    "DOCX",
    "ICS",
    "ICS_FILE",
    "OUTBOX_MOVES",
    "PDF",
    "PNG",
    "Area",
    "Audience",
    "Basis",
    "Body",
    "BodySeat",
    "Break",
    "CalendarForm",
    "Change",
    "Check",
    "Committee",
    "CommitteeMember",
    "Community",
    "Contact",
    "Coordinator",
    "Dispatch",
    "DispatchRequest",
    "Document",
    "Heard",
    "HostAnswer",
    "HostStatus",
    "InvitationList",
    "InvitedSeat",
    "Invitee",
    "Language",
    "LanguageDecision",
    "LeftOut",
    "Mandate",
    "MeetingFacts",
    "Milestone",
    "Minutes",
    "MinutesItem",
    "OfficeAnswer",
    "Organisation",
    "OutboxRow",
    "OutboxState",
    "PartRight",
    "Person",
    "ProgrammeItem",
    "Register",
    "RegisterLayout",
    "Reply",
    "ReplySource",
    "Right",
    "RuleCheck",
    "Side",
    "Speaker",
    "SteeringSignal",
    "StoredFile",
    "Tells",
    "Vacancy",
    "VacantSeat",
    "WideSeat",
    "digest",
    "from_plain",
    "to_plain",
]
