"""Which events Asterisk is asked for: by class where it knows nothing better, by name where it takes include filters.

Pure. With includes only the events named here come, so one that is needed and missing here is never seen; of VarSet
and Newexten, most of all bytes, only attached data and refusals are wanted.
"""

CLASSES = "system,call,agent,user"
"""The mask where there are no filters. Attached data then come by `channelvars` alone (manager.conf)."""

CLASSES_AT_LOGIN = "system"
"""Until the selection is made: enough for FullyBooted."""

CLASSES_WITH_FILTERS = "system,call,agent,user,dialplan"

DATA_PREFIXES = ("USR_", "XIVO_")
RECORDED = "MIXMONITOR_FILENAME"
"""The variable that MixMonitor leaves on the channel it runs on."""
QUEUE_RESULT = "QUEUESTATUS"

REFUSING_APPLICATIONS = ("Busy", "Congestion")
"""Dial plan applications whose tone is a refusal; that they run, Newexten alone tells."""

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
    ("VarSet", "Variable", QUEUE_RESULT),
    ("VarSet", "Variable", RECORDED),
    *(("Newexten", "Application", name) for name in REFUSING_APPLICATIONS),
    *(("Newexten", "AppData", f"?{name}(") for name in REFUSING_APPLICATIONS),
)
"""One filter each: event, header, what the header contains."""
