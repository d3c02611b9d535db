import { createChat } from './chat.js';
import { listen } from './connection.js';
import { find, make } from './element.js';
import { dashed, digitsOf, isMobile, watchOf } from './words.js';

/** @typedef {import('../message.ts').Message} Message */

const RESTORED_MS = 2_500;
const MOST_PHONES = 20;

const log = find('#log', HTMLElement);
const empty = find('#empty', HTMLElement);
const notice = find('#notice', HTMLElement);
const phoneInput = find('#to', HTMLInputElement);
const allButton = find('#all', HTMLButtonElement);
const backButton = find('#back', HTMLButtonElement);

// Only pages of this origin may frame this one (frame-ancestors 'self'), so the document of the parent may be read.
const demo = window.parent === window ? null : window.parent;
document.documentElement.classList.toggle('beside', demo !== null);
const customer = /** @type {HTMLIFrameElement | null | undefined} */ (
  demo?.document.querySelector('iframe[name="customer"]')
);

/**
 * In the demo, links to the customer's page open in its frame.
 *
 * @param {string} url
 */
const targetOf = (url) =>
  customer && new URL(customer.src).origin === new URL(url).origin ? customer.name : '_blank';

const chat = createChat({
  log,
  empty,
  newer: find('#newer', HTMLElement),
  targetOf,
  onPhone: (to) => choose(to, { moveFocus: true }),
});
log.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.closest('a')?.target === 'customer')
    customer?.scrollIntoView({ inline: 'start' });
});

// ── Which phone ────────────────────────────────────────────────────────────

let chosen = '';
let stop = () => {};

/**
 * Shows the messages of one phone, or of all phones.
 *
 * @param {string} to national digits; '' for all phones
 */
function choose(to, { moveFocus = false } = {}) {
  chosen = to;
  const query = to ? `?to=${to}` : '';
  history.replaceState(null, '', `/${query}`);
  find('#whose', HTMLElement).textContent = to ? dashed(to) : '모든 번호';
  backButton.hidden = !to;
  phoneInput.value = dashed(to);
  find('#empty-title', HTMLElement).textContent = to
    ? `${dashed(to)} 번호로 온 알림톡이 없어요.`
    : '아직 받은 알림톡이 없어요.';
  setProblem('');
  if (to) addPhone(to);
  markPhone();
  chat.clear({ ofAll: !to });
  if (moveFocus) log.focus({ preventScroll: true });

  stop();
  notice.textContent = '';
  stop = listen(query, {
    onLost: () => {
      notice.textContent = '연결이 끊겼어요. 다시 연결하고 있어요.';
      notice.dataset['state'] = 'lost';
    },
    onMessages: (messages, isLatest) => {
      if (isLatest) restored();
      if (isLatest && chat.hasGapBefore(messages)) void fillGap(query);
      receive(messages);
    },
  });
}

/** @param {readonly Message[]} messages */
function receive(messages) {
  for (const { to } of messages) addPhone(to);
  if (chat.receive(messages)) demo?.postMessage('arrived', location.origin);
}

/**
 * Reads all messages: during an outage more may have come than a new connection delivers.
 *
 * @param {string} query `?to=…`, or '' for all phones
 */
async function fillGap(query) {
  const answer = await fetch(`/messages${query}`).catch(() => null);
  // Without an answer the connection is lost again, and the next connection fills the gap.
  if (!answer?.ok) return;
  const messages = /** @type {Message[]} */ (await answer.json());
  if (query === location.search) receive(messages.filter(({ at }) => at >= chat.since()));
}

function restored() {
  if (!notice.textContent) return;
  notice.textContent = '다시 연결됐어요.';
  notice.dataset['state'] = 'restored';
  setTimeout(() => {
    if (notice.dataset['state'] === 'restored') notice.textContent = '';
  }, RESTORED_MS);
}

// ── Choosing a phone ───────────────────────────────────────────────────────

/** @type {Map<string, HTMLButtonElement>} */
const phones = new Map();

/**
 * Adds a new number in front. The others keep their order, so that no button moves under a finger.
 *
 * @param {string} to national digits
 */
function addPhone(to) {
  if (phones.has(to)) return;
  const chip = make('button', 'chip', dashed(to));
  chip.type = 'button';
  chip.addEventListener('click', () => choose(to));
  phones.set(to, chip);
  allButton.after(chip);
  find('#phones', HTMLElement).hidden = false;
  if (phones.size <= MOST_PHONES) return;
  const oldest = [...phones.keys()].find((phone) => phone !== chosen) ?? '';
  phones.get(oldest)?.remove();
  phones.delete(oldest);
}

function markPhone() {
  allButton.setAttribute('aria-pressed', String(!chosen));
  for (const [to, chip] of phones) chip.setAttribute('aria-pressed', String(to === chosen));
  (phones.get(chosen) ?? allButton).scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** @param {string} text '' for none */
function setProblem(text) {
  find('#problem', HTMLElement).textContent = text;
  phoneInput.setAttribute('aria-invalid', String(text !== ''));
}

allButton.addEventListener('click', () => choose(''));
backButton.addEventListener('click', () => choose('', { moveFocus: true }));
phoneInput.addEventListener('input', () => setProblem(''));
find('#choose', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const to = digitsOf(phoneInput.value);
  if (to === '' || isMobile(to)) choose(to);
  else setProblem('휴대폰 번호를 확인해 주세요.');
});

// ── The time in Seoul ──────────────────────────────────────────────────────

const clock = find('#clock', HTMLElement);

function tick() {
  clock.textContent = watchOf(Date.now());
  setTimeout(tick, 60_000 - (Date.now() % 60_000));
}
tick();

choose(digitsOf(new URLSearchParams(location.search).get('to') ?? ''));
