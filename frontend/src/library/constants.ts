// The constants of the documented interface (protocol, appendix A). Values only.

import { EVENT_NAMES } from '../wire/events';
import type { Events } from '../wire/events';

/** Constants whose name is not just the `msgType` in capitals, and those that no event of ours has. */
const PARTICULAR = {
  USERSTATUSES: 'UsersStatuses',
  LINKSTATUSUPDATE: 'LinkStatusUpdate',
  AUTHENTICATIONTOKEN: 'AuthenticationToken',
  CONFERENCES: 'ConferenceList',
  CUSTOMERCALLHISTORY: 'CustomerCallHistoryResponseWithId',
  CALLBACKFINDRESPONSE: 'FindCallbackResponseWithId',
  CALLBACKPREFERREDPERIODS: 'PreferredCallbackPeriodList',
  GETQUEUESTATISTICS: 'GetQueueStatistics',
  FLASHTEXTEVENT: 'FlashTextEvent',
  RICHCALLHISTORY: 'RichCallHistory',
  ICECONFIG: 'IceConfig',
  USERDISPLAYNAME: 'UserDisplayName',
  DIALBYUSERNAME: 'DialByUsername',
  VIDEOEVENT: 'VideoStatusEvent',
  MEETINGROOMINVITE: 'MeetingRoomInvite',
  MEETINGROOMACK: 'MeetingRoomInviteAck',
  MEETINGROOMRESPONSE: 'MeetingRoomInviteResponse',
  USERPREFERENCE: 'UserPreference',
  CTISTATUSES: 'CtiStatuses',
  CONTACTSHEET: 'ContactSheet',
  FAVORITECONTACTSHEET: 'FavoriteContactSheet',
} as const;

/** From the constant to the `msgType`; every event of the server has one. */
export type MessageTypes = { readonly [Name in keyof Events as Uppercase<Name>]: Name } & typeof PARTICULAR;

export const MESSAGE_TYPES = Object.freeze({
  ...Object.fromEntries(EVENT_NAMES.map((name) => [name.toUpperCase(), name])),
  ...PARTICULAR,
}) as MessageTypes;

export const CALLBACK_TYPES = Object.freeze({
  CALLBACKLISTS: 'CallbackLists',
  CALLBACKTAKEN: 'CallbackTaken',
  CALLBACKRELEASED: 'CallbackReleased',
  CALLBACKSTARTED: 'CallbackStarted',
  CALLBACKCLOTURED: 'CallbackClotured',
  CALLBACKREQUESTUPDATED: 'CallbackRequestUpdated',
  CALLBACKFINDRESPONSE: 'FindCallbackResponseWithId',
  CALLBACKPREFERREDPERIODS: 'PreferredCallbackPeriodList',
} as const);

export const MEMBERSHIP_TYPES = Object.freeze({
  USERQUEUEDEFAULTMEMBERSHIP: 'UserQueueDefaultMembership',
  USERSQUEUEDEFAULTMEMBERSHIP: 'UsersQueueDefaultMembership',
} as const);

const STATUS_CODES = {
  ONHOLD: 16,
  RINGING: 8,
  INDISPONIBLE: 4,
  BUSY_AND_RINGING: 9,
  AVAILABLE: 0,
  CALLING: 1,
  BUSY: 2,
  DEACTIVATED: -1,
  UNEXISTING: -2,
  ERROR: -99,
} as const;

/** From name to code, and from code to name: the second way is there, but not listed. */
export const PHONE_STATUS = bothWays(STATUS_CODES);

function bothWays(codes: typeof STATUS_CODES): typeof STATUS_CODES & Readonly<Record<number, keyof typeof STATUS_CODES>> {
  const both: Record<string, unknown> = { ...codes };
  for (const [name, code] of Object.entries(codes)) Object.defineProperty(both, code, { value: name });
  return Object.freeze(both) as typeof STATUS_CODES & Record<number, keyof typeof STATUS_CODES>;
}

/** The documented colour of each code. */
export const PHONE_STATUS_COLORS: Readonly<Record<number, string>> = Object.freeze({
  16: '#F7FE2E',
  8: '#2E2EFE',
  4: '#F2F2F2',
  9: '#CC2EFA',
  0: '#01DF01',
  1: '#FF8000',
  2: '#81BEF7',
  '-1': '#F2F2F2',
  '-2': '#F2F2F2',
  '-99': '#F2F2F2',
});
