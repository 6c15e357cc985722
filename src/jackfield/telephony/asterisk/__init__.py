"""The project's own files for a plain Asterisk: from the directory, as text, and onto the disk.

`render.render` gives the files, `files` writes and compares them, `secrets` keeps the passwords that go into them.
Never here: AMI, anything that runs.
"""
