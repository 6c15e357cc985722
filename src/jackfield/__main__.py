"""`python -m jackfield` is the same program as the `jackfield` script.

Nothing else lives here: the commands are in `jackfield.cli`.
"""

from jackfield.cli import main

if __name__ == "__main__":
    main()
