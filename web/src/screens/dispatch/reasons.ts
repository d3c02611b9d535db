/** Why an operator moves a call. It is kept with the assignment. */
export const reasons = {
  '배차 조정': '배차 조정',
  '이동 거리 줄이기': '이동 거리 줄이기',
  '팀 사정': '팀 사정',
  '고객 요청': '고객 요청',
} as const;

export type Reason = keyof typeof reasons;
