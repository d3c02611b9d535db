import type { Client } from '@urql/core';
import { navigate } from 'wouter/use-browser-location';
import { graphql } from './graphql.ts';
import { signOut, tokenOf } from './session.ts';

const Logout = graphql(`
  mutation Logout {
    logout
  }
`);

/** Ends a person's session. Without an answer of the server, this browser forgets it all the same. */
export async function logout(client: Client, tel: string): Promise<void> {
  await client.mutation(Logout, {});
  leave(tel);
}

/** Forgets a person's session. The next person begins at their own first screen. */
export function leave(tel: string): void {
  if (tokenOf(tel) === null) return;
  navigate('/sign-in', { replace: true });
  signOut();
}
