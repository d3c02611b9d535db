import { Suspense, useState } from 'react';
import { useToday } from '../../../api/server-time.ts';
import { slots } from '../../../format/slot.ts';
import { formatDay } from '../../../format/time.ts';
import { Boundary } from '../../../parts/boundary.tsx';
import { Sheet } from '../../../parts/sheet.tsx';
import { Waiting } from '../../../parts/states.tsx';
import { screen } from '../../../screen.ts';
import type { CallView } from '../call-fields.ts';
import { mayReschedule } from './rescheduling.ts';
import type { MovingTime } from './use-reschedule.ts';

// With the calendar, which most visits of a call do not need.
const RescheduleForm = screen(async () => (await import('./reschedule-form.tsx')).RescheduleForm);

/** Moves a call to another day, in a dialog; then says which day that is. */
export function Reschedule({ call }: { readonly call: CallView }) {
  const today = useToday();
  const [done, setDone] = useState<MovingTime | null>(null);
  const isOffered = mayReschedule(call, today);
  return (
    <div className="other-day">
      <p role="status">{isOffered && done && `이사 날짜를 바꿨어요: ${timeText(done)}`}</p>
      {isOffered && (
        <Sheet label="이사 날짜 바꾸기" title="이사 날짜 바꾸기" className="secondary">
          {(close) => (
            <Boundary>
              <Suspense fallback={<Waiting lines={5} />}>
                <RescheduleForm
                  call={call}
                  onClose={close}
                  onDone={(time) => {
                    setDone(time);
                    close();
                  }}
                />
              </Suspense>
            </Boundary>
          )}
        </Sheet>
      )}
    </div>
  );
}

const timeText = ({ movingOn, slot }: MovingTime): string =>
  slot === 'ALL_DAY' ? formatDay(movingOn) : `${formatDay(movingOn)} ${slots[slot].label}`;
