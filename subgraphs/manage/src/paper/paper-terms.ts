import { type Ending, type StandardTerms, unitOf } from '../terms/standard-terms.ts';
import { won } from './paper-text.ts';

/** What customers are told: sooner than the terms ask for, so that a claim is never late. */
const DAYS_TO_TELL = 14;

/** The main rules of the terms in plain Korean, with the amounts that they come to. @param fare in won */
export function rulesIn(terms: StandardTerms, fare: number): readonly string[] {
  const unit = unitOf(terms, fare);
  const penalty = (ending: Ending): string => won(terms.endings[ending].penalty * unit);
  const compensation = (ending: Ending): string => won(terms.endings[ending].compensation * unit);
  const perHour = won(Math.floor((unit * terms.delay.percentPerHour) / 100));
  return [
    '이사팀이 정해지기 전에 고객이 취소하면 위약금이 없고, 낸 돈은 모두 돌려받아요.',
    `이사팀이 정해진 뒤 고객이 취소하면 이사 전날까지는 ${penalty('CUSTOMER_EARLIER')}, 이사 당일에는 ${penalty('CUSTOMER_SAME_DAY')}을 물어요. 이미 낸 돈은 빼고 내요.`,
    `이사업체가 취소하면 낸 돈을 돌려받고, 2일 전까지는 ${compensation('MOVER_TWO_DAYS_BEFORE')}, 전날에는 ${compensation('MOVER_DAY_BEFORE')}, 당일에는 ${compensation('MOVER_SAME_DAY')}, 알리지 않고 오지 않으면 ${compensation('MOVER_WITHOUT_NOTICE')}을 배상받아요.`,
    `약속한 시간부터 ${terms.hoursToWait}시간이 지나도 이사팀이 오지 않으면 고객이 계약을 끝낼 수 있고, 낸 돈과 함께 ${compensation('MOVER_ABSENT')}을 배상받아요.`,
    `짐이 늦게 도착하면 한 시간마다 ${perHour}, 많아도 ${won(terms.delay.most * unit)}까지 배상받아요.`,
    `짐이 상했거나 없어졌으면 바로, 늦어도 ${DAYS_TO_TELL}일 안에 이사업체에 알려 주세요.`,
  ];
}
