import { parseTel } from '@movecall/values/tel';
import { expect, test } from 'vitest';
import type { SeenContract } from '../../src/contract/contract-view.ts';
import { contractPaper, type PaperFacts } from '../../src/paper/contract-paper.ts';
import type { PaperSection } from '../../src/paper/paper.ts';
import { contract } from './papers.ts';

const facts: PaperFacts = { tel: parseTel('01012345678'), versions: [], complaints: '1372' };

/** The section of a paper with this title. */
function sectionOf(
  title: string,
  changes: Partial<SeenContract> = {},
  more: Partial<PaperFacts> = {},
): PaperSection {
  const { sections } = contractPaper({ ...contract, ...changes }, { ...facts, ...more });
  const found = sections.find((section) => section.title === title);
  if (!found) throw new Error(`there is no section ${title}`);
  return found;
}
const rowsOf = (...given: Parameters<typeof sectionOf>): Readonly<Record<string, string>> =>
  Object.fromEntries(sectionOf(...given).rows.map(({ label, value }) => [label, value]));

test('a paper says who moves whom, when, and from where to where', () => {
  expect(rowsOf('이사업체')).toEqual({
    상호: '한길이사',
    대표자: '김한길',
    사업자등록번호: '120-81-47521',
    허가번호: '서울-2020-1',
    전화번호: '02-1234-5678',
    적재물배상보험: '2027년 12월 31일 (금)까지',
    주소: '서울 마포구 월드컵로 1',
  });
  expect(rowsOf('고객과 견적')).toMatchObject({
    '고객 연락처': '010-1234-5678',
    '견적 작성': '고객이 이사콜에서 직접 (가격표 1)',
  });
  const { agreement } = contract;
  const byPhone = { ...agreement, quote: { ...agreement.quote, operatorId: 'operator' } };
  expect(rowsOf('고객과 견적', { agreement: byPhone })).toMatchObject({
    '견적 작성': '이사콜 상담원 (가격표 1)',
  });
  expect(rowsOf('이사 일시')).toEqual({
    '이사하는 날': '2026년 12월 7일 (월)',
    '작업 시간': '종일 (오전 8시~오후 6시)',
  });
  expect(rowsOf('출발지와 도착지')).toMatchObject({
    출발지: '서울 마포구 월드컵로 1',
    '출발지 조건': '7층 · 엘리베이터 있음 · 사다리차 사용',
    '도착지 조건': '15층 · 엘리베이터 없음 · 사다리차 사용',
  });
  expect(rowsOf('이사 종류와 작업')).toMatchObject({
    '이사 종류': '포장이사',
    차량: '5톤 트럭 1대',
    '작업 인원': '남자 3명, 여자 1명',
    장비: '사다리차 (출발지 7층), 사다리차 (도착지 15층)',
    '추가 서비스': '피아노 운반 1',
  });
  expect(rowsOf('동의')).toMatchObject({
    '동의한 때': '2026년 12월 1일 (화) 12:00',
    '동의한 방법': '고객이 이사콜에서 동의',
  });
});

test('each line of the load has the volume and weight of all its things, and the sums are those of the quote', () => {
  expect(sectionOf('이삿짐').table).toEqual({
    columns: ['품목', '수량', '부피', '무게'],
    lines: [{ cells: ['퀸 침대', '2', '3.0㎥', '180kg'] }, { cells: ['피아노', '1', '1.3㎥', '230kg'] }],
    sum: { cells: ['합계', '3', '4.3㎥', '410kg'] },
  });
});

test('a load that was told as a tonnage is said as that', () => {
  const { agreement } = contract;
  const { quote } = agreement;
  const told = {
    ...quote,
    price: { ...quote.price, size: null },
    request: { ...quote.request, load: { tons: 2.5 } },
  };
  const changes = { agreement: { ...agreement, items: null, quote: told } };
  expect(rowsOf('이삿짐', changes)).toEqual({ '짐의 양': '2.5톤 (고객이 알려 준 톤수)' });
});

test('the fare is 1,770,000 won, the deposit a tenth of it, and the rules name their amounts', () => {
  expect(sectionOf('운임과 계약금').table?.sum).toEqual({ cells: ['총 운임', '1,770,000원'] });
  expect(rowsOf('운임과 계약금')).toEqual({ 계약금: '177,000원', 잔금: '1,593,000원' });
  const rules = sectionOf('취소와 배상').notes.join('\n');
  expect(rules).toContain('이사 전날까지는 177,000원, 이사 당일에는 354,000원을 물어요');
  expect(rules).toContain(
    '2일 전까지는 354,000원, 전날에는 708,000원, 당일에는 1,062,000원, 알리지 않고 오지 않으면 1,770,000원을',
  );
  expect(rules).toContain('한 시간마다 88,500원, 많아도 1,770,000원까지');
  expect(rules).toContain('늦어도 14일 안에');
});

test('without a team the company is open, and so is its signature', () => {
  const open = { company: null, completedAt: null };
  expect(sectionOf('이사업체', open).rows).toEqual([]);
  expect(sectionOf('이사업체', open).notes.join()).toContain('배정되면 채워져요');
  const { parties, state } = contractPaper({ ...contract, ...open }, facts);
  expect(parties).toContainEqual({ label: '이사업체', value: '배정되면 채워져요' });
  expect(state).toBe('버전 1 · 이사팀이 배정되면 이사업체가 채워져요.');
});

test('a viewer who does not share contacts reads a masked phone, everywhere', () => {
  const paper = JSON.stringify(contractPaper({ ...contract, phoneShown: false }, facts));
  expect(paper).toContain('010-****-5678');
  expect(paper).not.toContain('010-1234-5678');
  expect(rowsOf('고객과 견적', {}, { tel: null })['고객 연락처']).toBe('확인할 수 없음');
});

test('a later version names the companies before it; the first one has nothing to say of that', () => {
  const versions = [
    { version: 1, company: '바른이사', completedAt: new Date('2026-12-01T04:00:00Z') },
    { version: 2, company: '한길이사', completedAt: new Date('2026-12-02T04:00:00Z') },
  ];
  expect(rowsOf('계약의 변경', { version: 2 }, { versions })).toEqual({
    '버전 1': '바른이사 · 2026년 12월 1일 (화) 13:00 배정',
  });
  expect(() => sectionOf('계약의 변경', {}, { versions: versions.slice(0, 1) })).toThrow();
});
