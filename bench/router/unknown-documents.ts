/** The fields that a document chooses from, in the order in which its objects occur. */
const CHOICES: readonly (readonly string[])[] = [
  ['status', 'address', 'movingOn'],
  ['name', 'floor'],
  ['id', 'cost', 'paid'],
  ['name', 'amount'],
  ['id', 'startsAt', 'trucks'],
  ['id', 'name', 'rating'],
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
  const [call, customer, order, item, assignment, mover] = CHOICES.map((fields) => {
    const chosen = fields.filter((_, field) => (bits >>> field) & 1);
    bits >>>= fields.length;
    return chosen.length > 0 ? chosen.join(' ') : fields[0]!;
  });
  return `query Unknown${nth}($id: ID!) {
    moveCall(id: $id) {
      id ${call} customer { ${customer} }
      order { ${order} items { ${item} } } assignment { ${assignment} mover { ${mover} } }
    }
  }`;
}
