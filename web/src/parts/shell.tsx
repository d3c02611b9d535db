import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { Link, useLocation } from 'wouter';
import {
  CalendarDays,
  CalendarRange,
  Headset,
  LayoutDashboard,
  type LucideIcon,
  ReceiptText,
  Tags,
  Truck,
  Users,
} from 'lucide-react';
import { phoneText } from '@movecall/values/tel';
import { logout } from '../api/logout.ts';
import type { Session } from '../api/session.ts';
import { homeOf, signInPath } from '../routes.ts';

interface Screen {
  readonly to: string;
  readonly label: string;
  readonly Icon: LucideIcon;
}

const screens: Readonly<Record<Session['role'], readonly Screen[]>> = {
  CUSTOMER: [
    { to: '/quote', label: '이사 부르기', Icon: Truck },
    { to: '/calls', label: '내 호출', Icon: ReceiptText },
  ],
  MOVER: [
    { to: '/team', label: '내 일정', Icon: CalendarDays },
    { to: '/calls', label: '모든 이사', Icon: ReceiptText },
  ],
  OPERATOR: [
    { to: '/board', label: '현황', Icon: LayoutDashboard },
    { to: '/dispatch', label: '배차', Icon: CalendarRange },
    { to: '/movers', label: '이사팀', Icon: Users },
    { to: '/price-book', label: '가격표', Icon: Tags },
    { to: '/quote', label: '대신 부르기', Icon: Headset },
  ],
};

/** The header and the main element around every screen. A visitor who has not signed in has no menu. */
export function Shell({
  session,
  children,
}: {
  readonly session: Session | null;
  readonly children: ReactNode;
}) {
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    // As after a page load, keyboard and screen reader begin at the top of the new screen.
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <>
      <a className="skip" href="#main">
        본문으로
      </a>
      <header className="top">
        <Link href={session ? homeOf(session.role) : '/sign-in'} className="brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          이사콜
        </Link>
        {session ? <Menu session={session} path={path} /> : <SignInLink path={path} />}
      </header>
      <main id="main" ref={main} tabIndex={-1} data-role={session?.role}>
        {children}
      </main>
    </>
  );
}

function Menu({ session, path }: { readonly session: Session; readonly path: string }) {
  return (
    <>
      <nav aria-label="주 메뉴">
        {screens[session.role].map(({ to, label, Icon }) => (
          <Link key={to} href={to} aria-current={isIn(path, to) ? 'page' : undefined}>
            <Icon size={22} />
            {label}
          </Link>
        ))}
      </nav>
      <div className="who">
        <Link href="/account" aria-current={path === '/account' ? 'page' : undefined}>
          {phoneText(session.tel)}
          <span className="visually-hidden"> 내 정보</span>
        </Link>
        <SignOutButton tel={session.tel} />
      </div>
    </>
  );
}

/** Whether a path is the menu's, or a step of its wizard. */
const isIn = (path: string, to: string): boolean =>
  path === to || (to === '/quote' && path.startsWith(`${to}/`));

function SignInLink({ path }: { readonly path: string }) {
  return (
    <div className="who">
      <Link href={signInPath(path)}>로그인</Link>
    </div>
  );
}

function SignOutButton({ tel }: { readonly tel: string }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      className="quiet"
      disabled={busy}
      onClick={() => {
        setBusy(true);
        void logout(client, tel);
      }}
    >
      로그아웃
    </button>
  );
}
