/** Which labels of `@override` apply to one request: their fields are requested from the new subgraph. */
export interface Overriding {
  /** The same for the same labels. */
  readonly id: string;
  /** By label. */
  readonly conditions: ReadonlyMap<string, boolean>;
}

/** Chooses for each request which fields have moved to their new subgraph: `@override(from:, label:)`. */
export interface Overrides {
  /** Null when it is the same for every request. */
  readonly choose: (() => Overriding) | null;
  /** What applies to every request, or to a first one. */
  readonly first: Overriding;
}

const PERCENT = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/;

/**
 * A label `percent(20)` applies to one of five requests. Any other label applies if it is switched on.
 *
 * @param labels of the supergraph
 * @param switchedOn labels that apply to every request
 * @param random a number from 0 to 1, without 1
 */
export function createOverrides(
  labels: readonly string[],
  switchedOn: readonly string[],
  random: () => number = Math.random,
): Overrides {
  const shares = labels.map((label) => {
    const percent = PERCENT.exec(label)?.[1];
    return {
      label,
      share: percent === undefined ? (switchedOn.includes(label) ? 1 : 0) : Number(percent) / 100,
    };
  });
  function choose(): Overriding {
    // One number for all labels: there are as many combinations as different shares, not two for each label.
    const drawn = random();
    const conditions = new Map(shares.map(({ label, share }) => [label, drawn < share]));
    return { id: [...conditions.values()].map(Number).join(''), conditions };
  }
  const varies = shares.some(({ share }) => share > 0 && share < 1);
  return { choose: varies ? choose : null, first: choose() };
}

/** The labels of `@override` in the SDL of a supergraph. */
export const overrideLabelsIn = (sdl: string): string[] => [
  ...new Set([...sdl.matchAll(/\boverrideLabel: "([^"]+)"/g)].map(([, label = '']) => label)),
];
