import { type ReactNode, useEffect, useRef } from 'react';
import { type Step, stepLabels, steps } from './steps.ts';

const titles: Readonly<Record<Step, string>> = {
  load: '어떤 이사를 하세요?',
  places: '어디에서 어디로 가세요?',
  day: '언제 이사하세요?',
  offer: '견적이 나왔어요',
  consent: '마지막으로 확인해 주세요',
};

/** The frame of each step: where one is among the five, the step's question, and its fields. */
export function Wizard({
  step,
  errorCount,
  onSubmit,
  children,
}: {
  readonly step: Step;
  /** When fields are refused, the first of them gets the focus. */
  readonly errorCount: number;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (errorCount > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errorCount]);
  return (
    <form
      ref={form}
      className="page narrow quote"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      noValidate
    >
      <title>{`${stepLabels[step]} · 이사 부르기 · 이사콜`}</title>
      <ol className="way" aria-label="이사 부르기 다섯 단계">
        {steps.map((each) => (
          <li key={each} aria-current={each === step ? 'step' : undefined}>
            {stepLabels[each]}
          </li>
        ))}
      </ol>
      <h1>{titles[step]}</h1>
      {children}
    </form>
  );
}
