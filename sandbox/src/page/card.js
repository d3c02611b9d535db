import { dashed, stateNames, timeOf } from './words.js';

/**
 * An AlimTalk as KakaoTalk shows it. What a message says becomes text and never markup.
 *
 * @param message one of `/events`
 * @param options.onPhone called when its phone number is tapped; without, the number is not shown
 * @param options.targetOf in which frame or tab a link opens
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

  function setStatus(status) {
    element.dataset.status = status;
    state.textContent = stateNames[status];
  }
  setStatus(message.status);
  return { element, setStatus };
}

/** The first line is what it is about. */
function textOf(text) {
  const [first, ...rest] = text.split('\n');
  return make('p', 'text', make('strong', '', first), rest.length > 0 ? `\n${rest.join('\n')}` : '');
}

/** Nothing for a link that leads to no page. */
function linkTo({ name, url }, targetOf) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return [];
  const link = make('a', '', name);
  link.href = url;
  link.target = targetOf(url);
  link.rel = 'noreferrer';
  return [link];
}

export function make(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}
