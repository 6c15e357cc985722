"""Which events Asterisk is asked for: by class where it knows nothing better, by name where it takes include filters.

Pure. With includes only the events named here come, so one that is needed and missing here is never seen; of VarSet,
half of all bytes, only attached data are wanted.
"""

CLASSES = "system,call,agent,user"
"""The mask where there are no filters. Attached data then come by `channelvars` alone (manager.conf)."""

CLASSES_AT_LOGIN = "system"
"""Until the selection is made: enough for FullyBooted."""

CLASSES_WITH_FILTERS = "system,call,agent,user,dialplan"

DATA_PREFIXES = ("USR_", "XIVO_")

EVENTS: dict[str, tuple[str, ...]] = {
    "channels": (
        "Newchannel",
        "Newstate",
        "NewCallerid",
        "NewConnectedLine",
        "Rename",
        "DialBegin",
        "DialEnd",
        "Hangup",
        "Hold",
        "Unhold",
        "Pickup",
        "OriginateResponse",
        "MusicOnHoldStart",
        "MusicOnHoldStop",
    ),
    "bridges": (
        "BridgeCreate",
        "BridgeEnter",
        "BridgeLeave",
        "BridgeMerge",
        "BridgeDestroy",
        "LocalBridge",
        "LocalOptimizationBegin",
        "LocalOptimizationEnd",
        "AttendedTransfer",
        "BlindTransfer",
        "ParkedCall",
        "ParkedCallGiveUp",
        "ParkedCallTimeOut",
        "ParkedCallSwap",
        "UnParkedCall",
    ),
    "states": (
        "ExtensionStatus",
        "DeviceStateChange",
        "ContactStatus",
        "PeerStatus",
        "PresenceStateChange",
        "PresenceStatus",
        "MessageWaiting",
    ),
    "queues": (
        "QueueCallerJoin",
        "QueueCallerLeave",
        "QueueCallerAbandon",
        "QueueMemberAdded",
        "QueueMemberRemoved",
        "QueueMemberPause",
        "QueueMemberPenalty",
        "QueueMemberRinginuse",
        "QueueMemberStatus",
        "AgentCalled",
        "AgentConnect",
        "AgentComplete",
        "AgentDump",
        "AgentRingNoAnswer",
        "AgentLogin",
        "AgentLogoff",
    ),
    "rooms": (
        "ConfbridgeStart",
        "ConfbridgeEnd",
        "ConfbridgeJoin",
        "ConfbridgeLeave",
        "ConfbridgeMute",
        "ConfbridgeUnmute",
        "ConfbridgeTalking",
        "ConfbridgeRecord",
        "ConfbridgeStopRecord",
    ),
    "recording": (
        "MixMonitorStart",
        "MixMonitorStop",
        "MixMonitorMute",
        "ChanSpyStart",
        "ChanSpyStop",
    ),
    "system": ("FullyBooted", "Shutdown", "Reload", "UserEvent"),
}

INCLUDES: tuple[tuple[str, str, str], ...] = (
    *((name, "", "") for names in EVENTS.values() for name in names),
    *(("VarSet", "Variable", prefix) for prefix in DATA_PREFIXES),
)
"""One filter each: event, header, what the header contains."""
