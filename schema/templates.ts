/**
 * The AlimTalk templates as registered with the provider. KakaoTalk approves each template and refuses a message whose text
 * or buttons differ from it: register a changed template again before its release.
 */

export const templateCodes = [
  'LOGIN_CODE',
  'CALL_ACCEPTED',
  'MOVER_CONFIRMED',
  'CALL_RESCHEDULED',
  'CALL_CANCELLED',
  'QUOTE_READY',
  'CONTRACT_MADE',
  'OFFER_MADE',
  'JOB_ASSIGNED',
  'JOB_RESCHEDULED',
  'JOB_RELEASED',
  'TEAM_LOST',
  'JOBS_AT_RISK',
] as const;
export type TemplateCode = (typeof templateCodes)[number];

/** Whom a message is for. */
export const audiences = ['CUSTOMER', 'TEAM', 'OPERATOR'] as const;
export type Audience = (typeof audiences)[number];

/** The templates that are not for customers. */
const forOthers: Partial<Record<TemplateCode, Audience>> = {
  OFFER_MADE: 'TEAM',
  JOB_ASSIGNED: 'TEAM',
  JOB_RESCHEDULED: 'TEAM',
  JOB_RELEASED: 'TEAM',
  TEAM_LOST: 'OPERATOR',
  JOBS_AT_RISK: 'OPERATOR',
};

const isTemplate = (code: string): code is TemplateCode => templateCodes.some((known) => known === code);

/** Whom the messages of a template are for. */
export const audienceOf = (template: string): Audience =>
  (isTemplate(template) ? forOthers[template] : undefined) ?? 'CUSTOMER';

export interface Template {
  readonly code: TemplateCode;
  /** Contains variables as `#{name}`. */
  readonly text: string;
  readonly buttons: readonly TemplateButton[];
}

/** A web link (`WL`). It is registered as the deployment's origin followed by the path. */
export interface TemplateButton {
  readonly name: string;
  /** May contain variables; the link of a message has their values in place. */
  readonly path: string;
}

/** KakaoTalk's limit for a message, in characters. */
export const MAX_TEXT = 1_000;

const quotePage: TemplateButton = { name: '견적 보기', path: '/quote/#{견적번호}' };
const contractPage: TemplateButton = { name: '계약서 보기', path: '/calls/#{호출번호}/contract' };
const teamPage: TemplateButton = { name: '제안 보기', path: '/team' };
const jobsPage: TemplateButton = { name: '내 이사 보기', path: '/team' };
const boardPage: TemplateButton = { name: '배차 보기', path: '/dispatch' };
const callPage: TemplateButton = { name: '호출 상태 보기', path: '/calls/#{호출번호}' };

