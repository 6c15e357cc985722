// The classic script `/assets/javascripts/shotgun.js`: the global SHOTGUN.

import { createBus } from './shotgun';

Object.assign(globalThis, { SHOTGUN: createBus() });
