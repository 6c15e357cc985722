// What of the floor is shown, as the address of the page says it: a link shows a colleague, or the screen on the wall, the
// same. Reading and writing the address's query; nothing else.

import { STATES, type StateName } from '../../model/floor';

export const VIEWS = ['live', 'matrix', 'day', 'staffing'] as const;

export type ViewName = (typeof VIEWS)[number];

export const ORDERS = ['name', 'state', 'longest'] as const;

export interface View {
  readonly view: ViewName;
  /** Ids of the queues shown; empty: all. */
  readonly queues: readonly number[];
  readonly group: number | null;
  readonly states: readonly StateName[];
  readonly search: string;
  readonly order: (typeof ORDERS)[number];
  /** For the screen on the wall: large, without what one clicks on. */
  readonly screen: boolean;
}

export function viewFrom(query: string): View {
  const given = new URLSearchParams(query);
  const oneOf = <T extends string>(name: string, known: readonly T[]): T =>
    known.find((each) => each === given.get(name)) ?? known[0]!;
  const list = (name: string) => (given.get(name) ?? '').split(',').filter(Boolean);
  const whole = (text: string) => (/^\d{1,9}$/.test(text) ? [Number(text)] : []);
  return {
    view: oneOf('view', VIEWS),
    queues: [...new Set(list('queues').flatMap(whole))],
    group: whole(given.get('group') ?? '')[0] ?? null,
    states: STATES.filter((name) => list('states').includes(shortState(name))),
    search: (given.get('search') ?? '').slice(0, 80),
    order: oneOf('order', ORDERS),
    screen: given.get('screen') === '1',
  };
}

/** The query, with nothing in it that is as usual; `kept`: what else is in the address. */
export function queryOf(view: View, kept = ''): string {
  const query = new URLSearchParams(kept);
  const put = (name: string, value: string) => (value ? query.set(name, value) : query.delete(name));
  put('view', view.view === VIEWS[0] ? '' : view.view);
  put('queues', view.queues.join(','));
  put('group', view.group === null ? '' : String(view.group));
  put('states', view.states.map(shortState).join(','));
  put('search', view.search);
  put('order', view.order === ORDERS[0] ? '' : view.order);
  put('screen', view.screen ? '1' : '');
  const text = query.toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** `AgentOnCall` to `oncall`: short enough for an address. */
export function shortState(name: StateName): string {
  return name.replace('Agent', '').toLowerCase();
}
