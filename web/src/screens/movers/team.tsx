import { useState } from 'react';
import { Switch } from 'react-aria-components';
import { useMutation } from 'urql';
import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { placeName } from '../../format/place.ts';
import { formatTel } from '../../format/tel.ts';
import { Select } from '../../parts/select.tsx';
import { companyIdOf, NO_COMPANY } from './company-names.ts';
import type { moverFields } from './mover-fields.ts';

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

const SetCompany = graphql(`
  mutation SetCompany($id: ID!, $companyId: ID) {
    updateMover(id: $id, input: { companyId: $companyId }) {
      mover {
        id
        company {
          id
          name
        }
      }
      userErrors {
        code
      }
    }
  }
`);

/** A team, with the switch that decides whether it takes calls, and the choice of its company. */
export function Team({
  team: { id, name, tel, plate, base, available, company },
  companies,
}: {
  readonly team: FragmentOf<typeof moverFields>;
  /** The names of the companies, by id. */
  readonly companies: Readonly<Record<string, string>>;
}) {
  const [{ fetching }, setAvailability] = useMutation(SetAvailability);
  const [, setCompany] = useMutation(SetCompany);
  const [failed, setFailed] = useState(false);

  async function turn(on: boolean): Promise<void> {
    setFailed(false);
    const { data } = await setAvailability({ id, available: on });
    setFailed(data?.setMoverAvailability.mover == null);
  }

  async function join(chosen: string): Promise<void> {
    setFailed(false);
    const { data } = await setCompany({ id, companyId: companyIdOf(chosen) });
    setFailed(data?.updateMover.mover == null);
  }

  return (
    <li className="team">
      <span className="medal" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <div>
        <strong>{name}</strong>
        <span className="faint">
          {placeName(base)} · {plate} · <span className="tel">{formatTel(tel)}</span>
        </span>
        {failed && (
          <span role="alert" className="error">
            바꾸지 못했어요. 잠시 뒤에 다시 시도해 주세요.
          </span>
        )}
      </div>
      <Select
        label="업체"
        options={company ? { ...companies, [company.id]: company.name } : companies}
        value={company?.id ?? NO_COMPANY}
        onChange={(chosen) => void join(chosen)}
      />
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
