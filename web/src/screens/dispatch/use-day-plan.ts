import type { Day } from '@movecall/values/days';
import { useState } from 'react';
import { useMutation } from 'urql';
import { errorText } from '../../api/error-text.ts';
import { graphql, type ResultOf } from '../../api/graphql.ts';
import { formatDistance } from '../../format/distance.ts';
import { userErrorFields } from '../../parts/user-errors.ts';

const ProposePlan = graphql(`
  mutation ProposePlan($day: Date!) {
    proposePlan(day: $day) {
      id
      before
      after
      moves {
        call {
          id
          slot
          location {
            address
            district
            sido
            latitude
            longitude
          }
        }
        from {
          id
          name
        }
        to {
          id
          name
          base {
            latitude
            longitude
          }
        }
        beforeMeters
        afterMeters
      }
    }
  }
`);

const ApplyPlan = graphql(
  `
    mutation ApplyPlan($id: ID!) {
      applyPlan(id: $id) {
        plan {
          id
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

export type DayPlan = ResultOf<typeof ProposePlan>['proposePlan'];
export type PlannedMove = DayPlan['moves'][number];

/** What has happened last, for the operator. */
interface Outcome {
  readonly text: string;
  readonly isProblem: boolean;
}

export interface DayPlanning {
  /** The plan to look at; null before there is one, and once it is applied, refused or put away. */
  readonly plan: DayPlan | null;
  readonly outcome: Outcome | null;
  readonly isProposing: boolean;
  readonly isApplying: boolean;
  readonly propose: () => Promise<void>;
  readonly apply: () => Promise<void>;
  readonly putAway: () => void;
}

interface State {
  readonly plan: DayPlan | null;
  readonly outcome: Outcome | null;
}

const none: State = { plan: null, outcome: null };
const said = (text: string): Outcome => ({ text, isProblem: false });
const problem = (text: string): Outcome => ({ text, isProblem: true });

/** Asks for the plan of a day, and applies it as a whole or not at all. @param onAnswer the board may be older than the answer */
export function useDayPlan(day: Day, onAnswer: () => void): DayPlanning {
  const [state, setState] = useState(none);
  const [proposing, sendProposal] = useMutation(ProposePlan);
  const [applying, sendApplication] = useMutation(ApplyPlan);
  const { plan } = state;
  return {
    ...state,
    isProposing: proposing.fetching,
    isApplying: applying.fetching,
    async propose() {
      setState(none);
      const { data, error } = await sendProposal({ day });
      if (error || !data) return setState({ plan: null, outcome: error ? problem(errorText(error)) : null });
      const { proposePlan: proposed } = data;
      setState({ plan: proposed.moves.length > 0 ? proposed : null, outcome: said(proposalText(proposed)) });
    },
    async apply() {
      if (!plan) return;
      const { data, error } = await sendApplication({ id: plan.id });
      onAnswer();
      // Applying it once more is safe: it is applied once.
      if (error) return setState({ plan, outcome: problem(errorText(error)) });
      const [refusal] = data?.applyPlan.userErrors ?? [];
      setState({ plan: null, outcome: refusal ? problem(refusal.message) : said(appliedText(plan)) });
    },
    putAway: () => setState(none),
  };
}

const savedText = ({ before, after }: DayPlan): string => formatDistance(before - after);

const proposalText = (plan: DayPlan): string =>
  plan.moves.length === 0
    ? '더 줄일 거리가 없어요. 하루 안에 시작하는 이사와 팀이 수락한 이사는 옮기지 않아요.'
    : `이사 ${plan.moves.length}건의 팀을 바꾸면 ${savedText(plan)} 줄어요.`;

const appliedText = (plan: DayPlan): string =>
  `이사 ${plan.moves.length}건의 팀을 바꿨어요. 거리가 ${savedText(plan)} 줄었어요.`;
