import { seoulDay } from '@movecall/values/days';
import { endingOf, owedAfter, settle, type Settlement, type Side } from '../terms/cancellation.ts';
import { type Ending, type StandardTerms, termsOf } from '../terms/standard-terms.ts';
import { billOf } from './entry.ts';
import { owedAtEnd, owedByTeams } from './failed-teams.ts';
import type { LedgerState } from './ledger.ts';

/** What a cancel would cost now. */
export interface CancelPreview extends Settlement {
  /** The version of the standard terms; null for an order without a quote, which has no contract. */
  readonly terms: string | null;
  /** In Korean. */
  readonly text: string;
}

export interface Canceller {
  readonly side: Side;
  readonly teamConfirmed: boolean;
  readonly now: Date;
}

const FREE: Settlement = { penalty: 0, compensation: 0, refund: 0, due: 0 };
const AFTER_FAILED_TEAM = '맡았던 이사팀이 약속을 지키지 못해, 취소해도 위약금이 없어요.';
const WITHOUT_QUOTE = '견적 없이 부른 이사라 취소해도 위약금이 없어요.';

/** Tells what a cancel would cost now, by the same rules as the cancel itself. @returns null when the order is cancelled */
export function previewCancel(ledger: LedgerState, canceller: Canceller): CancelPreview | null {
  if (ledger.status === 'NONE') return { terms: null, ...FREE, text: WITHOUT_QUOTE };
  if (ledger.status === 'CANCELLED') return null;
  const { fare, movingOn, entries } = ledger;
  const terms = termsOf(ledger.terms);
  const ending = endingOf({ ...canceller, cancelledOn: seoulDay(canceller.now), movingOn });
  const settlement = settle(owedAtEnd(entries, owedAfter(terms, ending, fare)), billOf(entries).paid);
  const isFreed = owedByTeams(entries) > 0 && settlement.compensation === 0;
  const cost = isFreed ? [AFTER_FAILED_TEAM] : textOf(terms, ending, settlement);
  const text = [...cost, ...consequenceOf(settlement)].join(' ');
  return { terms: terms.version, ...settlement, text };
}

const whens: Readonly<Record<Exclude<Ending, 'WITHOUT_TEAM'>, string>> = {
  CUSTOMER_EARLIER: '이사 전날까지 고객이 취소하면',
  CUSTOMER_SAME_DAY: '이사 당일에 고객이 취소하면',
  MOVER_TWO_DAYS_BEFORE: '이사 2일 전까지 이사업체 사정으로 취소하면',
  MOVER_DAY_BEFORE: '이사 전날에 이사업체 사정으로 취소하면',
  MOVER_SAME_DAY: '이사 당일에 이사업체 사정으로 취소하면',
  MOVER_WITHOUT_NOTICE: '이사업체가 알리지 않고 오지 않았으면',
  MOVER_ABSENT: '이사팀이 약속한 시간부터 2시간이 지나도 오지 않으면',
};

/** What the terms say. */
function textOf(terms: StandardTerms, ending: Ending, { penalty, compensation }: Settlement): string[] {
  if (ending === 'WITHOUT_TEAM') return ['아직 이사팀이 정해지지 않아 취소해도 위약금이 없어요.'];
  const cost = terms.endings[ending];
  const share = `총요금의 ${(cost.penalty + cost.compensation) * terms.percentOfFare}%`;
  return penalty > 0
    ? [`${whens[ending]} 위약금은 ${share}인 ${formatWon(penalty)}이에요.`]
    : [`${whens[ending]} ${share}인 ${formatWon(compensation)}을 고객에게 배상해요.`];
}

/** What it means for what was paid. */
function consequenceOf({ penalty, compensation, refund, due }: Settlement): string[] {
  if (due > 0) return [`더 낼 금액은 ${formatWon(due)}이에요.`];
  if (refund > 0) return [`낸 금액 중 ${formatWon(refund)}이 환불돼요.`];
  if (penalty > 0) return ['이미 낸 금액으로 충당돼 더 낼 금액이 없어요.'];
  return compensation > 0 ? [] : ['아직 낸 금액이 없어 환불할 금액도 없어요.'];
}

const formatWon = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`;
