// Other systems: how it goes with the receivers of the webhook and the sources of contacts, looked at every two seconds.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { dictionary, figure, language, plural } from '../../../words/words';
import { api } from '../api';
import { said } from '../said';
import { addSection } from '../sections';

const LOOK_MS = 2_000;

const words = dictionary(
  {
    webhooks: 'Webhooks',
    sources: 'Contact sources',
    nobody: 'No server is told of calls. Name them in the configuration, under [webhooks] urls.',
    noSource: 'No other directory is read. Name them in the configuration: [csv_contacts], [sql_contacts], [ldap_contacts].',
    waiting: 'Waiting',
    delivered: 'Delivered',
    dropped: 'Given up',
    oldest: 'Oldest',
    lastError: 'Last error',
    nextTry: 'Next try',
    contacts: 'Contacts',
    read: 'Read',
    never: 'not yet',
    well: 'reachable',
    paused: 'paused',
    away: (failures: number) => plural(failures, { one: 'away, 1 try', other: `away, ${figure(failures)} tries` }),
    missing: 'cannot be read',
    retry: 'Retry now',
    pause: 'Pause',
    resume: 'Go on',
  },
  {
    webhooks: 'Webhooks',
    sources: 'Sources de contacts',
    nobody: 'Aucun serveur n’est informé des appels. Nommez-les dans la configuration, sous [webhooks] urls.',
    noSource: 'Aucun autre annuaire n’est lu. Nommez-les dans la configuration : [csv_contacts], [sql_contacts], [ldap_contacts].',
    waiting: 'En attente',
    delivered: 'Transmis',
    dropped: 'Abandonnés',
    oldest: 'Le plus ancien',
    lastError: 'Dernière erreur',
    nextTry: 'Prochain essai',
    contacts: 'Contacts',
    read: 'Lue',
    never: 'pas encore',
    well: 'joignable',
    paused: 'en pause',
    away: (failures: number) => plural(failures, { one: 'absent, 1 essai', other: `absent, ${figure(failures)} essais` }),
    missing: 'illisible',
    retry: 'Réessayer',
    pause: 'Suspendre',
    resume: 'Reprendre',
  },
);

interface Receiver {
  readonly id: string;
  readonly url: string;
  readonly paused: boolean;
  readonly waiting: number;
  readonly oldest: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly failures: number;
  readonly last_error: string;
  readonly last_error_at: number;
  readonly next_try: number;
}

interface Source {
  readonly name: string;
  readonly contacts: number;
  readonly read_at: number;
  readonly error: string;
}

/** A list that is asked for again and again while it is looked at. */
abstract class Watched<T> extends Part {
  @state() protected items: readonly T[] | null = null;
  @state() protected problem = '';
  private timer: ReturnType<typeof setInterval> | undefined;

  protected abstract readonly path: string;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask('GET', this.path);
    this.timer = setInterval(() => void this.ask('GET', this.path), LOOK_MS);
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    super.disconnectedCallback();
  }

  protected async ask(method: string, path: string): Promise<void> {
    try {
      this.items = (await api.ask<{ items: readonly T[] }>(method, path)).items;
      this.problem = '';
    } catch (error) {
      this.problem = said(error);
    }
  }

  protected framed(title: string, empty: string, one: (item: T) => TemplateResult) {
    return html`<h1>${title}</h1>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.items?.length === 0 ? html`<jf-empty>${empty}</jf-empty>` : nothing}
      <ul class="outside">
        ${this.items?.map(one)}
      </ul>`;
  }
}

@customElement('admin-webhooks')
export class Webhooks extends Watched<Receiver> {
  protected override readonly path = 'webhooks';

  override render() {
    return this.framed(words().webhooks, words().nobody, (receiver) => this.receiver(receiver));
  }

  private receiver(one: Receiver) {
    const act = (name: string) => () => void this.ask('POST', `webhooks/${encodeURIComponent(one.id)}/${name}`);
    const how = one.paused ? words().paused : one.failures ? words().away(one.failures) : words().well;
    return html`<li class="card" data-receiver=${one.id}>
      <p class="row">
        <strong class="address">${one.url}</strong>
        <span class="how ${one.paused ? '' : one.failures ? 'bad' : 'good'}">${how}</span>
      </p>
      ${figures([
        [words().waiting, figure(one.waiting)],
        [words().delivered, figure(one.delivered)],
        [words().dropped, figure(one.dropped)],
        [words().oldest, one.oldest ? when(one.oldest) : ''],
        [words().lastError, one.last_error ? `${one.last_error} (${when(one.last_error_at)})` : ''],
        [words().nextTry, one.next_try && !one.paused ? when(one.next_try) : ''],
      ])}
      <p class="row">
        <button class="button little" ?disabled=${one.paused || one.waiting === 0} @click=${act('retry')}>${words().retry}</button>
        ${one.paused
          ? html`<button class="button little" @click=${act('resume')}>${words().resume}</button>`
          : html`<button class="button little" @click=${act('pause')}>${words().pause}</button>`}
      </p>
    </li>`;
  }
}

@customElement('admin-sources')
export class Sources extends Watched<Source> {
  protected override readonly path = 'contactSources';

  override render() {
    return this.framed(
      words().sources,
      words().noSource,
      (source) =>
        html`<li class="card">
          <p class="row">
            <strong>${source.name}</strong>
            <span class="how ${source.error ? 'bad' : source.read_at ? 'good' : ''}"
              >${source.error ? words().missing : source.read_at ? words().well : words().never}</span
            >
          </p>
          ${figures([
            [words().contacts, figure(source.contacts)],
            [words().read, source.read_at ? when(source.read_at) : words().never],
            [words().lastError, source.error],
          ])}
        </li>`,
    );
  }
}

/** Names and values; what is empty is left out. */
function figures(rows: readonly (readonly [string, string])[]) {
  return html`<dl class="figures">
    ${rows.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

function when(seconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(seconds * 1_000);
}

addSection({ id: 'webhooks', group: 'watch', name: () => words().webhooks, view: () => html`<admin-webhooks></admin-webhooks>` });
addSection({ id: 'sources', group: 'watch', name: () => words().sources, view: () => html`<admin-sources></admin-sources>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-webhooks': Webhooks;
    'admin-sources': Sources;
  }
}
