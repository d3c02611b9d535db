import { useState } from 'react';
import { Switch } from 'react-aria-components';
import { useMutation } from 'urql';
import { phoneText } from '@movecall/values/tel';
import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { placeName } from '../../format/place.ts';
import { ChangeTeam } from './change-team.tsx';
import type { moverFields } from './mover-fields.ts';
import { TeamDaysOff } from './team-days-off.tsx';

const SetAvailability = graphql(`
  mutation SetAvailability($id: ID!, $available: Boolean!) {
    setMoverAvailability(id: $id, available: $available) {
      mover {
        id
        available
      }
      userErrors {
        code
      }
    }
  }
`);

/** A team, with the switch that decides whether it takes calls, and the dialogs that change it and its days off. */
export function Team({
  team,
  companies,
}: {
  readonly team: FragmentOf<typeof moverFields>;
  /** The names of the companies, by id. */
  readonly companies: Readonly<Record<string, string>>;
}) {
  const { id, name, tel, plate, base, available, company } = team;
  const [{ fetching }, setAvailability] = useMutation(SetAvailability);
  const [failed, setFailed] = useState(false);

  async function turn(on: boolean): Promise<void> {
    setFailed(false);
    const { data } = await setAvailability({ id, available: on });
    setFailed(data?.setMoverAvailability.mover == null);
  }

  return (
    <li className="team">
      <span className="medal" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <div className="details">
        <strong>{name}</strong>
        <span className="faint">
          {placeName(base)} · {plate} · <span className="tel">{phoneText(tel)}</span>
        </span>
        <span className="faint">{[company?.name ?? '업체 없음', ...abilities(team)].join(' · ')}</span>
        {failed && (
          <span role="alert" className="error">
            바꾸지 못했어요. 잠시 뒤에 다시 시도해 주세요.
          </span>
        )}
      </div>
      <div className="actions">
        <ChangeTeam team={team} companies={companies} />
        <TeamDaysOff team={team} />
      </div>
      <Switch
        className="switch"
        isSelected={available}
        isDisabled={fetching}
        onChange={(on) => void turn(on)}
      >
        <span className="track" />
        {available ? '받아요' : '쉬어요'}
        <span className="visually-hidden"> ({name})</span>
      </Switch>
    </li>
  );
}

/** What a team can do, in a few words. */
function abilities({
  tons,
  crew,
  slotsPerDay,
  serviceArea,
}: FragmentOf<typeof moverFields>): readonly string[] {
  const [first, ...others] = serviceArea?.sigungu ?? [];
  return [
    tons === null ? '모든 짐' : `${tons}톤까지`,
    ...(crew === null ? [] : [`${crew}명`]),
    ...(slotsPerDay === 1 ? ['하루 한 번'] : []),
    first === undefined
      ? `${serviceArea?.radiusKm ?? 30}km 안`
      : `${first}${others.length > 0 ? ` 외 ${others.length}곳` : ''}`,
  ];
}
