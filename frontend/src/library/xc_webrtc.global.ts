// The classic script `/assets/javascripts/xc_webrtc.js`: the global xc_webrtc, over the global Cti.

import type { Cti } from './cti';
import { scripts } from './sip-types';
import { createWebrtc } from './xc_webrtc';

const from = (document.currentScript as HTMLScriptElement | null)?.src;
if (from) scripts.folder = new URL('.', from).href;

Object.assign(globalThis, { xc_webrtc: createWebrtc(() => (globalThis as { Cti?: Cti }).Cti) });
