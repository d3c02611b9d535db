import { amount } from '@movecall/testkit/amount';
import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Flood, openFlood, tally } from './support/flood.ts';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { openSocket } from './support/socket.ts';

let router: TestRouter;
let flood: Flood;
const viewer = customer();
const WRONG_VALUES = amount({ usual: 400, long: 2_000 });
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
  flood = openFlood(router.url);
});
afterAll(async () => {
  await flood.close();
  await router.close();
});

const encode = (part: object | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const unsigned = (header: object, payload: object, signature = ''): string =>
  `${encode(header)}.${encode(payload)}.${signature}`;

/** Invalid tokens, by what is wrong with them. */
async function forgeries(): Promise<Record<string, string>> {
  const { publicKey, privateKey } = router.loginKeys;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: viewer.id,
    role: 'OPERATOR',
    mover: null,
    iss: 'movecall/call',
    aud: 'movecall',
    iat: now,
    exp: now + 3_600,
  };
  const ours = await importJWK(privateKey, 'EdDSA');
  const theirs = (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey;
  const rsa = (await generateKeyPair('RS256')).privateKey;
  const ec = (await generateKeyPair('ES256')).privateKey;
  type Key = Parameters<SignJWT['sign']>[0];
  const sign = (change: object = {}, header: object = {}, key: Key = ours) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test', ...header })
      .sign(key);
  const good = await sign();
  const [head = '', body = '', signature = ''] = good.split('.');
  const bytes = Buffer.from(publicKey.x ?? '', 'base64url');
  const hmac = (secret: Buffer | string, alg: 256 | 512 = 256): string => {
    const text = `${encode({ alg: `HS${alg}`, kid: 'test' })}.${encode(claims)}`;
    return `${text}.${createHmac(`sha${alg}`, secret).update(text).digest('base64url')}`;
  };
  return {
    'alg none': unsigned({ alg: 'none', kid: 'test' }, claims),
    'alg none, with a signature': unsigned({ alg: 'none', kid: 'test' }, claims, signature),
    'alg None': unsigned({ alg: 'None', kid: 'test' }, claims, 'AA'),
    'no alg': unsigned({ kid: 'test' }, claims, signature),
    'HS256 with the public key as secret': hmac(bytes),
    'HS256 with the text of the public key as secret': hmac(publicKey.x ?? ''),
    'HS256 with the JWK as secret': hmac(JSON.stringify(publicKey)),
    'HS512 with the public key as secret': hmac(bytes, 512),
    'HS256 with an empty secret': hmac(''),
    RS256: await sign({}, { alg: 'RS256' }, rsa),
    ES256: await sign({}, { alg: 'ES256' }, ec),
    'another key': await sign({}, {}, theirs),
    'another key, with a jwk header': await sign({}, { jwk: publicKey }, theirs),
    'another key, with a jku header': await sign({}, { jku: 'https://evil.example/jwks.json' }, theirs),
    'another kid': await sign({}, { kid: 'other' }),
    'no kid': await sign({}, { kid: undefined }),
    'a kid of the prototype': await sign({}, { kid: '__proto__' }),
    'a kid that is a path': await sign({}, { kid: '../../dev/null' }),
    'an unknown critical header': unsigned(
      { alg: 'EdDSA', kid: 'test', crit: ['x'], x: 1 },
      claims,
      signature,
    ),
    expired: await sign({ exp: now - 1 }),
    'expired long ago': await sign({ exp: 1 }),
    'no expiry': await sign({ exp: undefined }),
    'an expiry that is text': unsigned({ alg: 'EdDSA', kid: 'test' }, { ...claims, exp: 'never' }, signature),
    'not valid yet': await sign({ nbf: now + 600 }),
    'another audience': await sign({ aud: 'elsewhere' }),
    'no audience': await sign({ aud: undefined }),
    'another issuer': await sign({ iss: 'movecall/internal' }),
    'no issuer': await sign({ iss: undefined }),
    'an unknown role': await sign({ role: 'ROOT' }),
    'the role of services': await sign({ role: 'SERVICE' }),
    'no role': await sign({ role: undefined }),
    'a subject that is not an id': await sign({ sub: 'admin' }),
    'a mover that is not an id': await sign({ mover: 'all' }),
    truncated: good.slice(0, -10),
    'without signature': `${head}.${body}.`,
    'without payload': `${head}..${signature}`,
    'one part': body,
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'another payload': `${head}.${encode({ ...claims, sub: customer().id })}.${signature}`,
    'a payload that is not JSON': `${head}.${encode('{')}.${signature}`,
    'two dots': '..',
    huge: `${head}.${encode('x'.repeat(8_000))}.${signature}`,
    'a line break': encodeURIComponent(`${good}\r\nx: y`),
  };
}

describe('tokens', () => {
  test('more than 40 kinds of invalid tokens are refused with 401 UNAUTHENTICATED over HTTP', async () => {
    const kinds = Object.entries(await forgeries());
    expect(kinds.length).toBeGreaterThanOrEqual(40);
    for (const [kind, token] of kinds) {
      const { status, code } = await flood.post('{"query":"{ viewer { role } }"}', {
        authorization: `Bearer ${token}`,
      });
      expect([kind, status, code]).toEqual([kind, 401, 'UNAUTHENTICATED']);
    }
  });

  test('the same tokens close a WebSocket with 4403', async () => {
    const kinds = Object.entries(await forgeries());
    for (const [kind, token] of kinds) {
      const socket = await openSocket(router);
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      expect([kind, (await socket.closed).code]).toEqual([kind, 4403]);
    }
  });

  test('a router with two public keys accepts the tokens of both, until one key is removed', async () => {
    const next = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const nextPublic = { ...(await exportJWK(next.publicKey)), kid: 'next' };
    const old = router.loginKeys.publicKey;
    const now = Math.floor(Date.now() / 1000);
    const signed = (kid: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ role: 'CUSTOMER', mover: null, sid: randomUUID(), sub: viewer.id, exp: now + 60 })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer('movecall/call')
        .setAudience('movecall')
        .sign(key);
    const before = await signed('test', await importJWK(router.loginKeys.privateKey, 'EdDSA'));
    const after = await signed('next', next.privateKey);
    for (const [loginPublicKeys, statuses] of [
      [[old], [200, 401]],
      [
        [old, nextPublic],
        [200, 200],
      ],
      [[nextPublic], [401, 200]],
    ] as const) {
      const rotating = await startRouter(inject('redisUrl'), { loginPublicKeys });
      const ask = async (token: string) =>
        (await rotating.post('{"query":"{ viewer { role } }"}', { authorization: `Bearer ${token}` })).status;
      expect([await ask(before), await ask(after)]).toEqual(statuses);
      await rotating.close();
    }
  });
});

