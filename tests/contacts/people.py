"""The people in the directories of the tests."""

PEOPLE = [
    {"firstname": "Søren", "lastname": "Bjerregaard", "number": "+45 33 99 00 01", "email": "soeren@example.org"},
    {"firstname": "Zoë", "lastname": "Müller", "company": "Möbel & Söhne", "mobile": "0170 990 00 02"},
    {"lastname": 'Émile; "le grand"', "number": "1005"},
]
