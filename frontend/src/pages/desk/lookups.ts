// Questions of the page and their answers: to the directory, one after the other, as its answers do not say to which question
// they belong; and for the calls of a customer.

import type { Cti, CustomerCall, Events } from '../../library/jackfield';
import type { Contact } from './contacts';

interface Question {
  readonly term: string;
  answer(found: readonly Contact[]): void;
}

const MOST_CALLS = 10;

export class Lookups {
  private readonly searches = new Map<string, (found: readonly CustomerCall[]) => void>();
  private count = 0;
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

  /** Calls from and to a number that are over, the most recent first; null where that may not be asked. */
  async callsWith(number: string): Promise<readonly CustomerCall[] | null> {
    const [from, to] = await Promise.all([this.search('src_num', number), this.search('dst_num', number)]);
    if (from === null || to === null) return null;
    return [...from, ...to].sort((one, other) => (one.start < other.start ? 1 : -1)).slice(0, MOST_CALLS);
  }

  /** CustomerCallHistoryResponseWithId. */
  callsTold({ id, response }: Events['CustomerCallHistoryResponseWithId']): void {
    this.searches.get(String(id))?.(response.list);
  }

  private async search(field: string, value: string): Promise<readonly CustomerCall[] | null> {
    const id = `desk-${(this.count += 1)}`;
    const found = new Promise<readonly CustomerCall[]>((resolve) => this.searches.set(id, resolve));
    const { status } = await this.cti.findCustomerCallHistory(id, [{ field, operator: '=', value }], MOST_CALLS);
    const answer = status === 'done' ? await found : null;
    this.searches.delete(id);
    return answer;
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
