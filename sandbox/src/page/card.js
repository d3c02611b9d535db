import { make } from './element.js';
import { dashed, stateNames, timeOf } from './words.js';

/** @typedef {import('../message.ts').Message} Message */

/**
 * @typedef {object} CardOptions
 * @property {((to: string) => void) | null} [onPhone] called when the phone number is tapped; without it, no number is shown
 * @property {(url: string) => string} targetOf the frame or tab in which a link opens
 */

/**
 * An AlimTalk as KakaoTalk shows it. The text of a message stays text and never becomes markup.
 *
 * @param {Pick<Message, 'to' | 'text' | 'buttons' | 'at' | 'status'>} message one of `/events`
 * @param {CardOptions} options
 */
export function createCard(message, { onPhone, targetOf }) {
  const time = make('time', 'at', timeOf(message.at));
  time.dateTime = message.at;
  const state = make('span', 'state');

  const sender = make('div', 'sender', make('span', 'channel', '이사콜'));
  if (onPhone) {
    const phone = make('button', 'phone-of', dashed(message.to));
    phone.type = 'button';
    phone.title = '이 번호만 보기';
    phone.addEventListener('click', () => onPhone(message.to));
    sender.append(phone);
  }

  const bubble = make('div', 'bubble', make('h3', 'bubble-head', '알림톡 도착'), textOf(message.text));
  const links = message.buttons.flatMap((button) => linkTo(button, targetOf));
  if (links.length > 0) bubble.append(make('div', 'links', ...links));

  const icon = make('img', 'icon');
  icon.src = '/page/icon.svg';
  icon.alt = '';
  const element = make('article', 'card', icon, sender, bubble, make('div', 'aside', state, time));

  /** @param {string} status */
  function setStatus(status) {
    element.dataset['status'] = status;
    state.textContent = stateNames[status] ?? null;
  }
  setStatus(message.status);
  return { element, setStatus };
}

/**
 * The first line is the subject of the message.
 *
 * @param {string} text
 */
function textOf(text) {
  const [first = '', ...rest] = text.split('\n');
  return make('p', 'text', make('strong', '', first), rest.length > 0 ? `\n${rest.join('\n')}` : '');
}

/**
 * The link of a button; none when its address is not that of a page.
 *
 * @param {Message['buttons'][number]} button
 * @param {CardOptions['targetOf']} targetOf
 */
function linkTo({ name, url }, targetOf) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return [];
  const link = make('a', '', name);
  link.href = url;
  link.target = targetOf(url);
  link.rel = 'noreferrer';
  return [link];
}
