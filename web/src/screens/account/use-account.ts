import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';

const LogoutEverywhere = graphql(`
  mutation LogoutEverywhere {
    logoutEverywhere
  }
`);

const DeleteMyData = graphql(
  `
    mutation DeleteMyData {
      deleteMyData {
        deleted
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

export interface LogoutEverywhereProcess {
  readonly busy: boolean;
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  readonly logoutEverywhere: () => void;
}

/** Ends all sessions of the viewer. */
export function useLogoutEverywhere(onDone: () => void): LogoutEverywhereProcess {
  const [{ fetching, error }, end] = useMutation(LogoutEverywhere);
  async function logoutEverywhere(): Promise<void> {
    const { data } = await end({});
    if (data) onDone();
  }
  return { busy: fetching, error, logoutEverywhere: () => void logoutEverywhere() };
}

export interface DeleteMyDataProcess {
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  readonly deleteMyData: () => void;
}

/** Erases what is kept about the viewer, unless open calls forbid it. */
export function useDeleteMyData(onDone: () => void): DeleteMyDataProcess {
  const [{ fetching, error }, erase] = useMutation(DeleteMyData);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  async function deleteMyData(): Promise<void> {
    setErrors([]);
    const { data } = await erase({});
    setErrors(data?.deleteMyData.userErrors ?? []);
    if (data?.deleteMyData.deleted) onDone();
  }
  return { busy: fetching, errors, error, deleteMyData: () => void deleteMyData() };
}
