import { clockOf } from '@movecall/service/clock';
import { createLogger } from '@movecall/telemetry/logger';
import type { Service } from '@movecall/service/run';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { SandboxConfig } from '../src/config.ts';
import type { FaultMode } from '../src/faults.ts';
import { createSandbox } from '../src/service.ts';

const KEY = 'NCSTEST';
const SECRET = 'secret';
export const ADDRESS_KEY = 'addresses';
export const started: { close(): Promise<void> }[] = [];
export const logged: string[] = [];

/** Closes everything that a test has started, and clears the log. */
export async function stopAll(): Promise<void> {
  for (const part of started.splice(0).reverse()) await part.close();
  logged.splice(0);
}

export async function start(config: Partial<SandboxConfig> = {}): Promise<Service> {
  const sandbox = await createSandbox(
    {
      host: '127.0.0.1',
      port: 0,
      metricsPort: 0,
      clock: clockOf({ CLOCK_AHEAD_MS: 0 }),
      logger: createLogger('sandbox', 'trace', { write: (line) => logged.push(line) }),
      apiKey: KEY,
      apiSecret: SECRET,
      webhookSecret: 'hook',
      kakaoLocalKey: ADDRESS_KEY,
      reportUrl: null,
      file: null,
      pageOrigin: null,
      hosts: [],
      ...config,
    },
    { deliveryMs: 5, reportRetryMs: 5 },
  );
  started.push(sandbox);
  return sandbox;
}

/** A header as Solapi documents it; `change` makes it invalid. */
export function authorization(
  change: { apiKey?: string; date?: string; salt?: string; secret?: string } = {},
): string {
  const {
    apiKey = KEY,
    date = new Date().toISOString(),
    salt = randomBytes(16).toString('hex'),
    secret = SECRET,
  } = change;
  const signature = createHmac('sha256', secret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
}

export const loginCode = (to = '01012345678', kakao: object = {}) => ({
  to,
  from: '0215880000',
  kakaoOptions: {
    pfId: 'movecall',
    templateId: 'LOGIN_CODE',
    variables: { '#{인증번호}': '123456', '#{만료시각}': '오후 2:05' },
    disableSms: true,
    buttons: [],
    ...kakao,
  },
  customFields: { deliveryId: randomUUID() },
});

export const send = (url: string, messages: unknown, header = authorization()): Promise<Response> =>
  fetch(`${url}/messages/v4/send-many/detail`, {
    method: 'POST',
    headers: { authorization: header, 'content-type': 'application/json' },
    body: JSON.stringify({ messages, showMessageList: true }),
    signal: AbortSignal.timeout(20_000),
  });

export const shown = async (
  url: string,
  to = '',
): Promise<{ id: string; to: string; status: string; text: string; buttons: unknown[] }[]> =>
  (await (await fetch(`${url}/messages?to=${encodeURIComponent(to)}`)).json()) as never;

export const order = (url: string, mode: FaultMode | 'sulk', times = 1): Promise<Response> =>
  fetch(`${url}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode, times }),
  });

/** Waits until `holds` passes; the machine may be busy. */
export const eventually = (holds: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(holds, { timeout: 60_000, interval: 10 });
