// What can be made of an agent's state: how long, until when, which ways lead on from it (protocol 8.1). Pure.

import type { AgentStateEvent, AgentStateName, UserStatus } from '../../library/jackfield';
import type { AgentNow } from './desk-state';

export function agentNow(state: AgentStateEvent, before: AgentNow | null, now: number): AgentNow {
  // seconds are whole: the moment known before is truer than the one reckoned from them
  const since = now - state.since * 1_000;
  const kept = before?.state.name === state.name && Math.abs(before.since - since) < 2_000 ? before.since : since;
  return { state, since: kept, until: Date.parse(state.wrapupUntil ?? '') || 0 };
}

/** Pauses have the reasons that statuses are made for. */
export function reasons(statuses: readonly UserStatus[]): readonly UserStatus[] {
  return statuses.filter((status) => status.actions.some((action) => action.name === 'queuepause_all'));
}

export interface Ways {
  readonly ready: boolean;
  readonly pause: boolean;
  readonly logout: boolean;
  readonly login: boolean;
}

/** Which states may be chosen from this one; during a call they follow it. */
export function waysFrom({ name, next }: AgentStateEvent): Ways {
  const busy = name === 'AgentOnCall' || name === 'AgentRinging' || name === 'AgentDialing';
  const pausing = next === 'AgentOnPause';
  return {
    ready: name === 'AgentOnPause' || name === 'AgentOnWrapup' || (busy && pausing),
    pause: name !== 'AgentLoggedOut' && !pausing,
    logout: name !== 'AgentLoggedOut' && next !== 'AgentLoggedOut',
    login: name === 'AgentLoggedOut',
  };
}

/** The colour of a state, by the name of its token. */
export const TONES: Record<AgentStateName, string> = {
  AgentReady: 'idle',
  AgentOnPause: 'hold',
  AgentOnWrapup: 'wrapup',
  AgentRinging: 'ringing',
  AgentDialing: 'talking',
  AgentOnCall: 'talking',
  AgentLoggedOut: 'off',
};
