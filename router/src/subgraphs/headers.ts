import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/schema/identity';
import { TRACEPARENT_HEADER } from '@movecall/service/trace';
import type { RouterContext } from '../context.ts';

/** What subgraphs are sent with a request of a client's: names and values by turns. */
export type HeadersFor = (context: RouterContext) => Promise<readonly string[]>;

/** @param signer null: subgraphs are not told who asks. */
export function createHeaders(signer: IdentitySigner | null): HeadersFor {
  // Most operations ask several subgraphs, some of them more than once.
  const made = new WeakMap<RouterContext, Promise<readonly string[]>>();

  async function make({ viewer, traceparent, forwarded }: RouterContext): Promise<readonly string[]> {
    const common = ['content-type', 'application/json', 'accept', 'application/json'];
    const identity = signer ? [IDENTITY_HEADER, await signer.sign(viewer)] : [];
    return [...common, TRACEPARENT_HEADER, traceparent, ...identity, ...(forwarded ?? [])];
  }

  return (context) => {
    let headers = made.get(context);
    if (!headers) made.set(context, (headers = make(context)));
    return headers;
  };
}
