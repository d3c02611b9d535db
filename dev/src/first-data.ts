/** The companies and movers of the embedded default. All of them are made up. */

export interface FirstMover {
  readonly name: string;
  readonly tel: string;
  readonly plate: string;
  readonly crew: number;
  /** The largest load. */
  readonly tons: number;
  readonly base: { readonly address: string; readonly latitude: number; readonly longitude: number };
}

export interface FirstCompany {
  readonly company: {
    readonly name: string;
    readonly representative: string;
    readonly registrationNumber: string;
    readonly permitNumber: string;
    readonly phone: string;
    readonly address: string;
  };
  readonly movers: readonly FirstMover[];
}

/** Two companies with three movers each, based all over Seoul. All movers take every type of move and go 30 km far. */
export const firstCompanies: readonly FirstCompany[] = [
  {
    company: {
      name: '한강이사',
      representative: '김한결',
      registrationNumber: '105-86-00008',
      permitNumber: '서울 제2019-0105호',
      phone: '02-6100-1234',
      address: '서울 마포구 월드컵북로 400',
    },
    movers: [
      {
        name: '백영곤',
        tel: '01023456789',
        plate: '34가4567',
        crew: 4,
        tons: 5,
        base: { address: '서울 마포구 월드컵북로 400', latitude: 37.5796, longitude: 126.8905 },
      },
      {
        name: '안채우',
        tel: '01033457789',
        plate: '44나4567',
        crew: 4,
        tons: 5,
        base: { address: '서울 구로구 디지털로 300', latitude: 37.4842, longitude: 126.8967 },
      },
      {
        name: '유승오',
        tel: '01073451789',
        plate: '84사4567',
        crew: 3,
        tons: 2.5,
        base: { address: '서울 은평구 통일로 684', latitude: 37.6081, longitude: 126.9345 },
      },
    ],
  },
  {
    company: {
      name: '남산익스프레스',
      representative: '이남주',
      registrationNumber: '201-85-00008',
      permitNumber: '서울 제2021-0201호',
      phone: '02-6200-5678',
      address: '서울 강남구 테헤란로 152',
    },
    movers: [
      {
        name: '임광현',
        tel: '01043458789',
        plate: '54다4567',
        crew: 6,
        tons: 10,
        base: { address: '서울 강남구 테헤란로 152', latitude: 37.5, longitude: 127.0364 },
      },
      {
        name: '장윤정',
        tel: '01053459789',
        plate: '64라4567',
        crew: 4,
        tons: 5,
        base: { address: '서울 노원구 동일로 1414', latitude: 37.6556, longitude: 127.0613 },
      },
      {
        name: '옥준삼',
        tel: '01063450789',
        plate: '74마4567',
        crew: 5,
        tons: 7.5,
        base: { address: '서울 송파구 올림픽로 300', latitude: 37.5131, longitude: 127.1026 },
      },
    ],
  },
];
