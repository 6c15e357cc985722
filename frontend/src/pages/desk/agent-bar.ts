// <desk-bar>: the strip that is always seen: who one is, the state of the agent with its clock and the ways on from it, the
// own telephone, new messages, and what is switched on for incoming calls.

import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { icon } from '../../elements/icon';
import '../../elements/lamp';
import '../../elements/small';
import { type AgentNow } from './desk-state';
import { reasons, TONES, waysFrom } from './agent';
import { closeMenus, DeskPart } from './part';
import { softWords } from '../../visit/soft-words';
import { words } from './words';

@customElement('desk-bar')
export class AgentBar extends DeskPart {
  override render() {
    const { desk } = this;
    return html`
      ${desk.agent ? this.state(desk.agent) : nothing} ${this.lamps()}
      <details class="menu me">
        <summary class="button quiet">
          <strong>${desk.user?.fullName || desk.login}</strong>
          ${this.number() ? html`<span class="soft number">${this.number()}</span>` : nothing} <span class="only-heard">${words().me}</span>${icon('down')}
        </summary>
        <div class="menu-list">
          ${this.statuses()}
          <button class="menu-item" @click=${this.signOut}>${icon('out')}<span>${words().signOut}</span></button>
        </div>
      </details>
    `;
  }

  /** The line one works on, as far as it is known. */
  private number(): string {
    const { desk } = this;
    return (desk.agent?.state.name !== 'AgentLoggedOut' && desk.agent?.state.phoneNb) || desk.line;
  }

  private state(agent: AgentNow) {
    const { state } = agent;
    const ways = waysFrom(state);
    return html`<div class="agent ${TONES[state.name]}" data-agent=${state.name}>
      <details class="menu state">
        <summary class="pill">
          <span class="only-heard">${words().stateChoose}</span>
          <span class="dot" aria-hidden="true"></span>
          <span class="pill-name">${this.named(agent)}</span>
          ${state.name === 'AgentLoggedOut'
            ? nothing
            : html`<jf-clock class="pill-clock" .from=${agent.since} .until=${agent.until && agent.until - this.desk.skew}></jf-clock>`}
          ${icon('down')}
        </summary>
        <div class="menu-list">
          ${ways.login ? this.way('idle', words().login, () => this.door.workHere()) : nothing}
          ${ways.ready ? this.way('idle', words().ready, () => this.door.tell(this.door.cti.unpauseAgent())) : nothing}
          ${ways.pause ? this.pauses() : nothing}
          ${ways.logout ? this.way('off', words().logout, () => this.door.tell(this.door.cti.logoutAgent())) : nothing}
        </div>
      </details>
      ${state.next === 'AgentOnPause' && state.name !== 'AgentOnWrapup'
        ? html`<span class="next">${words().thenPause}</span>`
        : nothing}
      ${state.next === 'AgentLoggedOut' ? html`<span class="next">${words().thenLogout}</span>` : nothing}
      ${ways.login
        ? html`<button class="button primary" @click=${() => this.door.workHere()}>${words().login}</button>`
        : nothing}
      ${state.name === 'AgentOnPause' || state.name === 'AgentOnWrapup'
        ? html`<button class="button primary" @click=${() => void this.door.tell(this.door.cti.unpauseAgent())}>
            ${words().goReady}
          </button>`
        : nothing}
    </div>`;
  }

  private named({ state }: AgentNow): string {
    if (state.name !== 'AgentOnPause') return words()[state.name];
    const reason = this.desk.statuses.find(({ name }) => name === state.cause);
    const text = reason?.longName || (state.cause === 'available' ? '' : state.cause);
    return text ? words().pausedFor(text) : words().AgentOnPause;
  }

  private pauses() {
    const pause = (reason?: string) => this.door.tell(this.door.cti.pauseAgent(undefined, reason));
    return html`${this.way('hold', words().pause, () => pause())}
    ${reasons(this.desk.statuses).map((status) => this.way('hold', status.longName || status.name, () => pause(status.name)))}`;
  }

  private way(tone: string, text: string, go: () => Promise<unknown>) {
    return html`<button
      class="menu-item"
      @click=${() => {
        closeMenus(this);
        void go();
      }}
    >
      <span class="dot ${tone}" aria-hidden="true"></span><span>${text}</span>
    </button>`;
  }

  private lamps() {
    const { user, mail, phoneStatus, listened } = this.desk;
    const soft = this.door.soft.phone;
    // what the agent's own state says already need not be seen twice
    const plain = this.desk.agent !== null && ['AVAILABLE', 'CALLING', 'RINGING', 'BUSY', 'ONHOLD'].includes(phoneStatus);
    const forward = user && (['uncFwd', 'busyFwd', 'naFwd'] as const).find((each) => user[`${each}Enabled`]);
    return html`<div class="lamps">
      <span class=${plain ? 'own-phone only-heard' : 'own-phone'} role="status" aria-label=${words().phone} title=${words().phone}>
        <jf-lamp .status=${phoneStatus}></jf-lamp>
      </span>
      ${listened ? html`<span class="chip ringing" role="status">${words().listened}</span>` : nothing}
      ${soft && soft.state !== 'registered' ? html`<span class="chip bad" role="status">${softWords()[`soft_${soft.state}`]}</span>` : nothing}
      ${user?.dndEnabled ? html`<span class="chip bad">${icon('moon')}<span>${words().dnd}</span></span>` : nothing}
      ${user && forward
        ? html`<span class="chip" title=${words()[forward]}>
            ${icon('forward')}<span class="number">${user[`${forward}Destination`]}</span>
          </span>`
        : nothing}
      ${mail && mail.newMessages > 0
        ? html`<button class="chip new" title=${words().hearMail} @click=${() => this.tell('dial-mailbox', null)}>
            ${icon('mail')}<span>${words().newMail(mail.newMessages)}</span>
          </button>`
        : nothing}
    </div>`;
  }

  private statuses() {
    const { statuses, status } = this.desk;
    if (!statuses.length) return nothing;
    return html`<p class="menu-head">${words().status}</p>
      ${statuses.map(
        (each) => html`<button
          class="menu-item"
          aria-pressed=${each.name === status ? 'true' : 'false'}
          @click=${() => {
            closeMenus(this);
            void this.door.tell(this.door.cti.changeUserStatus(each.name));
          }}
        >
          <svg class="colour" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${colour(each.color)} /></svg>
          <span>${each.longName || each.name}</span>${each.name === status ? icon('check') : nothing}
        </button>`,
      )}
      <hr />`;
  }

  private readonly signOut = () => void this.door.signOut();
}

/** Colours come from the directory: nothing but a colour reaches the page. */
function colour(told: string): string {
  return /^#[0-9a-f]{3,8}$/i.test(told) ? told : 'gray';
}
