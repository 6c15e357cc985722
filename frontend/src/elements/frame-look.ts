// How the frame around every page looks: its head on every width, the banner, the footer.

import { css } from 'lit';

/** What takes no room: its words are for screen readers. */
const onlyHeard = css`
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
`;

export const look = css`
  :host {
    display: grid;
    grid-template-rows: auto auto 1fr auto;
    grid-template-columns: minmax(0, 1fr);
    min-height: 100dvh;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-5);
    padding: var(--space-3) clamp(var(--space-4), 3vw, var(--space-6));
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .brand {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
    color: var(--ink);
    font: 750 1.3rem / 1 var(--font-display);
    letter-spacing: -0.03em;
    text-decoration: none;
  }
  .brand jf-mark {
    width: 2rem;
  }
  nav {
    flex: 1 1 auto;
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  nav a {
    display: inline-flex;
    align-items: center;
    min-height: 2.5rem;
    padding: 0 var(--space-3);
    border-radius: var(--radius-round);
    color: var(--ink-soft);
    font-weight: 600;
    text-decoration: none;
  }
  nav a:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  nav a[aria-current] {
    background: var(--accent-soft);
    color: var(--accent-strong);
  }
  .tools {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    margin-inline-start: auto;
  }
  .tools select {
    width: auto;
    min-height: 2.25rem;
    padding: 0 var(--space-2);
    border-color: transparent;
    background: transparent;
    font-size: var(--text-s);
    font-weight: 600;
    cursor: pointer;
  }
  .tools option {
    background: var(--surface);
    color: var(--ink);
  }
  .tools select:hover {
    border-color: var(--line-strong);
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--text-s);
    font-weight: 600;
    white-space: nowrap;
  }
  .link::before {
    content: '';
    width: 0.65rem;
    height: 0.65rem;
    border: 2px solid currentColor;
    border-radius: 50%;
  }
  .link.open {
    color: var(--lamp-idle);
  }
  .link.open::before {
    background: currentColor;
  }
  .link.connecting,
  .link.reconnecting {
    color: var(--lamp-hold);
  }
  .link.closed {
    color: var(--ink-soft);
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-3) clamp(var(--space-4), 3vw, var(--space-6));
    border-bottom: 1px solid var(--line);
    background: var(--warn-soft);
    color: var(--ink);
    font-weight: 600;
  }
  .banner.down {
    background: var(--danger-soft);
  }
  .banner::before {
    content: '!';
    flex: none;
    display: grid;
    place-items: center;
    width: 1.5rem;
    height: 1.5rem;
    border-radius: 50%;
    background: var(--ink);
    color: var(--surface);
    font: 800 1rem / 1 var(--font-display);
  }
  main {
    width: 100%;
    max-width: calc(var(--page-width) + 2 * var(--space-6));
    margin: 0 auto;
    padding: clamp(var(--space-4), 3vw, var(--space-6));
  }
  main:focus {
    outline: none;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-4);
    padding: var(--space-4) clamp(var(--space-4), 3vw, var(--space-6));
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .skip {
    position: absolute;
    inset: var(--space-2) auto auto var(--space-2);
    z-index: 30;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
    width: 1px;
    min-height: 0;
    height: 1px;
    padding: 0;
    overflow: hidden;
  }
  :host([calm]) header {
    position: sticky;
    z-index: 10;
    inset-block-start: 0;
    padding-block: var(--space-2);
  }
  :host([calm]) nav {
    flex: 0 1 auto;
  }
  :host([calm]) main {
    padding-block: var(--space-4);
  }
  @media (max-width: 30rem) {
    header {
      column-gap: var(--space-2);
    }
    .link > span {
      ${onlyHeard}
    }
  }
  @media (60rem < width <= 84rem) {
    :host([here='desk']) .brand > span {
      ${onlyHeard}
    }
  }
  @media (max-width: 84rem) {
    :host([calm]) header {
      column-gap: var(--space-3);
    }
    :host([calm]) nav a {
      padding-inline: var(--space-2);
    }
    :host([calm]) .link > span {
      ${onlyHeard}
    }
  }
  @media (max-width: 60rem) {
    :host([calm]) .tools {
      order: 1;
    }
    :host([calm]) ::slotted([slot='bar']) {
      order: 4;
      flex-basis: 100%;
    }
    :host(:not([calm])) nav {
      order: 3;
      flex-basis: 100%;
      overflow-x: auto;
    }
    :host(:not([calm])) nav ul {
      flex-wrap: nowrap;
    }
    :host(:not([calm])) nav a {
      white-space: nowrap;
    }
  }
  @media (max-width: 44rem) {
    :host([calm]) header {
      position: static;
    }
    nav {
      order: 3;
      flex-basis: 100%;
      overflow-x: auto;
    }
    nav ul {
      flex-wrap: nowrap;
    }
    nav a {
      white-space: nowrap;
    }
  }
`;
