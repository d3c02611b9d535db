import type { Day } from '@movecall/values/days';
import { useState } from 'react';
import { useMutation } from 'urql';
import type { FragmentOf } from '../../api/graphql.ts';
import { useToday } from '../../api/server-time.ts';
import { DaysOff } from '../../parts/days-off.tsx';
import { Problems } from '../../parts/problems.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import type { UserError } from '../../parts/user-errors.ts';
import { SetDaysOff } from '../team/team-documents.ts';
import type { moverFields } from './mover-fields.ts';

type Team = FragmentOf<typeof moverFields>;

/** The dialog with the days off of a team. */
export function TeamDaysOff({ team }: { readonly team: Team }) {
  const days = team.daysOff?.length ?? 0;
  const label = (
    <>
      쉬는 날 {days > 0 && days}
      <span className="visually-hidden"> ({team.name})</span>
    </>
  );
  return (
    <Sheet label={label} title={`${team.name} 팀 쉬는 날`}>
      {(close) => <Days team={team} onClose={close} />}
    </Sheet>
  );
}

/** Each press on a day is saved at once. */
function Days({ team, onClose }: { readonly team: Team; readonly onClose: () => void }) {
  const today = useToday();
  const [{ fetching, error }, setDaysOff] = useMutation(SetDaysOff);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [wanted, setWanted] = useState<readonly Day[]>([]);

  async function save(days: readonly Day[]): Promise<void> {
    setWanted(days);
    setErrors([]);
    const { data } = await setDaysOff({ id: team.id, days: [...days] });
    setErrors(data?.setMoverDaysOff.userErrors ?? []);
  }

  return (
    <>
      <p>누르면 쉬는 날이 되고, 다시 누르면 일하는 날이 돼요.</p>
      <DaysOff
        daysOff={team.daysOff ?? []}
        today={today}
        isDisabled={fetching}
        onChange={(days) => void save(days)}
      />
      <Problems errors={errors} error={error} onRetry={() => void save(wanted)} />
      <button type="button" className="secondary" onClick={onClose}>
        닫기
      </button>
    </>
  );
}
