import '../../styles/sign-in.css';
import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { graphql } from '../../api/graphql.ts';
import { signedIn } from '../../api/session.ts';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { errorOf, errorsElsewhere, type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { afterSignIn } from '../../routes.ts';

const RequestCode = graphql(
  `
    mutation RequestCode($tel: String!) {
      requestLoginCode(tel: $tel) {
        expiresAt
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
    mutation Login($tel: String!, $code: String!) {
      login(tel: $tel, code: $code) {
        token
        expiresAt
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

/** 휴대폰번호, then the six digits that KakaoTalk brings. */
export function SignIn() {
  const [step, setStep] = useState<'tel' | 'code'>('tel');
  const [tel, setTel] = useState('');
  const [code, setCode] = useState('');
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [requested, requestCode] = useMutation(RequestCode);
  const [checked, login] = useMutation(Login);
  const search = useSearch();
  const busy = requested.fetching || checked.fetching;
  const form = useRef<HTMLFormElement>(null);

  async function askForCode(): Promise<void> {
    setErrors([]);
    const { data } = await requestCode({ tel });
    const refusals = data?.requestLoginCode.userErrors ?? [];
    setErrors(refusals);
    if (data && refusals.length === 0) {
      setCode('');
      setStep('code');
    }
  }

  async function checkCode(): Promise<void> {
    setErrors([]);
    const { data } = await login({ tel, code });
    setErrors(data?.login.userErrors ?? []);
    const { token, expiresAt, viewer } = data?.login ?? {};
    if (!token || !expiresAt || !viewer) return;
    navigate(afterSignIn(search, viewer.role), { replace: true });
    signedIn({ token, expiresAt, tel: viewer.tel, role: viewer.role });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!busy) void (step === 'tel' ? askForCode() : checkCode());
  }

  return (
    <main className="sign-in" id="main">
      <title>로그인 · 이사콜</title>
      <div className="hello">
        <h1>
          <img src="/icon.svg" alt="" width={44} height={44} />
          이사콜
          <small>부르면, 가까운 이사팀이 바로 정해져요.</small>
        </h1>
        <img className="scene" src="/scene.svg" alt="" width={640} height={360} />
      </div>
      <form ref={form} onSubmit={submit} noValidate>
        {step === 'tel' ? (
          <Field
            key="tel"
            label="휴대폰번호"
            value={tel}
            onChange={setTel}
            type="tel"
            inputMode="tel"
            autoComplete="tel-national"
            placeholder="010-1234-5678"
            autoFocus
            error={errorOf(errors, 'tel')}
          />
        ) : (
          <Field
            key="code"
            label="인증번호 6자리"
            hint="카카오톡으로 보내 드렸어요. 5분 안에 입력해 주세요."
            value={code}
            onChange={(text) => setCode(text.replaceAll(/\D/g, ''))}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            autoFocus
            error={errorOf(errors, 'code')}
          />
        )}
        <Problems
          errors={errorsElsewhere(errors, [step])}
          error={step === 'tel' ? requested.error : checked.error}
          onRetry={() => form.current?.requestSubmit()}
        />
        <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
          {step === 'tel'
            ? busy
              ? '보내고 있어요'
              : '인증번호 받기'
            : busy
              ? '확인하고 있어요'
              : '시작하기'}
        </button>
        {step === 'code' && (
          <div className="row">
            <button type="button" className="quiet" disabled={busy} onClick={() => void askForCode()}>
              인증번호 다시 받기
            </button>
            <button type="button" className="quiet" disabled={busy} onClick={() => setStep('tel')}>
              번호 바꾸기
            </button>
          </div>
        )}
      </form>
    </main>
  );
}
