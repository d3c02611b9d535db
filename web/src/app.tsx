import { Suspense } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Api } from './api/api.tsx';
import { readServerTime, readTimeOrGuess } from './api/server-time.ts';
import { type Session, useSession } from './api/session.ts';
import { Boundary } from './parts/boundary.tsx';
import { Shell } from './parts/shell.tsx';
import { Empty, Waiting } from './parts/states.tsx';
import { homeOf, isOpen, signInPath } from './routes.ts';
import { screen } from './screen.ts';

// Each screen is loaded when it is first shown: a customer's phone does not load the operators' charts.
const SignIn = screen(async () => (await import('./screens/sign-in/sign-in.tsx')).SignIn);
/** Resolves when the sign-in can be shown at once. */
export const signInLoaded = SignIn.loaded;
const RequestPage = screen(async () => {
  const [{ RequestPage: loaded }] = await Promise.all([
    import('./screens/request/request.tsx'),
    readServerTime(),
  ]);
  return loaded;
});
const Quoting = screen(async () => {
  const [{ Quoting: loaded }] = await Promise.all([import('./screens/quote/quote.tsx'), readServerTime()]);
  return loaded;
});
const CallPage = screen(async () => {
  const [{ CallPage: loaded }] = await Promise.all([import('./screens/call/call.tsx'), readTimeOrGuess()]);
  return loaded;
});
const Contract = screen(async () => (await import('./screens/contract/contract.tsx')).ContractPage);
const PriceBook = screen(async () => (await import('./screens/price-book/price-book.tsx')).PriceBookPage);
const Calls = screen(async () => (await import('./screens/calls/calls.tsx')).Calls);
const Board = screen(async () => (await import('./screens/board/board.tsx')).Board);
const Dispatch = screen(async () => {
  const [{ DispatchPage }] = await Promise.all([import('./screens/dispatch/dispatch.tsx'), readServerTime()]);
  return DispatchPage;
});
const Companies = screen(async () => {
  const [{ Companies: loaded }] = await Promise.all([
    import('./screens/companies/companies.tsx'),
    readServerTime(),
  ]);
  return loaded;
});
const Account = screen(async () => (await import('./screens/account/account.tsx')).Account);
const Team = screen(async () => {
  const [{ TeamPage }] = await Promise.all([import('./screens/team/team.tsx'), readTimeOrGuess()]);
  return TeamPage;
});
const Movers = screen(async () => {
  const [{ Movers: loaded }] = await Promise.all([import('./screens/movers/movers.tsx'), readServerTime()]);
  return loaded;
});

export function App() {
  const session = useSession();
  const [path] = useLocation();
  if (!session && !isOpen(path)) return <Redirect to={signInPath(path)} replace />;
  const isSignIn = !session && path === '/sign-in';
  return (
    <I18nProvider locale="ko-KR">
      <Api key={session ? session.tel + session.role : 'signed-out'} tel={session?.tel ?? null}>
        {isSignIn ? (
          <Suspense>
            <SignIn />
          </Suspense>
        ) : (
          <Shell session={session}>
            {/* The steps of the wizard are one screen: what it has asked and answered stays between them. */}
            <Boundary key={path.startsWith('/quote') ? '/quote' : path}>
              <Suspense fallback={<Waiting />}>
                {session ? <Screens session={session} /> : <Quoting session={null} />}
              </Suspense>
            </Boundary>
          </Shell>
        )}
      </Api>
    </I18nProvider>
  );
}

function Screens({ session }: { readonly session: Session }) {
  const isOperator = session.role === 'OPERATOR';
  return (
    <Switch>
      <Route path="/sign-in">
        <Redirect to={homeOf(session.role)} replace />
      </Route>
      <Route path="/quote/*?">
        <Quoting session={session} />
      </Route>
      {session.role === 'MOVER' && (
        <Route path="/team">
          <Team tel={session.tel} />
        </Route>
      )}
      <Route path="/calls">
        <Calls role={session.role} />
      </Route>
      {session.role !== 'MOVER' && (
        <Route path="/calls/new">
          <RequestPage tel={session.tel} forOthers={isOperator} onReview={CallPage.preload} />
        </Route>
      )}
      <Route path="/calls/:id">{({ id }) => <CallPage key={id} id={id} role={session.role} />}</Route>
      <Route path="/calls/:id/contract/:form?">
        {({ id, form }) => <Contract key={id} id={id} tel={session.tel} asPdf={form === 'pdf'} />}
      </Route>
      <Route path="/account">
        <Account session={session} />
      </Route>
      {isOperator && <Route path="/board" component={Board} />}
      {isOperator && <Route path="/dispatch" component={Dispatch} />}
      {isOperator && <Route path="/movers" component={Movers} />}
      {isOperator && <Route path="/companies" component={Companies} />}
      {isOperator && <Route path="/price-book" component={PriceBook} />}
      <Route path="/">
        <Redirect to={session.role === 'MOVER' ? '/team' : '/quote'} replace />
      </Route>
      <Route>
        <Empty title="없는 페이지예요" text="주소를 다시 확인해 주세요." />
      </Route>
    </Switch>
  );
}
