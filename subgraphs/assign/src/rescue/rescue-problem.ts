import type { AssignmentRefusal } from '../assignment/assignment.ts';

/** Why a call was not taken from its team, or not given to another one. */
export type RescueProblem = AssignmentRefusal | 'INVALID_REASON';

const messages: Readonly<Partial<Record<RescueProblem, string>>> = {
  NOT_FOUND: '호출을 찾지 못했어요.',
  UNKNOWN_MOVER: '이사팀을 찾을 수 없어요.',
  NOT_ASSIGNED: '아직 맡은 이사팀이 없는 호출이에요.',
  ALREADY_CANCELLED: '이미 취소된 호출이에요.',
  DAY_IS_OVER: '이사일이 지난 호출이에요.',
  ASSIGNMENT_CHANGED: '그사이 배정이 바뀌었어요. 새로 확인한 뒤 다시 해 주세요.',
  RESCHEDULE_FIRST: '다른 날이나 시간대로는 옮길 수 없어요. 이사 날짜를 먼저 바꿔 주세요.',
  NOT_AVAILABLE: '일을 쉬고 있는 이사팀이에요.',
  TYPE_NOT_TAKEN: '이 이사유형을 맡지 않는 이사팀이에요.',
  LOAD_TOO_LARGE: '이 짐을 실을 수 없는 이사팀이에요.',
  NOT_INSURED: '이사일까지 보험이 유효한 업체의 팀이 아니에요.',
  OWN_CALL: '이사팀 자신의 이사예요. 다른 팀을 골라 주세요.',
  SLOT_FULL: '그 시간에 이미 일이 있거나 쉬는 이사팀이에요.',
  INVALID_REASON: '사유를 1~200자로 입력해 주세요.',
};

const fields: Readonly<Partial<Record<RescueProblem, string>>> = {
  NOT_FOUND: 'id',
  NOT_ASSIGNED: 'id',
  ALREADY_CANCELLED: 'id',
  DAY_IS_OVER: 'id',
  ASSIGNMENT_CHANGED: 'assignmentId',
  RESCHEDULE_FIRST: 'movingOn',
  INVALID_REASON: 'reason',
};

/** A refusal that the team or the operator can act on. What is not about the call is about the team that was chosen. */
export function rescueProblem(code: RescueProblem) {
  const message = messages[code];
  if (message === undefined) throw new Error(`no decision on the team of a call refuses with ${code}`);
  return { code, message, field: [fields[code] ?? 'moverId'] };
}
