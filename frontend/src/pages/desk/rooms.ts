// The conference the user is in, as ConferenceEvent and ConferenceParticipantEvent tell it. Pure.

import type { ConferenceEvent, ConferenceParticipantEvent, Participant } from '../../library/jackfield';

export interface Room {
  readonly number: string;
  readonly name: string;
  readonly participants: readonly Participant[];
}

export function afterRoom(event: ConferenceEvent): Room | null {
  if (event.eventType === 'Leave') return null;
  return { number: event.conferenceNumber, name: event.conferenceName, participants: event.participants };
}

export function afterParticipant(room: Room | null, event: ConferenceParticipantEvent): Room | null {
  if (room?.number !== event.conferenceNumber) return room;
  const others = room.participants.filter((each) => each.index !== event.index);
  const now = event.eventType === 'Leave' ? others : [...others, event];
  return { ...room, participants: now.sort((one, other) => one.index - other.index) };
}
