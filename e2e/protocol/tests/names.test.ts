import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MODELS = fileURLToPath(new URL('../models/', import.meta.url));
/** `subgraphs/call/src/call/call.ts#confirm`: a file, and a name in it. */
const NAME = /([\w./-]+\.ts)#(\w+)/g;

const models = readdirSync(MODELS, { encoding: 'utf8', recursive: true }).filter((name) =>
  name.endsWith('.pml'),
);
const textOf = (model: string): string => readFileSync(`${MODELS}${model}`, 'utf8');

describe.each(models)('%s', (model) => {
  test('names functions that the code has', () => {
    const missing = [...textOf(model).matchAll(NAME)].filter(([, file = '', name = '']) => !has(file, name));
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  test('says of each process which functions it stands for', () => {
    const processes = textOf(model)
      .split(/^(?=proctype )/m)
      .slice(1);
    const unnamed = processes.filter((text) => !text.startsWith('proctype Redis') && !NAMED.test(text));
    expect(unnamed.map((text) => text.split('\n')[0])).toEqual([]);
  });
});

const NAMED = /\.ts#\w/;

/** Whether a file declares a name. */
const has = (file: string, name: string): boolean =>
  existsSync(`${ROOT}${file}`) &&
  new RegExp(`(function\\*?|const|class) ${name}\\b|^\\s*(async )?${name}\\(`, 'm').test(
    readFileSync(`${ROOT}${file}`, 'utf8'),
  );
