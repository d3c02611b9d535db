import { expect, test } from 'vitest';
import { draftOf, emptyTeam, teamInputOf, unreadableIn } from '../src/screens/movers/team-draft.ts';

test('a new team goes 30 km, takes any load and works twice a day', () => {
  expect(teamInputOf(emptyTeam)).toEqual({
    companyId: null,
    crew: null,
    tons: null,
    serviceArea: { radiusKm: 30 },
    slotsPerDay: 2,
    members: [],
  });
});

test('a team that is read and sent again stays as it is', () => {
  const team = {
    companyId: 'company',
    crew: 3,
    tons: 2.5,
    serviceArea: { sigungu: ['서울 마포구', '서울 서대문구'] },
    slotsPerDay: 1,
    members: ['010-1234-5678'],
  };
  const read = {
    ...team,
    company: { id: 'company' },
    serviceArea: { radiusKm: null, ...team.serviceArea },
    members: ['01012345678'],
  };
  expect(teamInputOf(draftOf(read))).toEqual(team);
});

test('what is no number is said beside its field, and only where it counts', () => {
  const fields = (changes: object) =>
    unreadableIn({ ...emptyTeam, ...changes }).map(({ field }) => field?.join('.'));
  expect(fields({})).toEqual([]);
  expect(fields({ crew: '세 명', radiusKm: '' })).toEqual(['input.crew', 'input.serviceArea.radiusKm']);
  expect(fields({ area: 'LIST', radiusKm: '' })).toEqual([]);
});
