import type { Session } from '@movecall/testkit/client';
import { cancelMove, settledMove, watchUntil } from '@movecall/testkit/move-calls';
import { expect, playSteps, type Step } from './scenario-steps.ts';
import {
  acceptQuote,
  billAfterCancel,
  type CancelPreview,
  completedContract,
  freeMonday,
  previewCancel,
  type Quote,
  recordDeposit,
  requestQuote,
} from './trade-requests.ts';

export interface TradeScenarioOptions {
  readonly customer: Session;
  readonly operator: Session;
  readonly now: Date;
  readonly log: (line: string) => void;
}

/** What the steps share. */
interface Scenario extends TradeScenarioOptions {
  /** Made by the first step. */
  quote: Quote | null;
  /** Made by the second step; null again once it is cancelled. */
  callId: string | null;
}

/** 1,200,000 for 5 t, ladder trucks 160,000 and 210,000, 손없는날 200,000, by the price book of this version. */
const TOTAL = 1_770_000;
const DEFAULT_BOOK = 'default-1';

/**
 * Plays what happens to a move with a quote through the public API: quote, acceptance, contract, payment, cancel and bill. At the end it
 * cancels the call that it made.
 *
 * @returns how many steps were done and how many failed
 */
export async function playTradeScenario(
  options: TradeScenarioOptions,
): Promise<{ done: number; failed: number }> {
  const scenario: Scenario = { ...options, quote: null, callId: null };
  const outcome = await playSteps(steps, scenario);
  if (scenario.callId !== null) await cancelMove(options.customer, scenario.callId);
  return outcome;
}

const steps: readonly Step<Scenario>[] = [
  {
    title: 'a move of 5 t with two ladder trucks has a quote, for a Monday that is 손없는날',
    async run(scenario) {
      const { customer, now, log } = scenario;
      const movingOn = await freeMonday(customer, now);
      const quote = await requestQuote(customer, movingOn);
      scenario.quote = quote;
      const lines = quote.lines.map(({ label, amount }) => `${label} ${won(amount)}`);
      log(`   ${movingOn}: ${lines.join(' + ')} = ${won(quote.total)}`);
      expect(sumOf(quote.lines) === quote.total, 'the lines do not sum to the total');
      expect(quote.companies.length > 0, 'the quote names no company');
      const isDefault = quote.priceBook === DEFAULT_BOOK;
      if (!isDefault) log(`   the price book in force is ${quote.priceBook}: the total is not compared`);
      expect(!isDefault || quote.total === TOTAL, `the total is not ${won(TOTAL)}`);
    },
  },
  {
    title: 'the quote is accepted, and the call is confirmed at its price',
    async run(scenario) {
      const { customer, log } = scenario;
      const quote = quoteOf(scenario);
      const { id, cost } = await acceptQuote(customer, quote);
      scenario.callId = id;
      expect(cost === quote.total, `the call costs ${won(cost)}`);
      await watchUntil(customer, id, 'CONFIRMED');
      const { mover } = await settledMove(customer, id, { order: 'ASSIGNED', assignment: 'ACTIVE' });
      log(`   ${mover?.name} ${mover?.plate} · call ${id}`);
    },
  },
  {
    title: 'the contract has the price, and a company that the quote names',
    async run(scenario) {
      const { total, companies } = quoteOf(scenario);
      const { version, company, quote } = await completedContract(scenario.customer, callOf(scenario));
      scenario.log(`   version ${version}: ${company.name} ${company.registrationNumber}`);
      expect(quote.total === total, `the contract is about ${won(quote.total)}`);
      expect(
        companies.some(({ id }) => id === company.id),
        'the quote does not name the company',
      );
    },
  },
  {
    title: 'before the deposit is paid, a cancel would cost the penalty of the terms',
    run: (scenario) => checkPreview(scenario, 0),
  },
  {
    title: 'an operator records the deposit, and a cancel would cost nothing more',
    async run(scenario) {
      const { total, deposit } = quoteOf(scenario);
      const { paid, due } = await recordDeposit(scenario.operator, callOf(scenario), deposit);
      expect(paid === deposit && due === total - deposit, `paid ${won(paid)}, due ${won(due)}`);
      await checkPreview(scenario, deposit);
    },
  },
  {
    title: 'the customer cancels, and the ledger is what the preview said',
    async run(scenario) {
      const { customer, log } = scenario;
      const { deposit } = quoteOf(scenario);
      const callId = callOf(scenario);
      const errors = await cancelMove(customer, callId);
      expect(errors.length === 0, `the cancel was refused: ${errors.map(({ code }) => code).join()}`);
      scenario.callId = null;
      const { lines, total, paid, due } = await billAfterCancel(customer, callId);
      for (const { label, amount } of lines) log(`   ${label} ${won(amount)}`);
      log(`   total ${won(total)} · paid ${won(paid)} · due ${won(due)}`);
      const kinds = lines.map(({ kind }) => kind).join();
      expect(kinds === 'DEPOSIT_DUE,BALANCE_DUE,DEPOSIT,FARE_WAIVED,PENALTY', `the lines are ${kinds}`);
      expect(sumOf(lines) === due, 'the lines do not sum to what is due');
      expect(
        paid === deposit && total === penaltyOf(scenario),
        'the bill is not the penalty and the deposit',
      );
    },
  },
];

const won = (amount: number): string => `₩${amount.toLocaleString('en-US')}`;
const sumOf = (lines: readonly { readonly amount: number }[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);

function quoteOf({ quote }: Scenario): Quote {
  if (!quote) throw new Error('there is no quote');
  return quote;
}

function callOf({ callId }: Scenario): string {
  if (callId === null) throw new Error('there is no call');
  return callId;
}

/** What the terms want of a customer who cancels before the moving day: a tenth of the fare. */
const penaltyOf = (scenario: Scenario): number => Math.floor(quoteOf(scenario).total / 10);

/** Checks what a cancel would cost the customer. @param paid so far, in won */
async function checkPreview(scenario: Scenario, paid: number): Promise<void> {
  const { text, ...told } = await previewCancel(scenario.customer, callOf(scenario));
  scenario.log(`   ${text}`);
  const penalty = penaltyOf(scenario);
  const wanted: Omit<CancelPreview, 'text'> = {
    penalty,
    refund: Math.max(paid - penalty, 0),
    compensation: 0,
    due: Math.max(penalty - paid, 0),
  };
  for (const what of ['penalty', 'refund', 'compensation', 'due'] as const)
    expect(told[what] === wanted[what], `${what} is ${won(told[what])} instead of ${won(wanted[what])}`);
}
