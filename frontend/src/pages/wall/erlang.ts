// How many agents a queue needs: Erlang B, C and A. Pure; times in seconds, intensities in erlangs (calls going on at once
// if everybody is served at once). Erlang C takes callers to wait for ever; Erlang A lets them lose patience.

/** The share of callers who would find all of `agents` busy, if nobody could wait (Erlang B, by its recursion). */
export function blocking(agents: number, erlangs: number): number {
  if (erlangs <= 0) return 0;
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  return blocked;
}

/** The share of callers who have to wait (Erlang C); 1 where the work is more than the agents can do. */
export function waiting(agents: number, erlangs: number): number {
  if (erlangs <= 0) return 0;
  if (agents <= erlangs) return 1;
  const blocked = blocking(agents, erlangs);
  return (agents * blocked) / (agents - erlangs * (1 - blocked));
}

/** What comes in, and what it takes. */
export interface Load {
  readonly callsPerHour: number;
  /** Talk and wrap-up of a call. */
  readonly handleSeconds: number;
  /** How long callers wait on average before they give up; Infinity: for ever. */
  readonly patienceSeconds: number;
}

export interface Service {
  /** The share of calls answered within the time wanted, 0 to 1. */
  readonly service: number;
  /** The average wait of all callers. */
  readonly waitSeconds: number;
  /** The share of callers who give up. */
  readonly abandoned: number;
  /** The share of their time that agents are busy. */
  readonly occupancy: number;
}

export function erlangsOf({ callsPerHour, handleSeconds }: Load): number {
  return (callsPerHour * handleSeconds) / 3_600;
}

/** How callers fare with so many agents. */
export function served(agents: number, load: Load, withinSeconds: number): Service {
  if (erlangsOf(load) <= 0) return { service: 1, waitSeconds: 0, abandoned: 0, occupancy: 0 };
  return Number.isFinite(load.patienceSeconds) ? impatient(agents, load, withinSeconds) : patient(agents, load, withinSeconds);
}

function patient(agents: number, load: Load, withinSeconds: number): Service {
  const erlangs = erlangsOf(load);
  const spare = agents - erlangs;
  if (spare <= 0) return { service: 0, waitSeconds: Infinity, abandoned: 0, occupancy: 1 };
  const wait = waiting(agents, erlangs);
  return {
    service: 1 - wait * Math.exp((-spare * withinSeconds) / load.handleSeconds),
    waitSeconds: (wait * load.handleSeconds) / spare,
    abandoned: 0,
    occupancy: erlangs / agents,
  };
}

/** Callers beyond this share of all are not looked at: they do not change any digit that is shown. */
const NEGLIGIBLE = 1e-12;
const MOST_WAITING = 20_000;

/**
 * Erlang A (M/M/n+M): the chances of each number of callers in the system, from which the rest follows. Whoever finds k
 * waiting before him is answered after k + 1 have left the queue, unless his patience ends before.
 */
function impatient(agents: number, load: Load, withinSeconds: number): Service {
  const arrivals = load.callsPerHour / 3_600;
  const serving = 1 / load.handleSeconds;
  const leaving = 1 / Math.max(load.patienceSeconds, 1e-3);
  // in logarithms: factorials of many agents are beyond any number
  const weights: number[] = [0];
  let log = 0;
  let most = 0;
  for (let n = 1; n <= agents + MOST_WAITING; n += 1) {
    log += Math.log(arrivals / (Math.min(n, agents) * serving + Math.max(0, n - agents) * leaving));
    weights.push(log);
    most = Math.max(most, log);
    if (n > agents && log < most + Math.log(NEGLIGIBLE)) break;
  }
  const chances = weights.map((weight) => Math.exp(weight - most));
  const whole = chances.reduce((sum, chance) => sum + chance, 0);
  let inQueue = 0;
  let busy = 0;
  chances.forEach((chance, n) => {
    inQueue += (Math.max(0, n - agents) * chance) / whole;
    busy += (Math.min(n, agents) * chance) / whole;
  });
  return {
    service: answeredWithin(agents, chances.map((chance) => chance / whole), serving, leaving, withinSeconds),
    waitSeconds: inQueue / arrivals,
    abandoned: Math.min(1, (leaving * inQueue) / arrivals),
    occupancy: agents ? busy / agents : 1,
  };
}

/** The share answered within the time, by the chances of each length of the queue an arriving caller finds. */
function answeredWithin(
  agents: number,
  chances: readonly number[],
  serving: number,
  leaving: number,
  seconds: number,
): number {
  let answered = chances.slice(0, agents).reduce((sum, chance) => sum + chance, 0);
  const rates: number[] = [];
  // the caller behind k others: stages j = k..0 pass at (agents * serving + j * leaving), he gives up at `leaving`
  for (let ahead = 0; agents + ahead < chances.length; ahead += 1) {
    rates.push(agents * serving + ahead * leaving);
    const chance = chances[agents + ahead] ?? 0;
    if (chance > NEGLIGIBLE) answered += chance * passed(rates, leaving, seconds);
  }
  return Math.min(1, answered);
}

const STEPS = 240;

/**
 * The chance that all stages pass within the time and before the caller gives up. With rates that rise evenly, as here,
 * the passing of stages 0..k is that of k + 1 independent clocks: (1 - e^(-leaving t)) to powers, under an integral.
 */
function passed(rates: readonly number[], leaving: number, seconds: number): number {
  const base = rates[0] ?? 0;
  if (base <= 0 || seconds <= 0) return 0;
  const stages = rates.length;
  // the density of the last passing: a rising product; substituting u = 1 - e^(-leaving t) keeps it bounded
  const shape = base / leaving;
  const end = 1 - Math.exp(-leaving * seconds);
  let constant = Math.log(shape + stages - 1);
  for (let k = 1; k < stages; k += 1) constant += Math.log((shape + k - 1) / k);
  let sum = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const u = (end * (step + 0.5)) / STEPS;
    // density of passing at t, times the chance e^(-leaving t) of still being there
    sum += Math.exp(constant + (stages - 1) * Math.log(u) + shape * Math.log1p(-u));
  }
  return Math.min(1, (sum * end) / STEPS);
}

/** The fewest agents with whom the share `target` (0 to 1) is answered within the time. */
export function agentsNeeded(load: Load, withinSeconds: number, target: number): number {
  if (erlangsOf(load) <= 0) return 0;
  let few = 0;
  let enough = Math.max(1, Math.ceil(erlangsOf(load)));
  while (served(enough, load, withinSeconds).service < target) {
    few = enough;
    enough *= 2;
    if (enough > 10_000) return enough;
  }
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (served(middle, load, withinSeconds).service < target) few = middle;
    else enough = middle;
  }
  return enough;
}
