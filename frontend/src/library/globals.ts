// The globals that the classic scripts define, for TypeScript: `import './library/globals'` in a page that loads them.

import type { Callback as CallbackType, Membership as MembershipType } from './callback';
import type { Cti as CtiType } from './cti';
import type { Bus } from './shotgun';
import type { SIPml as SIPmlType } from './SIPml';
import type { XcWebrtc } from './xc_webrtc';

declare global {
  var Cti: CtiType;
  var Callback: CallbackType;
  var Membership: MembershipType;
  var SHOTGUN: Bus;
  var xc_webrtc: XcWebrtc;
  var SIPml: typeof SIPmlType;
}
