import { useState } from 'react';
import { Link } from 'wouter';
import type { Session } from '../../api/session.ts';
import { formatWon } from '../../format/money.ts';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { Tick } from '../../parts/tick.tsx';
import { errorOf, errorsElsewhere, type UserError } from '../../parts/user-errors.ts';
import { signInPath } from '../../routes.ts';
import type { QuoteStepProps } from './offer-step.tsx';
import { Companies, QuoteLines } from './quote-details.tsx';
import type { Quote } from './request-quote.ts';
import { pathOf } from './steps.ts';
import { Terms } from './terms.tsx';
import { useAcceptance } from './use-acceptance.ts';
import { Wizard } from './wizard.tsx';

export interface ConsentStepProps extends QuoteStepProps {
  /** Reads the quote again: its newest version. */
  readonly onReload: () => void;
}

/** The terms, the consent to them, and the call. Only the call needs a sign-in. */
export function ConsentStep(props: ConsentStepProps) {
  const { quote, session } = props;
  if (session) return <Consent {...props} session={session} />;
  return (
    <Wizard step="consent" errorCount={0} onSubmit={() => undefined}>
      <QuoteLines quote={quote} />
      <div className="answers">
        <Companies quote={quote} />
        <Terms quote={quote} />
        <p className="faint">견적은 그대로 남아 있어요. 휴대폰번호만 확인하면 부를 수 있어요.</p>
        <Link className="primary" href={signInPath(pathOf({ step: 'consent', id: quote.id }))}>
          로그인하고 부르기
        </Link>
      </div>
    </Wizard>
  );
}

const MISSING = '내용을 읽고 동의해 주세요.';
const NO_TEL: UserError = {
  code: 'MISSING',
  message: '고객의 휴대폰번호를 적어 주세요.',
  field: ['input', 'tel'],
  retryAfterSeconds: null,
};

function Consent({ quote, session, onChange, onReload }: ConsentStepProps & { readonly session: Session }) {
  const forOthers = session.role === 'OPERATOR';
  const [tel, setTel] = useState('');
  const [agreed, setAgreed] = useState<number | null>(null);
  const [missing, setMissing] = useState(false);
  const acceptance = useAcceptance(quote, session, forOthers ? tel : null);
  // Consent is to one version: another one is agreed to anew.
  const isAgreed = agreed === quote.version;
  const lacksTel = missing && forOthers && tel.trim() === '';
  const errors = lacksTel ? [NO_TEL] : acceptance.errors;

  function submit(): void {
    setMissing(true);
    if (isAgreed && !(forOthers && tel.trim() === '')) acceptance.accept();
  }

  return (
    <Wizard step="consent" errorCount={errors.length + (missing && !isAgreed ? 1 : 0)} onSubmit={submit}>
      <QuoteLines quote={quote} />
      <div className="answers">
        <Companies quote={quote} />
        <Terms quote={quote} />
        <section className="card">
          {forOthers && (
            <Field
              label="고객 휴대폰번호"
              value={tel}
              onChange={setTel}
              type="tel"
              inputMode="tel"
              autoComplete="off"
              placeholder="010-1234-5678"
              error={errorOf(errors, 'tel')}
            />
          )}
          <Tick
            label={
              forOthers
                ? '고객이 전화로 위 내용에 동의했어요'
                : '견적과 이사업체, 표준약관, 계약금과 취소 규정에 동의해요'
            }
            isSelected={isAgreed}
            isInvalid={missing && !isAgreed}
            onChange={(selected) => setAgreed(selected ? quote.version : null)}
          />
          {missing && !isAgreed && (
            <p className="error" role="alert">
              {MISSING}
            </p>
          )}
        </section>
        <Problems
          errors={errorsElsewhere(errors, forOthers ? ['tel'] : [])}
          error={acceptance.error}
          onRetry={submit}
        />
        <WhatNow errors={errors} onChange={onChange} onReload={onReload} />
        <CallButton quote={quote} busy={acceptance.busy} />
      </div>
    </Wizard>
  );
}

/** What to do about a quote that is not accepted any more. */
function WhatNow({
  errors,
  onChange,
  onReload,
}: {
  readonly errors: readonly UserError[];
  readonly onChange: () => void;
  readonly onReload: () => void;
}) {
  const has = (...codes: string[]): boolean => errors.some(({ code }) => codes.includes(code));
  if (has('QUOTE_CHANGED', 'QUOTE_MISMATCH'))
    return (
      <button type="button" className="secondary" onClick={onReload}>
        바뀐 견적 보기
      </button>
    );
  if (has('QUOTE_EXPIRED', 'QUOTE_IN_USE', 'NEEDS_VISIT', 'NOT_FOUND'))
    return (
      <button type="button" className="secondary" onClick={onChange}>
        견적 다시 받기
      </button>
    );
  return null;
}

function CallButton({ quote, busy }: { readonly quote: Quote; readonly busy: boolean }) {
  return (
    <div className="row">
      <Link className="secondary" href={pathOf({ step: 'offer', id: quote.id })}>
        이전
      </Link>
      <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
        {busy ? '부르고 있어요' : `${formatWon(quote.total)}에 부르기`}
      </button>
    </div>
  );
}
