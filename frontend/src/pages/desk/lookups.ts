// Questions to the directory, one after the other: its answers do not say to which question they belong.

import type { Cti } from '../../library/jackfield';
import type { Contact } from './contacts';

interface Question {
  readonly term: string;
  answer(found: readonly Contact[]): void;
}

export class Lookups {
  private waiting: Question[] = [];
  private asked: Question | null = null;

  constructor(private readonly cti: Cti) {}

  /** Whoever has the term somewhere; nobody when the server does not answer. */
  find(term: string): Promise<readonly Contact[]> {
    return new Promise((answer) => {
      this.waiting.push({ term, answer });
      void this.next();
    });
  }

  /** A DirectoryResult. */
  told(found: readonly Contact[]): void {
    this.asked?.answer(found);
  }

  private async next(): Promise<void> {
    if (this.asked) return;
    this.asked = this.waiting.shift() ?? null;
    if (!this.asked) return;
    await this.cti.directoryLookUp(this.asked.term);
    this.asked.answer([]);
    this.asked = null;
    void this.next();
  }
}
