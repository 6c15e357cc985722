"""Directories that differ from one there is in some entries: what an administrator changes while people work."""

import inspect

from msgspec import structs

from jackfield.domain.directory import Directory

KINDS = tuple(inspect.signature(Directory.build).parameters)


def changed(directory: Directory, **parts: object) -> Directory:
    """The directory with other entries of some kinds."""
    return Directory.build(**{kind: parts.get(kind, getattr(directory, kind)) for kind in KINDS})


def with_rights(directory: Directory, login: str, **rights: object) -> Directory:
    """The directory in which one user has rights of his own: `profile`, `queue_ids`, `group_ids`."""
    own = {"named_profile_id": None, **rights}
    users = [structs.replace(user, **own) if user.login == login else user for user in directory.users]
    return changed(directory, users=users)


def with_wrap_up(directory: Directory, seconds: int) -> Directory:
    """The directory in which every queue gives its agents so long after a call."""
    return changed(directory, queues=[structs.replace(queue, wrap_up_seconds=seconds) for queue in directory.queues])
