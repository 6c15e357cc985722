"""The demo directory: fixed and documented, the same in every demo, the password of everybody is `demo`.

Names are invented, numbers are of the ranges kept free for fiction, addresses end in example.com. It is put into an
empty database only, and left alone from then on. Nothing here belongs into a database in earnest.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import Table

from jackfield.storage import profile_schema, schema
from jackfield.storage.rows import Row
from jackfield.storage.sql import SqlStorage

PASSWORD = "demo"
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$HTn26ScE+58hbCsX8K5TVg$yLs1EUycFhyHX+UGRlcUpnOD0XqjDHneDggoyD5/wxw"
"""Computed once: eight of them at the first start would take half a second."""

CONTEXT = "internal"
MAILBOXES = {"alice": 1, "bruno": 2}
SUPERVISOR, ADMINISTRATOR = "sam", "root"
MORNING, AFTERNOON = "6f1f0f2e-93a1-4c0e-8d53-6a2f6c1d0001", "6f1f0f2e-93a1-4c0e-8d53-6a2f6c1d0002"
BLUE_LIST, RED_LIST = "b1a7c3de-5e0f-4b5c-9a40-2d1c7f3e0001", "b1a7c3de-5e0f-4b5c-9a40-2d1c7f3e0002"

PEOPLE = (
    ("alice", "Alice", "Béranger"),
    ("bruno", "Bruno", "Castelli"),
    ("chloe", "Chloé", "Dufrêne"),
    ("david", "David", "Östlund"),
    ("erin", "Erin", "Gallagher"),
    ("sam", "Sam", "Núñez"),
    ("root", "Root", "Sørensen"),
    ("wendy", "Wendy", "Kowalczyk"),
)
"""Login, first and last name; ids and lines from 1 and 1001 in this order, the first four are agents 2001 to 2004."""

AGENTS = 4
MEMBERS = ((1, 1, 0), (2, 1, 1), (2, 2, 0), (3, 2, 0), (4, 3, 0))
"""Agent, queue, penalty."""

QUALIFICATIONS = {
    "blue": ("Order", "Question", "Complaint", "Wrong number"),
    "red": ("Repair", "Invoice", "Réclamation"),
    "green": ("Sale", "No sale"),
}
"""What calls from each queue can be about."""

STATUSES: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("available", "#9BC920", "Available", (("enablednd", "false"), ("queueunpause_all", "true"))),
    ("away", "#FFDD00", "Away", (("enablednd", "false"),)),
    ("lunch", "#6CA6FF", "Out to lunch", (("enablednd", "false"), ("queuepause_all", "true"))),
    ("doNotDisturb", "#D13B40", "Do not disturb", (("enablednd", "true"),)),
    ("disconnected", "#9E9E9E", "Disconnected", (("agentlogoff", ""),)),
)

CONTACTS = (
    ("Amélie", "Rousselin", "Boulangerie du Canal"),
    ("Anders", "Lindqvist", "Nordljus Belysning"),
    ("Beatriz", "Carvalho", "Azulejos do Porto"),
    ("Benoît", "Maréchaux", "Cycles Maréchaux"),
    ("Catherine", "O'Shea", "Harbour Books"),
    ("Clément", "Vasseur", "Vasseur et Filles"),
    ("Daniela", "Moretti", "Officina Moretti"),
    ("Dmitri", "Sokolenko", "Sokolenko Transport"),
    ("Élodie", "Charpentier", "Atelier Charpente"),
    ("Emre", "Yıldırım", "Anadolu Halı"),
    ("Fatima", "Benhaddou", "Clinique des Tilleuls"),
    ("Félix", "Grandjean", "Imprimerie Grandjean"),
    ("Greta", "Hoffmeister", "Hoffmeister Optik"),
    ("Hélène", "Saint-Aubin", "Notaires Associés"),
    ("Ines", "Kovačević", "Jadran Travel"),
    ("Jörg", "Brückner", "Brückner Sanitär"),
    ("Julia", "Wiśniewska", "Studio Wiśnia"),
    ("Karim", "El Mansouri", "Mansouri Conseil"),
    ("Léa", "Thibodeaux", "Fleurs de Lys"),
    ("Lucía", "Peñalver", "Bodegas Peñalver"),
    ("Marek", "Dvořáček", "Pivovar U Mostu"),
    ("Maëlle", "Kerguélen", "Chantier Naval Kerguélen"),
    ("Nadège", "Bonnefoy", "Crèche Les Lutins"),
    ("Oscar", "Håkansson", "Håkansson Bygg"),
    ("Priya", "Raghunathan", "Saffron Kitchen"),
    ("Quentin", "Delacourt", "Garage Delacourt"),
    ("Rosalía", "Iturbe", "Editorial Iturbe"),
    ("Søren", "Bjerregaard", "Bjerregaard Møbler"),
    ("Thérèse", "Aumont", "Pharmacie Aumont"),
    ("Zoë", "Van Laethem", "Brasserie Laethem"),
)
"""First name, last name, company."""

SHEET = (
    ("Caller", "text", "{caller_name}"),
    ("Number", "text", "{caller_number}"),
    ("Queue", "text", "{queue}"),
    ("Customer", "text", "{USR_CUSTNO}"),
)
"""Name, type and template of the fields of the one sheet."""


async def fill(storage: SqlStorage, today: date | None = None) -> bool:
    """Put the demo into an open storage without users; False, and nothing done, when it has some.

    `today` is the day from which the callbacks are due: the day before, itself, the day after.
    """
    return await storage.fill_if_empty(tables(today or datetime.now().astimezone().date()))


def tables(today: date) -> Mapping[Table, Iterable[Row]]:
    """All of the demo, in an order in which every row finds what it refers to."""
    return {**_queues(), **_people(), **_choices(), **_callbacks(today), **_surroundings()}


def _queues() -> dict[Table, list[Row]]:
    return {
        schema.agent_groups: [{"id": 1, "name": "sales"}, {"id": 2, "name": "support"}],
        schema.queues: [
            {
                "id": number,
                "name": name,
                "display_name": name.capitalize(),
                "number": str(3000 + number),
                "context": CONTEXT,
                "recorded": name == "blue",
                "wrap_up_seconds": wrap_up,
                "qualifications": "\n".join(QUALIFICATIONS[name]),
                "qualification_required": name == "green",
            }
            for number, (name, wrap_up) in enumerate((("blue", 10), ("red", 5), ("green", 0)), start=1)
        ],
        schema.voicemails: [
            {"id": number, "number": str(1000 + number), "context": "default"} for number in MAILBOXES.values()
        ],
    }


def _people() -> dict[Table, list[Row]]:
    numbered = list(enumerate(PEOPLE, start=1))
    return {
        schema.users: [_user(number, *person) for number, person in numbered],
        schema.lines: [_line(number, f"{first} {last}") for number, (_, first, last) in numbered],
        schema.agents: [
            {
                "id": number,
                "number": str(2000 + number),
                "first_name": first,
                "last_name": last,
                "context": CONTEXT,
                "group_id": 1 if number <= 2 else 2,
                "user_id": number,
            }
            for number, (_, first, last) in numbered[:AGENTS]
        ],
        schema.memberships: [
            {"agent_id": agent, "queue_id": queue, "penalty": penalty} for agent, queue, penalty in MEMBERS
        ],
        schema.default_memberships: [
            {"user_id": agent, "queue_id": queue, "penalty": penalty} for agent, queue, penalty in MEMBERS
        ],
        schema.supervised_queues: [{"user_id": 6, "queue_id": 1}, {"user_id": 6, "queue_id": 2}],
        schema.supervised_groups: [{"user_id": 6, "group_id": 1}],
        **_profiles(),
    }


def _profiles() -> dict[Table, list[Row]]:
    """What sam and root may do, by name; the same stands in their own rows."""
    both = {"recording_right": True, "dissuasion_right": True}
    none = {"recording_right": False, "dissuasion_right": False}
    return {
        profile_schema.profiles: [
            {"id": 1, "name": "Administrators", "profile": "Admin", **none},
            {"id": 2, "name": "Sales supervisors", "profile": "Supervisor", **both},
        ],
        profile_schema.profile_queues: [{"profile_id": 2, "queue_id": 1}, {"profile_id": 2, "queue_id": 2}],
        profile_schema.profile_groups: [{"profile_id": 2, "group_id": 1}],
        profile_schema.profile_members: [{"user_id": 6, "profile_id": 2}, {"user_id": 7, "profile_id": 1}],
    }


def _user(number: int, login: str, first_name: str, last_name: str) -> Row:
    return {
        "id": number,
        "login": login,
        "first_name": first_name,
        "last_name": last_name,
        "mobile_number": "0639980105" if login == "erin" else "",
        "profile": {SUPERVISOR: "Supervisor", ADMINISTRATOR: "Admin"}.get(login, "NoRight"),
        "recording_right": login == SUPERVISOR,
        "dissuasion_right": login == SUPERVISOR,
        "cti_enabled": True,
        "voicemail_id": MAILBOXES.get(login),
        "password_hash": PASSWORD_HASH,
    }


def _line(number: int, name: str) -> Row:
    return {
        "id": number,
        "number": str(1000 + number),
        "endpoint": f"PJSIP/{1000 + number}",
        "context": CONTEXT,
        "kind": "webrtc" if PEOPLE[number - 1][0] == "wendy" else "phone",
        "name": name,
        "enabled": True,
        "answer_by": "auto",
        "user_id": number,
    }


def _choices() -> dict[Table, list[Row]]:
    return {
        schema.statuses: [
            {"name": name, "position": position, "color": color, "long_name": long_name}
            for position, (name, color, long_name, _) in enumerate(STATUSES)
        ],
        schema.status_actions: [
            {"status_name": status, "position": position, "name": name, "parameters": parameters}
            for status, _, _, actions in STATUSES
            for position, (name, parameters) in enumerate(actions)
        ],
    }


def _callbacks(today: date) -> dict[Table, list[Row]]:
    day = timedelta(days=1)
    return {
        schema.callback_periods: [
            {"uuid": MORNING, "name": "Morning", "starts": time(9), "ends": time(12), "is_default": True},
            {"uuid": AFTERNOON, "name": "Afternoon", "starts": time(14), "ends": time(17), "is_default": False},
        ],
        schema.callback_lists: [
            {"uuid": BLUE_LIST, "name": "Blue callbacks", "queue_id": 1},
            {"uuid": RED_LIST, "name": "Red callbacks", "queue_id": 2},
        ],
        schema.callback_requests: [
            _request(1, BLUE_LIST, MORNING, today - day, 3, "Wants a quote for three bicycles"),
            _request(2, BLUE_LIST, AFTERNOON, today, 8, None),
            _request(3, RED_LIST, MORNING, today + day, 18, "Asked for Chloé"),
        ],
    }


def _request(number: int, list_uuid: str, period: str, due: date, contact: int, about: str | None) -> Row:
    first_name, last_name, company = CONTACTS[contact]
    return {
        "uuid": f"c5d2e8a4-0b7e-4f61-8c9d-3e4f5a6b{number:04}",
        "list_uuid": list_uuid,
        "period_uuid": period,
        "due_date": due,
        "phone_number": _number(contact),
        "mobile_phone_number": _mobile(contact),
        "first_name": first_name,
        "last_name": last_name,
        "company": company,
        "description": about,
    }


def _surroundings() -> dict[Table, list[Row]]:
    return {
        schema.contacts: [
            {
                "id": place + 1,
                "first_name": first_name,
                "last_name": last_name,
                "company": company,
                "number": _number(place),
                "mobile": _mobile(place),
                "email": f"contact{place + 1}@example.com",
            }
            for place, (first_name, last_name, company) in enumerate(CONTACTS)
        ],
        schema.sheets: [{"id": 1, "name": "Queue call", "moment": "link", "queue_id": None}],
        schema.sheet_fields: [
            {"sheet_id": 1, "position": position, "name": name, "type": kind, "value": value}
            for position, (name, kind, value) in enumerate(SHEET)
        ],
        schema.conferences: [
            {"id": 1, "number": "4000", "name": "Public", "user_pin": "", "organizer_pin": ""},
            {"id": 2, "number": "4001", "name": "Board", "user_pin": "1234", "organizer_pin": "9876"},
        ],
    }


def _number(contact: int) -> str:
    """01 99 00 and 06 39 98 are kept for fiction by the French numbering plan."""
    return f"019900{contact + 1:04}"


def _mobile(contact: int) -> str:
    """Every third has none."""
    return "" if contact % 3 == 2 else f"063998{contact + 1:04}"
