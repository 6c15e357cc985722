// <desk-queues>: the queues the agent serves, with who waits: enough to know whether a break can be taken now.

import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { clock } from '../../words/words';
import { DeskPart } from './part';
import { words } from './words';

@customElement('desk-queues')
export class QueuesView extends DeskPart {
  override render() {
    const { agent, queues, figures } = this.desk;
    const own = new Set(agent?.state.queues);
    const shown = queues.filter((queue) => own.has(queue.id));
    if (!agent || !shown.length) return nothing;
    return html`<section class="card queues" aria-labelledby="queues-title">
      <header><h2 id="queues-title">${words().myQueues}</h2></header>
      <div class="scrolls">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">${words().queue}</th>
              <th scope="col">${words().waiting}</th>
              <th scope="col">${words().longest}</th>
              <th scope="col">${words().free}</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((queue) => {
              const of = figures.get(queue.id);
              const waiting = of?.get('WaitingCalls');
              return html`<tr data-queue=${queue.name}>
                <th scope="row">${queue.displayName || queue.name}</th>
                <td class="number ${waiting ? 'busy' : ''}">${waiting ?? '–'}</td>
                <td class="number">${waiting ? clock(of?.get('LongestWaitTime') ?? 0) : '–'}</td>
                <td class="number">${of?.get('AvailableAgents') ?? '–'}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}
