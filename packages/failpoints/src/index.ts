/**
 * Failpoints: named steps at which a test can tell a process to die, to hang or to fail, as gofail and Rust's `fail` have
 * them. Off, a step is one comparison.
 */
export type FailpointAction = (typeof actions)[number];

const actions = [
  /** SIGKILL: nothing is finished, nothing is tidied up. */
  'kill',
  /** This piece of work never goes on; the rest of the process does. */
  'hang',
  /** Throws FailpointError. */
  'error',
  /** The event loop stands still, for good: nothing else of the process goes on. With `block:<ms>`, for so long. */
  'block',
] as const;

interface Order {
  readonly name: FailpointAction;
  readonly ms: number;
}

/** What a step throws that is told to fail. */
export class FailpointError extends Error {
  override readonly name = 'FailpointError';
}

/** Null until the first is armed: nobody pays for what nobody asked for. */
let armed: Map<string, Order> | null = null;
let report: (step: string) => void = () => undefined;

/**
 * A step that can be told to go wrong. Awaited where the step is: `await failpoint('relay.appended')`.
 *
 * @throws FailpointError
 */
export function failpoint(step: string): Promise<void> | undefined {
  return armed === null ? undefined : reach(step, armed);
}

async function reach(step: string, set: Map<string, Order>): Promise<void> {
  const action = set.get(step);
  if (action === undefined) return;
  // Once: what goes wrong for ever is another fault.
  set.delete(step);
  report(step);
  switch (action.name) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    case 'hang':
      return new Promise(() => undefined);
    case 'error':
      throw new FailpointError(`failpoint ${step}`);
    case 'block':
      // Sleeps where it stands, and costs no processor time.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, action.ms);
      return;
    default:
      return action.name satisfies never;
  }
}

/**
 * @param text `step=action`, comma separated, as in `relay.appended=kill,call.attempt-written=error`; '' disarms all
 * @param onReached is told each step that goes wrong, before it does
 * @throws Error when it is not well-formed
 */
export function armFailpoints(text: string, onReached: (step: string) => void = () => undefined): void {
  const next = parse(text);
  report = onReached;
  armed = next.size === 0 ? null : next;
}

function parse(text: string): Map<string, Order> {
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

/** What a supervisor says to arm a process's failpoints, and what it hears back. */
export type FailpointOrder = { readonly failpoints: string };
export type FailpointNews = { readonly armed: string } | { readonly reached: string };

/** Arms what `text` says, and from then on what the supervisor says over the IPC channel, if there is one. */
export function takeFailpoints(text: string): void {
  const say = (news: FailpointNews): void => void process.send?.(news);
  const arm = (wanted: string): void => {
    armFailpoints(wanted, (reached) => say({ reached }));
    say({ armed: wanted });
  };
  arm(text);
  process.on('message', (message: Partial<FailpointOrder> | null) => {
    if (typeof message?.failpoints === 'string') arm(message.failpoints);
  });
}
