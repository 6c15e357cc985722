"""Facts about what is recorded, as far as other facts do not tell. See `facts.py`."""

import msgspec


class RecordingListed(msgspec.Struct, frozen=True, gc=False):
    """A channel found by a resynchronisation has been recorded; no list says whether the recording is muted by now."""

    uniqueid: str
