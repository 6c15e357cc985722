"""What each line, queue, room and mailbox adds to the files, as text. Pure; everything given was checked before."""

from collections.abc import Iterable, Iterator, Sequence

from jackfield.domain.directory import Directory, Queue
from jackfield.domain.entries import Conference
from jackfield.telephony.asterisk import text
from jackfield.telephony.asterisk.lines import SipLine
from jackfield.telephony.asterisk.site import Secrets, Site


def entries(names: Iterable[str], site: Site) -> str:
    """extensions.conf: what can be dialled in each context of the directory."""
    reachable = ["phones", "queues", "conferences", "services", *(["outside"] if site.trunk else []), *site.includes]
    includes = "".join(f"include => {context}\n" for context in reachable)
    return "\n".join(f"[{name}]\n{includes}" for name in names)


def line_extensions(lines: Iterable[SipLine], directory: Directory) -> str:
    """extensions.conf: hint and extension of each line, then *91NUMBER, which leaves a message without ringing."""
    return "\n".join((*map(_line_extension, lines), *_deposits(directory)))


def _line_extension(line: SipLine) -> str:
    number = line.number
    return (
        f"{text.comment(line.name)}\n"
        f"exten => {number},hint,{line.devices}&Custom:DND-{number},CustomPresence:{number}\n"
        f"exten => {number},1,Gosub(to-line,${{EXTEN}},1({line.rung},{line.context},{line.mailbox}))\n"
        " same => n,Hangup()\n"
    )


def _deposits(directory: Directory) -> Iterator[str]:
    told: set[str] = set()
    for box in directory.voicemails:
        if box.number not in told:
            told.add(box.number)
            yield f"exten => *91{box.number},1,VoiceMail({box.mailbox},us)\n same => n,Hangup()\n"


def carried(keys: Iterable[str]) -> str:
    """extensions.conf: each variable again with the two underscores, unless empty. Any sign may be in its value."""
    return "\n".join(
        f" same => n,GotoIf($[${{LEN(${{{key}}})}} = 0]?carried-{key})\n"
        f" same => n,Set(__{key}=${{{key}}})\n"
        f" same => n(carried-{key}),NoOp()"
        for key in keys
    )


def queue_extensions(queues: Iterable[Queue]) -> str:
    """extensions.conf: hint and extension of each queue that has a number."""
    return "\n".join(
        f"exten => {queue.number},hint,Queue:{queue.name}\n"
        f"exten => {queue.number},1,Gosub(to-queue,${{EXTEN}},1({queue.name},{int(queue.recorded)},{queue.context}))\n"
        " same => n,Hangup()\n"
        for queue in queues
        if queue.number
    )


def queues(listed: Iterable[Queue], site: Site) -> str:
    """queues.conf: a section for each queue."""
    return "\n".join(
        f"{text.comment(queue.display_name or queue.name)}\n"
        f"[{queue.name}](jackfield-queue)\n"
        f"strategy = {site.strategies.get(queue.name, site.strategy)}\n"
        f"wrapuptime = {queue.wrap_up_seconds}\n"
        for queue in listed
    )


def rooms(conferences: Iterable[Conference]) -> str:
    """extensions.conf: hint and extension of each room; with a PIN, the PIN tells who one is."""
    return "\n".join(_open_room(room) if not _has_pin(room) else _closed_room(room) for room in conferences)


def _has_pin(room: Conference) -> bool:
    return bool(room.user_pin or room.organizer_pin)


def _entry(room: Conference) -> str:
    return (
        f"{text.comment(room.name or room.number)}\n"
        f"exten => {room.number},hint,confbridge:{room.number}\n"
        f"exten => {room.number},1,Gosub(sip-call-id,s,1)\n"
        " same => n,Answer()\n"
        f' same => n,GotoIf($["${{CUT(JF_ENTER,:,1)}}" = "{room.number}"]?let-in)\n'
    )


def _open_room(room: Conference) -> str:
    return f"{_entry(room)}{_inside(room, 'participant')}{_let_in(room)}"


def _closed_room(room: Conference) -> str:
    digits = max(len(room.user_pin), len(room.organizer_pin))
    organizer = f' same => n,GotoIf($["${{PIN}}" = "{room.organizer_pin}"]?organizer)\n' if room.organizer_pin else ""
    return (
        f"{_entry(room)}"
        f" same => n,Read(PIN,conf-getpin,{digits},,2,10)\n"
        f"{organizer}"
        f' same => n,GotoIf($["${{PIN}}" = "{room.user_pin}"]?participant)\n'
        " same => n,Playback(conf-invalidpin)\n"
        " same => n,Hangup()\n"
        f"{_inside(room, 'organizer', '(organizer)')}"
        f"{_inside(room, 'participant', '(participant)')}"
        f"{_let_in(room)}"
    )


