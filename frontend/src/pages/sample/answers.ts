// What methods have the server tell and no other panel draws: the last answer of each type, readable.

import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import '../../elements/small';
import { words } from './words';

interface Answer {
  readonly text: string;
  readonly count: number;
}

/** The answers so far, and the handlers that take them. */
export class Answers {
  #known: ReadonlyMap<string, Answer> = new Map();

  constructor(private readonly draw: () => void) {}

  /** A handler for this type of event. */
  handler(type: string): (payload: unknown) => void {
    return (payload) => {
      const count = (this.#known.get(type)?.count ?? 0) + 1;
      const others = [...this.#known].filter(([each]) => each !== type);
      this.#known = new Map([[type, { text: JSON.stringify(payload, null, 2), count }], ...others]);
      this.draw();
    };
  }

  forget(): void {
    this.#known = new Map();
  }

  panel() {
    return html`<sample-answers class="card" .answers=${this.#known}></sample-answers>`;
  }
}

@customElement('sample-answers')
export class AnswersView extends Part {
  @property({ attribute: false }) answers: ReadonlyMap<string, Answer> = new Map();

  override render() {
    return html`
      <header><h2>${words().answers}</h2></header>
      ${this.answers.size
        ? [...this.answers].map(
            ([type, { text, count }]) => html`<details data-answer=${type}>
              <summary><code>${type}</code> <span class="soft small">${count}</span></summary>
              <jf-json .text=${text}></jf-json>
            </details>`,
          )
        : html`<jf-empty>${words().noAnswers}</jf-empty>`}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-answers': AnswersView;
  }
}
