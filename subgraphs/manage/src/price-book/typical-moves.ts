import { locate, type Place } from '@movecall/values/places';
import { type Access, groundFloor } from '../quote/access.ts';
import type { QuoteRequest } from '../quote/quote-request.ts';

/** A move by which operators judge a new version of the price book. */
export interface TypicalMove {
  /** In Korean. */
  readonly label: string;
  readonly request: QuoteRequest;
}

const lift = (floor: number): Access => ({ floor, elevator: true, ladderTruck: false });
const stairs = (floor: number): Access => ({ floor, elevator: false, ladderTruck: false });
const ladder = (floor: number): Access => ({ floor, elevator: true, ladderTruck: true });

/** Days of December 2026, whatever today is: what a day is does not change. */
const days = {
  plain: '2026-12-09',
  friday: '2026-12-11',
  saturday: '2026-12-12',
  sonEopneunNal: '2026-12-07',
  fridayAndSonEopneunNal: '2026-12-18',
  monthEnd: '2026-12-31',
} as const;

const items = (counts: Readonly<Record<string, number>>) => ({
  items: Object.entries(counts).map(([code, count]) => ({ code, count })),
});

const studio = items({ SINGLE_BED: 1, DESK: 1, SMALL_REFRIGERATOR: 1, WASHING_MACHINE: 1, LARGE_BOX: 12 });
const twoRooms = items({
  QUEEN_BED: 2,
  REFRIGERATOR: 1,
  WASHING_MACHINE: 1,
  SOFA_3: 1,
  DINING_TABLE_4: 1,
  TV: 1,
  LARGE_BOX: 10,
});
const threeRooms = items({
  QUEEN_BED: 2,
  REFRIGERATOR: 1,
  KIMCHI_REFRIGERATOR: 1,
  WASHING_MACHINE: 1,
  SOFA_3: 1,
  DINING_TABLE_4: 1,
  TV: 1,
  UPRIGHT_PIANO: 1,
  LARGE_BOX: 10,
});

/** Ten moves that together touch every part of a price book. */
export const typicalMoves: readonly TypicalMove[] = [
  move('원룸 포장, 마포 → 구로, 승강기, 평일', {
    load: studio,
    access: lift(4),
    destinationAccess: lift(9),
  }),
  move('원룸 반포장, 마포 → 구로, 계단 3층 → 2층, 금요일', {
    moveType: 'HALF_PACKING',
    load: studio,
    access: stairs(3),
    destinationAccess: stairs(2),
    movingOn: days.friday,
  }),
  move('투룸 포장, 분당 → 영통, 승강기, 평일', {
    load: twoRooms,
    location: placeOf('경기 성남시 분당구'),
    destination: placeOf('경기 수원시 영통구'),
    access: lift(7),
    destinationAccess: lift(12),
  }),
  move('쓰리룸 포장과 피아노, 마포 → 구로, 사다리차 4층 → 9층, 토요일', {
    load: threeRooms,
    access: ladder(4),
    destinationAccess: ladder(9),
    movingOn: days.saturday,
    options: [{ code: 'PIANO', count: 1 }],
  }),
  move('5톤 포장, 마포 → 구로, 사다리차 7층 → 15층, 손없는날', {
    access: ladder(7),
    destinationAccess: ladder(15),
    movingOn: days.sonEopneunNal,
  }),
  move('5톤 반포장, 마포 → 구로, 사다리차 11층 → 13층, 월말', {
    moveType: 'HALF_PACKING',
    access: ladder(11),
    destinationAccess: ladder(13),
    movingOn: days.monthEnd,
  }),
  move('7.5톤 포장, 마포 → 구로, 사다리차 18층 → 24층, 손없는날 금요일', {
    load: { tons: 7.5 },
    access: ladder(18),
    destinationAccess: ladder(24),
    movingOn: days.fridayAndSonEopneunNal,
    options: [
      { code: 'AIR_CONDITIONER', count: 2 },
      { code: 'WALL_TV', count: 1 },
    ],
  }),
  move('10톤 포장, 마포 → 부산 해운대, 사다리차 20층 → 5층, 평일', {
    load: { tons: 10 },
    destination: placeOf('부산 해운대구'),
    access: ladder(20),
    destinationAccess: ladder(5),
    options: [{ code: 'STONE_BED', count: 1 }],
  }),
  move('3.5톤 포장, 마포 → 제주, 1층 → 1층, 평일', {
    load: { tons: 3.5 },
    destination: placeOf('제주 제주시'),
  }),
  move('2.5톤 포장, 마포 → 강릉, 계단 5층 → 승강기, 인원 추가, 평일', {
    load: { tons: 2.5 },
    destination: placeOf('강원 강릉시'),
    access: stairs(5),
    destinationAccess: lift(3),
    options: [{ code: 'EXTRA_PERSON', count: 1 }],
  }),
];

/** A packed move by 5 t from 마포구 to 구로구 on a plain day, with changes. */
function move(label: string, changes: Partial<QuoteRequest>): TypicalMove {
  return {
    label,
    request: {
      moveType: 'FULL_PACKING',
      location: placeOf('서울 마포구'),
      destination: placeOf('서울 구로구'),
      movingOn: days.plain,
      slot: 'ALL_DAY',
      load: { tons: 5 },
      access: groundFloor,
      destinationAccess: groundFloor,
      options: [],
      ...changes,
    },
  };
}

function placeOf(address: string): Place {
  const located = locate({ address });
  if (located.status !== 'FOUND') throw new Error(`the table of regions has no ${address}`);
  return located.place;
}
