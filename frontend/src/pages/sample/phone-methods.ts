// Every method about a user and his phone, with what it takes: one line each.

import { choice, flag, type Group, json, list, method, number, text } from './method';

export const PHONE_METHODS: readonly Group[] = [
  {
    key: 'calls',
    methods: [
      method('Cti.dial', [text('destination', '1002'), json('variables', '{"customer":"4711"}')], (to, data) => Cti.dial(to, data)),
      method('Cti.originate', [text('destination', '1002')], (to) => Cti.originate(to)),
      method('Cti.dialByUsername', [text('username', 'bruno'), json('variables')], (who, data) => Cti.dialByUsername(who, data)),
      method('Cti.dialFromMobile', [text('destination', '1002'), json('variables')], (to, data) => Cti.dialFromMobile(to, data)),
      method('Cti.answer', [text('uniqueId')], (id) => Cti.answer(id)),
      method('Cti.hangup', [text('uniqueId')], (id) => Cti.hangup(id)),
      method('Cti.hold', [text('uniqueId')], (id) => Cti.hold(id)),
      method('Cti.getCurrentCallsPhoneEvents', [], () => Cti.getCurrentCallsPhoneEvents()),
    ],
  },
  {
    key: 'transfers',
    methods: [
      method('Cti.directTransfer', [text('destination', '1003')], (to) => Cti.directTransfer(to)),
      method('Cti.attendedTransfer', [text('destination', '1003'), text('device')], (to, on) => Cti.attendedTransfer(to, on)),
      method('Cti.completeTransfer', [], () => Cti.completeTransfer()),
      method('Cti.cancelTransfer', [], () => Cti.cancelTransfer()),
      method('Cti.conference', [], () => Cti.conference()),
    ],
  },
  {
    key: 'data',
    methods: [
      method('Cti.setData', [json('variables', '{"order":"A 17"}')], (data) => Cti.setData(data)),
      method('Cti.sendDtmf', [text('key', '5')], (key) => Cti.sendDtmf(key)),
      method('Cti.toggleMicrophone', [text('uniqueId')], (id) => Cti.toggleMicrophone(id)),
    ],
  },
  {
    key: 'services',
    methods: [
      method('Cti.dnd', [flag('state')], (on) => Cti.dnd(on)),
      method('Cti.uncFwd', [text('destination', '1003'), flag('state')], (to, on) => Cti.uncFwd(to, on)),
      method('Cti.naFwd', [text('destination', '1003'), flag('state')], (to, on) => Cti.naFwd(to, on)),
      method('Cti.busyFwd', [text('destination', '1003'), flag('state')], (to, on) => Cti.busyFwd(to, on)),
    ],
  },
  {
    key: 'presence',
    methods: [
      method('Cti.subscribeToPhoneHints', [list('phoneNumbers', '1001 1002')], (numbers) => Cti.subscribeToPhoneHints(numbers)),
      method('Cti.subscribeToRealtimeCTI', [], () => Cti.subscribeToRealtimeCTI()),
      method('Cti.unsubscribeFromAllPhoneHints', [], () => Cti.unsubscribeFromAllPhoneHints()),
      method('Cti.displayNameLookup', [text('username', 'bruno')], (who) => Cti.displayNameLookup(who)),
    ],
  },
  {
    key: 'user',
    methods: [
      method('Cti.changeUserStatus', [text('statusName', 'away')], (name) => Cti.changeUserStatus(name)),
      method('Cti.getConfig', [text('objectType', 'line')], (what) => Cti.getConfig(what)),
      method('Cti.toggleUniqueAccountDevice', [choice('device', ['phone', 'webrtc'])], (device) => Cti.toggleUniqueAccountDevice(device)),
      method('Cti.setUserPreference', [text('key', 'colour'), text('value', 'blue'), text('value_type', 'String')], (key, value, type) => Cti.setUserPreference(key, value, type)),
    ],
  },
  {
    key: 'conferences',
    methods: [
      method('Cti.getConferenceRooms', [], () => Cti.getConferenceRooms()),
      method('Cti.conferenceMuteMe', [text('numConf', '4000')], (room) => Cti.conferenceMuteMe(room)),
      method('Cti.conferenceUnmuteMe', [text('numConf', '4000')], (room) => Cti.conferenceUnmuteMe(room)),
      method('Cti.conferenceMuteAll', [text('numConf', '4000')], (room) => Cti.conferenceMuteAll(room)),
      method('Cti.conferenceUnmuteAll', [text('numConf', '4000')], (room) => Cti.conferenceUnmuteAll(room)),
      method('Cti.conferenceMute', [text('numConf', '4000'), number('index', '1')], (room, index) => Cti.conferenceMute(room, index)),
      method('Cti.conferenceUnmute', [text('numConf', '4000'), number('index', '1')], (room, index) => Cti.conferenceUnmute(room, index)),
      method('Cti.conferenceKick', [text('numConf', '4000'), number('index', '1')], (room, index) => Cti.conferenceKick(room, index)),
      method('Cti.conferenceDeafen', [text('numConf', '4000'), number('index', '1')], (room, index) => Cti.conferenceDeafen(room, index)),
      method('Cti.conferenceUndeafen', [text('numConf', '4000'), number('index', '1')], (room, index) => Cti.conferenceUndeafen(room, index)),
      method('Cti.conferenceReset', [text('numConf', '4000')], (room) => Cti.conferenceReset(room)),
      method('Cti.conferenceClose', [text('numConf', '4000')], (room) => Cti.conferenceClose(room)),
      method('Cti.conferenceInvite', [text('numConf', '4000'), text('exten', '1003'), choice('role', ['User', 'Organizer']), flag('earlyJoin')], (room, who, role, early) => Cti.conferenceInvite(room, who, role, early)),
      method('Cti.includeToConference', [choice('role', ['User', 'Organizer'])], (role) => Cti.includeToConference(role)),
      method('Cti.inviteConferenceRoom', [number('userId', '2')], (who) => Cti.inviteConferenceRoom(who)),
    ],
  },
  {
    key: 'directory',
    methods: [
      method('Cti.directoryLookUp', [text('term', 'al')], (term) => Cti.directoryLookUp(term ?? '')),
      method('Cti.searchDirectory', [text('pattern', 'al')], (pattern) => Cti.searchDirectory(pattern ?? '')),
      method('Cti.searchContacts', [text('term', 'al')], (term) => Cti.searchContacts(term ?? '')),
      method('Cti.getFavorites', [], () => Cti.getFavorites()),
      method('Cti.getFavoriteContacts', [], () => Cti.getFavoriteContacts()),
      method('Cti.addFavorite', [text('contactId', '1'), text('source', 'internal')], (id, source) => Cti.addFavorite(id, source)),
      method('Cti.removeFavorite', [text('contactId', '1'), text('source', 'internal')], (id, source) => Cti.removeFavorite(id, source)),
    ],
  },
  {
    key: 'webrtc',
    methods: [
      method('xc_webrtc.dial', [text('destination', '9000')], (to) => xc_webrtc.dial(to)),
      method('xc_webrtc.answer', [], () => xc_webrtc.answer()),
      method('xc_webrtc.answerBySipCallId', [text('sipCallId')], (id) => xc_webrtc.answerBySipCallId(id)),
      method('xc_webrtc.hangup', [text('sipCallId')], (id) => xc_webrtc.hangup(id)),
      method('xc_webrtc.hold', [], () => xc_webrtc.hold()),
      method('xc_webrtc.holdBySipCallId', [text('sipCallId')], (id) => xc_webrtc.holdBySipCallId(id)),
      method('xc_webrtc.dtmf', [text('key', '5')], (key) => xc_webrtc.dtmf(key)),
      method('xc_webrtc.toggleMicrophone', [text('sipCallId')], (id) => xc_webrtc.toggleMicrophone(id)),
      method('xc_webrtc.attendedTransfer', [text('destination', '1002')], (to) => xc_webrtc.attendedTransfer(to)),
      method('xc_webrtc.completeTransfer', [], () => xc_webrtc.completeTransfer()),
      method('xc_webrtc.cancelTransfer', [], () => xc_webrtc.cancelTransfer()),
      method('xc_webrtc.conference', [], () => xc_webrtc.conference()),
      method('xc_webrtc.takeOver', [], () => xc_webrtc.takeOver()),
      method('xc_webrtc.stop', [], () => xc_webrtc.stop()),
      method('xc_webrtc.disableICE', [], () => xc_webrtc.disableICE()),
      method('xc_webrtc.setIceUrls', [json('urls', '[{"urls":"stun:192.0.2.1:3478"}]')], (urls) => xc_webrtc.setIceUrls(urls)),
      method('xc_webrtc.getIceUrls', [], () => xc_webrtc.getIceUrls()),
      method('xc_webrtc.setDebug', [text('sipLogLevel', 'info'), flag('eventBool'), flag('handlerBool')], (level, events, handlers) => xc_webrtc.setDebug(level, events, handlers)),
      method('Cti.getConfig', [text('objectType', 'line')], (type) => Cti.getConfig(type ?? 'line')),
      method('Cti.getIceConfig', [], () => Cti.getIceConfig()),
      method('Cti.reportCallQuality', [text('sipCallId'), json('quality', '{"jitter":4,"roundTrip":20,"loss":0,"mos":4.4}')], (id, quality) => Cti.reportCallQuality(id, quality)),
    ],
  },
  {
    key: 'history',
    methods: [
      method('Cti.getUserCallHistory', [number('size', '7')], (size) => Cti.getUserCallHistory(size)),
      method('Cti.getUserCallHistoryByDays', [number('days', '7')], (days) => Cti.getUserCallHistoryByDays(days)),
    ],
  },
];
