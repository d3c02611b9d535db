import { expect, test } from 'vitest';
import type { BoardJob, PlanBoard, TeamRow } from '../src/screens/dispatch/plan-board.ts';
import { readBoard, withTeams } from '../src/screens/dispatch/plan-board.ts';
import { firstSpot, refusalAt, type Spot, stepped } from '../src/screens/dispatch/spots.ts';

const TODAY = '2026-12-01';
const days = ['2026-11-30', '2026-12-01', '2026-12-02'] as const;
const home = { address: '마포구', district: '마포구', sido: '서울특별시', latitude: 37.5, longitude: 127 };

const job = (changes: Partial<BoardJob> = {}): BoardJob => ({
  callId: 'call',
  held: { moverId: 'b', assignmentId: 'assignment' },
  date: days[1],
  slot: 'MORNING',
  tons: 2.5,
  home,
  isOffered: false,
  risk: null,
  reason: null,
  ...changes,
});

const row = (
  id: string,
  cells: Partial<Record<string, Partial<TeamRow['cells'][number]>>> = {},
): TeamRow => ({
  team: { id, name: `팀${id}`, tons: 2.5, available: true, company: null, base: home },
  cells: days.map((date) => ({ date, dayOff: false, jobs: [], ...cells[date] })),
});

const board = (rows: readonly TeamRow[]): PlanBoard => ({ days, rows, waiting: [] });
const spot = (changes: Partial<Spot> = {}): Spot => ({
  moverId: 'a',
  date: days[1],
  slot: 'MORNING',
  ...changes,
});

test('a call is refused on a past day, a day off, a taken time, and by a truck that is too small', () => {
  const taken = job({ callId: 'other', slot: 'AFTERNOON' });
  const rows = [row('a', { [days[1]]: { jobs: [taken] }, [days[2]]: { dayOff: true } }), row('b')];
  const off = row('off');
  rows.push({ ...off, team: { ...off.team, available: false } });
  const refusal = (asked: BoardJob, at: Spot) => refusalAt(board(rows), asked, at, TODAY);
  expect(refusal(job(), spot())).toBeNull();
  const afternoon = job({ slot: 'AFTERNOON' });
  expect(refusal(afternoon, spot({ slot: 'AFTERNOON' }))).toBe('그 시간에 이미 이사가 있어요.');
  expect(refusal(job(), spot({ slot: 'AFTERNOON' }))).toBe('그 시간에 이미 이사가 있어요.');
  expect(refusal(job(), spot({ date: days[2] }))).toBe('팀이 쉬는 날이에요.');
  expect(refusal(job({ slot: 'ALL_DAY' }), spot({ slot: 'ALL_DAY' }))).toBe('그 시간에 이미 이사가 있어요.');
  // Its own time does not stand in its way, nor does another day.
  expect(refusal(taken, spot({ slot: 'AFTERNOON' }))).toBeNull();
  expect(refusal(job(), spot({ moverId: 'b', date: days[2] }))).toBeNull();
  expect(refusal(job(), spot({ date: days[0] }))).toBe('지난 날로는 옮길 수 없어요.');
  expect(refusal(job({ tons: 5 }), spot())).toBe('이 팀의 트럭은 2.5톤까지 실어요.');
  expect(refusal(job({ tons: null }), spot())).toBeNull();
  expect(refusal(job(), spot({ moverId: 'off' }))).toBe('지금 쉬고 있는 팀이에요.');
  expect(refusal(job(), spot({ moverId: 'nobody' }))).toBe('이 팀은 지금 화면에 없어요.');
});

test('arrows lead through the halves of days, then to the next team, and stop at the edges', () => {
  const shown = board([row('a'), row('b')]);
  const steps = (asked: BoardJob, from: Spot, ...keys: readonly string[]): Spot =>
    keys.reduce((at, key) => stepped(shown, asked, at, key), from);
  expect(steps(job(), spot(), 'ArrowDown')).toEqual(spot({ slot: 'AFTERNOON' }));
  expect(steps(job(), spot(), 'ArrowDown', 'ArrowDown')).toEqual(spot({ moverId: 'b' }));
  expect(steps(job(), spot(), 'ArrowUp')).toEqual(spot());
  expect(steps(job(), spot(), 'ArrowRight', 'ArrowRight')).toEqual(spot({ date: days[2] }));
  expect(steps(job(), spot(), 'Home')).toEqual(spot({ date: days[0] }));
  expect(steps(job(), spot(), 'End', 'ArrowLeft')).toEqual(spot());
  const whole = spot({ slot: 'ALL_DAY' });
  expect(steps(job({ slot: 'ALL_DAY' }), whole, 'ArrowDown', 'ArrowDown')).toEqual({
    ...whole,
    moverId: 'b',
  });
  expect(steps(job(), spot(), 'x')).toEqual(spot());
});

test('the keyboard begins where the call is; a call that waits at the first team on its day', () => {
  const shown = board([row('a'), row('b')]);
  expect(firstSpot(shown, job())).toEqual(spot({ moverId: 'b' }));
  expect(firstSpot(shown, job({ held: null, date: days[2] }))).toEqual(spot({ date: days[2] }));
  expect(firstSpot(shown, job({ held: null, date: '2027-01-01' }))).toEqual(spot({ date: days[0] }));
  expect(firstSpot(board([]), job())).toBeNull();
});

test('the server’s lists become rows, and a search leaves some of them', () => {
  const company = { id: 'company', name: '한강이사' };
  const mover = (id: string, of: typeof company | null) => ({ ...row(id).team, company: of });
  const scheduled = { call: { id: 'call' }, assignmentId: 'x', slot: 'MORNING', tons: 1, home } as const;
  const read = readBoard({
    teams: [{ mover: mover('a', null) }, { mover: mover('b', company) }],
    schedule: ['a', 'b'].flatMap((id) =>
      days.map((date) => ({
        date,
        dayOff: id === 'a',
        mover: { id },
        jobs: id === 'b' && date === TODAY ? [{ ...scheduled, status: 'ACTIVE' as const }] : [],
      })),
    ),
    waitingJobs: [
      {
        call: { id: 'w', version: 2, waitingReason: '없어요.' },
        movingOn: TODAY,
        slot: 'ALL_DAY',
        tons: null,
        home,
      },
    ],
    jobsAtRisk: [{ assignmentId: 'x', risk: 'TEAM_OFF' }],
    moveCalls: { feedCursor: 'cursor' },
  });
  expect(read.days).toEqual(days);
  expect(read.rows[1]?.cells[1]?.jobs).toEqual([
    { ...job({ tons: 1, risk: 'TEAM_OFF' }), held: { moverId: 'b', assignmentId: 'x' } },
  ]);
  expect(read.waiting).toMatchObject([{ callId: 'w', held: null, reason: '없어요.' }]);
  expect(withTeams(read, '한강').rows.map(({ team }) => team.id)).toEqual(['b']);
  expect(withTeams(read, '팀a').rows.map(({ team }) => team.id)).toEqual(['a']);
  expect(withTeams(read, '').rows).toHaveLength(2);
});
