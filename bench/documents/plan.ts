import { parseArgs } from 'node:util';

export interface Plan {
  /** How many documents the memory is measured with. */
  readonly documents: number;
  /** Fewer documents are sent when these are not done by then. */
  readonly documentSeconds: number;
  readonly warmUpSeconds: number;
  /** Of each situation in which the neighbour is measured. */
  readonly seconds: number;
  /** Whether a gateway has one core, and all other processes share the second one. */
  readonly oneCore: boolean;
  /** Further settings of our router. */
  readonly settings: Readonly<Record<string, string>>;
}

export const USAGE = `npm run bench -- documents [--quick] [--one-core] [--set NAME=VALUE]…
  --quick           fewer documents, shorter rounds: under 3 minutes
  --one-core        each gateway runs on one core, everything else on another one
  --set NAME=VALUE  a variable of our router's environment; may be given again`;

const FULL = { documents: 20_000, documentSeconds: 320, warmUpSeconds: 6, seconds: 6 };
const QUICK = { documents: 3_000, documentSeconds: 90, warmUpSeconds: 4, seconds: 4 };

/** @returns null when an argument is not valid */
export function readPlan(args: string[]): Plan | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean' },
        'one-core': { type: 'boolean' },
        set: { type: 'string', multiple: true },
      },
    });
    const settings = (values.set ?? []).map((each) => /^(\w+)=(.*)$/.exec(each));
    if (settings.includes(null)) return null;
    return {
      ...(values.quick === true ? QUICK : FULL),
      oneCore: values['one-core'] === true,
      settings: Object.fromEntries(settings.map((each) => [each![1]!, each![2]!])),
    };
  } catch {
    return null;
  }
}
