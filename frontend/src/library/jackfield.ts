// The module `/assets/javascripts/jackfield.mjs`: the same library as the classic scripts, with types, without globals.

import { scripts } from './sip-types';

export * from './callback';
export * from './constants';
export { createCti, type Cti, type CtiMembers, type LocalEvents } from './cti';
export type { LinkStatus, Socket, SocketClass } from './link';
export { login, LoginRefused, websocketUrl } from './login';
export type { Frame, Result } from './results';
export { type Bus, createBus } from './shotgun';
export * from './softphone';
export { createWebrtc, type XcWebrtc } from './xc_webrtc';
export * from '../wire/commands';
export * from '../wire/events';
export * from '../wire/values';

// The SIP stack is beside this module, wherever the page comes from.
if (import.meta.url.startsWith('http')) scripts.folder = import.meta.url.replace(/[^/]*$/, '');
