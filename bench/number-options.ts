import { parseArgs } from 'node:util';

/** Where a bench's default is a list, so is what it reads: numbers with commas between them. */
type Numbers<D> = { readonly [name in keyof D]: D[name] extends number ? number : readonly number[] };

/**
 * The numbers that a bench was started with, `--name 3` or `--name 1,2,4`, and its defaults for the others. An option that
 * it does not know, and a value that is no number above zero, end it with exit code 2.
 */
export function readNumbers<const D extends Readonly<Record<string, number | readonly number[]>>>(
  defaults: D,
): Numbers<D> {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  try {
    const { values } = parseArgs({ options });
    return Object.fromEntries(
      Object.entries(defaults).map(([name, standard]) => {
        const given = values[name];
        if (given === undefined) return [name, standard];
        return [
          name,
          typeof standard === 'number'
            ? positive(name, given)
            : given.split(',').map((each) => positive(name, each)),
        ];
      }),
    ) as Numbers<D>;
  } catch (error) {
    console.error((error as Error).message);
    const usage = Object.entries(defaults).map(([name, standard]) => `[--${name} ${String(standard)}]`);
    console.error(`Options, and what holds without them: ${usage.join(' ')}`);
    return process.exit(2);
  }
}

function positive(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`--${name} ${given}: has to be a number above zero`);
  return value;
}
