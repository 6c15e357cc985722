"""The steps from one schema to the next, and the names of those this program knows.

Read at every start, so nothing is imported here: Alembic, which runs the steps, costs a tenth of a second and is
needed only when there is a step to run.
"""

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
)
"""Every revision under `versions/`, oldest first; a test compares it with what Alembic finds there."""

NEWEST = REVISIONS[-1]
