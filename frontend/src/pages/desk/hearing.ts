// What the server says, written into the state of the desk; and what is asked for when a session begins. It draws nothing.

import type { Callback, CallbackList, CallbackRequest, Cti, DirectoryResult, Events, Result } from '../../library/jackfield';
import { agentNow } from './agent';
import { contactsOf, same } from './contacts';
import type { Asked, DeskState } from './desk-state';
import type { Lookups } from './lookups';
import { afterParticipant, afterRoom } from './rooms';
import { hearSheet } from './sheets';

/** How many calls of the past are shown. */
const HISTORY = 60;
/** So long after a call its record is there (protocol 5.2). */
const RECORDED_MS = 3_000;

export class Hearing {
  private recorded: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly cti: Cti,
    private readonly callback: Callback,
    private readonly desk: DeskState,
    private readonly lookups: Lookups,
  ) {}

  /** Handlers for every event that the desk knows. */
  begin(): void {
    const { cti, desk } = this;
    const on = <Name extends keyof Events>(name: Name, handler: (payload: Events[Name]) => void) =>
      cti.setHandler(name, handler);
    on('RightProfile', (profile) => this.profileTold(profile));
    on('PbxStatus', ({ status }) => desk.change({ pbx: status }));
    on('UsersStatuses', (statuses) => desk.change({ statuses }));
    on('UserStatusUpdate', ({ status }) => desk.change({ status }));
    on('UserConfigUpdate', (user) => desk.change({ user }));
    on('PhoneStatusUpdate', ({ status }) => desk.change({ phoneStatus: status }));
    on('VoiceMailStatusUpdate', (mail) => desk.change({ mail }));
    on('AgentStateEvent', (state) => this.agentTold(state));
    on('AgentError', ({ Error: code, phoneNb, RequestedNb }) => {
      if (code === 'LoggedInOnAnotherPhone') desk.change({ elsewhere: { at: phoneNb ?? '', wanted: RequestedNb ?? '' } });
    });
    on('AgentListen', ({ started }) => desk.change({ listened: started }));
    on('PhoneEvent', (event) => {
      desk.phoneTold(event);
      if (event.eventType === 'EventReleased') this.askHistoryLater();
    });
    on('CurrentCallsPhoneEvents', ({ events }) => desk.callsTold(events));
    on('ConferenceEvent', (event) => desk.change({ room: afterRoom(event) }));
    on('ConferenceParticipantEvent', (event) => desk.change({ room: afterParticipant(desk.room, event) }));
    on('PhoneHintStatusEvent', ({ number, status }) => desk.change({ hints: new Map(desk.hints).set(number, status) }));
    on('DirectoryResult', (result) => this.lookups.told(contactsOf(result)));
    on('CustomerCallHistoryResponseWithId', (answer) => this.lookups.callsTold(answer));
    on('Favorites', (result) => this.favoritesTold(result));
    on('FavoriteUpdated', (update) => this.favoriteUpdated(update));
    on('CallHistory', (history) => desk.change({ history }));
    on('QueueList', (queues) => desk.change({ queues }));
    on('QueueConfig', (queue) => desk.change({ queues: replaced(desk.queues, queue, ({ id }) => id) }));
    on('QueueStatistics', ({ queueId, counters }) => {
      const values = counters.map(({ statName, value }) => [statName, value] as const);
      const figures = new Map([...(desk.figures.get(queueId) ?? []), ...values]);
      desk.change({ figures: new Map(desk.figures).set(queueId, figures) });
    });
    on('CallbackLists', (callbacks) => desk.change({ callbacks }));
    on('PreferredCallbackPeriodList', (periods) => desk.change({ periods }));
    on('CallbackTaken', ({ uuid, agentId }) => this.callbackBecomes(uuid, (request) => ({ ...request, agentId })));
    on('CallbackReleased', ({ uuid }) => this.callbackBecomes(uuid, (request) => ({ ...request, agentId: null })));
    on('CallbackClotured', ({ uuid }) => this.callbackBecomes(uuid, () => null));
    on('CallbackRequestUpdated', ({ request }) => this.callbackUpdated(request));
    on('CallQualification', (call) => {
      desk.change({ qualifications: new Map([...desk.qualifications].slice(-10)).set(call.linkedId, call) });
    });
    on('Sheet', (sheet) => hearSheet(desk, sheet));
  }

  /** After every LoggedOn, so after a restart of the server too. */
  ask(): void {
    const { cti, callback } = this;
    void cti.getCurrentCallsPhoneEvents();
    void cti.getConfig('line');
    void this.read('favorites', cti.getFavorites());
    void this.askHistory();
    void cti.getList('queue');
    void cti.subscribeToQueueStats();
    void cti.getQualifications();
    void callback.getCallbackPreferredPeriods();
    void this.read('callbacks', callback.getCallbackLists());
  }

  /** Once more what could not be read. */
  askAgain(): void {
    const { favorites, history, callbacks } = this.desk;
    const again = <T>(known: Asked<T>) => (known === 'failed' ? null : known);
    this.desk.change({ favorites: again(favorites), history: again(history), callbacks: again(callbacks) });
    this.ask();
  }

  private askHistory(): Promise<void> {
    return this.read('history', this.cti.getUserCallHistory(HISTORY));
  }

  /** What was asked for comes by its event; here only that it does not come. */
  private async read(what: 'favorites' | 'history' | 'callbacks', sent: Promise<Result>): Promise<void> {
    const { status, code } = await sent;
    if (code === 'not_allowed') this.desk.change({ [what]: 'refused' });
    else if (status !== 'done' && this.desk[what] === null) this.desk.change({ [what]: 'failed' });
  }

  private askHistoryLater(): void {
    clearTimeout(this.recorded);
    this.recorded = setTimeout(() => void this.askHistory(), RECORDED_MS);
  }

  /** Other rights: lists are read anew, what may not be seen any more goes away. */
  private profileTold(profile: Events['RightProfile']): void {
    const before = this.desk.profile;
    this.desk.change({ profile });
    if (before === null || JSON.stringify(before) === JSON.stringify(profile)) return;
    this.desk.change({ queues: [], figures: new Map(), callbacks: null, history: null });
    this.ask();
  }

  private agentTold(state: Events['AgentStateEvent']): void {
    const { desk } = this;
    if (desk.user !== null && desk.user.agentId !== state.agentId) return;
    const elsewhere = state.phoneNb === desk.elsewhere?.wanted ? null : desk.elsewhere;
    desk.change({ agent: agentNow(state, desk.agent, Date.now()), elsewhere });
  }

  private favoritesTold(result: DirectoryResult): void {
    this.desk.change({ favorites: contactsOf(result) });
  }

  private favoriteUpdated({ action, contact_id: id, source }: Events['FavoriteUpdated']): void {
    const { favorites } = this.desk;
    if (action === 'Removed' && Array.isArray(favorites)) {
      this.desk.change({ favorites: favorites.filter((contact) => !same(contact, { ...contact, id, source })) });
    } else if (action === 'Added') {
      void this.cti.getFavorites();
    }
  }

  private callbackBecomes(uuid: string, become: (request: CallbackRequest) => CallbackRequest | null): void {
    this.changeLists((requests) =>
      requests.flatMap((request) => {
        const now = request.uuid === uuid ? become(request) : request;
        return now ? [now] : [];
      }),
    );
  }

  private callbackUpdated(request: CallbackRequest): void {
    this.changeLists((requests, list) => {
      const others = requests.filter(({ uuid }) => uuid !== request.uuid);
      return list.uuid === request.listUuid ? [...others, request] : others;
    });
  }

  private changeLists(change: (requests: CallbackRequest[], list: CallbackList) => CallbackRequest[]): void {
    const { callbacks } = this.desk;
    if (!Array.isArray(callbacks)) return;
    this.desk.change({ callbacks: (callbacks as readonly CallbackList[]).map((list) => ({ ...list, callbacks: change(list.callbacks, list) })) });
  }
}

function replaced<T>(all: readonly T[], one: T, key: (each: T) => unknown): readonly T[] {
  const known = all.some((each) => key(each) === key(one));
  return known ? all.map((each) => (key(each) === key(one) ? one : each)) : [...all, one];
}
