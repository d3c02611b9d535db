import { DESK, headline, type Visitor } from '@movecall/testkit/visitor';
import { addDays, seoulDay } from '@movecall/values/days';
import type { Locator, Page } from 'playwright-core';
import type { Site } from './site.ts';

/** What tests see of the dispatch board, and of the teams of its jobs. Days count from today. */
export function dispatchBoard(site: Site) {
  /** The teams that have had a call, the first one first; the last one has it. */
  async function teamsOf(callId: string): Promise<string[]> {
    const rows = await site.system.sql.assign<{ name: string }[]>`
      select movers.name from assignments join movers on movers.id = mover_id
      where call_id = ${callId} order by assigned_at, status desc`;
    return rows.map(({ name }) => name);
  }

  /** Opens the board as an operator. */
  async function open(viewport = DESK): Promise<Visitor> {
    const as = { session: site.system.operator, role: 'OPERATOR' } as const;
    const visitor = await site.visit({ as, viewport, path: '/dispatch' });
    await headline(visitor.page, '배차');
    await visitor.page.getByText('실시간으로 보고 있어요').waitFor();
    return visitor;
  }

  return { open, teamsOf };
}

/** The day in texts of the board. */
export const dayText = (days: number): RegExp => {
  const [, month, day] = addDays(seoulDay(new Date()), days).split('-');
  return new RegExp(`${Number(month)}월 ${Number(day)}일 `);
};

/** The card of a job on a team's day. With a quote, its load stands between place and day. */
export const cardOf = (page: Page, days: number, team: string, place = '마포구'): Locator =>
  page
    .getByRole('button', { name: new RegExp(`^${place} (5톤 )?이사`) })
    .and(page.getByRole('button', { name: dayText(days) }))
    .and(page.getByRole('button', { name: `${team} 팀` }));
