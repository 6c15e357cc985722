"""`python -m jackfield.config` prints the manual."""

import sys

from jackfield.config.manual import manual

sys.stdout.write(manual())
