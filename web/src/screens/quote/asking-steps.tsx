import { Suspense, useEffect, useState } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { useToday } from '../../api/server-time.ts';
import type { Session } from '../../api/session.ts';
import { preloadSuggestions } from '../../parts/place/address-field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { Waiting } from '../../parts/states.tsx';
import { errorsElsewhere, type UserError } from '../../parts/user-errors.ts';
import { screen } from '../../screen.ts';
import { hasLoad } from './draft.ts';
import { LoadStep } from './load-step.tsx';
import { PriceBar } from './price-bar.tsx';
import { fieldsOf, problemsOf, stepOf } from './problems-of.ts';
import { pathOf, reachable } from './steps.ts';
import { useQuoteDraft } from './use-quote-draft.ts';
import { type Quoting, useQuoting } from './use-quoting.ts';
import { Wizard } from './wizard.tsx';

const PlacesStep = screen(async () => (await import('./places-step.tsx')).PlacesStep);
const DayStep = screen(async () => (await import('./day-step.tsx')).DayStep);

type AskingStep = 'load' | 'places' | 'day';

/** The three steps that ask: load, places and day. The price is in view as soon as it is known. */
export function AskingSteps({
  step,
  session,
  onOffer,
}: {
  readonly step: AskingStep;
  readonly session: Session | null;
  /** Called when the quote may be shown soon: it is time to load its screen. */
  readonly onOffer: () => void;
}) {
  const today = useToday();
  const kept = useQuoteDraft(session?.tel ?? null, today);
  const quoting = useQuoting(kept, today);
  const { missing, change, goOn } = useStep(step, kept, quoting);
  useEffect(() => {
    if (step === 'places') DayStep.preload();
    if (step === 'day') onOffer();
  }, [step, onOffer]);
  const { draft, dayHasPassed } = kept;
  const isLoadKnown = hasLoad(draft);
  useEffect(() => {
    // Not before: whoever only looks at the first step loads no more than that.
    if (!isLoadKnown) return;
    PlacesStep.preload();
    preloadSuggestions();
  }, [isLoadKnown]);
  const open = reachable(step, draft);
  if (open !== step) return <Redirect to={pathOf({ step: open })} replace />;

  const errors = missing.length > 0 ? missing : quoting.errors;
  const fields = { draft, errors, onChange: change };
  return (
    <Wizard step={step} errorCount={errors.length} onSubmit={() => void goOn()}>
      <div className="answers">
        <Suspense fallback={<Waiting lines={2} />}>
          {step === 'load' && <LoadStep {...fields} />}
          {step === 'places' && <PlacesStep {...fields} />}
          {step === 'day' && (
            <DayStep
              {...fields}
              today={today}
              dayHasPassed={dayHasPassed}
              tons={quoting.isCurrent ? (quoting.quote?.tons ?? null) : null}
            />
          )}
        </Suspense>
        <Problems
          errors={errorsElsewhere(errors, fieldsOf[step])}
          error={quoting.error}
          onRetry={() => void goOn()}
        />
      </div>
      <PriceBar
        quote={quoting.quote}
        isCurrent={quoting.isCurrent}
        hasDay={quoting.isCurrent && draft.movingOn !== null}
      >
        {step !== 'load' && (
          <Link className="secondary" href={pathOf({ step: step === 'day' ? 'places' : 'load' })}>
            이전
          </Link>
        )}
        <Next label={step === 'day' ? '견적 보기' : '다음'} busy={quoting.busy} />
      </PriceBar>
    </Wizard>
  );
}

function Next({ label, busy }: { readonly label: string; readonly busy: boolean }) {
  return (
    <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
      {busy ? '계산하고 있어요' : label}
    </button>
  );
}

/** From one step to the next. A step is left once it lacks nothing and the server refuses none of its fields. */
function useStep(step: AskingStep, { draft, keep }: ReturnType<typeof useQuoteDraft>, { ask }: Quoting) {
  const [lacks, setLacks] = useState<readonly UserError[]>([]);
  const [lackingStep, setLackingStep] = useState(step);
  const [, go] = useLocation();
  async function goOn(): Promise<void> {
    const problems = problemsOf(step, draft);
    setLacks(problems);
    setLackingStep(step);
    if (problems.length > 0) return undefined;
    if (step === 'load') return go(pathOf({ step: 'places' }));
    const answer = await ask();
    if (!answer) return undefined;
    if (answer.quote)
      return go(pathOf(step === 'places' ? { step: 'day' } : { step: 'offer', id: answer.quote.id }));
    // A refusal of another step's field is shown beside that field.
    const refusedAt = stepOf(answer.errors);
    return refusedAt !== null && refusedAt !== step ? go(pathOf({ step: refusedAt })) : undefined;
  }

  return {
    missing: lackingStep === step ? lacks : [],
    goOn,
    change(part: Parameters<typeof keep>[0]): void {
      setLacks([]);
      keep(part);
    },
  };
}
