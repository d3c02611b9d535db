/** The refusal of a command about a mover. The message is shown to the operator. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The path of the input field. */
  readonly field: readonly string[];
  /** With AMBIGUOUS_LOCATION: what the address of the base can mean. */
  readonly candidates?: readonly string[];
}

export type RefusalCode = keyof typeof refusals;

const refusals = {
  INVALID_NAME: { message: '업체 이름을 1~50자로 입력해 주세요.', field: ['input', 'name'] },
  INVALID_TEL: { message: '휴대폰번호를 확인해 주세요. 예: 010-1234-5678', field: ['input', 'tel'] },
  INVALID_PLATE: {
    message: '차량번호를 확인해 주세요. 예: 12가3456, 서울 80바 1234',
    field: ['input', 'plate'],
  },
  UNKNOWN_LOCATION: {
    message:
      '차고지를 찾을 수 없어요. 시·군·구 이름으로 시작하는 주소나 좌표가 있는 국내 주소를 입력해 주세요.',
    field: ['input', 'base', 'address'],
  },
  AMBIGUOUS_LOCATION: {
    message: '차고지와 이름이 같은 지역이 여러 곳이에요. 시·도와 함께 입력해 주세요.',
    field: ['input', 'base', 'address'],
  },
  INVALID_MOVE_TYPES: { message: '이사유형을 하나 이상 골라 주세요.', field: ['input', 'moveTypes'] },
  INVALID_CREW: { message: '팀 인원은 1~20명으로 입력해 주세요.', field: ['input', 'crew'] },
  INVALID_TONS: {
    message: '가장 큰 짐은 1, 2.5, 3.5, 5, 7.5, 10톤 중에서 골라 주세요.',
    field: ['input', 'tons'],
  },
  INVALID_RADIUS: {
    message: '영업 지역은 차고지에서 1~200km로, 또는 시·군·구 이름으로 입력해 주세요.',
    field: ['input', 'serviceArea', 'radiusKm'],
  },
  INVALID_SIGUNGU: {
    message: '영업 지역을 시·군·구 이름으로 입력해 주세요. 예: 서울 마포구',
    field: ['input', 'serviceArea', 'sigungu'],
  },
  INVALID_SLOTS_PER_DAY: {
    message: '하루 작업은 한 번이나 두 번으로 골라 주세요.',
    field: ['input', 'slotsPerDay'],
  },
  INVALID_MEMBERS: {
    message: '함께 일하는 팀원의 휴대폰번호를 확인해 주세요. 20명까지 입력할 수 있어요.',
    field: ['input', 'members'],
  },
  INVALID_DAYS_OFF: {
    message: '쉬는 날은 오늘부터 1년 안의 날짜로 골라 주세요.',
    field: ['days'],
  },
  DAY_HAS_JOB: { message: '이미 이사가 잡혀 있어요.', field: ['days'] },
  UNKNOWN_COMPANY: { message: '등록된 업체가 아니에요.', field: ['input', 'companyId'] },
  ALREADY_REGISTERED: { message: '이미 등록된 휴대폰번호예요.', field: ['input', 'tel'] },
  MEMBER_ALREADY_REGISTERED: {
    message: '다른 이사팀에 등록된 팀원의 휴대폰번호가 있어요.',
    field: ['input', 'members'],
  },
  NOT_FOUND: { message: '이사업체를 찾을 수 없어요.', field: ['id'] },
} as const satisfies Record<string, Omit<Refusal, 'code'>>;

export const refusal = (code: RefusalCode): Refusal => ({ code, ...refusals[code] });
