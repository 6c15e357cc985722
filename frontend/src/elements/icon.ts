// Drawn signs for buttons: `icon('phone')`. They say nothing that the button does not say in words, and take its colour.

import { svg, type SVGTemplateResult, html, type TemplateResult } from 'lit';

const HANDSET =
  'M5.2 3.5h2.6l1.5 3.9-2 1.6a11.6 11.6 0 0 0 5.7 5.7l1.6-2 3.9 1.5v2.6c0 1-.8 1.8-1.8 1.7C9.8 18 4 12.2 3.5 5.3 3.4 4.300 4.200 3.500 5.200 3.500Z';

const SIGNS = {
  phone: svg`<path d=${HANDSET} />`,
  hangup: svg`<path d="M2.5 13.200c4.300-4 10.700-4 15 0l-1.900 2.500-3.500-1.400v-2.300a9.500 9.500 0 0 0-4.200 0v2.300l-3.500 1.400Z" />`,
  pause: svg`<path d="M7 4.500v11M13 4.500v11" />`,
  play: svg`<path d="M6.500 4.300 15 10l-8.500 5.700Z" />`,
  transfer: svg`<path d="M3.500 7h11M11 3.500 14.500 7 11 10.500M16.500 13h-11M9 9.500 5.500 13 9 16.500" />`,
  people: svg`<circle cx="7" cy="7" r="2.700" /><path d="M2 16c.4-3 2.400-4.500 5-4.500s4.600 1.500 5 4.500M13 4.500a2.600 2.600 0 0 1 0 5M14.500 11.800c2 .5 3.200 1.900 3.500 4.200" />`,
  keypad: svg`<path d="M5 5h.01M10 5h.01M15 5h.01M5 10h.01M10 10h.01M15 10h.01M5 15h.01M10 15h.01M15 15h.01" stroke-width="2.600" />`,
  record: svg`<circle cx="10" cy="10" r="7" /><circle cx="10" cy="10" r="3" fill="currentColor" />`,
  star: svg`<path d="m10 2.800 2.200 4.600 5 .7-3.600 3.500.9 5L10 14.200l-4.500 2.400.9-5L2.800 8.100l5-.7Z" />`,
  search: svg`<circle cx="8.800" cy="8.800" r="5.300" /><path d="m13 13 4 4" />`,
  mail: svg`<circle cx="5.500" cy="10" r="3.500" /><circle cx="14.500" cy="10" r="3.500" /><path d="M5.500 13.500h9" />`,
  moon: svg`<path d="M16.500 12A7 7 0 1 1 8 3.500 5.600 5.600 0 0 0 16.500 12Z" />`,
  forward: svg`<path d="M3.500 15c0-5 3-7.500 8-7.500h4M12 4l3.500 3.500L12 11" />`,
  clock: svg`<circle cx="10" cy="10" r="7" /><path d="M10 6v4.300l2.800 1.700" />`,
  check: svg`<path d="m4 10.500 4 4 8-9" />`,
  close: svg`<path d="m5 5 10 10M15 5 5 15" />`,
  back: svg`<path d="M16 10H4.500M9 5 4 10l5 5" />`,
  microphone: svg`<rect x="7.500" y="2.500" width="5" height="9" rx="2.500" /><path d="M4.500 9.500a5.500 5.500 0 0 0 11 0M10 15v2.500" />`,
  mobile: svg`<rect x="6" y="2.500" width="8" height="15" rx="1.800" /><path d="M9.300 15h1.400" />`,
  bell: svg`<path d="M10 3a4.500 4.500 0 0 1 4.500 4.500c0 4 1.500 5.500 1.500 5.500H4s1.500-1.500 1.500-5.500A4.500 4.500 0 0 1 10 3ZM8.500 15.500a1.600 1.600 0 0 0 3 0" />`,
  out: svg`<path d="M8 3.500H4.500v13H8M12 6.500l3.500 3.500-3.500 3.500M15 10H8" />`,
  down: svg`<path d="m5.500 8 4.500 4.500L14.500 8" />`,
  incoming: svg`<path d="M15 5 6 14M6 7v7h7" />`,
  outgoing: svg`<path d="m5 15 9-9M7 6h7v7" />`,
  missed: svg`<path d="m4 5 6 6 6-6M4 5v4.500M4 5h4.500" />`,
  window: svg`<path d="M11 4h5v5M16 4l-7 7M13.500 11.500v4.500h-9.500v-9.500h4.500" />`,
} as const satisfies Record<string, SVGTemplateResult>;

export type Sign = keyof typeof SIGNS;

export function icon(sign: Sign): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${SIGNS[sign]}</svg>`;
}
