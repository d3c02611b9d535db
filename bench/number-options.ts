import { parseArgs } from 'node:util';

/** An option whose default is a list is read as a list of numbers, separated by commas. */
type Numbers<D> = { readonly [name in keyof D]: D[name] extends number ? number : readonly number[] };

/**
 * Reads the numeric options of a bench, `--name 3` or `--name 1,2,4`, with defaults. Exits with 2 on an unknown option and on a
 * value that is not a number above zero.
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
    console.error(`Options with their defaults: ${usage.join(' ')}`);
    return process.exit(2);
  }
}

function positive(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} ${given} is not a number above zero`);
  return value;
}
