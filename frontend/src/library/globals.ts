// The globals that the classic scripts define, for TypeScript: `import './library/globals'` in a page that loads them.

import type { Callback as CallbackType, Membership as MembershipType } from './callback';
import type { Cti as CtiType } from './cti';
import type { Bus } from './shotgun';

declare global {
  var Cti: CtiType;
  var Callback: CallbackType;
  var Membership: MembershipType;
  var SHOTGUN: Bus;
}
