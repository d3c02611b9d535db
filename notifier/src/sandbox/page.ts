import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** The customers' phones: every AlimTalk message, live, of one phone or of all. */
export function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'self'`,
  });
  response.end(page.replaceAll('%NONCE%', nonce));
}

const style = `
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #e8ecf1; color: #191919;
    font: 15px/1.5 Pretendard, 'Apple SD Gothic Neo', 'Noto Sans KR', 'Malgun Gothic', sans-serif; word-break: keep-all; }
  .phone { width: min(100vw, 400px); height: min(100vh, 800px); display: flex; flex-direction: column;
    background: #b2c7d9; border: 10px solid #222; border-radius: 40px; overflow: hidden; }
  header { padding: 14px 16px 10px; background: #a4bbd0; }
  h1 { margin: 0 0 8px; font-size: 16px; }
  form { display: flex; gap: 6px; }
  input, button { font: inherit; padding: 6px 10px; border: 0; border-radius: 8px; }
  input { flex: 1; min-width: 0; }
  button { background: #fee500; cursor: pointer; }
  main { flex: 1; overflow-y: auto; padding: 14px 12px; }
  .empty { color: #4a5a68; text-align: center; margin-top: 40px; }
  article { max-width: 300px; margin: 0 0 14px; }
  .who { font-size: 12px; color: #33424f; margin: 0 0 4px; }
  .card { background: #fff; border-radius: 14px; overflow: hidden; }
  .card h2 { margin: 0; padding: 9px 14px; background: #fee500; font-size: 13px; }
  .card p { margin: 0; padding: 12px 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .card a { display: block; margin: 0 10px 10px; padding: 8px; border-radius: 8px; background: #f2f2f2; color: inherit;
    text-align: center; text-decoration: none; }
  .card a:hover, .card a:focus-visible { background: #e4e4e4; }
  .FAILED .card { opacity: .55; }
  .FAILED .status { color: #b3261e; }
  @media (max-width: 480px) { .phone { border: 0; border-radius: 0; height: 100vh; } }
`;

const script = `
  const list = document.querySelector('main');
  const form = document.querySelector('form');
  const empty = document.querySelector('.empty');
  const labels = { ACCEPTED: '보내는 중', DELIVERED: '도착', FAILED: '도착하지 않음' };
  const clock = new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const dashed = (to) => to.replace(/^(\\d{3})(\\d{3,4})(\\d{4})$/, '$1-$2-$3');

  function show(message) {
    const article = make('article', '', message.status);
    article.id = message.id;
    const who = make('div', dashed(message.to) + ' · ' + clock.format(new Date(message.at)) + ' · ', 'who');
    who.append(make('span', labels[message.status], 'status'));
    const card = make('div', '', 'card');
    card.append(make('h2', '알림톡 도착'), make('p', message.text));
    for (const { name, url } of message.buttons) {
      const link = make('a', name);
      link.href = url;
      link.target = '_blank';
      link.rel = 'noreferrer';
      card.append(link);
    }
    article.append(who, card);
    const old = document.getElementById(message.id);
    if (old) old.replaceWith(article);
    else list.append(article);
  }

  let source;
  function open(to) {
    source?.close();
    list.replaceChildren(empty);
    empty.hidden = false;
    source = new EventSource('/events' + (to ? '?to=' + encodeURIComponent(to) : ''));
    source.onmessage = ({ data }) => {
      const messages = JSON.parse(data);
      if (messages.length === 0) return;
      const atEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 80;
      empty.hidden = true;
      messages.forEach(show);
      if (atEnd) list.scrollTop = list.scrollHeight;
    };
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const to = form.elements.to.value.trim();
    history.replaceState(null, '', to ? '/?to=' + encodeURIComponent(to) : '/');
    open(to);
  });
  form.elements.to.value = new URLSearchParams(location.search).get('to') ?? '';
  open(form.elements.to.value);
`;

const page = `<!doctype html>
<html lang="ko">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>알림톡 샌드박스</title>
  <style nonce="%NONCE%">${style}</style>
</head>
<body>
  <div class="phone">
    <header>
      <h1>알림톡 샌드박스</h1>
      <form>
        <input name="to" type="tel" placeholder="휴대폰 번호로 보기" aria-label="휴대폰 번호" autocomplete="off">
        <button>보기</button>
      </form>
    </header>
    <main aria-live="polite"><p class="empty">아직 받은 알림톡이 없어요.</p></main>
  </div>
  <script nonce="%NONCE%">${script}</script>
</body>
</html>
`;
