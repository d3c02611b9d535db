/**
 * The AlimTalk templates as they are registered with the provider. KakaoTalk reviews each one, and refuses a message whose
 * text or buttons differ from what was approved: to change one is to register it again.
 */

export const templateCodes = ['LOGIN_CODE', 'CALL_ACCEPTED', 'MOVER_CONFIRMED', 'CALL_CANCELLED'] as const;
export type TemplateCode = (typeof templateCodes)[number];

export interface Template {
  readonly code: TemplateCode;
  /** Holds variables as `#{name}`. */
  readonly text: string;
  readonly buttons: readonly TemplateButton[];
}

/** A link (`WL`). It is registered with the deployment's own origin before the path. */
export interface TemplateButton {
  readonly name: string;
  /** May hold variables too; they are filled in by the link that a message brings. */
  readonly path: string;
}

/** KakaoTalk's limits. */
export const MAX_TEXT = 1_000;
export const MAX_VARIABLES = 40;
export const MAX_BUTTONS = 5;
export const MAX_BUTTON_NAME = 14;

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
  CALL_CANCELLED: {
    code: 'CALL_CANCELLED',
    text: `[이사콜] 호출이 취소됐어요

이사유형: #{이사유형}
출발지: #{출발지}
이사일: #{이사일}

이사가 필요하실 때 언제든 다시 불러 주세요.`,
    buttons: [callPage],
  },
};

const VARIABLE = /#\{([^{}]+)\}/g;

/** The names of the variables in a template's text, each once. */
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

/** A message's text: exactly the template's variables, in one pass, so that a value cannot bring in another variable. */
export function render(template: Template, variables: Readonly<Record<string, string>>): RenderResult {
  const names = variablesOf(template);
  const missing = names.find((name) => !Object.hasOwn(variables, name) || variables[name]?.trim() === '');
  if (missing !== undefined) return { kind: 'REFUSED', code: 'MISSING_VARIABLE', name: missing };
  const unknown = Object.keys(variables).find((name) => !names.includes(name));
  if (unknown !== undefined) return { kind: 'REFUSED', code: 'UNKNOWN_VARIABLE', name: unknown };
  const text = template.text.replaceAll(VARIABLE, (_whole, name: string) => variables[name] ?? '');
  return [...text].length > MAX_TEXT ? { kind: 'REFUSED', code: 'TOO_LONG' } : { kind: 'RENDERED', text };
}

/** What a review would refuse in a template, in words. */
export function templateDefects(template: Template): string[] {
  const defects: string[] = [];
  if (variablesOf(template).length > MAX_VARIABLES) defects.push(`more than ${MAX_VARIABLES} variables`);
  if ([...template.text].length > MAX_TEXT) defects.push(`longer than ${MAX_TEXT} characters`);
  if (template.buttons.length > MAX_BUTTONS) defects.push(`more than ${MAX_BUTTONS} buttons`);
  for (const { name } of template.buttons) {
    if ([...name].length > MAX_BUTTON_NAME)
      defects.push(`button "${name}" is longer than ${MAX_BUTTON_NAME} characters`);
    if (name.includes('#{')) defects.push(`button "${name}" has a variable in its name`);
  }
  return defects;
}
