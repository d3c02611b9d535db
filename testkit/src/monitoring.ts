import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What the alert rules and the dashboard in k8s/monitoring say. */

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

export const alertTests = (): Promise<string> => file('alerts.test.yaml');

export async function alertRules(): Promise<RuleGroups> {
  const { spec } = parse(await file('alerts.yaml')) as { spec: RuleGroups };
  return spec;
}

/** The dashboard's queries, with values in the place of Grafana's variables. */
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
