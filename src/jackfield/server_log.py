"""The log: one line an event on standard error, for people or for programs. What is worth a line is said elsewhere."""

import logging
import re
import sys

import structlog

from jackfield.config import Log

NUMBER = re.compile(r"(?<![\w.:-])\+?\d{4,18}(\d\d)(?![\w:-]|\.\d)")
"""What may be a telephone number: no part of a time, an address, or the PBX's name for a call."""


def mask_numbers(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Leave two digits of each telephone number in a line of the log."""
    for key, value in line.items():
        if isinstance(value, str) and key != "timestamp":
            line[key] = NUMBER.sub(r"*****\1", value)
    return line


def set_up_log(log: Log) -> None:
    """One line an event on standard error: for people, or JSON for programs."""
    level = getattr(logging, log.level.upper())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            *((mask_numbers,) if log.mask_numbers else ()),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
