import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

export interface RuleGroups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const file = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../k8s/monitoring/${name}`, import.meta.url)), 'utf8');

/** The text of the alert rules' tests, which promtool runs. */
export const alertTests = (): Promise<string> => file('alerts.test.yaml');

/** The alert rules in k8s/monitoring. */
export async function alertRules(): Promise<RuleGroups> {
  const { spec } = parse(await file('alerts.yaml')) as { spec: RuleGroups };
  return spec;
}

/** The dashboard's queries, with Grafana's variables replaced by values. */
export async function dashboardQueries(): Promise<
  readonly { readonly title: string; readonly expr: string }[]
> {
  const { panels } = JSON.parse(await file('dashboard.json')) as { panels: readonly Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      title,
      expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', '.*'),
    })),
  );
}
