import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { graphql } from '../../api/graphql.ts';
import { signedIn } from '../../api/session.ts';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { afterSignIn } from '../../routes.ts';
import { codeIn } from './login-code.ts';

const RequestCode = graphql(
  `
    mutation RequestCode($tel: String!) {
      requestLoginCode(tel: $tel) {
        challengeId
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

const Login = graphql(
  `
    mutation Login($tel: String!, $code: String!, $challengeId: ID) {
      login(tel: $tel, code: $code, challengeId: $challengeId) {
        token
        viewer {
          tel
          role
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

export interface SignInProcess {
  readonly step: 'tel' | 'code';
  readonly tel: string;
  readonly code: string;
  readonly busy: boolean;
  /** The server's refusals of the last attempt. */
  readonly errors: readonly UserError[];
  /** Why the last request of this step has no answer. */
  readonly error: CombinedError | undefined;
  readonly setTel: (tel: string) => void;
  /** Takes the code out of what was typed or pasted. */
  readonly setCode: (code: string) => void;
  /** Sends what the current step asks for. */
  readonly submit: () => void;
  readonly requestCode: () => void;
  readonly changeTel: () => void;
}

/** Sign-in in two steps: the phone number, then the code that was sent to it. Success opens the session. */
export function useSignIn(): SignInProcess {
  const [step, setStep] = useState<SignInProcess['step']>('tel');
  const [tel, setTel] = useState('');
  const [code, setCode] = useState('');
  // Of the last code that was requested: a code counts for its own challenge only.
  const [challengeId, setChallengeId] = useState<string | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [requested, requestLoginCode] = useMutation(RequestCode);
  const [checked, login] = useMutation(Login);
  const search = useSearch();
  const busy = requested.fetching || checked.fetching;

  async function requestCode(): Promise<void> {
    setErrors([]);
    const { data } = await requestLoginCode({ tel });
    const refusals = data?.requestLoginCode.userErrors ?? [];
    setErrors(refusals);
    if (data && refusals.length === 0) {
      setChallengeId(data.requestLoginCode.challengeId);
      setCode('');
      setStep('code');
    }
  }

  async function checkCode(): Promise<void> {
    setErrors([]);
    const { data } = await login({ tel, code, challengeId });
    setErrors(data?.login.userErrors ?? []);
    const { token, viewer } = data?.login ?? {};
    if (!token || !viewer) return;
    navigate(afterSignIn(search, viewer.role), { replace: true });
    signedIn({ token, tel: viewer.tel, role: viewer.role });
  }

  return {
    step,
    tel,
    code,
    busy,
    errors,
    error: step === 'tel' ? requested.error : checked.error,
    setTel,
    setCode: (text) => setCode(codeIn(text)),
    submit() {
      if (!busy) void (step === 'tel' ? requestCode() : checkCode());
    },
    requestCode: () => void requestCode(),
    changeTel: () => setStep('tel'),
  };
}
