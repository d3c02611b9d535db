import { type FormEvent, useRef } from 'react';
import { Link } from 'wouter';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { errorOf, errorsElsewhere } from '../../parts/user-errors.ts';
import { type SignInProcess, useSignIn } from './use-sign-in.ts';

/** 휴대폰번호, then the six digits that arrive as an AlimTalk. */
export function SignIn() {
  const signIn = useSignIn();
  const { step, busy, errors, error } = signIn;
  const form = useRef<HTMLFormElement>(null);
  return (
    <main className="sign-in" id="main">
      <title>로그인 · 이사콜</title>
      <Hello />
      <form
        ref={form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          signIn.submit();
        }}
        noValidate
      >
        {step === 'tel' ? <TelField {...signIn} /> : <CodeField {...signIn} />}
        <Problems
          errors={errorsElsewhere(errors, [step])}
          error={error}
          onRetry={() => form.current?.requestSubmit()}
        />
        <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
          {submitLabel(signIn)}
        </button>
        {step === 'code' && (
          <div className="row">
            <button type="button" className="quiet" disabled={busy} onClick={signIn.requestCode}>
              인증번호 다시 받기
            </button>
            <button type="button" className="quiet" disabled={busy} onClick={signIn.changeTel}>
              번호 바꾸기
            </button>
          </div>
        )}
      </form>
    </main>
  );
}

function Hello() {
  return (
    <div className="hello">
      <h1>
        <img src="/icon.svg" alt="" width={44} height={44} />
        이사콜
        <small>부르면, 가까운 이사팀이 바로 정해져요.</small>
      </h1>
      <p className="first">
        <Link className="secondary" href="/quote">
          이사 부르기
        </Link>
        로그인 없이 가격부터 볼 수 있어요.
      </p>
      <img className="scene" src="/scene.svg" alt="" width={640} height={360} />
    </div>
  );
}

function TelField({ tel, setTel, errors }: SignInProcess) {
  return (
    <Field
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
  );
}

function CodeField({ code, setCode, errors }: SignInProcess) {
  return (
    <Field
      label="인증번호 6자리"
      hint="카카오톡으로 보내 드렸어요. 5분 안에 입력해 주세요."
      value={code}
      onChange={setCode}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      error={errorOf(errors, 'code')}
    />
  );
}

function submitLabel({ step, busy }: SignInProcess): string {
  if (step === 'tel') return busy ? '보내고 있어요' : '인증번호 받기';
  return busy ? '확인하고 있어요' : '시작하기';
}
