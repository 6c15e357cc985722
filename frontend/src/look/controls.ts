// The look of the platform's controls for elements with a shadow root, where the page's style sheet does not reach.

import { unsafeCSS } from 'lit';

import text from './controls.css?inline';

/** For `static styles = [controls, css`...`]`. */
export const controls = unsafeCSS(text);
