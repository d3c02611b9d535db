import { make } from './card.js';
import { createChat } from './chat.js';
import { listen } from './connection.js';
import { dashed, digitsOf, isMobile, watchOf } from './words.js';

const $ = (id) => document.getElementById(id);
const RESTORED_MS = 2_500;
const MOST_PHONES = 20;

// Only pages of this origin may frame this one, so that the parent's document can be asked.
const demo = window.parent === window ? null : window.parent;
document.documentElement.classList.toggle('beside', demo !== null);
const customer = demo?.document.querySelector('iframe[name="customer"]');

/** Beside the customer's page, links to it open there. */
const targetOf = (url) =>
  customer && new URL(customer.src).origin === new URL(url).origin ? customer.name : '_blank';

const chat = createChat({
  log: $('log'),
  empty: $('empty'),
  newer: $('newer'),
  targetOf,
  onPhone: (to) => choose(to, { moveFocus: true }),
});
$('log').addEventListener('click', ({ target }) => {
  if (target.closest('a')?.target === 'customer') customer.scrollIntoView({ inline: 'start' });
});

// ── Which phone ────────────────────────────────────────────────────────────

let chosen = '';
let stop = () => {};

/** @param to national digits; '' for all phones */
function choose(to, { moveFocus = false } = {}) {
  chosen = to;
  const query = to ? `?to=${to}` : '';
  history.replaceState(null, '', `/${query}`);
  $('whose').textContent = to ? dashed(to) : '모든 번호';
  $('back').hidden = !to;
  $('to').value = dashed(to);
  $('empty-title').textContent = to
    ? `${dashed(to)} 번호로 온 알림톡이 없어요.`
    : '아직 받은 알림톡이 없어요.';
  setProblem('');
  if (to) addPhone(to);
  markPhone();
  chat.clear({ ofAll: !to });
  if (moveFocus) $('log').focus({ preventScroll: true });

  stop();
  $('notice').textContent = '';
  stop = listen(query, {
    onLost: () => {
      $('notice').textContent = '연결이 끊겼어요. 다시 연결하고 있어요.';
      $('notice').dataset.state = 'lost';
    },
    onMessages: (messages, isLatest) => {
      if (isLatest) restored();
      if (isLatest && chat.hasGapBefore(messages)) void fillGap(query);
      receive(messages);
    },
  });
}

function receive(messages) {
  for (const { to } of messages) addPhone(to);
  if (chat.receive(messages)) demo?.postMessage('arrived', location.origin);
}

/** More came while the connection was lost than a new one brings. */
async function fillGap(query) {
  const answer = await fetch(`/messages${query}`).catch(() => null);
  // Else the connection is lost again, and there will be another occasion.
  if (!answer?.ok) return;
  const messages = await answer.json();
  if (query === location.search) receive(messages.filter(({ at }) => at >= chat.since()));
}

function restored() {
  const notice = $('notice');
  if (!notice.textContent) return;
  notice.textContent = '다시 연결됐어요.';
  notice.dataset.state = 'restored';
  setTimeout(() => {
    if (notice.dataset.state === 'restored') notice.textContent = '';
  }, RESTORED_MS);
}

// ── Choosing one ───────────────────────────────────────────────────────────

const phones = new Map();

/** A number that was not seen before comes first; the others stay where they are, under somebody's finger. */
function addPhone(to) {
  if (phones.has(to)) return;
  const chip = make('button', 'chip', dashed(to));
  chip.type = 'button';
  chip.addEventListener('click', () => choose(to));
  phones.set(to, chip);
  $('all').after(chip);
  $('phones').hidden = false;
  if (phones.size <= MOST_PHONES) return;
  const [oldest] = [...phones.keys()].filter((phone) => phone !== chosen);
  phones.get(oldest).remove();
  phones.delete(oldest);
}

function markPhone() {
  $('all').setAttribute('aria-pressed', String(!chosen));
  for (const [to, chip] of phones) chip.setAttribute('aria-pressed', String(to === chosen));
  (phones.get(chosen) ?? $('all')).scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function setProblem(text) {
  $('problem').textContent = text;
  $('to').setAttribute('aria-invalid', String(text !== ''));
}

$('all').addEventListener('click', () => choose(''));
$('back').addEventListener('click', () => choose('', { moveFocus: true }));
$('to').addEventListener('input', () => setProblem(''));
$('choose').addEventListener('submit', (event) => {
  event.preventDefault();
  const to = digitsOf($('to').value);
  if (to === '' || isMobile(to)) choose(to);
  else setProblem('휴대폰 번호를 확인해 주세요.');
});

// ── The time in Seoul ──────────────────────────────────────────────────────

function tick() {
  $('clock').textContent = watchOf(Date.now());
  setTimeout(tick, 60_000 - (Date.now() % 60_000));
}
tick();

choose(digitsOf(new URLSearchParams(location.search).get('to') ?? ''));
