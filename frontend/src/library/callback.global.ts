// The classic script `/assets/javascripts/callback.js`: the global Callback.

import { createCallback } from './callback';

Object.assign(globalThis, { Callback: createCallback() });
