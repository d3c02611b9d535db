/** The leaves of a call, in groups that a document may select from. `%` is where the group's leaves go. */
const GROUPS: readonly (readonly [frame: string, leaves: readonly string[]])[] = [
  ['%', ['status', 'address', 'movingOn']],
  ['customer { % }', ['name', 'floor']],
  ['order { % }', ['id', 'cost', 'paid']],
  ['order { items { % } }', ['name', 'amount']],
  ['assignment { % }', ['id', 'startsAt', 'trucks']],
  ['assignment { mover { % } }', ['id', 'name', 'rating']],
];

/** Scatters neighbouring numbers, so that consecutive documents differ in many fields. */
const scattered = (nth: number): number => Math.imul(nth + 1, 0x9e3779b1) >>> 0;

/**
 * A document about one call that no gateway has seen with another number: it has its own choice among sixteen fields of three
 * subgraphs, and its own name.
 *
 * @returns the text; its variable is `$id: ID!`
 */
export function unknownDocument(nth: number): string {
  let bits = scattered(nth);
  const groups = GROUPS.map(([frame, leaves]) => {
    const chosen = leaves.filter((_, leaf) => (bits >>> leaf) & 1);
    bits >>>= leaves.length;
    return frame.replace('%', chosen.length > 0 ? chosen.join(' ') : leaves[0]!);
  });
  return `query Unknown${nth}($id: ID!) { moveCall(id: $id) { id ${groups.join(' ')} } }`;
}
