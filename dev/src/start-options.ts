import { z } from 'zod';

/** What `npm start` is asked for. */
export interface StartOptions {
  /** Deletes the data that an earlier start left. */
  readonly fresh: boolean;
  readonly trace: boolean;
  /** The moment from which the clock of all services runs; undefined: the machine's clock. */
  readonly at: Date | undefined;
}

const USAGE = 'Usage: npm start [-- --fresh] [--trace] [--at 2027-01-05T17:59:00+09:00]';
/** With its offset: without one, a moment would depend on the machine. */
const moment = z.iso.datetime({ offset: true });

/** @returns the options, or what is wrong with the arguments, for the terminal */
export function parseStartOptions(
  args: readonly string[],
): { readonly options: StartOptions } | { readonly problem: string } {
  let options: StartOptions = { fresh: false, trace: false, at: undefined };
  const rest = [...args];
  while (rest.length > 0) {
    const [option = '', value = ''] = rest.splice(0, rest[0] === '--at' ? 2 : 1);
    if (option === '--fresh') options = { ...options, fresh: true };
    else if (option === '--trace') options = { ...options, trace: true };
    else if (option !== '--at') return { problem: `Unknown option: ${option}. ${USAGE}` };
    else if (moment.safeParse(value).success) options = { ...options, at: new Date(value) };
    else
      return { problem: `--at needs a moment with its offset from UTC, not ${value || 'nothing'}. ${USAGE}` };
  }
  return { options };
}
