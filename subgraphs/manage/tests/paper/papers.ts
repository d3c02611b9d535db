import type { Company } from '../../src/company/company.ts';
import type { SeenContract } from '../../src/contract/contract-view.ts';

export const company: Company = {
  id: '0b5c1c5e-0000-4000-8000-0000000000c0',
  name: '한길이사',
  representative: '김한길',
  registrationNumber: '120-81-47521',
  permitNumber: '서울-2020-1',
  insuredUntil: '2027-12-31',
  phone: '0212345678',
  address: '서울 마포구 월드컵로 1',
};

const place = (address: string) => ({ address, district: null, latitude: 37.5, longitude: 127 });

/** The contract of the check value: 1,770,000 won, from the 7th to the 15th floor. */
export const contract: SeenContract = {
  callId: '3f0e5c1c-7f3e-4b52-9a55-0b7b3f1f2a11',
  version: 1,
  phoneShown: true,
  isErased: false,
  isAnnounced: true,
  company,
  completedAt: new Date('2026-12-01T04:00:00Z'),
  agreement: {
    ownerId: '0b5c1c5e-0000-4000-8000-00000000000a',
    ownerTel: 'sealed',
    consentedAt: new Date('2026-12-01T03:00:00Z'),
    consentedBy: 'CUSTOMER',
    items: [
      { code: 'QUEEN_BED', label: '퀸 침대', count: 2, litres: 1_500, kilograms: 90 },
      { code: 'UPRIGHT_PIANO', label: '피아노', count: 1, litres: 1_300, kilograms: 230 },
    ],
    quote: {
      id: '9b5c1c5e-0000-4000-8000-00000000000a',
      version: 3,
      terms: '10035',
      companies: [],
      madeAt: new Date('2026-12-01T02:00:00Z'),
      operatorId: null,
      validUntil: new Date('2026-12-07T15:00:00Z'),
      request: {
        moveType: 'FULL_PACKING',
        location: place('서울 마포구 월드컵로 1'),
        destination: place('서울 구로구 구로중앙로 1'),
        movingOn: '2026-12-07',
        slot: 'ALL_DAY',
        load: { items: [] },
        access: { floor: 7, elevator: true, ladderTruck: true },
        destinationAccess: { floor: 15, elevator: false, ladderTruck: true },
        options: [{ code: 'PIANO', count: 1 }],
      },
      price: {
        lines: [
          { code: 'BASE', label: '포장이사 5톤', amount: 1_200_000 },
          { code: 'LADDER_TRUCK', label: '사다리차 (출발지 7층)', amount: 160_000 },
          { code: 'LADDER_TRUCK', label: '사다리차 (도착지 15층)', amount: 210_000 },
          { code: 'SON_EOPNEUN_NAL', label: '손없는날', amount: 200_000 },
        ],
        total: 1_770_000,
        deposit: 177_000,
        size: { litres: 4_300, kilograms: 410 },
        truck: { tons: 5, crewMen: 3, crewWomen: 1 },
        distanceKm: 12,
        priceBook: '1',
      },
    },
  },
};
