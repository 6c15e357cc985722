// The constants of appendix A, as the documents list them.
// @vitest-environment node

import { expect, test } from 'vitest';
import { EVENT_NAMES } from '../wire/events';
import { createCallback, createMembership } from './callback';
import { createCti } from './cti';

const DOCUMENTED = `
  ERROR Error LOGGEDON LoggedOn SHEET Sheet RIGHTPROFILE RightProfile USERSTATUSES UsersStatuses
  USERSTATUSUPDATE UserStatusUpdate USERCONFIGUPDATE UserConfigUpdate LINKSTATUSUPDATE LinkStatusUpdate
  DIRECTORYRESULT DirectoryResult FAVORITES Favorites FAVORITEUPDATED FavoriteUpdated
  VOICEMAILSTATUSUPDATE VoiceMailStatusUpdate PHONESTATUSUPDATE PhoneStatusUpdate PHONEEVENT PhoneEvent
  CURRENTCALLSPHONEEVENTS CurrentCallsPhoneEvents PHONEHINTSTATUSEVENT PhoneHintStatusEvent
  QUEUESTATISTICS QueueStatistics GETQUEUESTATISTICS GetQueueStatistics QUEUECONFIG QueueConfig QUEUELIST QueueList
  QUEUEMEMBER QueueMember QUEUEMEMBERLIST QueueMemberList QUEUECALLS QueueCalls AGENTCONFIG AgentConfig
  AGENTLIST AgentList AGENTGROUPLIST AgentGroupList AGENTDIRECTORY AgentDirectory AGENTERROR AgentError
  AGENTLISTEN AgentListen AGENTSTATEEVENT AgentStateEvent AGENTSTATISTICS AgentStatistics CALLHISTORY CallHistory
  CALLHISTORYBYDAYS CallHistoryByDays CUSTOMERCALLHISTORY CustomerCallHistoryResponseWithId
  CONFERENCES ConferenceList CONFERENCEEVENT ConferenceEvent CONFERENCEPARTICIPANTEVENT ConferenceParticipantEvent
  CONFERENCECOMMANDERROR ConferenceCommandError LINECONFIG LineConfig AUTHENTICATIONTOKEN AuthenticationToken
  FLASHTEXTEVENT FlashTextEvent WEBRTCCMD WebRTCCmd RICHCALLHISTORY RichCallHistory ICECONFIG IceConfig
  USERDISPLAYNAME UserDisplayName DIALBYUSERNAME DialByUsername VIDEOEVENT VideoStatusEvent
  MEETINGROOMINVITE MeetingRoomInvite MEETINGROOMACK MeetingRoomInviteAck
  MEETINGROOMRESPONSE MeetingRoomInviteResponse USERPREFERENCE UserPreference CTISTATUSES CtiStatuses
  CONTACTSHEET ContactSheet FAVORITECONTACTSHEET FavoriteContactSheet
`;

const CALLBACK = `
  CALLBACKLISTS CallbackLists CALLBACKTAKEN CallbackTaken CALLBACKRELEASED CallbackReleased
  CALLBACKSTARTED CallbackStarted CALLBACKCLOTURED CallbackClotured CALLBACKREQUESTUPDATED CallbackRequestUpdated
  CALLBACKFINDRESPONSE FindCallbackResponseWithId CALLBACKPREFERREDPERIODS PreferredCallbackPeriodList
`;

const MEMBERSHIP = `
  USERQUEUEDEFAULTMEMBERSHIP UserQueueDefaultMembership USERSQUEUEDEFAULTMEMBERSHIP UsersQueueDefaultMembership
`;

function pairs(text: string): Record<string, string> {
  const words = text.trim().split(/\s+/);
  return Object.fromEntries(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : [])));
}

test('Cti.MessageType has every documented constant, those of callbacks and memberships too', () => {
  expect(createCti().MessageType).toMatchObject({ ...pairs(DOCUMENTED), ...pairs(CALLBACK), ...pairs(MEMBERSHIP) });
  expect(createCallback().MessageType).toEqual(pairs(CALLBACK));
  expect(createMembership().MessageType).toEqual(pairs(MEMBERSHIP));
});

test('every event of the server has a constant', () => {
  const known = new Set<string>(Object.values(createCti().MessageType));
  expect(EVENT_NAMES.filter((name) => !known.has(name))).toEqual([]);
});

test('Cti.PhoneStatus goes both ways, and lists the names only', () => {
  const { PhoneStatus, PhoneStatusColors } = createCti();
  expect(PhoneStatus.ONHOLD).toBe(16);
  expect(PhoneStatus[16]).toBe('ONHOLD');
  expect(PhoneStatus[-99]).toBe('ERROR');
  expect(Object.keys(PhoneStatus)).toHaveLength(10);
  for (const code of Object.values(PhoneStatus)) expect(PhoneStatusColors[code as number]).toMatch(/^#[0-9A-F]{6}$/);
  expect(PhoneStatusColors[0]).toBe('#01DF01');
});
