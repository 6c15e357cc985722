// Administration: sign-in for administrators, navigation, and the section that the address names. What the sections
// show is theirs (`sections/`).

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import '../../elements/frame';
import { Part } from '../../elements/part';
import '../../elements/small';
import '../../visit/door';
import type { SignInWish } from '../../visit/door';
import { api } from './api';
import { said } from './said';
import { allSections, GROUPS, sectionOf } from './sections';
import './sections/all';
import { words } from './words';

@customElement('admin-page')
export class AdminPage extends Part {
  /** `unknown` until it is clear whether the token of before the reload holds. */
  @state() private stage: 'unknown' | 'out' | 'in' = 'unknown';
  @state() private problem = '';
  @state() private busy = false;
  @state() private hash = location.hash;

  private readonly over = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', () => (this.hash = location.hash), { signal: this.over.signal });
    api.lost = () => {
      this.stage = 'out';
      this.problem = words().expired;
    };
    void api.resume().then((held) => {
      this.stage = held ? 'in' : 'out';
    });
  }

  override disconnectedCallback(): void {
    this.over.abort();
    super.disconnectedCallback();
  }

  override render() {
    const here = sectionOf(this.hash);
    document.title = `${this.stage === 'in' ? (here?.section.name() ?? '') : words().title} · Jackfield`;
    if (this.stage === 'unknown') return nothing;
    if (this.stage === 'out') return this.entrance();
    return html`<div class="admin">
      <label class="field jump"><span>${words().sections}</span>${this.jump(here?.section.id ?? '')}</label>
      <nav class="sections" aria-label=${words().sections}>
        ${GROUPS.map((group) => this.group(group, here?.section.id ?? ''))}
        <button class="button little" @click=${this.leave}>${words().signOut}</button>
      </nav>
      <div class="stack section">${here?.section.view(here.rest)}</div>
    </div>`;
  }

  /** The same for narrow screens. */
  private jump(here: string) {
    return html`<select @change=${(event: Event) => (location.hash = (event.target as HTMLSelectElement).value)}>
      ${GROUPS.map(
        (group) => html`<optgroup label=${words()[group]}>
          ${allSections()
            .filter((section) => section.group === group)
            .map((section) => html`<option value=${section.id} ?selected=${section.id === here}>${section.name()}</option>`)}
        </optgroup>`,
      )}
    </select>`;
  }

  private group(group: (typeof GROUPS)[number], here: string) {
    const sections = allSections().filter((section) => section.group === group);
    if (sections.length === 0) return nothing;
    return html`<section aria-label=${words()[group]}>
      <h2>${words()[group]}</h2>
      <ul>
        ${sections.map(
          (section) =>
            html`<li><a href="#${section.id}" aria-current=${section.id === here ? 'page' : nothing}>${section.name()}</a></li>`,
        )}
      </ul>
    </section>`;
  }

  private entrance() {
    return html`<jf-door
      .heading=${words().title}
      .lead=${words().forAdministrators}
      .people=${['root']}
      .trouble=${this.problem}
      .entering=${this.busy}
      @sign-in=${this.enter}
    ></jf-door>`;
  }

  private readonly enter = async ({ detail }: CustomEvent<SignInWish>): Promise<void> => {
    this.busy = true;
    this.problem = '';
    try {
      await api.signIn(detail.login, detail.password);
      this.stage = 'in';
    } catch (error) {
      this.problem = said(error);
    }
    this.busy = false;
  };

  private readonly leave = (): void => {
    api.signOut();
    this.problem = '';
    this.stage = 'out';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-page': AdminPage;
  }
}
