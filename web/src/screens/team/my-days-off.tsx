import type { Day } from '@movecall/values/days';
import { useState } from 'react';
import { useMutation } from 'urql';
import { useRead } from '../../api/read.ts';
import { DaysOff } from '../../parts/days-off.tsx';
import { Problems } from '../../parts/problems.tsx';
import type { UserError } from '../../parts/user-errors.ts';
import { MyTeam, SetDaysOff } from './team-documents.ts';

/** 쉬는 날: a team says itself on which days it does not work. */
export function MyDaysOff({ today }: { readonly today: Day }) {
  const { data } = useRead(MyTeam, {});
  const [{ fetching, error }, setDaysOff] = useMutation(SetDaysOff);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [wanted, setWanted] = useState<readonly Day[]>([]);
  const team = data?.team;
  if (!team) return null;

  async function save(days: readonly Day[]): Promise<void> {
    setWanted(days);
    setErrors([]);
    const { data: answer } = await setDaysOff({ id: team?.id ?? '', days: [...days] });
    setErrors(answer?.setMoverDaysOff.userErrors ?? []);
  }

  return (
    <section className="card my-days-off" aria-labelledby="days-off">
      <h2 id="days-off">쉬는 날</h2>
      <p className="faint">
        누르면 쉬는 날이 되고, 다시 누르면 일하는 날이 돼요. 쉬는 날에는 이사가 잡히지 않아요.
      </p>
      <DaysOff
        daysOff={team.daysOff ?? []}
        today={today}
        isDisabled={fetching}
        onChange={(days) => void save(days)}
      />
      <Problems errors={errors} error={error} onRetry={() => void save(wanted)} />
    </section>
  );
}
