import type { AssignmentRefusal } from '../assignment/assignment.ts';

/** What teams and operators read when a step is refused, and the argument at fault. */
const problems: Readonly<
  Partial<Record<AssignmentRefusal, { readonly message: string; readonly field: string }>>
> = {
  NOT_FOUND: { message: '맡고 있는 이사가 아니에요. 다른 팀에 넘어갔거나 취소됐을 수 있어요.', field: 'id' },
  NOT_ASSIGNED: { message: '아직 맡은 이사팀이 없는 호출이에요.', field: 'id' },
  ALREADY_CANCELLED: { message: '이미 취소된 호출이에요.', field: 'id' },
  ALREADY_REPORTED: { message: '이미 알린 단계예요.', field: 'step' },
  OUT_OF_ORDER: { message: '출발을 먼저 알려 주세요.', field: 'step' },
  INVALID_TIME: {
    message: '시각을 확인해 주세요. 이사일의 배정 이후부터 지금까지만 알릴 수 있어요.',
    field: 'at',
  },
  IDEMPOTENCY_KEY_REUSED: { message: '다른 내용에 이미 쓴 키예요.', field: 'idempotencyKey' },
};

/** A refusal that the team or the operator can act on. */
export function progressProblem(code: AssignmentRefusal) {
  const problem = problems[code];
  if (!problem) throw new Error(`no decision on a step refuses with ${code}`);
  return { code, message: problem.message, field: [problem.field] };
}
