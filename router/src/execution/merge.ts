import type { Data } from './response-writer.ts';

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges the fields of an object that another subgraph has returned into the known object. Subgraphs that share a field must answer
 * it alike. If they do not, nothing that one of them has answered is lost: a null takes no value away, the longer list stays, and of
 * two other values the later one stays.
 */
export function merge(target: Data, source: Data): void {
  for (const key in source) {
    const value = source[key];
    // Assigning `__proto__` would change the object's prototype.
    if (value === undefined || key === '__proto__') continue;
    const known = target[key];
    if (known === undefined || known === null) target[key] = value;
    else if (value !== null) target[key] = merged(known, value);
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (isObject(known) && isObject(value)) merge(known, value);
  else if (Array.isArray(known) && Array.isArray(value)) {
    for (const [index, item] of value.entries())
      known[index] =
        known[index] == null || item === null ? (known[index] ?? item) : merged(known[index], item);
  } else return value;
  return known;
}

/** Response names; `@` stands for every item of a list. */
export type DataPath = readonly (string | number)[];

/** The objects at a path, without nulls, in the same order as `pathsAt`. */
export function objectsAt(data: unknown, path: DataPath): Data[] {
  const found: Data[] = [];
  walk(data, path, 0, (object) => found.push(object));
  return found;
}

/** The paths of the objects at a path: each `@` is replaced by an index. */
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
