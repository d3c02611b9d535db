import { readGauge } from '@movecall/telemetry/read-metrics';
import { Counter, type Registry } from 'prom-client';

/** The limits of admission. The defaults suit one to four processors. */
export interface AdmissionOptions {
  /** How many acceptances may run at a time: at the beginning, at least and at most. */
  readonly limit: { readonly initial: number; readonly least: number; readonly most: number };
  /** An acceptance that takes longer shows that too many run, ms. */
  readonly targetMs: number;
  /** An event about a call that is applied later than this shows that the saga falls behind, ms. */
  readonly lagMs: number;
  /** How long a request waits for its turn before it is refused, ms. */
  readonly patienceMs: number;
}

export const standardAdmission: AdmissionOptions = {
  limit: { initial: 32, least: 16, most: 256 },
  targetMs: 250,
  lagMs: 1_000,
  patienceMs: 80,
};

export interface Admission {
  /** Runs an acceptance in its turn. Answers `OVERLOADED` when its turn does not come in time, and has done nothing then. */
  run<T>(accept: () => Promise<T>): Promise<T | 'OVERLOADED'>;
  /** Tells how long ago an event happened that is applied now, ms. */
  noteLag(ms: number): void;
  /** Seconds after which a refused client may try again: the more are refused, the wider they are spread. */
  retryAfterSeconds(): number;
  readonly limit: number;
  readonly inFlight: number;
}

/** By which part the limit shrinks, and how often it may, ms: an overload shows in many acceptances at the same time. */
const SHRINK = 0.8;
const SHRINK_EVERY_MS = 100;
/** The window in which refusals and acceptances are compared, ms. */
const WINDOW_MS = 2_000;
const MAX_SPREAD_SECONDS = 20;
/** How much the last acceptance counts in what acceptances usually take. */
const WEIGHT_OF_LAST = 0.1;

/**
 * Admits acceptances before anything is written, by a limit that follows what the way to an accepted and confirmed call carries:
 * additive increase while acceptances are quick, multiplicative decrease when one is slow or the saga falls behind. (AIMD, as TCP
 * limits what is on the way; RFC 5681.)
 *
 * @param clock monotonic, ms
 * @param random returns a number from 0 to 1, 1 excluded
 */
export function createAdmission(
  options: AdmissionOptions,
  clock: () => number,
  random: () => number,
): Admission {
  const adaptive = createAdaptiveLimit(options.limit, clock);
  const answers = createAnswerCount(clock);
  const waiting: Waiting[] = [];
  let inFlight = 0;
  /** How long an acceptance usually takes, ms: a moving average. */
  let usualMs = options.patienceMs;

  /** How many turns usually come within a time: whoever waits behind so many others would be refused later anyway. */
  const turnsWithin = (ms: number): number => Math.floor((adaptive.limit() * ms) / usualMs);

  /** @returns false when the turn does not come in time */
  function takeTurn(): Promise<boolean> | true {
    if (inFlight < adaptive.limit()) {
      inFlight += 1;
      return true;
    }
    if (waiting.length >= turnsWithin(options.patienceMs)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const each: Waiting = {
        begin: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(each), 1);
        resolve(false);
      }, options.patienceMs);
      waiting.push(each);
    });
  }

  function endTurn(tookMs: number): void {
    usualMs += (Math.max(tookMs, 1) - usualMs) * WEIGHT_OF_LAST;
    if (tookMs > options.targetMs) adaptive.shrink();
    // A limit that is not reached says nothing about a higher one.
    else if (inFlight + waiting.length >= adaptive.limit()) adaptive.grow();
    inFlight -= 1;
    while (inFlight < adaptive.limit() && waiting.length > 0) {
      inFlight += 1;
      waiting.shift()?.begin();
    }
  }

  return {
    async run(accept) {
      if (!(await takeTurn())) {
        answers.refused();
        return 'OVERLOADED';
      }
      const since = clock();
      try {
        return await accept();
      } finally {
        answers.admitted();
        endTurn(clock() - since);
      }
    },
    noteLag(ms) {
      if (ms > options.lagMs) adaptive.shrink();
    },
    retryAfterSeconds: () =>
      1 + Math.floor(random() * Math.min(1 + answers.refusedPerAdmitted(), MAX_SPREAD_SECONDS)),
    get limit() {
      return Math.floor(adaptive.limit());
    },
    get inFlight() {
      return inFlight;
    },
  };
}

interface Waiting {
  readonly begin: () => void;
}

function createAdaptiveLimit({ initial, least, most }: AdmissionOptions['limit'], clock: () => number) {
  let limit = initial;
  let shrunkAt = -Infinity;
  return {
    limit: (): number => limit,
    /** By one for each round of acceptances. */
    grow(): void {
      limit = Math.min(most, limit + 1 / limit);
    },
    shrink(): void {
      if (clock() - shrunkAt < SHRINK_EVERY_MS) return;
      shrunkAt = clock();
      limit = Math.max(least, limit * SHRINK);
    },
  };
}

/** Counts answers over a window and the one before it. */
function createAnswerCount(clock: () => number) {
  let began = clock();
  let current = { admitted: 0, refused: 0 };
  let previous = current;

  function turn(): void {
    if (clock() - began < WINDOW_MS) return;
    began = clock();
    previous = current;
    current = { admitted: 0, refused: 0 };
  }
  return {
    admitted(): void {
      turn();
      current.admitted += 1;
    },
    refused(): void {
      turn();
      current.refused += 1;
    },
    refusedPerAdmitted(): number {
      turn();
      return (current.refused + previous.refused) / Math.max(1, current.admitted + previous.admitted);
    },
  };
}

/** The admission of a process, whose limit, load and refusals are exposed. */
export function openAdmission(
  registry: Registry,
  random: () => number,
): Pick<Admission, 'run' | 'noteLag' | 'retryAfterSeconds'> {
  const admission = createAdmission(standardAdmission, () => performance.now(), random);
  const refused = new Counter({
    name: 'movecall_call_admission_refused_total',
    help: 'Requests for a call that were refused before anything was written: too many at a time',
    registers: [registry],
  });
  readGauge(
    registry,
    'movecall_call_admission_limit',
    'How many acceptances may run at a time; it follows what the system carries',
    () => admission.limit,
  );
  readGauge(registry, 'movecall_call_admission_in_flight', 'Acceptances that run', () => admission.inFlight);
  return {
    noteLag: admission.noteLag,
    retryAfterSeconds: admission.retryAfterSeconds,
    async run(accept) {
      const outcome = await admission.run(accept);
      if (outcome === 'OVERLOADED') refused.inc();
      return outcome;
    },
  };
}
