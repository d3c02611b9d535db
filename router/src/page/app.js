const $ = (id) => document.getElementById(id);
const districts =
  '강남구 강동구 강북구 강서구 관악구 광진구 구로구 금천구 노원구 도봉구 동대문구 동작구 마포구 서대문구 서초구 성동구 성북구 송파구 양천구 영등포구 용산구 은평구 종로구 중구 중랑구';
const seoulDay = (later) => new Date(Date.now() + 9 * 3600e3 + later * 86400e3).toISOString().slice(0, 10);
const list = (id, name, texts) =>
  $(id).replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement(name), { textContent: text })),
  );
const notify = (text) => ($('notice').textContent = text);
const token = localStorage.getItem('token');

function signOut() {
  localStorage.removeItem('token');
  location.reload();
}

/** The field's value; null after a failure or refusal, which is shown as the service says it. */
async function mutate(field, query, variables) {
  notify('');
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query, variables });
  const response = await fetch('/graphql', { method: 'POST', headers, body }).catch(() => null);
  if (response?.status === 401) return signOut();
  const value = (await response?.json().catch(() => null))?.data?.[field];
  if (value && value.userErrors.length === 0) return value;
  notify(value?.userErrors[0].message ?? '지금은 연결이 원활하지 않아요. 잠시 후 다시 시도해 주세요.');
  return null;
}

function onSubmit(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    await work(Object.fromEntries(new FormData(form)));
    button.disabled = false;
  });
}

function showSignIn() {
  $('sign-in').hidden = false;
  const tel = () => $('tel-form').tel.value;
  onSubmit($('tel-form'), async () => {
    const query = 'mutation($tel: String!) { requestLoginCode(tel: $tel) { userErrors { message } } }';
    if (await mutate('requestLoginCode', query, { tel: tel() })) $('code-form').hidden = false;
  });
  onSubmit($('code-form'), async ({ code }) => {
    const query =
      'mutation($tel: String!, $code: String!) { login(tel: $tel, code: $code) { token userErrors { message } } }';
    const login = await mutate('login', query, { tel: tel(), code });
    if (!login) return;
    localStorage.setItem('token', login.token);
    location.reload();
  });
}

function showRequest() {
  $('request').hidden = false;
  const form = $('request-form');
  form.district.append(...districts.split(' ').map((name) => new Option(name)));
  Object.assign(form.movingOn, { min: seoulDay(0), max: seoulDay(365), value: seoulDay(0) });
  // Pressing again after a lost answer must not call twice; another input is another call.
  const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
  let idempotencyKey = newKey();
  form.addEventListener('change', () => (idempotencyKey = newKey()));
  onSubmit(form, async ({ moveType, district, movingOn, cost }) => {
    const query =
      'mutation($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { moveCall { id } userErrors { message } } }';
    const input = { moveType, movingOn, cost: Number(cost), location: { address: district }, idempotencyKey };
    const requested = await mutate('requestMoveCall', query, { input });
    if (requested) location.assign(`/calls/${requested.moveCall.id}`);
  });
}

const hyphenated = (tel) => tel.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

function render(call) {
  $('status').textContent = call.statusLabel;
  $('waiting').textContent = call.waitingReason ?? '';
  const { mover, movingOn, location, cost } = call;
  list('facts', 'li', [
    `${movingOn} · ${location.address} · ${cost.toLocaleString('ko-KR')}원`,
    ...(mover
      ? [`이사업체 ${mover.name}`, `연락처 ${hyphenated(mover.tel)}`, `차량번호 ${mover.plate}`]
      : []),
  ]);
  const time = (at) =>
    new Date(at).toLocaleString('ko-KR', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Seoul' });
  list(
    'timeline',
    'li',
    call.timeline.map(({ statusLabel, at }) => `${statusLabel} · ${time(at)}`),
  );
  $('cancel').hidden = !['REQUESTED', 'ASSIGNING', 'CONFIRMED'].includes(call.status);
}

const STATUS = `subscription($id: ID!) { moveCallStatus(id: $id) { moveCall { status statusLabel waitingReason movingOn
  cost location { address } mover { name tel plate } timeline { statusLabel at } } } }`;

/** Follows a call over graphql-transport-ws. A lost connection is made again and begins with the state then. */
function follow(id, failures) {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const send = (message) => socket.send(JSON.stringify(message));
  let ended = false;
  socket.onopen = () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  socket.onmessage = ({ data }) => {
    const { type, payload } = JSON.parse(data);
    if (type === 'ping') return send({ type: 'pong' });
    if (type === 'connection_ack')
      return send({ id: '1', type: 'subscribe', payload: { query: STATUS, variables: { id } } });
    if (type === 'next' && payload.data) {
      failures = 0;
      $('connection').textContent = '실시간으로 알려 드리고 있어요.';
      return render(payload.data.moveCallStatus.moveCall);
    }
    const absent = type === 'error' && payload[0].extensions.code === 'NOT_FOUND';
    if (absent) {
      $('call').hidden = true;
      notify('호출을 찾지 못했어요.');
    }
    ended = absent || type === 'complete';
    if (ended || type === 'error') socket.close();
  };
  socket.onclose = ({ code }) => {
    if (code === 4403) return signOut();
    $('connection').textContent = ended ? '' : '다시 연결하고 있어요…';
    if (!ended) setTimeout(() => follow(id, failures + 1), Math.min(500 * 2 ** failures, 10_000));
  };
}

function showCall(id) {
  $('call').hidden = false;
  $('cancel').addEventListener('click', () => {
    const query = 'mutation($id: ID!) { cancelMoveCall(id: $id) { userErrors { message } } }';
    if (confirm('호출을 취소할까요?')) void mutate('cancelMoveCall', query, { id });
  });
  follow(id, 0);
}

const id = /^\/calls\/([\w-]+)$/.exec(location.pathname)?.[1];
if (!token) showSignIn();
else if (id) showCall(id);
else showRequest();
