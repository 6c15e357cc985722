"""Facts about who listens to whom and what is recorded, as far as other facts do not tell. See `facts.py`."""

import msgspec


class RecordingListed(msgspec.Struct, frozen=True, gc=False):
    """A channel found by a resynchronisation has been recorded; no list says whether the recording is muted by now."""

    uniqueid: str


class RecordingNamed(msgspec.Struct, frozen=True, gc=False):
    """What is said on this channel (its uniqueid) goes into this file of the PBX, by its full path."""

    uniqueid: str
    file: str


class SpyBegan(msgspec.Struct, frozen=True, gc=False):
    """One channel hears another from now on. Uniqueids."""

    spy: str
    heard: str


class SpyEnded(msgspec.Struct, frozen=True, gc=False):
    """This channel (its uniqueid) hears nobody any more."""

    spy: str
    heard: str