def _inside(room: Conference, profile: str, label: str = "") -> str:
    return f" same => n{label},ConfBridge({room.number},jackfield-room,jackfield-{profile})\n same => n,Hangup()\n"


def _let_in(room: Conference) -> str:
    """Whom Jackfield connects itself enters as it says, unasked."""
    return (
        " same => n(let-in),Gosub(let-in,s,1)\n"
        f" same => n,ConfBridge({room.number},jackfield-room)\n"
        " same => n,Hangup()\n"
    )


def emergency(site: Site) -> str:
    """extensions.conf: numbers that go out by the trunk as they are, from every phone."""
    prefix = "".join(site.prefixes[:1])
    return "\n".join(
        f"exten => {number},1,Gosub(sip-call-id,s,1)\n"
        f' same => n,GotoIf($["${{JF_LINE}}" = ""]?dial)\n'
        f" same => n,Set(CALLERID(num)={prefix}${{JF_LINE}})\n"
        f" same => n(dial),Dial(PJSIP/{number}@trunk,120,b(sip-call-id^s^1))\n"
        " same => n,Congestion(2)\n"
        for number in site.emergency
    )


def numbers_from_outside(site: Site) -> str:
    """extensions.conf: our numbers as the trunk writes them, each way; then as they are dialled inside."""
    arrives = "Gosub(preprocess,s,1(incoming))"
    lines = [
        f"exten => _{prefix}X.,1,{arrives}\n same => n,Goto(incoming,${{FILTER(0-9,${{EXTEN:{len(prefix)}}})}},1)"
        for prefix in dict.fromkeys(site.prefixes)
    ]
    lines.append(f"exten => _[1-9]!,1,{arrives}\n same => n,Goto(incoming,${{FILTER(0-9,${{EXTEN}})}},1)")
    return "\n".join(lines)


def transports(bind: str) -> str:
    """pjsip.conf: UDP, and WebSocket (whose socket is http.conf's); nothing when Asterisk's own file has them."""
    if not bind:
        return ""
    return (
        "; ---------- where SIP is taken; the socket of the second is http.conf's\n\n"
        f"[jackfield-udp]\ntype = transport\nprotocol = udp\nbind = {bind}\n\n"
        f"[jackfield-ws]\ntype = transport\nprotocol = ws\nbind = {bind.rpartition(':')[0] or bind}\n"
    )


def endpoints(lines: Sequence[SipLine], secrets: Secrets) -> str:
    """pjsip.conf: endpoint, password and address of record of each line."""
    sections = [_endpoint(line, text.secret(secrets.line(line.number))) for line in lines]
    browsers = [line.in_browser() for line in lines if line.browser]
    # which of the two passwords a browser is told of depends on the account
    return "\n".join([*sections, *(_endpoint(each, text.secret(secrets.line(each.section))) for each in browsers)])


def _endpoint(line: SipLine, password: str) -> str:
    name = line.section
    mailbox = f"mailboxes = {line.mailbox}\nset_var = JF_MAILBOX={line.mailbox}\n" if line.mailbox else ""
    return (
        f"{text.comment(line.name)}\n"
        f"[{name}](jackfield-{'webrtc' if line.webrtc else 'phone'})\n"
        f"context = {line.context}\nsubscribe_context = {line.context}\n"
        f"aors = {name}\nauth = {name}\n"
        f"callerid = {text.caller_id(line.name, line.number)}\n"
        f"{mailbox}"
        f"set_var = JF_LINE={line.number}\nset_var = PICKUPMARK={line.number}\n"
        f"set_var = TRANSFER_CONTEXT={line.context}\n"
        f"[{name}](jackfield-auth)\nusername = {name}\npassword = {password}\n"
        f"[{name}](jackfield-aor)\n"
    )


def mailboxes(directory: Directory, secrets: Secrets) -> str:
    """voicemail.conf: the mailboxes by context."""
    sections: dict[str, list[str]] = {}
    for box in directory.voicemails:
        owners = ", ".join(user.full_name for user in directory.users_of_voicemail(box.id)) or box.number
        line = f"{box.number} => {secrets.mailbox(box.mailbox)},{text.mailbox_name(owners)}"
        sections.setdefault(box.context, []).append(line)
    return "\n".join(f"\n[{context}]\n" + "\n".join(lines) for context, lines in sorted(sections.items()))
