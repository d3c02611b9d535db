import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCard } from '../src/page/card.js';
import { listen } from '../src/page/connection.js';
import { dashed, dayOf, digitsOf, isMobile, placeOf, timeOf, watchOf } from '../src/page/words.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('words on the phone', () => {
  it('are the days and times of Seoul', () => {
    expect(dayOf('2026-11-21T14:59:59.000Z')).toBe('2026년 11월 21일 토요일');
    expect(dayOf('2026-11-21T15:00:00.000Z')).toBe('2026년 11월 22일 일요일');
    const times = ['T15:00', 'T18:30', 'T03:00', 'T05:05'].map((time) => timeOf(`2026-11-22${time}:00.000Z`));
    expect(times).toEqual(['오전 12:00', '오전 3:30', '오후 12:00', '오후 2:05']);
    expect(watchOf(Date.parse('2026-11-21T15:07:00.000Z'))).toBe('00:07');
  });

  it('read a phone number as people type it, and write it with hyphens', () => {
    for (const typed of ['01012345678', '010 1234 5678', '+82 10-1234-5678']) {
      expect(digitsOf(typed)).toBe('01012345678');
    }
    expect(dashed('01012345678')).toBe('010-1234-5678');
    expect(dashed('0111234567')).toBe('011-123-4567');
    expect([isMobile('01012345678'), isMobile('0212345678'), isMobile('010')]).toEqual([true, false, false]);
  });

  it('place a message behind those that were accepted at the same time or earlier', () => {
    const others = [{ at: '2026-11-22T01' }, { at: '2026-11-22T03' }, { at: '2026-11-22T03' }];
    const placeAt = (at: string): number => placeOf({ at }, others);
    expect(['2026-11-22T00', '2026-11-22T02', '2026-11-22T03', '2026-11-22T04'].map(placeAt)).toEqual([
      0, 1, 3, 3,
    ]);
    expect(placeOf({ at: '2026-11-22T00' }, [])).toBe(0);
  });
});

/** The part of an element that a card needs. Properties that parse markup throw. */
function createElement(name: string): any {
  const children: unknown[] = [];
  const element = { name, children, dataset: {}, append: (...more: unknown[]) => children.push(...more) };
  return new Proxy(element, {
    set(target, property, value) {
      if (['innerHTML', 'outerHTML', 'srcdoc'].includes(String(property))) throw new Error('parses markup');
      return Reflect.set(target, property, value);
    },
  });
}

const flat = (element: any): any[] => [element, ...(element.children ?? []).flatMap(flat)];

describe('a card', () => {
  const message = {
    id: 'M4V1',
    to: '01012345678',
    text: '<b>첫 줄</b>\n\n<script>alert(1)</script>\n끝',
    buttons: [{ name: '<i>보기</i>', url: 'https://page.example/calls/1' }],
    at: '2026-11-22T05:05:00.000Z',
    status: 'ACCEPTED',
  };
  const targetOf = () => '_blank';
  beforeEach(() => vi.stubGlobal('document', { createElement }));

  it('shows the text of a message unchanged, and makes no markup of it', () => {
    const parts = flat(createCard(message, { onPhone: null, targetOf }).element);
    const text = parts.find(({ className }) => className === 'text');
    expect(
      flat(text)
        .filter((part) => typeof part === 'string')
        .join(''),
    ).toBe(message.text);
    expect(parts.filter(({ name }) => ['b', 'i', 'script'].includes(name))).toEqual([]);
    const link = parts.find(({ name }) => name === 'a');
    expect(link).toMatchObject({
      children: ['<i>보기</i>'],
      href: 'https://page.example/calls/1',
      rel: 'noreferrer',
    });
  });

  it.each(['javascript:alert(1)', 'data:text/html,hello', '/calls/1', ''])(
    'has no button that leads to %j',
    (url) => {
      const { element } = createCard({ ...message, buttons: [{ name: '보기', url }] }, { targetOf });
      expect(flat(element).filter(({ name }) => name === 'a')).toEqual([]);
    },
  );

  it('says whether its message arrived', () => {
    const { element, setStatus } = createCard(message, { targetOf });
    const state = flat(element).find(({ className }) => className === 'state');
    expect(state.textContent).toBe('보내는 중');
    setStatus('DELIVERED');
    expect(state.textContent).toBe('도착');
    setStatus('FAILED');
    expect(state.textContent).toBe('도착하지 않음');
  });
});

describe('a lost connection', () => {
  it('is opened again after growing pauses, at once when the network returns, and not after the stop', () => {
    vi.useFakeTimers();
    const sources: any[] = [];
    const network = new EventTarget();
    vi.stubGlobal('window', network);
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal(
      'EventSource',
      class {
        closed = false;
        readonly url: string;
        constructor(url: string) {
          this.url = url;
          sources.push(this);
        }
        close() {
          this.closed = true;
        }
      },
    );
    const received: unknown[] = [];
    const onLost = vi.fn<() => void>();
    const stop = listen('?to=01012345678', {
      onMessages: (messages, isLatest) => received.push([messages, isLatest]),
      onLost,
    });
    expect(sources.map(({ url }) => url)).toEqual(['/events?to=01012345678']);
    sources[0].onmessage({ data: '[1]' });
    sources[0].onmessage({ data: '[2]' });

    sources[0].onerror();
    expect(onLost).toHaveBeenCalledTimes(1);
    expect(sources[0].closed).toBe(true);
    vi.advanceTimersByTime(500);
    expect(sources).toHaveLength(2);
    sources[1].onerror();
    vi.advanceTimersByTime(999);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(3);
    sources[2].onerror();
    network.dispatchEvent(new Event('online'));
    expect(sources).toHaveLength(4);
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(4);
    sources[3].onmessage({ data: '[1,2,3]' });
    expect(received).toEqual([
      [[1], true],
      [[2], false],
      [[1, 2, 3], true],
    ]);

    sources[3].onerror();
    stop();
    vi.advanceTimersByTime(60_000);
    network.dispatchEvent(new Event('online'));
    expect(sources).toHaveLength(4);
  });
});
