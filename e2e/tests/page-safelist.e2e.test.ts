import { askGraphql } from '@movecall/testkit/client';
import { buildWebPage, webRoot } from '@movecall/dev/web-page';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { System } from '../support/system.ts';
import { clockTests } from './support/page-clock.ts';
import { peopleTests } from './support/page-people.ts';
import { DESK, headline, openShortForm, prepareCall, signInByHand } from '@movecall/testkit/visitor';
import { sharedSite, startSite, withoutChromium } from './support/site.ts';

/** The operations with which the test itself signs in. The page's safelist does not contain them. */
const SIGN_IN = [
  'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }',
  'mutation ($tel: String!, $code: String!) { login(tel: $tel, code: $code) { token userErrors { code } } }',
];

/** Starts a system whose router accepts only the page's operations and those of SIGN_IN. */
async function startWithSafelist(): Promise<System> {
  await buildWebPage(() => undefined);
  const manifest = JSON.parse(await readFile(join(webRoot, 'operations.json'), 'utf8')) as {
    operations: object[];
  };
  for (const body of SIGN_IN) manifest.operations.push({ id: body, name: 'sign-in', type: 'mutation', body });
  const folder = await mkdtemp(join(tmpdir(), 'movecall-safelist-'));
  const SAFELIST = join(folder, 'operations.json');
  await writeFile(SAFELIST, JSON.stringify(manifest));
  const system = await startSite({ env: { SAFELIST, INTROSPECTION: 'off' } });
  return {
    ...system,
    async close() {
      await system.close();
      await rm(folder, { recursive: true });
    },
  };
}

describe.skipIf(withoutChromium)('a router with the page’s safelist', () => {
  const site = sharedSite(startWithSafelist);
  test('serves the whole page: sign-in, calls, live status, lists, board and movers', async () => {
    const visitor = await site.visit();
    const { page } = visitor;
    await signInByHand(visitor, site.system.addresses, '01077770001');
    await headline(page, '어떤 이사를 하세요?');
    await openShortForm(page);
    await page.getByText('반포장이사').click();
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    await headline(page, '이사팀이 정해졌어요');
    await page.goto('/calls');
    await page.getByText('호출확정').waitFor();
    expect(visitor.consoleErrors).toEqual([]);

    const as = { session: site.system.operator, role: 'OPERATOR' as const };
    const board = await site.visit({ as, path: '/board', viewport: DESK });
    await board.page.getByRole('row').nth(1).getByText('호출확정').waitFor();
    const teams = await site.visit({ as, path: '/movers', viewport: DESK });
    await teams.page.getByText('백영곤').first().waitFor();
    expect([...board.consoleErrors, ...teams.consoleErrors]).toEqual([]);
  });

  peopleTests(site);
  clockTests(site);

  test('refuses every other operation', async () => {
    for (const query of ['{ __typename }', '{ viewer { tel } }', '{ __schema { types { name } } }']) {
      const { status, errors } = await askGraphql(
        site.system.addresses,
        query,
        {},
        site.system.operator.token,
      );
      expect([query, status, errors[0]?.extensions.code]).toEqual([query, 400, 'QUERY_NOT_IN_SAFELIST']);
    }
  });
});
