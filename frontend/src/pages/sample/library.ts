// The globals of the library's scripts, and of its events what the sample pages read. Types only; the scripts themselves
// are loaded by script tags, as on a page of yours.

import '../../library/globals';
import type * as wire from '../../wire/events';

export type PhoneEvent = wire.PhoneEvent;
export type CurrentCallsPhoneEvents = wire.CurrentCallsPhoneEvents;
export type UserConfig = wire.UserConfigUpdate;
export type UserStatus = Pick<wire.UserStatus, 'name' | 'color' | 'longName'>;
export type VoiceMail = Pick<wire.VoiceMailStatusUpdate, 'newMessages' | 'oldMessages'>;
export type Participant = wire.Participant;
export type ConferenceEvent = wire.ConferenceEvent;
export type ConferenceParticipantEvent = wire.ConferenceParticipantEvent;
export type Sheet = wire.Sheet;
export type CommandResult = wire.CommandResult;
