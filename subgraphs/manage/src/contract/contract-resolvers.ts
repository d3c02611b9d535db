import type { Sealed, Sealer } from '@movecall/eventlog/sealer';
import { UnsealError } from '@movecall/eventlog/sealer';
import { signedIn } from '@movecall/identity/request-context';
import { parseTel, type Tel } from '@movecall/values/tel';
import { idOf, type MoveCallReference, type RequestContext } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { contractPaper } from '../paper/contract-paper.ts';
import type { ContractPaper } from '../paper/paper.ts';
import type { PdfThread } from '../paper/pdf-thread.ts';
import type { CompletedVersion } from './contract-store.ts';
import { contractSeenBy, type SeenContract } from './contract-view.ts';

/** Where customers complain, besides the company: the consumer agency's counsel. */
const COMPLAINTS =
  '이사업체에 먼저 알려 주세요. 해결되지 않으면 1372 소비자상담센터(국번 없이 1372)에 상담할 수 있어요.';

const cubicMetres = (litres: number): number => litres / 1_000;

export interface ContractResolverDeps {
  readonly sealer: Sealer;
  readonly findVersions: (callId: string) => Promise<readonly CompletedVersion[]>;
  readonly drawPdf: PdfThread['draw'];
}

/** The resolvers of contracts. They translate between GraphQL and the domain. */
export function createContractResolvers({ sealer, findVersions, drawPdf }: ContractResolverDeps) {
  const paperOf = async (contract: SeenContract): Promise<ContractPaper> =>
    contractPaper(contract, {
      tel: telIn(sealer, contract.agreement.ownerTel),
      versions: await findVersions(contract.callId),
      complaints: COMPLAINTS,
    });
  return {
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
      paper: paperOf,
      pdf: async (contract) => Buffer.from(await drawPdf(await paperOf(contract))).toString('base64'),
    },
  } satisfies Resolvers;
}

/** Finds the contract of a call that the viewer may see. */
async function findVisible(
  { id, announcedMoverId = null, contactsShared = false }: MoveCallReference,
  context: RequestContext,
): Promise<SeenContract | null> {
  const viewer = signedIn(context);
  const callId = idOf(id);
  const contract = callId === null ? null : await context.contracts.load(callId);
  return contract && contractSeenBy(viewer, contract, { announcedMoverId, contactsShared });
}

/** @returns null when the keys that sealed it are gone: a contract is kept for years, and is readable without */
function telIn(sealer: Sealer, sealed: Sealed): Tel | null {
  try {
    return parseTel(sealer.unseal(sealed));
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
