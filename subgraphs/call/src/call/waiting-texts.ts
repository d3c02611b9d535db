import type { WaitingReason } from './call.ts';

const waitingTexts: Record<WaitingReason, string> = {
  NO_TEAM_IN_AREA: '이 지역에 갈 수 있는 이사팀이 없어요. 갈 수 있는 팀이 생기면 바로 배정해 드릴게요.',
  NO_TEAM_FOR_LOAD: '이 짐을 맡을 수 있는 이사팀이 없어요. 맡을 수 있는 팀이 생기면 바로 배정해 드릴게요.',
  OFFERED: '응답을 기다리고 있어요. 이사팀이 맡으면 바로 알려 드릴게요.',
  ALL_DECLINED: '맡겠다는 이사팀이 없어요. 맡을 수 있는 팀이 생기면 바로 배정해 드릴게요.',
  NO_MOVER_FREE: '그날 가능한 이사팀이 없어요. 자리가 나는 대로 바로 배정해 드릴게요.',
};

/** Tells the customer, in Korean, why a call is still 호출중. */
export const waitingText = (reason: WaitingReason): string => waitingTexts[reason];

/** Takes the place of waitingText once the day of the move is over. */
export const DAY_IS_OVER = '이사일까지 배정할 수 있는 이사업체가 없었어요. 다른 날짜로 다시 호출해 주세요.';
