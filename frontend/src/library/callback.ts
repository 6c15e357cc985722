// The globals Callback and Membership (protocol 6): methods over a Cti that is given to `init`; before it they complain.

import { CALLBACK_TYPES, MEMBERSHIP_TYPES } from './constants';
import type { Filter, Id } from './frames';
import { type Factory, factoryOf, type Methods, methodsOf } from './methods';
import type { Frame, Result } from './results';

/** Those of the global Callback. The wire's names differ from the documents': `number`, `comment`. */
export const callbackFrames = {
  getCallbackLists: () => ({ command: 'getCallbackLists' }),
  takeCallback: (uuid: string) => ({ command: 'takeCallback', uuid }),
  releaseCallback: (uuid: string) => ({ command: 'releaseCallback', uuid }),
  startCallback: (uuid: string, phoneNumber: Id) => ({ command: 'startCallback', uuid, number: phoneNumber }),
  updateCallbackTicket: (
    uuid: string,
    status: string,
    description?: string,
    dueDate?: string | null,
    periodUuid?: string | null,
  ) => ({ command: 'updateCallbackTicket', uuid, status, comment: description, dueDate, periodUuid }),
  listenCallbackMessage: (voiceMessageRef: string) => ({ command: 'listenCallbackMessage', voiceMessageRef }),
  findCallbackRequest: (requestId: Id, filters: Filter[], offset?: Id, limit?: Id) => ({
    command: 'findCallbackRequest',
    id: requestId,
    request: { filters, offset, limit },
  }),
  getCallbackPreferredPeriods: () => ({ command: 'getCallbackPreferredPeriods' }),
};

type Penalties = { queueId: Id; penalty: Id }[];

/** Those of the global Membership. */
export const membershipFrames = {
  getUserDefaultMembership: (userId: Id) => ({ command: 'getUserDefaultMembership', userId }),
  setUserDefaultMembership: (userId: Id, membership: Penalties) => ({
    command: 'setUserDefaultMembership',
    userId,
    membership,
  }),
  setUsersDefaultMembership: (userIds: Id[], membership: Penalties) => ({
    command: 'setUsersDefaultMembership',
    userIds,
    membership,
  }),
  applyUsersDefaultMembership: (userIds: Id[]) => ({ command: 'applyUsersDefaultMembership', userIds }),
};

/** What both need of a Cti. */
export interface Sender {
  sendCallback(frame: Frame): Promise<Result>;
}

interface Members<Types> {
  readonly MessageType: Types;
  readonly MessageFactory: Factory;
  init(cti: Sender): void;
  sendCallback(frame: Frame): Promise<Result>;
}

export type Callback = Members<typeof CALLBACK_TYPES> & Methods<typeof callbackFrames>;
export type Membership = Members<typeof MEMBERSHIP_TYPES> & Methods<typeof membershipFrames>;

export function createCallback(): Callback {
  const members = membersOf('Callback', CALLBACK_TYPES, factoryOf(callbackFrames));
  return Object.assign(members, methodsOf(callbackFrames, (frame) => members.sendCallback(frame)));
}

export function createMembership(): Membership {
  const members = membersOf('Membership', MEMBERSHIP_TYPES, factoryOf(membershipFrames));
  return Object.assign(members, methodsOf(membershipFrames, (frame) => members.sendCallback(frame)));
}

function membersOf<Types>(name: string, MessageType: Types, MessageFactory: Factory): Members<Types> {
  const members: Members<Types> = {
    MessageType,
    MessageFactory,
    init(cti) {
      members.sendCallback = (frame) => cti.sendCallback(frame);
    },
    sendCallback(frame) {
      console.error(`${name}.init(Cti) has not been called.`);
      const message = 'There is no connection to the server.';
      return Promise.resolve({ requestId: String(frame.requestId ?? ''), status: 'refused', code: 'not_connected', message });
    },
  };
  return members;
}
