// Integrations at work: what they did lately, a trial, who is connected, how the plug-ins are, and files.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { toast } from '../../../elements/toasts';
import { dictionary, language } from '../../../words/words';
import { api, type Item, type Page } from '../api';
import { said } from '../said';
import { text } from '../schema';
import { addSection } from '../sections';
import '../trial';

interface Run {
  readonly at: number;
  readonly step: string;
  readonly note: string;
  readonly queue: string;
  readonly caller: string;
  readonly peer: string;
  readonly url: string;
  readonly problem: string;
}

interface Connected {
  readonly id: string;
  readonly name: string;
  readonly remote: string;
  readonly engineIo: number;
}

interface Plugin {
  readonly name: string;
  readonly use: string;
  readonly status: 'starting' | 'running' | 'waiting' | 'unfit' | 'stopped';
  readonly restarts: number;
  readonly waiting: number;
  readonly handled: number;
  readonly failed: number;
  readonly dropped: number;
  readonly last_error: string;
  readonly last_error_at: number;
}

const PLUGINS = 'plugins/';
const KINDS = ['integrations', 'customVariables'] as const;

const words = dictionary(
  {
    look: 'Integrations at work',
    choose: 'Integration',
    runs: 'Lately',
    noRuns: 'It has done nothing lately.',
    plugins: 'Plug-ins',
    noPlugins: 'No plug-in is configured.',
    status: (now: Plugin['status']) =>
      ({ starting: 'starting', running: 'running', waiting: 'is begun again soon', unfit: 'cannot run', stopped: 'stopped' })[now],
    figures: (plugin: Plugin) =>
      `${plugin.handled} handled, ${plugin.failed} failed, ${plugin.dropped} dropped, ${plugin.waiting} waiting, begun again ${plugin.restarts} times`,
    again: (name: string) => `Begin ${name} again`,
    begun: (name: string) => `${name} is begun again.`,
    lastError: (when: string, why: string) => `Last error, ${when}: ${why}`,
    connected: 'Connected programs',
    noneConnected: 'No program is connected.',
    save: 'Save all as a file',
    load: 'Read from a file',
    loaded: 'The file has been read.',
    notAFile: 'This is no file of integrations.',
    refresh: 'Look again',
  },
  {
    look: 'Intégrations à l’œuvre',
    choose: 'Intégration',
    runs: 'Dernièrement',
    noRuns: 'Elle n’a rien fait ces derniers temps.',
    plugins: 'Greffons',
    noPlugins: 'Aucun greffon n’est configuré.',
    status: (now) =>
      ({ starting: 'démarre', running: 'en marche', waiting: 'redémarre bientôt', unfit: 'ne peut pas tourner', stopped: 'arrêté' })[now],
    figures: (plugin) =>
      `${plugin.handled} traités, ${plugin.failed} échoués, ${plugin.dropped} abandonnés, ${plugin.waiting} en attente, redémarré ${plugin.restarts} fois`,
    again: (name) => `Redémarrer ${name}`,
    begun: (name) => `${name} redémarre.`,
    lastError: (when, why) => `Dernière erreur, ${when} : ${why}`,
    connected: 'Programmes connectés',
    noneConnected: 'Aucun programme n’est connecté.',
    save: 'Tout enregistrer dans un fichier',
    load: 'Lire un fichier',
    loaded: 'Le fichier a été lu.',
    notAFile: 'Ce n’est pas un fichier d’intégrations.',
    refresh: 'Regarder à nouveau',
  },
);

@customElement('admin-integrations')
export class IntegrationsAtWork extends Part {
  @state() private all: readonly Item[] = [];
  @state() private chosen = '';
  @state() private runs: readonly Run[] = [];
  @state() private programs: readonly Connected[] = [];
  @state() private plugins: readonly Plugin[] = [];
  @state() private problem = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override render() {
    return html`<h1>${words().look}</h1>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      <div class="row tools">
        <button class="button little" @click=${() => void this.look()}>${words().refresh}</button>
        <button class="button little" @click=${() => void this.save()}>${words().save}</button>
        <label class="button little">
          ${words().load}
          <input type="file" accept="application/json" hidden @change=${this.load} />
        </label>
      </div>
      <section class="stack">
        <h2>${words().connected}</h2>
        ${this.programs.length === 0 ? html`<p class="soft">${words().noneConnected}</p>` : nothing}
        <ul>
          ${this.programs.map(
            (one) => html`<li>${one.name || one.id} <span class="soft">${one.remote}, Engine.IO ${one.engineIo}</span></li>`,
          )}
        </ul>
      </section>
      <section class="stack">
        <h2>${words().plugins}</h2>
        ${this.plugins.length === 0 ? html`<p class="soft">${words().noPlugins}</p>` : nothing}
        <ul class="stack">
          ${this.plugins.map((one) => this.plugin(one))}
        </ul>
      </section>
      ${this.all.length + this.plugins.length > 0 ? this.one() : nothing}`;
  }

