import { graphql } from '../../api/graphql.ts';
import { useRead } from '../../api/read.ts';

const Companies = graphql(`
  query Companies {
    companies {
      id
      name
    }
  }
`);

/** The value that stands for no company. */
export const NO_COMPANY = '';

/** The names of the companies that a team can belong to, by id; without the list, only that it can belong to none. */
export function useCompanyNames(): Readonly<Record<string, string>> {
  const { data } = useRead(Companies, {});
  const named = data?.companies.map(({ id, name }) => [id, name]) ?? [];
  return { [NO_COMPANY]: '업체 없음', ...Object.fromEntries(named) };
}

/** The id of the company that was chosen; null for none. */
export const companyIdOf = (chosen: string): string | null => (chosen === NO_COMPANY ? null : chosen);
