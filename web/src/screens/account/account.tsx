import '../../styles/account.css';
import { phoneText } from '@movecall/values/tel';
import { leave } from '../../api/logout.ts';
import type { Session } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Problems } from '../../parts/problems.tsx';
import { createDraftStore } from '../request/draft-store.ts';
import { useDeleteMyData, useLogoutEverywhere } from './use-account.ts';

const roles: Readonly<Record<Session['role'], string>> = {
  CUSTOMER: '고객',
  MOVER: '이사팀',
  OPERATOR: '운영자',
};

/** 내 정보: who is signed in, the end of all sessions, and erasure. */
export function Account({ session: { tel, role } }: { readonly session: Session }) {
  return (
    <section className="page narrow" aria-labelledby="account">
      <title>내 정보 · 이사콜</title>
      <h1 id="account">내 정보</h1>
      <dl className="card details">
        <dt>휴대폰번호</dt>
        <dd>{phoneText(tel)}</dd>
        <dt>이용 구분</dt>
        <dd>{roles[role]}</dd>
      </dl>
      <div className="card account">
        <LogoutEverywhere tel={tel} />
        <DeleteMyData tel={tel} />
      </div>
    </section>
  );
}

function LogoutEverywhere({ tel }: { readonly tel: string }) {
  const { busy, error, logoutEverywhere } = useLogoutEverywhere(() => leave(tel));
  return (
    <div>
      <p>휴대폰을 잃어버렸거나 다른 사람의 기기에서 로그인했다면, 모든 기기에서 로그아웃하세요.</p>
      <Confirm
        label="모든 기기에서 로그아웃"
        title="모든 기기에서 로그아웃할까요?"
        text="이 번호로 로그인한 모든 기기에서 로그아웃돼요. 호출은 그대로 있어요."
        confirm="로그아웃하기"
        confirming="로그아웃하고 있어요"
        busy={busy}
        onConfirm={logoutEverywhere}
      >
        <Problems errors={[]} error={error} onRetry={logoutEverywhere} />
      </Confirm>
    </div>
  );
}

function DeleteMyData({ tel }: { readonly tel: string }) {
  const { busy, errors, error, deleteMyData } = useDeleteMyData(() => {
    createDraftStore(tel).forget();
    leave(tel);
  });
  return (
    <div>
      <p>이사콜이 가진 내 이름, 휴대폰번호, 주소를 지울 수 있어요. 진행 중인 호출이 없어야 해요.</p>
      <Confirm
        label="내 정보 삭제"
        title="내 정보를 삭제할까요?"
        text="지난 호출에서 이름, 휴대폰번호, 주소를 지우고 모든 기기에서 로그아웃해요. 되돌릴 수 없어요."
        confirm="삭제하기"
        confirming="삭제하고 있어요"
        busy={busy}
        onConfirm={deleteMyData}
      >
        <Problems errors={errors} error={error} onRetry={deleteMyData} />
      </Confirm>
    </div>
  );
}
