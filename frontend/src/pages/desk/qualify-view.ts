// <desk-qualify>: what the call was about, and a note on it. A reason is sent with the click that chooses it, a note when the
// field is left or saved; what is typed and not yet sent outlives a reload, and shows in the other tabs.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { icon } from '../../elements/icon';
import type { CallQualification } from '../../library/jackfield';
import { keep, kept, onKept } from './kept';
import { DeskPart } from './part';
import { words } from './words';

/** Of so many calls notes that were not sent are kept. */
const MOST = 8;
const LONGEST = 4_000;

type Drafts = Readonly<Record<string, string>>;

@customElement('desk-qualify')
export class QualifyView extends DeskPart {
  @property({ attribute: false }) call!: CallQualification;

  @state() private sending = false;

  private stop: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onKept(
      () => this.desk.login,
      'notes',
      () => this.requestUpdate(),
    );
  }

  override disconnectedCallback(): void {
    this.stop();
    super.disconnectedCallback();
  }

  override render() {
    const { call } = this;
    const missing = call.required && !call.reason;
    const changed = this.note !== call.note;
    return html`<section class="qualify" aria-label=${words().qualification}>
      <h3>${words().qualification}</h3>
      ${missing ? html`<p class="small needed">${words().reasonNeeded}</p>` : nothing}
      ${call.reasons.length
        ? html`<fieldset class="choices">
            <legend class="only-heard">${words().reason}</legend>
            ${call.reasons.map(
              (reason) => html`<label class="choice">
                <input
                  type="radio"
                  name="reason"
                  value=${reason}
                  .checked=${call.reason === reason}
                  ?disabled=${this.sending}
                  @change=${() => void this.save(reason)}
                />
                <span>${reason}</span>
              </label>`,
            )}
          </fieldset>`
        : nothing}
      <label class="field">
        <span>${words().note}</span>
        <textarea
          name="note"
          rows="3"
          maxlength=${LONGEST}
          .value=${this.note}
          @input=${(event: Event) => this.draft((event.target as HTMLTextAreaElement).value)}
          @change=${() => void this.save(call.reason)}
        ></textarea>
      </label>
      <div class="row small">
        <button class="button little" ?disabled=${!changed || this.sending} @click=${() => void this.save(call.reason)}>
          ${icon('check')}<span>${words().saveNote}</span>
        </button>
        <span class="soft" role="status">${!changed && (call.reason || call.note) ? words().saved : ''}</span>
      </div>
    </section>`;
  }

  /** What is in the field: the draft, else what the server has. */
  private get note(): string {
    return this.drafts[this.call.id] ?? this.call.note;
  }

  private get drafts(): Drafts {
    return kept<Drafts>(this.desk.login, 'notes') ?? {};
  }

  private draft(text: string | null): void {
    const others = Object.entries(this.drafts).filter(([id]) => id !== this.call.id);
    const all = text === null ? others : [...others, [this.call.id, text] as const];
    keep(this.desk.login, 'notes', all.length ? Object.fromEntries(all.slice(-MOST)) : null);
    this.requestUpdate();
  }

  /** Required is a reason: a note alone waits for it. */
  private async save(reason: string): Promise<void> {
    const { call, note } = this;
    if ((call.required && !reason) || (reason === call.reason && note === call.note)) return;
    this.sending = true;
    const { status } = await this.door.tell(this.door.cti.qualifyCall(call.id, reason, note));
    this.sending = false;
    if (status === 'done' && this.drafts[call.id] === note) this.draft(null);
  }
}
