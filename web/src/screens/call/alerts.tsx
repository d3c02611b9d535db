import type { ResultOf } from '../../api/graphql.ts';
import { formatMoment } from '../../format/time.ts';
import type { alertFields, orderFields } from './operator-fields.ts';

const templates: Readonly<Record<string, string>> = {
  CALL_ACCEPTED: '호출 접수',
  MOVER_CONFIRMED: '호출확정',
  CALL_RESCHEDULED: '날짜 변경',
  CALL_CANCELLED: '호출취소',
  CONTRACT_MADE: '계약서',
  OFFER_MADE: '이사 제안',
  JOB_ASSIGNED: '새 이사',
  JOB_RESCHEDULED: '날짜 변경',
  JOB_RELEASED: '배정 해제',
  TEAM_LOST: '이사팀 이탈',
};
const audiences = { CUSTOMER: '고객', TEAM: '이사팀', OPERATOR: '운영자' } as const;
const outcomes: Readonly<Record<string, string>> = {
  DELIVERED: '도착',
  FAILED: '실패',
  SUPERSEDED: '보내지 않음',
};

/** For operators: the order that manage keeps, and the AlimTalks about the call. */
export function Alerts({
  alerts,
  order,
  onReadAgain,
}: {
  readonly alerts: readonly ResultOf<typeof alertFields>[];
  readonly order: ResultOf<typeof orderFields> | null;
  readonly onReadAgain: () => void;
}) {
  return (
    <section className="card details" aria-labelledby="operations">
      <div className="split">
        <h2 id="operations">주문과 알림톡</h2>
        <button type="button" className="quiet" onClick={onReadAgain}>
          다시 보기
        </button>
      </div>
      <dl>
        <dt>주문</dt>
        <dd>{order ? `${order.statusLabel} · ${formatMoment(order.updatedAt)}` : '지금은 볼 수 없어요'}</dd>
        {alerts.length === 0 && (
          <>
            <dt>알림톡</dt>
            <dd>아직 결과가 온 알림톡이 없어요</dd>
          </>
        )}
        {alerts.map(({ template, audience, channel, outcome, at }, index) => (
          <div key={`${at} ${index}`} className="pair">
            <dt>
              {audiences[audience]} · {templates[template] ?? template}
            </dt>
            <dd>
              {channel === 'ALIMTALK' ? '알림톡' : channel} {outcomes[outcome] ?? outcome} ·{' '}
              {formatMoment(at)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
