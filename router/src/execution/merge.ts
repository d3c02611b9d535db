import type { Data } from './response-writer.ts';

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adds what another subgraph says of an object to what is known of it. What is said later counts. */
export function merge(target: Data, source: Data): void {
  for (const key in source) {
    const value = source[key];
    // As an assignment it would change what the object inherits.
    if (value === undefined || key === '__proto__') continue;
    const known = target[key];
    if (isObject(known) && isObject(value)) merge(known, value);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
      mergeLists(known, value);
    else target[key] = value;
  }
}

function mergeLists(target: unknown[], source: readonly unknown[]): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (isObject(known) && isObject(value)) merge(known, value);
    else target[index] = value;
  }
}

/** Response names; `@` stands for every item of a list. */
export type DataPath = readonly (string | number)[];

/** The objects at a path, without nulls, in the order of `pathsAt`. */
export function objectsAt(data: unknown, path: DataPath): Data[] {
  const found: Data[] = [];
  walk(data, path, 0, (object) => found.push(object));
  return found;
}

/** Where the objects at a path are: `@` replaced by their place in the list. */
export function pathsAt(data: unknown, path: DataPath): (string | number)[][] {
  const found: (string | number)[][] = [];
  const here: (string | number)[] = [];
  walk(data, path, 0, () => found.push([...here]), here);
  return found;
}

function walk(
  value: unknown,
  path: DataPath,
  depth: number,
  visit: (object: Data) => void,
  here: (string | number)[] = [],
): void {
  if (value == null) return;
  const step = path[depth];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      here.push(index);
      walk(item, path, step === '@' ? depth + 1 : depth, visit, here);
      here.pop();
    }
  } else if (step === undefined) {
    visit(value as Data);
  } else {
    here.push(step);
    walk((value as Data)[step], path, depth + 1, visit, here);
    here.pop();
  }
}
