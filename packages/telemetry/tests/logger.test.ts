import { expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';

const written = (log: (logger: ReturnType<typeof createLogger>) => void): string => {
  let text = '';
  log(createLogger('test', 'info', { write: (line) => (text += line) }));
  return text;
};

test.each(['01012345678', '010-1234-5678', '+82 10 1234 5678', '+821012345678', '0111234567'])(
  'phone numbers are masked: %s',
  (tel) => {
    const text = written((logger) => {
      logger.info({ tel, nested: { to: [tel] } }, `calling ${tel}`);
      logger.error({ err: new Error(`duplicate key (tel)=(${tel})`) }, 'failed');
    });
    expect(text.replace(/\D/g, '')).not.toContain(tel.replace(/\D/g, '').slice(-8));
    expect(text).toContain('[phone]');
  },
);

test('times, ids and ports are not masked', () => {
  const fields = {
    traceId: '4bf92f35010123456789a929d0e0e473',
    callId: '0193a1b2-0101-7234-8567-010123456789',
    id: '0193a1b2-0101-7234-8567-890123456789',
    port: 54_321,
    ms: 1_795_350_131_712,
  };
  expect(JSON.parse(written((logger) => logger.info(fields, 'fine')))).toMatchObject(fields);
});

test('a number whose digits look like a phone number is not masked, so the line stays valid JSON', () => {
  const lines: string[] = [];
  const logger = createLogger('call', 'info', { write: (line) => void lines.push(line) });
  logger.info({ duration: 8011.0101234567, said: '"x":8011.01012345678,' }, 'done');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    duration: 8011.0101234567,
    said: '"x":8011.[phone],',
  });
});
