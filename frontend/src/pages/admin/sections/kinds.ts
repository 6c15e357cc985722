// The things that are configured, one section for each kind: a table to search and a form to change them.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import '../editor';
import { addSection, type Group } from '../sections';
import '../table';
import { kindsName } from '../words';

/** In the order of the navigation: the kind, its group and the columns of its table. */
export const KINDS: readonly (readonly [string, Group, readonly string[]])[] = [
  ['users', 'people', ['login', 'firstName', 'lastName', 'lineId', 'agentId', 'profile', 'namedProfileId', 'ctiEnabled']],
  ['profiles', 'people', ['name', 'profile', 'rights', 'queueIds', 'groupIds']],
  ['contacts', 'people', ['lastName', 'firstName', 'company', 'number', 'mobile', 'email']],
  ['agents', 'centre', ['number', 'firstName', 'lastName', 'groupId', 'userId']],
  ['groups', 'centre', ['name']],
  ['queues', 'centre', ['name', 'displayName', 'number', 'wrapUpSeconds', 'recorded']],
  ['memberships', 'centre', ['agentId', 'queueId', 'penalty']],
  ['callbackLists', 'centre', ['name', 'queueId']],
  ['callbackPeriods', 'centre', ['name', 'starts', 'ends', 'isDefault']],
  ['lines', 'phones', ['number', 'name', 'userId', 'kind', 'endpoint', 'enabled']],
  ['voicemails', 'phones', ['number', 'context']],
  ['conferences', 'phones', ['number', 'name']],
  ['statuses', 'settings', ['name', 'longName', 'color', 'actions']],
  ['integrations', 'settings', ['name', 'enabled', 'step', 'queueId', 'url', 'mode']],
  ['customVariables', 'settings', ['name']],
  ['sheets', 'settings', ['name', 'moment', 'calls', 'queueId', 'fields']],
];

@customElement('admin-kind')
export class KindView extends Part {
  @property() kind = '';
  @property({ attribute: false }) columns: readonly string[] = [];
  /** What follows in the address: a key, or `new`. */
  @property() rest = '';

  @state() private version = 0;

  override render() {
    return html`<h1>${kindsName(this.kind)}</h1>
      <admin-table
        kind=${this.kind}
        .columns=${this.columns}
        version=${this.version}
        @open=${(event: CustomEvent<string>) => this.go(event.detail)}
        @create=${() => this.go('+')}
      ></admin-table>
      ${this.rest
        ? html`<admin-editor
            kind=${this.kind}
            key=${this.rest === '+' ? '' : this.rest}
            @saved=${() => {
              this.version += 1;
              this.go('');
            }}
            @left=${() => this.go('')}
          ></admin-editor>`
        : nothing}`;
  }

  private go(rest: string): void {
    location.hash = rest ? `${this.kind}/${encodeURIComponent(rest)}` : this.kind;
  }
}

for (const [kind, group, columns] of KINDS) {
  addSection({
    id: kind,
    group,
    name: () => kindsName(kind),
    view: (rest) => html`<admin-kind kind=${kind} .columns=${columns} rest=${rest}></admin-kind>`,
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-kind': KindView;
  }
}
