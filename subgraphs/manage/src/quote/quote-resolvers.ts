import type { Viewer } from '@movecall/identity';
import { movingSlots } from '@movecall/schema/events';
import { regionOf } from '@movecall/values/places';
import { causeOf, idOf, type RequestContext } from '../context.ts';
import type { QuoteResolvers, Resolvers } from '../generated/resolvers.ts';
import { requireOperator } from '../operators.ts';
import { loadItem, loadItems } from './load-items.ts';
import { loadPresets } from './load-presets.ts';
import type { MovingDaysQuery } from './moving-days-query.ts';
import { optionLabel } from './options.ts';
import { quoteProblem } from './quote-problem.ts';
import type { Asker } from './quote.ts';
import type { SendQuote } from './quote-sending.ts';
import type { Quoting } from './quoting.ts';

const cubicMetres = (litres: number): number => litres / 1_000;

/** What the schema shows of a quote. */
const quoteFields: QuoteResolvers = {
  validUntil: ({ validUntil }) => validUntil.toISOString(),
  total: ({ price }) => price.total,
  deposit: ({ price }) => price.deposit,
  lines: ({ price }) => price.lines,
  volume: ({ price }) => price.size && cubicMetres(price.size.litres),
  tons: ({ price }) => price.truck.tons,
  crewMen: ({ price }) => price.truck.crewMen,
  crewWomen: ({ price }) => price.truck.crewWomen,
  distanceKm: ({ price }) => price.distanceKm,
  priceBook: ({ price }) => price.priceBook,
  moveType: ({ request: asked }) => asked.moveType,
  location: ({ request: asked }) => asked.location,
  destination: ({ request: asked }) => asked.destination,
  movingOn: ({ request: asked }) => asked.movingOn,
  slot: ({ request: asked }) => asked.slot,
  items: ({ request: { load } }) =>
    'tons' in load
      ? null
      : load.items.map(({ code, count }) => ({ code, count, label: loadItem(code)?.label ?? code })),
  access: ({ request: asked }) => asked.access,
  destinationAccess: ({ request: asked }) => asked.destinationAccess,
  options: ({ request: { options } }) =>
    options.map(({ code, count }) => ({ code, count, label: optionLabel(code) })),
};

/** The resolvers of quotes. They translate between GraphQL and the domain. */
export const createQuoteResolvers = (
  { request, read }: Quoting,
  send: SendQuote,
  movingDays: MovingDaysQuery,
) =>
  ({
    Query: {
      loadItems: () =>
        loadItems.map(({ code, label, room, litres, kilograms }) => ({
          code,
          label,
          room,
          volume: cubicMetres(litres),
          weight: kilograms,
        })),
      loadPresets: () => loadPresets,
      movingDays: (_parent, { from, to, quote }, { address }) =>
        movingDays({ from, to }, quote, address ?? ''),
      async quote(_parent, args, context) {
        const id = idOf(args.id);
        return id === null ? null : await read(id, clientOf(context));
      },
    },

    Mutation: {
      async requestQuote(_parent, { input, id: given }, context) {
        const id = given == null ? null : idOf(given);
        if (given != null && id === null)
          return { quote: null, userErrors: [quoteProblem('NOT_FOUND', ['id'])] };
        const quoted = await request(input, id, clientOf(context));
        return 'problems' in quoted
          ? { quote: null, userErrors: quoted.problems }
          : { quote: quoted.quote, userErrors: [] };
      },
      async sendQuote(_parent, { id, tel }, context) {
        const { id: operatorId } = requireOperator(context);
        const sent = await send(idOf(id), tel, { operatorId, cause: causeOf(context) });
        return 'problem' in sent
          ? { quote: null, userErrors: [sent.problem] }
          : { quote: sent.quote, userErrors: [] };
      },
    },

    Quote: quoteFields,

    MovingDay: {
      // assign knows the room in each of them.
      slots: ({ date, moveType, tons, home, region }) =>
        movingSlots.map((slot) => ({
          date,
          moveType,
          slot,
          tons: tons ?? 0,
          latitude: home.latitude,
          longitude: home.longitude,
          region,
        })),
    },

    Place: {
      sido: (place) => regionOf(place).sido,
      sigungu: (place) => regionOf(place).sigungu,
    },
  }) satisfies Resolvers;

const clientOf = ({ viewer, address, traceparent }: RequestContext) => ({
  asker: askerOf(viewer),
  // Every request of the router has an address.
  address: address ?? '',
  cause: causeOf({ traceparent }),
});

function askerOf(viewer: Viewer | null): Asker {
  if (viewer?.role === 'OPERATOR') return { kind: 'OPERATOR', id: viewer.id };
  return viewer && viewer.role !== 'SERVICE' ? { kind: 'PERSON', id: viewer.id } : { kind: 'VISITOR' };
}