export const templates: Readonly<Record<TemplateCode, Template>> = {
  LOGIN_CODE: {
    code: 'LOGIN_CODE',
    text: `[이사콜] 인증번호 안내

인증번호: #{인증번호}

#{만료시각}까지 입력해 주세요.
직접 요청하지 않으셨다면 이 메시지는 무시하셔도 돼요.`,
    buttons: [],
  },
  CALL_ACCEPTED: {
    code: 'CALL_ACCEPTED',
    text: `[이사콜] 호출이 접수됐어요

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}
예상요금: #{예상요금}원

가까운 이사업체를 찾고 있어요. 배정되면 바로 알려 드릴게요.`,
    buttons: [callPage],
  },
  MOVER_CONFIRMED: {
    code: 'MOVER_CONFIRMED',
    text: `[이사콜] 이사업체가 배정됐어요

이사업체: #{업체명}
연락처: #{업체연락처}
차량번호: #{차량번호}

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}

궁금한 점은 이사업체에 바로 연락해 주세요.`,
    buttons: [callPage],
  },
  CALL_RESCHEDULED: {
    code: 'CALL_RESCHEDULED',
    text: `[이사콜] 이사 날짜가 바뀌었어요

새 이사일: #{새이사일}
바뀌기 전: #{이전이사일}

이사업체: #{업체명}
연락처: #{업체연락처}
차량번호: #{차량번호}

이사유형: #{이사유형}
출발지: #{출발지}
요금: #{요금}원

궁금한 점은 이사업체에 바로 연락해 주세요.`,
    buttons: [callPage],
  },
  CALL_CANCELLED: {
    code: 'CALL_CANCELLED',
    text: `[이사콜] 호출이 취소됐어요

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}

이사가 필요하실 때 언제든 다시 불러 주세요.`,
    buttons: [callPage],
  },
  QUOTE_READY: {
    code: 'QUOTE_READY',
    text: `[이사콜] 요청하신 견적이에요

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}
견적금액: #{견적금액}원
유효기간: #{유효기간}까지

금액의 내역을 확인하고 이사를 신청하실 수 있어요.`,
    buttons: [quotePage],
  },
  CONTRACT_MADE: {
    code: 'CONTRACT_MADE',
    text: `[이사콜] 이사 계약서가 준비됐어요

이사업체: #{업체명}
계약금액: #{계약금액}원
계약금: #{계약금}원

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}

동의하신 견적 그대로예요. 계약서를 확인하고 보관해 주세요.`,
    buttons: [contractPage],
  },
  OFFER_MADE: {
    code: 'OFFER_MADE',
    text: `[이사콜] 새 이사 제안이 왔어요

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}
시간대: #{시간대}
짐: #{짐}
거리: #{거리}km

#{만료시각}까지 맡을지 알려 주세요. 답이 없으면 다른 이사팀에 넘어가요.`,
    buttons: [teamPage],
  },
  JOB_ASSIGNED: {
    code: 'JOB_ASSIGNED',
    text: `[이사콜] 새 이사를 맡으셨어요

이사일: #{이사일}
출발지: #{출발지}
이사유형: #{이사유형}
짐: #{짐}

고객 연락처와 자세한 내용을 확인해 주세요.`,
    buttons: [callPage],
  },
  JOB_RESCHEDULED: {
    code: 'JOB_RESCHEDULED',
    text: `[이사콜] 맡으신 이사의 날짜가 바뀌었어요

새 이사일: #{새이사일}
바뀌기 전: #{이전이사일}

출발지: #{출발지}
이사유형: #{이사유형}
짐: #{짐}`,
    buttons: [callPage],
  },
  JOB_RELEASED: {
    code: 'JOB_RELEASED',
    text: `[이사콜] 이 이사는 맡지 않으셔도 돼요

사유: #{사유}

이사일: #{이사일}
출발지: #{출발지}
이사유형: #{이사유형}
짐: #{짐}`,
    buttons: [jobsPage],
  },
  TEAM_LOST: {
    code: 'TEAM_LOST',
    text: `[이사콜] 이사팀이 빠졌어요

이사팀: #{이사팀}
사유: #{사유}

이사일: #{이사일}
출발지: #{출발지}
이사유형: #{이사유형}
짐: #{짐}

다른 이사팀이 배정됐는지 확인해 주세요.`,
    buttons: [boardPage],
  },
  JOBS_AT_RISK: {
    code: 'JOBS_AT_RISK',
    text: `[이사콜] 확인이 필요한 이사가 있어요

대상: #{대상}
사유: #{사유}
이사: #{건수}건
첫 이사일: #{이사일}

다른 이사팀에 맡겨야 하는지 확인해 주세요.`,
    buttons: [boardPage],
  },
};

const VARIABLE = /#\{([^{}]+)\}/g;

/** The distinct names of the variables in a template's text. */
export const variablesOf = (template: Template): string[] => [
  ...new Set([...template.text.matchAll(VARIABLE)].map(([, name = '']) => name)),
];

export type RenderResult =
  | { readonly kind: 'RENDERED'; readonly text: string }
  | {
      readonly kind: 'REFUSED';
      readonly code: 'MISSING_VARIABLE' | 'UNKNOWN_VARIABLE' | 'TOO_LONG';
      readonly name?: string;
    };

/**
 * The text of a message. The variables must be exactly those of the template. They are replaced in one pass, so a value that
 * looks like a variable stays as it is.
 */
export function render(template: Template, variables: Readonly<Record<string, string>>): RenderResult {
  const names = variablesOf(template);
  const missing = names.find((name) => !Object.hasOwn(variables, name) || variables[name]?.trim() === '');
  if (missing !== undefined) return { kind: 'REFUSED', code: 'MISSING_VARIABLE', name: missing };
  const unknown = Object.keys(variables).find((name) => !names.includes(name));
  if (unknown !== undefined) return { kind: 'REFUSED', code: 'UNKNOWN_VARIABLE', name: unknown };
  const text = template.text.replaceAll(VARIABLE, (_whole, name: string) => variables[name] ?? '');
  return [...text].length > MAX_TEXT ? { kind: 'REFUSED', code: 'TOO_LONG' } : { kind: 'RENDERED', text };
}
