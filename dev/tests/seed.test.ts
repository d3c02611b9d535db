import { createIdentityVerifier, IDENTITY_HEADER } from '@movecall/identity';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseRegistrationNumber } from '@movecall/values/registration-number';
import { expect, onTestFinished, test } from 'vitest';
import { firstCompanies } from '../src/first-data.ts';
import { seedMovers } from '../src/seed.ts';

const key = randomBytes(32);

interface Asked {
  readonly query: string;
  readonly variables: {
    readonly number?: string;
    readonly input?: {
      readonly tel?: string;
      readonly registrationNumber?: string;
      readonly companyId?: string;
    };
  };
}

/** A stand-in for assign's operations of operators. @param refusal of every mover */
async function startAssign(refusal?: string) {
  const verifier = createIdentityVerifier(new Uint8Array(key));
  /** The company of each phone. */
  const movers = new Map<string, string>();
  const companies = new Set<string>();
  function answer({ query, variables: { number = '', input = {} } }: Asked) {
    const { tel = '', registrationNumber = '', companyId = '' } = input;
    if (query.includes('registerCompany')) {
      companies.add(registrationNumber);
      return { registerCompany: { company: { id: registrationNumber }, userErrors: [] } };
    }
    if (query.includes('company(')) return { company: companies.has(number) ? { id: number } : null };
    const code = movers.has(tel) ? 'ALREADY_REGISTERED' : refusal;
    if (code !== undefined) return { registerMover: { mover: null, userErrors: [{ code }] } };
    movers.set(tel, companyId);
    return { registerMover: { mover: { id: tel }, userErrors: [] } };
  }
  const server = createServer(async (request, response) => {
    const viewer = await verifier.verify(request.headers[IDENTITY_HEADER]);
    const asked = JSON.parse(await text(request)) as Asked;
    const forbidden = { errors: [{ message: 'FORBIDDEN' }] };
    response.end(JSON.stringify(viewer?.role === 'OPERATOR' ? { data: answer(asked) } : forbidden));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { movers, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function seed(origin: string): Promise<number> {
  const secrets = { IDENTITY_KEY: key.toString('base64') } as Parameters<typeof seedMovers>[0]['secrets'];
  return seedMovers({ origins: { assign: origin }, secrets });
}

test('the six movers of the seed data are registered once, as an operator, with two companies', async () => {
  const { movers, origin } = await startAssign();
  expect(await seed(origin)).toBe(6);
  expect(movers.size).toBe(6);
  expect(new Set(movers.values()).size).toBe(2);
  expect(await seed(origin)).toBe(0);
});

test('the companies of the seed data have registration numbers with the right check digit', () => {
  for (const { company } of firstCompanies)
    expect(parseRegistrationNumber(company.registrationNumber)).toBe(company.registrationNumber);
});

test('only missing movers are registered', async () => {
  const { movers, origin } = await startAssign();
  await seed(origin);
  movers.delete('01023456789');
  expect(await seed(origin)).toBe(1);
});

test('a refusal for another reason fails, and the error names the mover', async () => {
  const { origin } = await startAssign('INVALID_TEL');
  await expect(seed(origin)).rejects.toThrow('백영곤 of the seed data: INVALID_TEL');
});
