"""What a user may write down as a contact of his own: its fields, their names for programs, and the limits.

{"firstname": "Zoë", "number": "+33 1 99 00 00 01"} <--> Contact(source="personal", ...)
"""

from collections.abc import Mapping
from types import MappingProxyType

from jackfield.domain.entries import Contact
from jackfield.domain.results import Refused
from jackfield.protocol.errors import RefusalCode

PERSONAL = "personal"
"""The source of them."""

MOST = 2000
"""Contacts of one user."""
LONGEST = 200
"""Characters of a field."""

FIELDS: Mapping[str, str] = MappingProxyType({
    "firstname": "first_name", "lastname": "last_name", "company": "company", "number": "number", "mobile": "mobile",
    "fax": "fax", "email": "email",
})  # fmt: skip
"""What a field is called outside, and in `Contact`."""


def contact_of(contact_id: str, given: Mapping[str, object]) -> Contact:
    """A contact as it was written down; keys that are no field are ignored, and so is null.

    Raises:
        Refused: bad_request, naming the field.
    """
    values: dict[str, str] = {}
    for outside, inside in FIELDS.items():
        value = given.get(outside)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # numbers come as such
        if value is not None and not isinstance(value, str):
            raise Refused(RefusalCode.BAD_REQUEST, f"{outside} must be text")
        values[inside] = _text(outside, value or "")
    if not any(values.values()):
        raise Refused(RefusalCode.BAD_REQUEST, f"The contact is empty; it may have {', '.join(FIELDS)}")
    return Contact(source=PERSONAL, id=contact_id, **values)


def _text(field: str, value: str) -> str:
    value = value.strip()
    if len(value) > LONGEST:
        raise Refused(RefusalCode.BAD_REQUEST, f"{field} is longer than {LONGEST} characters")
    if any(not sign.isprintable() for sign in value) or "\ufffd" in value:
        raise Refused(RefusalCode.BAD_REQUEST, f"{field} has a character that cannot be shown")
    return value


def told(contact: Contact) -> dict[str, str]:
    """A contact for programs: its id and all its fields."""
    return {"id": contact.id, **{outside: getattr(contact, inside) for outside, inside in FIELDS.items()}}
