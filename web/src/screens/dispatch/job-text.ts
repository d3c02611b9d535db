import { slotLabels } from '@movecall/values/slots';
import { placeName } from '../../format/place.ts';
import { formatDay } from '../../format/time.ts';
import type { BoardJob, Risk } from './plan-board.ts';

/** Why somebody should look at a job. */
export const riskTexts: Readonly<Record<Risk, string>> = {
  TEAM_OFF: '쉬는 팀',
  INSURANCE_ENDED: '보험 끝남',
};

/** `마포구 이사`. */
export const jobName = ({ home }: BoardJob): string => `${placeName(home)} 이사`;

/** `2.5톤`; null when nobody told. */
export const tonsText = ({ tons }: Pick<BoardJob, 'tons'>): string | null =>
  tons === null ? null : `${tons}톤`;

/** `12월 7일 (월) 오전`. */
export const timeText = ({ date, slot }: Pick<BoardJob, 'date' | 'slot'>): string =>
  `${formatDay(date)} ${slotLabels[slot].label}`;

/** What a card does not show beside the place and the load, for screen readers: `이사, 12월 7일 (월) 오전, 백영곤 팀`. */
export const restText = (job: BoardJob, teamName: string | null): string =>
  teamName === null ? '이사' : `이사, ${timeText(job)}, ${teamName} 팀`;
