import { expect, test } from 'vitest';
import { formatLeft } from '../src/format/time.ts';
import { routesTo } from '../src/screens/team/routes-to.ts';

test('a route names its place in the forms of each app and page, whatever is in the address', () => {
  const goal = { address: '서울 마포구 월드컵로 1, 101동 & 2', latitude: 37.56, longitude: 126.9 };
  const name = encodeURIComponent(goal.address);
  expect(routesTo(goal)).toEqual({
    kakao: 'kakaomap://route?ep=37.56,126.9&by=CAR',
    tmap: `tmap://route?goalname=${name}&goalx=126.9&goaly=37.56`,
    web: `https://map.kakao.com/link/to/${name},37.56,126.9`,
  });
  expect(name).not.toMatch(/[,&]/);
});

test.each([
  [600_000, '10:00'],
  [125_000, '2:05'],
  [1, '0:01'],
  [0, '0:00'],
  [-5_000, '0:00'],
])('%i ms are shown as %s', (ms, text) => {
  expect(formatLeft(ms)).toBe(text);
});
