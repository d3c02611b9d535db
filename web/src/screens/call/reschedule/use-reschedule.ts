import type { Day } from '@movecall/values/days';
import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../../api/graphql.ts';
import type { MovingSlot } from '../../../format/slot.ts';
import { type UserError, userErrorFields } from '../../../parts/user-errors.ts';
import type { CallView } from '../call-fields.ts';
import { noRefusal, type Refusal, refusalOf } from './rescheduling.ts';

// The quote has no id here: with one, the cache would take a price that nobody has agreed to for that of the call.
const Reschedule = graphql(
  `
    mutation RescheduleCall($id: ID!, $movingOn: Date!, $slot: MovingSlot, $agreedTotal: Int) {
      rescheduleMoveCall(id: $id, movingOn: $movingOn, slot: $slot, agreedTotal: $agreedTotal) {
        moveCall {
          id
          movingOn
          slot
          cost
        }
        quote {
          total
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

export interface MovingTime {
  readonly movingOn: Day;
  readonly slot: MovingSlot;
}

const SAME_TIME: UserError = {
  code: 'SAME_TIME',
  message: '지금 날짜 그대로예요. 다른 날을 골라 주세요.',
  field: ['movingOn'],
  retryAfterSeconds: null,
};

export interface Rescheduling {
  /** As it is chosen. */
  readonly time: MovingTime;
  /** Why the last attempt has changed nothing, and which price is to be agreed to. */
  readonly refusal: Refusal;
  readonly busy: boolean;
  readonly change: (part: Partial<MovingTime>) => void;
  /** Asks for the time that is chosen; when its price is shown, with that price as agreed to. */
  readonly submit: () => void;
}

/** The other time that is chosen for a call, and the request for it. */
export function useReschedule(call: CallView, onDone: (time: MovingTime) => void): Rescheduling {
  const [time, setTime] = useState<MovingTime>({ movingOn: call.movingOn, slot: call.slot });
  const [refusal, setRefusal] = useState(noRefusal);
  const [{ fetching }, reschedule] = useMutation(Reschedule);

  async function submit(): Promise<void> {
    if (fetching) return;
    if (time.movingOn === call.movingOn && time.slot === call.slot) {
      setRefusal({ ...noRefusal, errors: [SAME_TIME] });
      return;
    }
    const { total } = refusal;
    setRefusal({ ...noRefusal, total });
    const { data, error } = await reschedule({ id: call.id, ...time, agreedTotal: total });
    const answer = data?.rescheduleMoveCall;
    if (answer?.moveCall) onDone(time);
    else setRefusal(refusalOf(answer, error, total));
  }

  return {
    time,
    refusal,
    busy: fetching,
    change(part) {
      setTime((before) => ({ ...before, ...part }));
      setRefusal(noRefusal);
    },
    submit: () => void submit(),
  };
}
