import type { MoveType } from '@movecall/schema/events';
import { until } from '@movecall/service/until';
import { askGraphql } from '@movecall/testkit/client';
import type { System } from '../../support/system.ts';
import { PATIENCE_MS } from '../patience.ts';

export interface MadeQuote {
  readonly id: string;
  readonly version: number;
}

export interface QuotedMove {
  readonly moveType: MoveType;
  readonly address: string;
  /** YYYY-MM-DD */
  readonly movingOn: string;
}

const REQUEST_QUOTE = `mutation ($input: QuoteInput!, $id: ID) {
  requestQuote(input: $input, id: $id) { quote { id version } userErrors { code } } }`;

/**
 * Asks for a quote of a small move until there is one. What a lost answer leaves behind is a quote that nobody accepts.
 *
 * @param id of the quote whose next version is made; null for a new one
 * @throws Error when it is refused
 */
export const makeQuote = (
  { addresses, customer }: Pick<System, 'addresses' | 'customer'>,
  { moveType, address, movingOn }: QuotedMove,
  id: string | null,
): Promise<MadeQuote> =>
  until(
    'a quote to be made',
    async () => {
      const input = { moveType, location: { address }, movingOn, tons: 1 };
      const answer = await askGraphql<{
        requestQuote: { quote: MadeQuote | null; userErrors: { code: string }[] };
      }>(addresses, REQUEST_QUOTE, { input, id }, customer.token).catch(() => null);
      const { quote = null, userErrors = [] } = answer?.data?.requestQuote ?? {};
      const [refusal] = userErrors.filter(({ code }) => code !== 'TRY_AGAIN_LATER');
      if (refusal) throw new Error(`requestQuote was refused: ${refusal.code}`);
      return quote ?? undefined;
    },
    PATIENCE_MS,
  );
