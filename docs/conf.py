"""How the documentation site is built; `make docs` builds it, a warning is a failure."""

from jackfield import __version__

project = "Jackfield"
author = "the Jackfield maintainers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["decisions/template.md"]

html_theme = "furo"
html_title = f"Jackfield {__version__}"
html_copy_source = False
html_show_sourcelink = False
