/** The Korean name of each status of a call, as customers read it. */
export const statusLabels = {
  REQUESTED: '호출',
  ASSIGNING: '호출중',
  CONFIRMED: '호출확정',
  IN_PROGRESS: '이사중',
  COMPLETED: '이사완료',
  CANCELLED: '호출취소',
} as const;
