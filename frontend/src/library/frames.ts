// The frame that each documented method sends (protocol 2 to 6): the method's arguments in, the keys of the wire out. What
// is undefined is absent from the JSON. Nothing here sends; order of keys and spelling are the documents' own.

/** An id, a number: pages take both from their fields as they come. */
export type Id = number | string;
/** Data for a call, text to text. */
export type Variables = Record<string, string>;
export interface Filter {
  field: string;
  operator: string;
  value?: unknown;
}

/** The keys of a frame but for `claz`. */
export type Keys = { command: string } & Record<string, unknown>;

/** What newer clients add only when there is one. A click handler passes its event: that is no id. */
function leg(uniqueId: unknown): { uniqueId?: string } {
  return typeof uniqueId === 'string' && uniqueId !== '' ? { uniqueId } : {};
}

/** Written by hand as JSON, as the documents do it, it is an object all the same. */
function asObject(variables: Variables | string): unknown {
  if (typeof variables !== 'string') return variables;
  // the documents print it with single quotes, and those of a word processor
  for (const text of [variables, variables.replace(/[‘’“”']/g, '"')]) {
    try {
      return JSON.parse(text);
    } catch {
      // the next reading
    }
  }
  return variables;
}

const whole = (value: Id): number => Number.parseInt(String(value), 10);

export const phoneFrames = {
  dial: (destination: Id, variables?: Variables) => ({ command: 'dial', destination, variables }),
  dialFromMobile: (destination: Id, variables?: Variables) => ({ command: 'dialFromMobile', destination, variables }),
  dialByUsername: (username: string, variables?: Variables) => ({ command: 'dialByUsername', username, variables }),
  /** `callerId` alone is number and name; or `callerIdName, callerIdNumber`, both before the variables. */
  dialFromQueue: (destination: Id, queueId: Id, callerId: Id, fourth?: Id | Variables | null, variables?: Variables) => {
    const pair = fourth !== null && fourth !== undefined && typeof fourth !== 'object';
    return {
      command: 'dialFromQueue',
      destination,
      queueId: whole(queueId),
      callerIdName: callerId,
      callerIdNumber: pair ? fourth : callerId,
      variables: pair ? variables : (fourth ?? variables),
    };
  },
  originate: (destination: Id) => ({ command: 'originate', destination }),
  hangup: (uniqueId?: string) => ({ command: 'hangup', ...leg(uniqueId) }),
  answer: (uniqueId?: string) => ({ command: 'answer', ...leg(uniqueId) }),
  hold: (uniqueId?: string) => ({ command: 'hold', ...leg(uniqueId) }),
  directTransfer: (destination: Id) => ({ command: 'directTransfer', destination }),
  attendedTransfer: (destination: Id, device?: string) => ({ command: 'attendedTransfer', destination, device }),
  completeTransfer: () => ({ command: 'completeTransfer' }),
  cancelTransfer: () => ({ command: 'cancelTransfer' }),
  conference: () => ({ command: 'conference' }),
  setData: (variables: Variables | string) => ({ command: 'setData', variables: asObject(variables) }),
  getCurrentCallsPhoneEvents: () => ({ command: 'getCurrentCallsPhoneEvents' }),
  dnd: (state: boolean) => ({ command: 'dnd', state }),
  naFwd: (destination: Id, state: boolean) => ({ command: 'naFwd', state, destination }),
  uncFwd: (destination: Id, state: boolean) => ({ command: 'uncFwd', state, destination }),
  busyFwd: (destination: Id, state: boolean) => ({ command: 'busyFwd', state, destination }),
  subscribeToPhoneHints: (phoneNumbers: Id[]) => ({ command: 'subscribeToPhoneHints', phoneNumbers }),
  unsubscribeFromAllPhoneHints: () => ({ command: 'unsubscribeFromAllPhoneHints' }),
  sendDtmf: (key: Id) => ({ command: 'sendDtmf', key }),
  toggleMicrophone: (uniqueId?: string) => ({ command: 'toggleMicrophone', uniqueId }),
  /** How a call sounds in this browser; ours. */
  reportCallQuality: (sipCallId: string, quality: { jitter: number; roundTrip: number; loss: number; mos: number }) => ({
    command: 'reportCallQuality',
    sipCallId,
    jitter: quality?.jitter,
    roundTrip: quality?.roundTrip,
    loss: quality?.loss,
    mos: quality?.mos,
  }),
  retrieveQueueCall: (queueCall: object) => ({ command: 'retrieveQueueCall', queueCall }),
  toggleUniqueAccountDevice: (deviceType: string) => ({ command: 'toggleUniqueAccountDevice', deviceType }),
};

export const agentFrames = {
  loginAgent: (agentphonenumber?: Id, agentid?: Id) => ({ command: 'agentLogin', agentphonenumber, agentid }),
  logoutAgent: (agentid?: Id) => ({ command: 'agentLogout', agentid }),
  toggleAgentLogin: () => ({ command: 'toggleAgentLogin' }),
  pauseAgent: (agentid?: Id, reason?: string) => ({ command: 'pauseAgent', agentid, reason }),
  unpauseAgent: (agentid?: Id) => ({ command: 'unpauseAgent', agentid }),
  listenAgent: (agentid: Id, mode?: 'listen' | 'whisper' | 'barge') => ({
    command: 'listenAgent',
    agentid,
    ...(mode === undefined ? {} : { mode }),
  }),
  monitorPause: (agentid: Id) => ({ command: 'monitorPause', agentid }),
  monitorUnpause: (agentid: Id) => ({ command: 'monitorUnpause', agentid }),
  setAgentQueue: (agentId: Id, queueId: Id, penalty: Id) => ({ command: 'setAgentQueue', agentId, queueId, penalty }),
  removeAgentFromQueue: (agentId: Id, queueId: Id) => ({ command: 'removeAgentFromQueue', agentId, queueId }),
  subscribeToAgentStats: () => ({ command: 'subscribeToAgentStats' }),
  subscribeToAgentEvents: () => ({ command: 'subscribeToAgentEvents' }),
  getAgentStates: () => ({ command: 'getAgentStates' }),
  getAgentDirectory: () => ({ command: 'getAgentDirectory' }),
  setAgentGroup: (agentId: Id, groupId: Id) => ({ command: 'setAgentGroup', agentId, groupId }),
  setQueueRecording: (queueId: Id, recorded: boolean) => ({ command: 'setQueueRecording', queueId, recorded }),
  setQueueDissuasion: (queueId: Id, closed: boolean, destination: string = '') => ({
    command: 'setQueueDissuasion',
    queueId,
    closed,
    destination,
  }),
  moveAgentsInGroup: (groupId: Id, fromQueueId: Id, fromPenalty: Id, toQueueId: Id, toPenalty: Id) => ({
    command: 'moveAgentsInGroup',
    groupId,
    fromQueueId,
    fromPenalty,
    toQueueId,
    toPenalty,
  }),
  addAgentsInGroup: (groupId: Id, fromQueueId: Id, fromPenalty: Id, toQueueId: Id, toPenalty: Id) => ({
    command: 'addAgentsInGroup',
    groupId,
    fromQueueId,
    fromPenalty,
    toQueueId,
    toPenalty,
  }),
  removeAgentGroupFromQueueGroup: (groupId: Id, queueId: Id, penalty: Id) => ({
    command: 'removeAgentGroupFromQueueGroup',
    groupId,
    queueId,
    penalty,
  }),
  addAgentsNotInQueueFromGroupTo: (groupId: Id, queueId: Id, penalty: Id) => ({
    command: 'addAgentsNotInQueueFromGroupTo',
    groupId,
    queueId,
    penalty,
  }),
};

export const deskFrames = {
  getList: (objectType: string) => ({ command: 'getList', objectType }),
  getConferenceRooms: () => ({ command: 'getList', objectType: 'meetme' }),
  subscribeToQueueStats: () => ({ command: 'subscribeToQueueStats' }),
  subscribeToQueueCalls: (queueId: Id) => ({ command: 'subscribeToQueueCalls', queueId }),
  unSubscribeToQueueCalls: (queueId: Id) => ({ command: 'unSubscribeToQueueCalls', queueId }),
  getQueueStatistics: (queueId: Id, window: Id, xqos: Id) => ({ command: 'getQueueStatistics', queueId, window, xqos }),
  getQueueIntervals: (queueId: Id, seconds?: Id) => ({ command: 'getQueueIntervals', queueId, seconds }),
  getUserCallHistory: (size?: Id) => ({ command: 'getUserCallHistory', size }),
  getUserCallHistoryByDays: (days?: Id) => ({ command: 'getUserCallHistoryByDays', days }),
  getAgentCallHistory: (size?: Id) => ({ command: 'getAgentCallHistory', size }),
  getQueueCallHistory: (queue: string, size?: Id) => ({ command: 'getQueueCallHistory', queue, size }),
  findCustomerCallHistory: (requestId: Id, filters: Filter[], size?: Id) => ({
    command: 'findCustomerCallHistory',
    id: requestId,
    request: { filters, size },
  }),
  subscribeToRealtimeCTI: () => ({ command: 'subscribeToRealtimeCTI' }),
  getQualifications: (queueId?: Id) => ({ command: 'getQualifications', queueId }),
  qualifyCall: (id: string, reason?: string, note?: string) => ({ command: 'qualifyCall', id, reason, note }),
  directoryLookUp: (term: string) => ({ command: 'directoryLookUp', term }),
  searchDirectory: (term: string) => ({ command: 'searchDirectory', term }),
  searchContacts: (term: string) => ({ command: 'searchContacts', term }),
  getFavorites: () => ({ command: 'getFavorites' }),
  getFavoriteContacts: () => ({ command: 'getFavoriteContacts' }),
  addFavorite: (contactId: Id, source: string) => ({ command: 'addFavorite', contactId, source }),
  removeFavorite: (contactId: Id, source: string) => ({ command: 'removeFavorite', contactId, source }),
  changeUserStatus: (status: string) => ({ command: 'userStatusUpdate', status }),
  getConfig: (objectType: string) => ({ command: 'getConfig', objectType }),
  getIceConfig: () => ({ command: 'getIceConfig' }),
  setUserPreference: (key: string, value: unknown, value_type?: string) => ({
    command: 'setUserPreference',
    key,
    value,
    value_type,
  }),
  displayNameLookup: (username: string) => ({ command: 'displayNameLookup', username }),
  pushLogToServer: (level: string, log: string) => ({ command: 'pushLogToServer', level, log }),
  unregisterMobileApp: () => ({ command: 'unregisterMobileApp' }),
};

const inRoom = (command: string) => (numConf: Id) => ({ command, numConf });
const ofParticipant = (command: string) => (numConf: Id, index: Id) => ({ command, numConf, index });
const ofInvitation = (command: string) => (requestId: Id, username: string) => ({ command, requestId, username });

export const meetingFrames = {
  conferenceMuteMe: inRoom('conferenceMuteMe'),
  conferenceUnmuteMe: inRoom('conferenceUnmuteMe'),
  conferenceMuteAll: inRoom('conferenceMuteAll'),
  conferenceUnmuteAll: inRoom('conferenceUnmuteAll'),
  conferenceMute: ofParticipant('conferenceMute'),
  conferenceUnmute: ofParticipant('conferenceUnmute'),
  conferenceKick: ofParticipant('conferenceKick'),
  conferenceDeafen: ofParticipant('conferenceDeafen'),
  conferenceUndeafen: ofParticipant('conferenceUndeafen'),
  conferenceReset: inRoom('conferenceReset'),
  conferenceClose: inRoom('conferenceClose'),
  conferenceInvite: (
    numConf: Id,
    exten: Id,
    role?: string,
    earlyJoin?: boolean,
    variables?: Variables,
    marked?: boolean,
    leaveWhenLastMarkedLeave?: boolean,
    callerId?: Id,
  ) => ({
    command: 'conferenceInvite',
    numConf,
    exten,
    role,
    earlyJoin,
    variables,
    marked,
    leaveWhenLastMarkedLeave,
    callerId,
  }),
  includeToConference: (role?: string, marked?: boolean, leaveWhenLastMarkedLeave?: boolean, callerId?: Id) => ({
    command: 'includeToConference',
    role,
    marked,
    leaveWhenLastMarkedLeave,
    callerId,
  }),
  inviteConferenceRoom: (userId: Id) => ({ command: 'inviteConferenceRoom', userId }),
  sendFlashTextMessage: (to: string, sequence: Id, message: string) => ({
    command: 'flashTextBrowserRequest',
    request: 'FlashTextDirectMessage',
    sequence,
    to: { username: to },
    message,
  }),
  getFlashTextPartyHistory: (to: string, sequence: Id) => ({
    command: 'flashTextBrowserRequest',
    request: 'FlashTextDirectMessageHistory',
    sequence,
    to: { username: to },
  }),
  markFlashTextAsRead: (to: string, sequence: Id) => ({
    command: 'flashTextBrowserRequest',
    request: 'FlashTextMarkAsRead',
    sequence,
    to: { username: to },
  }),
  videoEvent: (status: string) => ({ command: 'videoEvent', status }),
  subscribeToVideoStatus: (usernames: string[]) => ({ command: 'subscribeToVideoStatus', usernames }),
  unsubscribeFromAllVideoStatus: () => ({ command: 'unsubscribeFromAllVideoStatus' }),
  inviteToMeetingRoom: (requestId: Id, token: string, username: string) => ({
    command: 'inviteToMeetingRoom',
    requestId,
    token,
    username,
  }),
  meetingRoomInviteAck: ofInvitation('meetingRoomInviteAck'),
  meetingRoomInviteAccept: ofInvitation('meetingRoomInviteAccept'),
  meetingRoomInviteReject: ofInvitation('meetingRoomInviteReject'),
};

/** Those of the global Cti. */
export const ctiFrames = { ...phoneFrames, ...agentFrames, ...deskFrames, ...meetingFrames };
