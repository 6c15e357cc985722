// The classic script `/assets/javascripts/SIPml-api.js`: the global SIPml.

import { scripts } from './sip-types';
import { SIPml } from './SIPml';

const from = (document.currentScript as HTMLScriptElement | null)?.src;
if (from) scripts.folder = new URL('.', from).href;

Object.assign(globalThis, { SIPml });
