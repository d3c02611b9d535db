import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { alertRules, alertTests, dashboardQueries, type RuleGroups } from '@movecall/testkit/monitoring';
import { prometheusProgram } from '@movecall/testkit/prometheus-binaries';
import { folderForThisTest } from '@movecall/testkit/folders';

const run = promisify(execFile);
const promtool = await prometheusProgram('promtool', process.env, (line) => console.log(line));
if (promtool === null) console.log('skipped: without promtool the alert rules are not tested');

let rules: RuleGroups;
beforeAll(async () => {
  rules = await alertRules();
});
const all = () => rules.groups.flatMap((group) => group.rules);

describe.skipIf(promtool === null)('to promtool', { timeout: 120_000 }, () => {
  const check = async (what: RuleGroups | object): Promise<string> => {
    const file = join(await folderForThisTest(), 'rules.yaml');
    await writeFile(file, stringify(what));
    const { stdout } = await run(promtool ?? '', ['check', 'rules', file], { timeout: 60_000 });
    return stdout;
  };

  test('the alert rules are valid', async () => {
    expect(await check(rules)).toContain(`SUCCESS: ${all().length} rules found`);
  });

  test('an invalid rule is refused', async () => {
    const broken = { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'sum by (service (up)' }] }] };
    await expect(check(broken)).rejects.toThrow('parse error');
  });

  test('each alert fires and stays silent as alerts.test.yaml expects', async () => {
    const folder = await folderForThisTest();
    const bare = {
      groups: rules.groups.map((group) => ({
        ...group,
        rules: group.rules.map(({ annotations: _annotations, ...rule }) => rule),
      })),
    };
    await writeFile(join(folder, 'rules.yaml'), stringify(bare));
    await writeFile(join(folder, 'alerts.test.yaml'), await alertTests());
    const { stdout } = await run(promtool ?? '', ['test', 'rules', 'alerts.test.yaml'], {
      cwd: folder,
      timeout: 60_000,
    });
    expect(stdout).toContain('SUCCESS');
  });

  test("the dashboard's queries are valid", async () => {
    const queries = await dashboardQueries();
    const recorded = queries.map(({ expr }, at) => ({ record: `panel:query:${at}`, expr }));
    expect(await check({ groups: [{ name: 'dashboard', rules: recorded }] })).toContain(
      `SUCCESS: ${queries.length} rules found`,
    );
  });
});

interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

test('every alert has a test in which it fires and one in which it stays silent', async () => {
  const { tests } = parse(await alertTests()) as { tests: { alert_rule_test: AlertTest[] }[] };
  const tried = tests.flatMap((each) => each.alert_rule_test);
  const names = (fires: boolean) => [
    ...new Set(
      tried.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname),
    ),
  ];
  const expected = all()
    .map(({ alert }) => alert)
    .toSorted();
  expect(names(true).toSorted()).toEqual(expected);
  expect(names(false).toSorted()).toEqual(expected);
});

test('every alert keeps namespaces apart, because one Prometheus may scrape several', () => {
  for (const { alert, expr } of all())
    for (const [, labels = ''] of expr.matchAll(/\b(?:by|on) *\(([^)]*)\)/g))
      expect(labels.split(/,\s*/), alert).toContain('namespace');
});

test('every alert has a severity, a summary and a section in the runbook, which has no other sections', async () => {
  const runbook = await readFile(fileURLToPath(new URL('../../docs/runbook.md', import.meta.url)), 'utf8');
  const described = [...runbook.matchAll(/^### (Movecall\w+)$/gm)].map(([, name = '']) => name);
  expect(described.toSorted()).toEqual(
    all()
      .map(({ alert }) => alert)
      .toSorted(),
  );
  for (const { alert, labels, annotations } of all()) {
    expect(['critical', 'warning'], alert).toContain(labels['severity']);
    expect(annotations.summary, alert).not.toBe('');
    expect(annotations.runbook_url, alert).toMatch(new RegExp(`docs/runbook\\.md#${alert.toLowerCase()}$`));
  }
});
