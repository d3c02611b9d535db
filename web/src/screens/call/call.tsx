import '../../styles/call.css';
import { Link } from 'wouter';
import { graphql } from '../../api/graphql.ts';
import { useLive } from '../../api/use-live.ts';
import { useRead } from '../../api/read.ts';
import type { Session } from '../../api/session.ts';
import { LiveNotice } from '../../parts/live-notice.tsx';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { Alerts } from './alerts.tsx';
import { Bill } from './bill/bill.tsx';
import { callFields } from './call-fields.ts';
import { CancelCall } from './cancel-call.tsx';
import { Details } from './details.tsx';
import { MoverCard } from './mover-card.tsx';
import { alertFields, orderFields } from './operator-fields.ts';
import { Progress } from './progress.tsx';
import { Reschedule } from './reschedule/reschedule.tsx';

const CallById = graphql(
  `
    query CallById($id: ID!, $isOperator: Boolean!) {
      moveCall(id: $id) {
        ...CallFields
        alerts @include(if: $isOperator) {
          ...AlertFields
        }
        order @include(if: $isOperator) {
          ...OrderFields
        }
      }
    }
  `,
  [callFields, alertFields, orderFields],
);

const CallStatus = graphql(
  `
    subscription CallStatus($id: ID!, $after: ID, $isOperator: Boolean!) {
      moveCallStatus(id: $id, after: $after) {
        cursor
        version
        reset
        moveCall {
          ...CallFields
          alerts @include(if: $isOperator) {
            ...AlertFields
          }
          order @include(if: $isOperator) {
            ...OrderFields
          }
        }
      }
    }
  `,
  [callFields, alertFields, orderFields],
);

/** The page of one call, live: its progress, its mover, and the buttons that move or cancel it. */
export function CallPage({ id, role }: { readonly id: string; readonly role: Session['role'] }) {
  const isOperator = role === 'OPERATOR';
  const { data, error, readAgain } = useRead(CallById, { id, isOperator });
  const live = useLive(CallStatus, { id, isOperator }, ({ moveCallStatus }) => moveCallStatus.cursor);
  const call = data?.moveCall;

  if (!call) {
    if (live === 'refused' || data?.moveCall === null) {
      return (
        <Empty title="호출을 찾을 수 없어요" text="주소가 바뀌었거나, 다른 번호로 부른 이사일 수 있어요." />
      );
    }
    return error ? (
      <Failed title="호출을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="call" lines={4} />
    );
  }
  const over = call.status === 'CANCELLED' || call.status === 'COMPLETED';
  return (
    <article className="page call">
      <title>{`${call.statusLabel} · 이사콜`}</title>
      <LiveNotice state={over ? 'ended' : live} />
      <div className="column">
        <Progress call={call} />
        {isOperator && (
          <Alerts alerts={call.alerts ?? []} order={call.order ?? null} onReadAgain={readAgain} />
        )}
      </div>
      <div className="column">
        <MoverCard call={call} />
        <Details call={call} />
        {/* Another price is another bill: it is read anew. */}
        <Bill key={call.cost} id={call.id} status={call.status} mayRecord={role !== 'CUSTOMER'} />
        {role !== 'MOVER' && <Reschedule call={call} />}
        {!over && role !== 'MOVER' && (
          <CancelCall id={call.id} hasMover={call.mover !== null} isOperator={isOperator} />
        )}
        {call.status === 'CANCELLED' && role === 'CUSTOMER' && (
          <Link href="/" className="button primary">
            다시 부르기
          </Link>
        )}
      </div>
    </article>
  );
}
