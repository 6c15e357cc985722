// The classic script `/assets/javascripts/cti.js`: the global Cti.

import { createCti } from './cti';

Object.assign(globalThis, { Cti: createCti() });