  private plugin(one: Plugin) {
    return html`<li data-plugin=${one.name}>
      <p class="row">
        <strong>${one.name}</strong>
        ${one.use === one.name ? nothing : html`<span class="soft">${one.use}</span>`}
        <span>${words().status(one.status)}</span>
        <button class="button little" aria-label=${words().again(one.name)} title=${words().again(one.name)} @click=${() => void this.begin(one.name)}>
          ↻
        </button>
      </p>
      <p class="soft">${words().figures(one)}</p>
      ${one.last_error ? html`<p class="note bad">${words().lastError(moment(one.last_error_at), one.last_error)}</p>` : nothing}
    </li>`;
  }

  private one() {
    const item = this.all.find((each) => text(each.id) === this.chosen);
    return html`<section class="stack">
      <h2>${words().runs}</h2>
      <div class="row">
        <label class="row">
          <span>${words().choose}</span>
          <select class="bare" @change=${(event: Event) => void this.choose((event.target as HTMLSelectElement).value)}>
            ${this.choices().map(([key, name]) => html`<option value=${key} ?selected=${key === this.chosen}>${name}</option>`)}
          </select>
        </label>
      </div>
      ${item ? html`<admin-trial .values=${item}></admin-trial>` : nothing}
      ${this.runs.length === 0 ? html`<p class="soft">${words().noRuns}</p>` : nothing}
      <ol class="audit">
        ${this.runs.map(
          (run) =>
            html`<li>
              <p class="row">
                <time class="soft number">${moment(run.at)}</time>
                <span>${run.step}</span><span>${run.queue}</span><span>${run.caller}</span><span class="soft">${run.peer}</span>
              </p>
              ${run.problem ? html`<p class="note bad">${run.problem}</p>` : nothing}
              ${run.url ? html`<p><code>${run.url}</code></p>` : nothing} ${run.note ? html`<p>${run.note}</p>` : nothing}
            </li>`,
        )}
      </ol>
    </section>`;
  }

  private async look(): Promise<void> {
    await this.act(async () => {
      this.all = (await api.ask<Page>('GET', 'integrations?limit=1000')).items;
      this.programs = await api.ask<Connected[]>('GET', 'integrations/connected');
      this.plugins = await api.ask<Plugin[]>('GET', 'integrations/plugins');
      const keys = this.choices().map(([key]) => key);
      const first = keys.includes(this.chosen) ? this.chosen : keys[0];
      if (first) await this.choose(first);
    });
  }

  /** What can be looked at: how its runs are named below `integrations/`, and its name for people. */
  private choices(): readonly (readonly [string, string])[] {
    return [
      ...this.all.map((item) => [text(item.id), text(item.name)] as const),
      ...this.plugins.map((one) => [`${PLUGINS}${one.name}`, one.name] as const),
    ];
  }

  private async begin(name: string): Promise<void> {
    await this.act(async () => {
      await api.ask('POST', `integrations/${PLUGINS}${encodeURIComponent(name)}/restart`);
      toast(() => words().begun(name), 'good');
    });
    if (!this.problem) await this.look();
  }

  private async choose(id: string): Promise<void> {
    this.chosen = id;
    await this.act(async () => {
      this.runs = await api.ask<Run[]>('GET', `integrations/${id}/runs`);
    });
  }

  private async save(): Promise<void> {
    await this.act(async () => {
      const steps: object[] = [];
      for (const kind of KINDS) {
        const page = await api.ask<Page>('GET', `${kind}?limit=1000`);
        steps.push(...page.items.map(({ id: _, ...values }) => ({ kind, values })));
      }
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([JSON.stringify({ steps }, null, 2)], { type: 'application/json' }));
      link.download = 'integrations.json';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }

  /** What is there under the same name becomes as the file says; the rest is new. */
  private readonly load = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    await this.act(async () => {
      const given = JSON.parse(await file.text().catch(() => '')) as { steps?: { kind: string; values: Item }[] };
      if (!Array.isArray(given.steps)) throw new SyntaxError();
      const known = new Map<string, string>();
      for (const kind of KINDS) {
        const page = await api.ask<Page>('GET', `${kind}?limit=1000`);
        for (const item of page.items) known.set(`${kind} ${text(item.name)}`, text(item.id));
      }
      const steps = given.steps.map(({ kind, values }) => ({ kind, values, key: known.get(`${kind} ${text(values.name)}`) ?? '' }));
      await api.ask('POST', 'transactions', { body: { steps } });
      toast(() => words().loaded, 'good');
    });
    if (!this.problem) await this.look();
  };

  private async act(work: () => Promise<void>): Promise<void> {
    this.problem = '';
    try {
      await work();
    } catch (error) {
      this.problem = error instanceof SyntaxError ? words().notAFile : said(error);
    }
  }
}

function moment(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(at * 1000);
}

addSection({
  id: 'integrations-at-work',
  group: 'watch',
  name: () => words().look,
  view: () => html`<admin-integrations></admin-integrations>`,
});

declare global {
  interface HTMLElementTagNameMap {
    'admin-integrations': IntegrationsAtWork;
  }
}
