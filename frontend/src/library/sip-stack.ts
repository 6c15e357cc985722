// The module `/assets/javascripts/sip.mjs`: the SIP stack JsSIP, loaded by `sip-types.ts` when a softphone starts.

import JsSIP from 'jssip';

import type { SipStack, UserAgent } from './sip-types';

export const createUserAgent: SipStack['createUserAgent'] = (configuration) =>
  new JsSIP.UA(configuration as ConstructorParameters<typeof JsSIP.UA>[0]) as unknown as UserAgent;

export function setDebug(on: boolean): void {
  if (on) JsSIP.debug.enable('JsSIP:*');
  else JsSIP.debug.disable();
}
