/**
 * Failpoints, like those of gofail and of Rust's crate `fail`: named steps in the code at which a test can make the process
 * die, hang or fail. A step that is not armed costs one comparison.
 */
export type FailpointAction = (typeof actions)[number];

const actions = [
  /** SIGKILL: the process ends at once, without any clean-up. */
  'kill',
  /** The work that has reached the step never continues. The rest of the process does. */
  'hang',
  /** Throws FailpointError. */
  'error',
  /** Blocks the event loop, so the whole process stands still: permanently, or with `block:<ms>` for so many milliseconds. */
  'block',
] as const;

interface ArmedAction {
  readonly name: FailpointAction;
  /** How long to block, ms. */
  readonly ms: number;
}

/** Thrown by a step that is armed with `error`. */
export class FailpointError extends Error {
  override readonly name = 'FailpointError';
}

/** The armed steps; null when there are none, which keeps `failpoint` cheap in production. */
let armed: Map<string, ArmedAction> | null = null;
let report: (step: string) => void = () => undefined;

/**
 * A step of the code that can be armed. The code awaits it where the step is: `await failpoint('relay.appended')`.
 *
 * @throws FailpointError when the step is armed with `error`
 */
export function failpoint(step: string): Promise<void> | undefined {
  return armed === null ? undefined : act(step, armed);
}

async function act(step: string, steps: Map<string, ArmedAction>): Promise<void> {
  const action = steps.get(step);
  if (action === undefined) return;
  // An armed step acts once.
  steps.delete(step);
  report(step);
  switch (action.name) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    case 'hang':
      return new Promise(() => undefined);
    case 'error':
      throw new FailpointError(`failpoint ${step} is armed with an error`);
    case 'block':
      // Blocks the thread without using processor time.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, action.ms);
      return;
    default:
      return action.name satisfies never;
  }
}

/**
 * Arms steps, each for one time, and disarms all others.
 *
 * @param text `step=action`, comma separated, as in `relay.appended=kill,call.attempt-written=error`; '' disarms all
 * @param onReached is called with the name of an armed step before the step acts
 * @throws Error when `text` is malformed
 */
export function armFailpoints(text: string, onReached: (step: string) => void = () => undefined): void {
  const steps = parse(text);
  report = onReached;
  armed = steps.size === 0 ? null : steps;
}

function parse(text: string): Map<string, ArmedAction> {
  const entries = text.split(',').map((entry) => entry.trim());
  return new Map(
    entries.filter(Boolean).map((entry) => {
      const [, step, known, ms] = /^([^=]+)=([a-z]+)(?::(\d+))?$/.exec(entry) ?? [];
      const name = actions.find((action) => action === known);
      if (step === undefined || name === undefined || (ms !== undefined && name !== 'block')) {
        throw new Error(`a failpoint is <step>=<${actions.join('|')}> or <step>=block:<ms>, not "${entry}"`);
      }
      return [step, { name, ms: ms === undefined ? Infinity : Number(ms) }];
    }),
  );
}

/** The message by which a supervisor arms a process's failpoints, in the syntax of `armFailpoints`. */
export type FailpointCommand = { readonly failpoints: string };
/** The messages that the supervisor receives: the failpoints are armed, or an armed step was reached. */
export type FailpointReport = { readonly armed: string } | { readonly reached: string };

/**
 * Arms failpoints now, and again whenever the supervisor sends a FailpointCommand over the IPC channel. Answers with
 * FailpointReports. Without an IPC channel it only arms them now.
 *
 * @throws Error when `text` is malformed
 */
export function acceptFailpoints(text: string): void {
  const send = (message: FailpointReport): void => void process.send?.(message);
  const arm = (wanted: string): void => {
    armFailpoints(wanted, (reached) => send({ reached }));
    send({ armed: wanted });
  };
  arm(text);
  process.on('message', (message: Partial<FailpointCommand> | null) => {
    if (typeof message?.failpoints === 'string') arm(message.failpoints);
  });
}
