// Every method about agents, queues, callbacks and memberships, with what it takes: one line each.

import { choice, flag, type Group, json, list, method, number, text } from '../sample/method';

const LISTS = ['queue', 'agent', 'queuemember', 'agentgroup', 'meetme', 'basequeuemember'];
const OUTCOMES = ['Answered', 'NoAnswer', 'Callback', 'Fax', 'Email'];
const MOVE = [number('groupId', '1'), number('fromQueueId', '1'), number('fromPenalty', '0'), number('toQueueId', '2'), number('toPenalty', '0')];
const GROUP = [number('groupId', '1'), number('queueId', '2'), number('penalty', '0')];

export const AGENT_METHODS: readonly Group[] = [
  {
    key: 'agent',
    methods: [
      method('Cti.loginAgent', [text('agentPhoneNumber'), number('agentId')], (phone, id) => Cti.loginAgent(phone, id)),
      method('Cti.logoutAgent', [number('agentId')], (id) => Cti.logoutAgent(id)),
      method('Cti.toggleAgentLogin', [], () => Cti.toggleAgentLogin()),
      method('Cti.pauseAgent', [number('agentId'), text('reason', 'lunch')], (id, reason) => Cti.pauseAgent(id, reason)),
      method('Cti.unpauseAgent', [number('agentId')], (id) => Cti.unpauseAgent(id)),
      method('Cti.listenAgent', [number('agentId', '1'), choice('mode', ['listen', 'whisper', 'barge'])], (id, mode) => Cti.listenAgent(id, mode)),
      method('Cti.monitorPause', [number('agentId', '1')], (id) => Cti.monitorPause(id)),
      method('Cti.monitorUnpause', [number('agentId', '1')], (id) => Cti.monitorUnpause(id)),
      method('Cti.getQualifications', [number('queueId')], (queue) => Cti.getQualifications(queue)),
      method('Cti.qualifyCall', [text('id'), text('reason'), text('note')], (id, reason, note) => Cti.qualifyCall(String(id), reason, note)),
    ],
  },
  {
    key: 'agents',
    methods: [
      method('Cti.getList', [choice('objectType', LISTS)], (what) => Cti.getList(what)),
      method('Cti.getAgentStates', [], () => Cti.getAgentStates()),
      method('Cti.subscribeToAgentEvents', [], () => Cti.subscribeToAgentEvents()),
      method('Cti.subscribeToAgentStats', [], () => Cti.subscribeToAgentStats()),
      method('Cti.getAgentDirectory', [], () => Cti.getAgentDirectory()),
    ],
  },
  {
    key: 'queues',
    methods: [
      method('Cti.subscribeToQueueStats', [], () => Cti.subscribeToQueueStats()),
      method('Cti.subscribeToQueueCalls', [number('queueId', '1')], (queue) => Cti.subscribeToQueueCalls(queue)),
      method('Cti.unSubscribeToQueueCalls', [number('queueId', '1')], (queue) => Cti.unSubscribeToQueueCalls(queue)),
      method('Cti.setAgentQueue', [number('agentId', '1'), number('queueId', '2'), number('penalty', '0')], (id, queue, penalty) => Cti.setAgentQueue(id, queue, penalty)),
      method('Cti.removeAgentFromQueue', [number('agentId', '1'), number('queueId', '2')], (id, queue) => Cti.removeAgentFromQueue(id, queue)),
      method('Cti.dialFromQueue', [text('destination', '1005'), number('queueId', '1'), text('callerIdName', 'Blue'), text('callerIdNumber', '3001'), json('variables')], (to, queue, name, caller, data) => Cti.dialFromQueue(to, queue, name, caller, data)),
      method('Cti.retrieveQueueCall', [json('queueCall', '{}')], (call) => Cti.retrieveQueueCall(call)),
      method('Cti.setQueueRecording', [number('queueId', '1'), flag('recorded')], (queue, recorded) => Cti.setQueueRecording(queue, recorded)),
      method('Cti.setQueueDissuasion', [number('queueId', '1'), flag('closed'), text('destination')], (queue, closed, destination) => Cti.setQueueDissuasion(queue, closed, destination)),
      method('Cti.getQueueStatistics', [number('queueId', '1'), number('window', '3600'), number('xqos', '15')], (queue, window, xqos) => Cti.getQueueStatistics(queue, window, xqos)),
      method('Cti.getQueueIntervals', [number('queueId', '1'), number('seconds', '900')], (queue, seconds) => Cti.getQueueIntervals(queue, seconds)),
    ],
  },
  {
    key: 'groups',
    methods: [
      method('Cti.setAgentGroup', [number('agentId', '1'), number('groupId', '2')], (id, group) => Cti.setAgentGroup(id, group)),
      method('Cti.moveAgentsInGroup', MOVE, (group, from, fromPenalty, to, toPenalty) => Cti.moveAgentsInGroup(group, from, fromPenalty, to, toPenalty)),
      method('Cti.addAgentsInGroup', MOVE, (group, from, fromPenalty, to, toPenalty) => Cti.addAgentsInGroup(group, from, fromPenalty, to, toPenalty)),
      method('Cti.removeAgentGroupFromQueueGroup', GROUP, (group, queue, penalty) => Cti.removeAgentGroupFromQueueGroup(group, queue, penalty)),
      method('Cti.addAgentsNotInQueueFromGroupTo', GROUP, (group, queue, penalty) => Cti.addAgentsNotInQueueFromGroupTo(group, queue, penalty)),
    ],
  },
  {
    key: 'callbacks',
    methods: [
      method('Callback.getCallbackLists', [], () => Callback.getCallbackLists()),
      method('Callback.takeCallback', [text('uuid')], (uuid) => Callback.takeCallback(uuid)),
      method('Callback.releaseCallback', [text('uuid')], (uuid) => Callback.releaseCallback(uuid)),
      method('Callback.startCallback', [text('uuid'), text('phoneNumber')], (uuid, phone) => Callback.startCallback(uuid, phone)),
      method('Callback.updateCallbackTicket', [text('uuid'), choice('status', OUTCOMES), text('description'), text('dueDate'), text('periodUuid')], (uuid, status, comment, due, period) => Callback.updateCallbackTicket(uuid, status, comment, due, period)),
      method('Callback.listenCallbackMessage', [text('voiceMessageRef')], (ref) => Callback.listenCallbackMessage(ref)),
      method('Callback.findCallbackRequest', [number('requestId', '1'), json('filters', '[]'), number('offset', '0'), number('limit', '10')], (id, filters, offset, limit) => Callback.findCallbackRequest(id, filters, offset, limit)),
      method('Callback.getCallbackPreferredPeriods', [], () => Callback.getCallbackPreferredPeriods()),
    ],
  },
  {
    key: 'membership',
    methods: [
      method('Membership.getUserDefaultMembership', [number('userId', '1')], (user) => Membership.getUserDefaultMembership(user)),
      method('Membership.setUserDefaultMembership', [number('userId', '1'), json('membership', '[{"queueId":1,"penalty":0}]')], (user, membership) => Membership.setUserDefaultMembership(user, membership)),
      method('Membership.setUsersDefaultMembership', [list('userIds', '1 2'), json('membership', '[{"queueId":1,"penalty":0}]')], (users, membership) => Membership.setUsersDefaultMembership(users, membership)),
      method('Membership.applyUsersDefaultMembership', [list('userIds', '1 2')], (users) => Membership.applyUsersDefaultMembership(users)),
    ],
  },
  {
    key: 'history',
    methods: [
      method('Cti.getAgentCallHistory', [number('size', '7')], (size) => Cti.getAgentCallHistory(size)),
      method('Cti.getQueueCallHistory', [text('queue', 'bl'), number('size', '7')], (queue, size) => Cti.getQueueCallHistory(queue, size)),
    ],
  },
];