describe('malformed requests', () => {
  const query = '{ __typename }';
  const json = JSON.stringify({ query });

  test('20 batches are refused', async () => {
    const batches = Array.from({ length: 20 }, (_, count) =>
      JSON.stringify(Array.from({ length: count }, () => ({ query }))),
    );
    expect(tally(await flood.postAll(batches))).toEqual({ '400 BAD_REQUEST': 20 });
  });

  test('20 bodies over 100 KB are refused with 413, with and without a content-length', async () => {
    for (let index = 0; index < 20; index += 1) {
      const body = JSON.stringify({ query, variables: { a: 'x'.repeat(102_400 + index * 5_000) } });
      const streamed = new Blob([body]).stream();
      const response = await fetch(`${router.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: index % 2 === 0 ? body : streamed,
        ...(index % 2 === 1 && { duplex: 'half' }),
      });
      expect([index, response.status]).toEqual([index, 413]);
    }
  });

  test('20 kinds of requests that a page can send without a preflight are refused', async () => {
    const url = `${router.url}/graphql`;
    const get = (text: string) => `${url}?query=${encodeURIComponent(text)}`;
    const mutation = 'mutation { cancelMoveCall(id: "x") { userErrors { code } } }';
    const simple = [
      'text/plain',
      'text/plain;charset=UTF-8',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary=application/json',
      'TEXT/PLAIN',
      'text/html',
      'application/graphql',
      'application/octet-stream',
      '',
      'json',
    ];
    const requests: [RequestInit & { url: string }, number][] = [
      ...simple.map((type): [RequestInit & { url: string }, number] => [
        { url, method: 'POST', body: new Blob([json]), headers: type === '' ? {} : { 'content-type': type } },
        400,
      ]),
      [{ url: get(query) }, 400],
      [{ url: get(mutation) }, 400],
      [{ url: get(mutation), headers: { 'apollo-require-preflight': '1' } }, 405],
      [{ url: get(mutation), headers: { 'x-apollo-operation-name': 'x' } }, 405],
      [
        {
          url: get('subscription { moveCallFeed { version } }'),
          headers: { 'apollo-require-preflight': '1' },
        },
        405,
      ],
      [{ url: get(query), method: 'PUT' }, 400],
      [{ url: get(query), method: 'DELETE' }, 400],
      [{ url: get(query), method: 'PUT', headers: { 'apollo-require-preflight': '1' } }, 405],
    ];
    expect(requests).toHaveLength(20);
    const before = router.subgraphs.seen.length;
    for (const [{ url: address, ...init }, expected] of requests) {
      const { status } = await fetch(address, init);
      expect([init, address, status]).toEqual([init, address, expected]);
    }
    expect(router.subgraphs.seen).toHaveLength(before);
  });

  test(`${WRONG_VALUES} values of wrong types are refused with 400 BAD_USER_INPUT, without a request to a subgraph`, async () => {
    const wrong: Record<string, readonly unknown[]> = {
      Int: [2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1.5, '1', true, [1, 2], {}, -0.1],
      Float: ['1', true, {}, [[1]]],
      ID: [true, {}, 1.5, ['a', 'b'], 1e-7],
      String: [1, true, {}, ['a', 'b'], 0],
      'MoveType!': ['full_packing', 'FULL', 1, true, null, {}, ['FULL_PACKING', 'x'], '__proto__'],
      '[MoveCallStatus!]': [[null], ['x'], 'x', 1, [['CONFIRMED']], { CONFIRMED: true }],
      'PlaceInput!': [null, 'x', 1, [], {}, { address: null }, { address: 1 }, { address: 'a', x: 1 }],
      'RequestMoveCallInput!': [
        null,
        {},
        { moveType: 'FULL_PACKING' },
        { moveType: 'FULL_PACKING', location: { address: 'a' }, cost: 2 ** 31 },
        { moveType: 'FULL_PACKING', location: { address: 'a' }, cost: '5' },
        { moveType: 'FULL_PACKING', location: { address: 'a', latitude: '37' } },
        { moveType: 'FULL_PACKING', location: { address: 'a' }, password: 'x' },
        JSON.parse('{"__proto__":{"moveType":"FULL_PACKING"}}'),
      ],
    };
    const used: Readonly<Record<string, string>> = {
      Int: '{ moveCalls(first: $v) { nodes { id } } }',
      String: '{ moveCalls(search: $v) { nodes { id } } }',
      '[MoveCallStatus!]': '{ moveCalls(status: $v) { nodes { id } } }',
    };
    const operation = (type: string): string => {
      if (type === 'RequestMoveCallInput!')
        return `mutation ($v: ${type}) { requestMoveCall(input: $v) { userErrors { code } } }`;
      if (type === 'PlaceInput!')
        return `mutation ($v: ${type}) { requestMoveCall(input: { moveType: FULL_PACKING, location: $v }) { userErrors { code } } }`;
      if (type === 'MoveType!')
        return `mutation ($v: ${type}) { requestMoveCall(input: { moveType: $v, location: { address: "a" } }) { userErrors { code } } }`;
      if (type === 'Float')
        return `mutation ($v: ${type}) { requestMoveCall(input: { moveType: FULL_PACKING, location: { address: "a", latitude: $v } }) { userErrors { code } } }`;
      if (type === 'ID') return `query ($v: ID!) { moveCall(id: $v) { id } }`;
      return `query ($v: ${type}) ${used[type]}`;
    };
    const bodies = Object.entries(wrong).flatMap(([type, values]) =>
      values.map((v) => JSON.stringify({ query: operation(type), variables: { v } })),
    );
    const many = Array.from({ length: WRONG_VALUES }, (_, index) => bodies[index % bodies.length] ?? '');
    const before = router.subgraphs.seen.length;
    const verdicts = await flood.postAll(many);
    verdicts.forEach((verdict, index) => {
      expect([many[index], verdict.status, verdict.code]).toEqual([many[index], 400, 'BAD_USER_INPUT']);
    });
    expect(router.subgraphs.seen).toHaveLength(before);
  });
});
