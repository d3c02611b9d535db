/** Texts that break programs: control characters, unpaired surrogates, marks of direction, code, very long ones. */
// prettier-ignore
export const oddTexts: readonly string[] = [
  '\u0000', 'a\u0000b', '\ud800', 'a\udc00b', '\ud83d', '\udfff\ud800', '\ufffe', '\uffff', '\ufeff',
  '\u202e moc', '\u2066x\u2069', 'שלום', 'مرحبا', '\u200f', 'é', 'e\u0301', '🚚'.repeat(50), '\u0007',
  "'; drop table calls; --", '%', '_', '\\', '$1', '{{x}}', '<script>', '../../etc', '\r\nx: y', ' ',
  '\u3164', '가'.repeat(200), '가'.repeat(201), 'x'.repeat(10_000), '1e400', '-0', 'NaN', '__proto__',
];
const input = { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 0 };
const call = 'mutation ($i: RequestMoveCallInput!) { requestMoveCall(input: $i) { userErrors { code } } }';
const registration = {
  name: '이름',
  tel: '010',
  plate: '34가4567',
  base: { address: 'mapo' },
  moveTypes: [],
};
const register = 'mutation ($i: RegisterMoverInput!) { registerMover(input: $i) { userErrors { code } } }';
/** Requests with a text in each place where clients may send one. */
export const probes: readonly ((v: string) => [query: string, variables: Record<string, unknown>])[] = [
  (v) => ['query ($v: ID!) { moveCall(id: $v) { id } }', { v }],
  (v) => ['query ($v: String) { moveCalls(search: $v) { nodes { id } } }', { v }],
  (v) => ['query ($v: String) { moveCalls(after: $v) { nodes { id } } }', { v }],
  (v) => ['query ($v: String) { movers(after: $v) { nodes { id } } }', { v }],
  (v) => ['mutation ($v: ID!) { cancelMoveCall(id: $v) { userErrors { code } } }', { v }],
  (v) => ['mutation ($v: String) { cancelMoveCall(id: "x", reason: $v) { userErrors { code } } }', { v }],
  (v) => [call, { i: { ...input, location: { address: v } } }],
  (v) => [call, { i: { ...input, destination: { address: v, latitude: 37.5, longitude: 127 } } }],
  (v) => [call, { i: { ...input, movingOn: v } }],
  (v) => [call, { i: { ...input, tel: v } }],
  (v) => [call, { i: { ...input, idempotencyKey: v } }],
  (v) => ['mutation ($v: String!) { requestLoginCode(tel: $v) { userErrors { code } } }', { v }],
  (v) => ['mutation ($v: String!) { login(tel: $v, code: $v) { userErrors { code } } }', { v }],
  (v) => ['mutation ($v: String!) { login(tel: "01077770009", code: $v) { userErrors { code } } }', { v }],
  (v) => [
    'mutation ($v: ID!) { setMoverAvailability(id: $v, available: true) { userErrors { code } } }',
    { v },
  ],
  (v) => [register, { i: { ...registration, name: v } }],
  (v) => [register, { i: { ...registration, plate: v } }],
  (v) => [register, { i: { ...registration, base: { address: v } } }],
];
