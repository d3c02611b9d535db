import { signedIn } from '@movecall/identity/request-context';
import { idOf, type MoveCallReference, type RequestContext } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { contractSeenBy } from './contract-view.ts';
import type { StoredContract } from './contract-store.ts';

/** Where customers complain, besides the company: the consumer agency's counsel. */
const COMPLAINTS =
  '이사업체에 먼저 알려 주세요. 해결되지 않으면 1372 소비자상담센터(국번 없이 1372)에 상담할 수 있어요.';

const cubicMetres = (litres: number): number => litres / 1_000;

/** The resolvers of contracts. They translate between GraphQL and the domain. */
export const createContractResolvers = () =>
  ({
    MoveCall: {
      quote: async (call, _args, context) => (await findVisible(call, context))?.agreement.quote ?? null,
      contract: (call, _args, context) => findVisible(call, context),
    },

    Contract: {
      url: ({ callId }) => `/calls/${callId}/contract`,
      pdfUrl: ({ callId }) => `/calls/${callId}/contract/pdf`,
      quote: ({ agreement }) => agreement.quote,
      items: ({ agreement }) =>
        agreement.items?.map(({ litres, kilograms, ...item }) => ({
          ...item,
          volume: cubicMetres(litres),
          weight: kilograms,
        })) ?? null,
      volume: ({ agreement: { quote } }) => quote.price.size && cubicMetres(quote.price.size.litres),
      weight: ({ agreement: { quote } }) => quote.price.size?.kilograms ?? null,
      equipment: ({ agreement: { quote } }) =>
        quote.price.lines.filter(({ code }) => code === 'LADDER_TRUCK').map(({ label }) => label),
      terms: ({ agreement }) => agreement.quote.terms,
      consentedAt: ({ agreement }) => agreement.consentedAt.toISOString(),
      consentedBy: ({ agreement }) => agreement.consentedBy,
      completedAt: ({ completedAt }) => completedAt?.toISOString() ?? null,
      complaints: () => COMPLAINTS,
    },
  }) satisfies Resolvers;

/** Finds the contract of a call that the viewer may see. */
async function findVisible(
  { id, announcedMoverId = null, contactsShared = false }: MoveCallReference,
  context: RequestContext,
): Promise<StoredContract | null> {
  const viewer = signedIn(context);
  const callId = idOf(id);
  const contract = callId === null ? null : await context.contracts.load(callId);
  return contract && contractSeenBy(viewer, contract, { announcedMoverId, contactsShared });
}
