import { type Addresses, messagesTo, type Session } from './client.ts';
import { until } from '@movecall/service/until';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

/** How long a test waits for the page to change, ms. */
const PATIENCE_MS = 60_000;

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1_280, height: 800 };

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the browser's console, and uncaught exceptions. */
  readonly consoleErrors: readonly string[];
}

export interface VisitOptions {
  readonly path?: string;
  readonly viewport?: typeof PHONE;
  readonly colorScheme?: 'light' | 'dark';
  /** Whether the page moves. Default false: drawing the animations takes much processor time. */
  readonly motion?: boolean;
  /** The visitor is already signed in with this session. */
  readonly as?: {
    readonly session: Pick<Session, 'token' | 'tel'>;
    readonly role: 'CUSTOMER' | 'MOVER' | 'OPERATOR';
  };
}

/** Opens the page in a browser context of its own. */
export async function visit(
  browser: Browser,
  { router }: Addresses,
  options: VisitOptions = {},
): Promise<Visitor> {
  const { path = '/', viewport = PHONE, colorScheme = 'light', motion = false, as } = options;
  const context = await browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: motion ? 'no-preference' : 'reduce',
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    baseURL: router,
    ...(as && { storageState: { cookies: [], origins: [{ origin: router, localStorage: [signedIn(as)] }] } }),
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const consoleErrors: string[] = [];
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  await page.goto(path);
  return { page, context, consoleErrors };
}

/** The localStorage entry with which the page remembers a sign-in. */
const signedIn = ({ session: { token, tel }, role }: NonNullable<VisitOptions['as']>) => ({
  name: 'movecall.session',
  value: JSON.stringify({ token, tel, role }),
});

/** Signs in on the page: types a phone number, and the login code that the phone receives. */
export async function signInByHand({ page }: Visitor, addresses: Addresses, tel: string): Promise<void> {
  const codes = async () =>
    (await messagesTo(addresses, tel)).filter(({ templateId }) => templateId === 'LOGIN_CODE');
  const before = (await codes()).length;
  await page.getByLabel('휴대폰번호').fill(tel);
  await page.getByRole('button', { name: '인증번호 받기' }).click();
  const message = await until('a login code', async () => (await codes())[before]);
  await page.getByLabel('인증번호 6자리').fill(/\d{6}/.exec(message.text)?.[0] ?? '');
  await page.getByRole('button', { name: '시작하기' }).click();
}

/** The field of an address. Its list of suggestions has the same label. */
export const addressField = (page: Page, label: string): Locator =>
  page.locator('input').and(page.getByLabel(label, { exact: true }));

export interface Wish {
  /** Without 구, as the map shows it. */
  readonly district: string;
  readonly cost: string;
}

/** Opens the short form, which asks for a fare: by its link, when the page shows the wizard. */
export async function openShortForm(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: '희망 금액으로 부르기' });
  const form = page.getByLabel('예상요금 (원)');
  await link.or(form).waitFor();
  if (await link.isVisible()) await link.click();
  await form.waitFor();
}

/** Fills the short form and opens the confirmation. Only the click on 이사팀 부르기 is left. */
export async function prepareCall({ page }: Visitor, { district, cost }: Wish): Promise<void> {
  await openShortForm(page);
  await page.getByRole('button', { name: '지도에서 고르기' }).first().click();
  const map = page.getByRole('radiogroup', { name: '지금 사는 곳의 시·군·구' });
  const seoul = page.getByRole('button', { name: '서울', exact: true });
  await map.or(seoul).waitFor();
  // The map begins in the 시·도 of the address that stands in the field.
  if (await seoul.isVisible()) await seoul.click();
  await map.getByText(district, { exact: true }).click();
  await page.getByLabel('예상요금 (원)').fill(cost);
  await page.getByRole('button', { name: '확인하러 가기' }).click();
  await page.getByRole('heading', { name: '이렇게 부를까요?' }).waitFor();
}

/** Resolves when the page shows this headline. A page that lost its connection may wait 15 s before it reconnects. */
export const headline = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { name, exact: true }).waitFor({ timeout: 60_000 });

/** The id of the call that the page shows. */
export const callIdOf = (page: Page): string => new URL(page.url()).pathname.replace('/calls/', '');
