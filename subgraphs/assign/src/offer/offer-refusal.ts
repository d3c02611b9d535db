import type { OfferRefusal } from './offering.ts';

export type OfferProblemCode = OfferRefusal | 'NOT_FOUND' | 'INVALID_REASON';

const problems: Readonly<
  Record<OfferProblemCode, { readonly message: string; readonly field: readonly string[] }>
> = {
  NOT_FOUND: { message: '제안을 찾을 수 없어요.', field: ['assignmentId'] },
  OFFER_OVER: {
    message: '이미 끝난 제안이에요. 다른 이사팀에 넘어갔거나 호출이 취소됐어요.',
    field: ['assignmentId'],
  },
  OFFER_ACCEPTED: { message: '이미 맡은 이사예요.', field: ['assignmentId'] },
  INVALID_REASON: { message: '이유는 한 줄로 200자까지 입력해 주세요.', field: ['reason'] },
};

/** The refusal of a team's answer to an offer. The message is shown to the team. */
export const offerProblem = (code: OfferProblemCode) => ({ code, ...problems[code] });
