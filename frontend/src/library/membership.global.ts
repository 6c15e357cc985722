// The classic script `/assets/javascripts/membership.js`: the global Membership.

import { createMembership } from './callback';

Object.assign(globalThis, { Membership: createMembership() });
