// <sample-log>: the frames as they travel, newest first; filter, pause, clear, copy. A frame opens into readable JSON.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { Part } from '../../elements/part';
import '../../elements/small';
import { toast } from '../../elements/toasts';
import { timeOfDay } from '../../words/words';
import { asText, type Entry, type Filter, filtered, FrameLog, MARKS } from './log';
import { words } from './words';

/** Rows that are drawn; more of them are kept, and found by filtering. */
const DRAWN = 200;

@customElement('sample-log')
export class LogView extends Part {
  @property({ attribute: false }) log = new FrameLog();

  @state() private filter: Filter = { words: '', direction: 'all', pings: false };

  /** While paused: the entries as they were, and how many came since. */
  @state() private frozen: { readonly entries: readonly Entry[]; readonly total: number } | null = null;

  @state() private opened: ReadonlySet<number> = new Set();

  private drawing = 0;

  /** Something was added: draw once in the next frame, however much comes. */
  added(): void {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    super.disconnectedCallback();
  }

  override render() {
    const entries = this.frozen?.entries ?? this.log.entries;
    const shown = filtered(entries, this.filter);
    const drawn = shown.slice(-DRAWN).reverse();
    return html`
      <header>
        <h2 id="log-title">${words().log}</h2>
        <span class="soft small number">${words().kept(shown.length, this.log.total)}</span>
      </header>
      ${this.tools(shown)}
      ${drawn.length
        ? html`<ol class="frames" tabindex="0" aria-labelledby="log-title">
            ${repeat(drawn, (entry) => entry.id, (entry) => this.row(entry))}
          </ol>`
        : html`<jf-empty>${entries.length ? words().noneFiltered : words().noFrames}</jf-empty>`}
    `;
  }

  private tools(shown: readonly Entry[]) {
    const missed = this.frozen ? this.log.total - this.frozen.total : 0;
    return html`<div class="log-tools">
      <label class="field grow">
        <span>${words().filter}</span>
        <input
          type="search"
          name="filter"
          placeholder=${words().filterHint}
          .value=${this.filter.words}
          @input=${(event: Event) => this.change({ words: (event.target as HTMLInputElement).value })}
        />
      </label>
      <label class="field">
        <span>${words().direction}</span>
        <select
          name="direction"
          @change=${(event: Event) => this.change({ direction: (event.target as HTMLSelectElement).value as 'all' })}
        >
          <option value="all">${words().all}</option>
          <option value="sent">S&gt;&gt;&gt; ${words().sentOnly}</option>
          <option value="received">R&lt;&lt;&lt; ${words().receivedOnly}</option>
          <option value="note">${words().note}</option>
        </select>
      </label>
      <div class="row">
        <button class="button little" aria-pressed=${this.frozen ? 'true' : 'false'} @click=${this.pause}>
          ${this.frozen ? words().carryOn : words().pause}${missed ? html` <span>(${words().waiting(missed)})</span>` : nothing}
        </button>
        <button class="button little" @click=${this.clear}>${words().clear}</button>
        <button class="button little" ?disabled=${!shown.length} @click=${() => this.copy(shown)}>${words().copy}</button>
        <label class="switch small">
          <input
            type="checkbox"
            role="switch"
            .checked=${this.filter.pings}
            @change=${(event: Event) => this.change({ pings: (event.target as HTMLInputElement).checked })}
          /><span>${words().pings}</span>
        </label>
      </div>
    </div>`;
  }

  private row(entry: Entry) {
    const open = this.opened.has(entry.id);
    return html`<li class="frame ${entry.direction}">
      <button class="frame-head" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.toggle(entry.id)}>
        <span class="number soft">${timeOfDay(entry.at, true)}</span>
        <b class="mark">${MARKS[entry.direction]}</b>
        <span class="kind">${entry.direction === 'note' ? entry.text : entry.kind}</span>
        <code class="line">${open || entry.direction === 'note' ? nothing : entry.text.slice(0, 200)}</code>
      </button>
      ${open ? html`<jf-json tall .text=${entry.text}></jf-json>` : nothing}
    </li>`;
  }

  private change(part: Partial<Filter>): void {
    this.filter = { ...this.filter, ...part };
  }

  private toggle(id: number): void {
    const kept = new Set(this.log.entries.map((entry) => entry.id));
    const opened = new Set([...this.opened].filter((each) => kept.has(each)));
    if (!opened.delete(id)) opened.add(id);
    this.opened = opened;
  }

  private pause(): void {
    this.frozen = this.frozen ? null : { entries: [...this.log.entries], total: this.log.total };
  }

  private clear(): void {
    this.log.clear();
    this.frozen = null;
    this.opened = new Set();
    this.requestUpdate();
  }

  private copy(shown: readonly Entry[]): void {
    const copied = navigator.clipboard?.writeText(asText(shown)) ?? Promise.reject(new Error('not here'));
    copied.then(
      () => toast(() => words().copied(shown.length), 'good'),
      () => toast(() => words().notCopied, 'bad'),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-log': LogView;
  }
}
