const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** A document of k fragments, each of which spreads the next one twice: 2 ** k fields. */
export const fragmentBomb = (k: number, head = '{ moveCall(id: "x") { ...F0 } }'): string =>
  `${head} ${times(k, (index) => `fragment F${index} on MoveCall { ...F${index + 1} ...F${index + 1} }`)} fragment F${k} on MoveCall { id }`;

/** Small documents that are costly to validate, plan or execute. */
export const costlyDocuments = {
  'deep fields': `{ moveCall(id: "x") ${'{ timeline { moveCall '.repeat(200)} { id ${'}'.repeat(402)}`,
  'deep timelines':
    '{ moveCall(id: "x") { timeline { moveCall { timeline { moveCall { timeline { version } } } } } } }',
  'aliased fields': `{ moveCall(id: "x") { ${times(200, (index) => `a${index}: id`)} } }`,
  'aliased root fields': `{ ${times(60, (index) => `a${index}: moveCall(id: "x") { id }`)} }`,
  'root fields': `{ ${times(30, () => 'viewer { role }')} }`,
  'repeated fields': `{ moveCall(id: "x") { ${times(950, () => 'id')} } }`,
  'repeated directives': `{ moveCall(id: "x") { id ${times(200, () => '@include(if: true)')} } }`,
  'directives of an operation': `query ${times(300, () => '@nonsense')} { viewer { role } }`,
  'fragments that double': fragmentBomb(18),
  'fragments that double in subscriptions': fragmentBomb(
    18,
    'subscription { moveCallStatus(id: "x") { moveCall { ...F0 } } }',
  ),
  'unused fragments that double': fragmentBomb(18, '{ viewer { role } }'),
  'pages of lists of lists':
    '{ moveCalls(first: 100) { nodes { timeline { moveCall { timeline { version } } } } } }',
  'an unlimited page': '{ moveCalls(first: 2147483647) { nodes { id } } }',
  'a fragment cycle':
    '{ moveCall(id: "x") { ...A } } fragment A on MoveCall { ...B ...B } fragment B on MoveCall { ...A ...A }',
  'too many tokens': `{ moveCall(id: "x") { ${times(3_000, () => 'id')} } }`,
  'circular introspection':
    '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
};
