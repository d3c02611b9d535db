/*
 * Rescheduling (docs/adr/0042): try, confirm, cancel over manage and assign. Call 0 has a team on day 0. Two attempts want to move it, each to
 * the other day; call 1 wants a team on day 1, unless call 0 is ALONE. There are two teams. Assign decides under the locks of call and days, which dispatch.pml
 * checks, so that each of its decisions is one step here.
 */
mtype = { NOTHING, OPEN, WAITING, ASSIGNED, CONFIRMED, CANCELLED, PENDING, COMMITTED, VOID, HELD, OVER, REFUSED,
          YES, TRY_AGAIN, UNKNOWN, CallCancelled, OrderRescheduled, RescheduleWithdrawn, AssignmentCancelRequested,
          AssignmentCompleted, AssignmentFailed };

#include "stream.pml"

#define NOBODY 2
#define EACH 0 .. 1
#define bit(n) (1 << (n))
#define otherDay(d) (1 - (d))
#define otherTeam(t) (1 - (t))
/* What a day costs. */
#define priceOf(d) (3 + (d))

/* The database of manage: the order of call 0, and the attempts with the days that they want. */
mtype order = OPEN;
byte orderDay;
byte orderPrice = priceOf(0);
mtype attempt[2] = NOTHING;
byte from[2];
/* The database of assign: two calls, and the holds of the attempts on call 0. */
mtype job[2] = NOTHING;
byte day[2];
byte price = priceOf(0);
byte team[2] = NOBODY;
byte passedOver;
mtype hold[2] = NOTHING;
byte holdTeam[2] = NOBODY;
bool givenBack[2];
/* The database of call: what the customer reads. */
mtype call = CONFIRMED;
byte callDay;
byte callPrice = priceOf(0);
byte callTeam;
/* Between manage and assign. */
bool asked[2];
mtype answer[2] = NOTHING;
byte answerTeam[2];
mtype told[2] = NOTHING;
bool atRest;

Stream callToManage;
Stream manageToAssign;
Stream assignToCall;

#define to(a) otherDay(from[a])
/* subgraphs/assign/src/slots.ts#rangeOfSlot */
#define hasJob(t, d) ((job[0] == ASSIGNED && team[0] == t && day[0] == d) || (job[1] == ASSIGNED && team[1] == t && day[1] == d))
#define hasHold(t, d) ((hold[0] == HELD && holdTeam[0] == t && to(0) == d) || (hold[1] == HELD && holdTeam[1] == t && to(1) == d))
#define isFree(t, d) (!hasJob(t, d) && !hasHold(t, d))

#include "reschedule/request.pml"

#include "reschedule/assign.pml"

/* The customer may cancel call 0 at any moment. */
proctype Canceller() {
  if
  /* subgraphs/call/src/call/call.ts#cancel */
  :: atomic { call = CANCELLED; append(callToManage, CallCancelled, 0) }
  :: skip
  fi
}

/* A consumer of manage. */
proctype Manage() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  /* subgraphs/manage/src/order/order.ts#voidOrder */
  :: atomic {
       nempty(callToManage.entries) -> take(callToManage, type, about);
       if
       :: type == CallCancelled && order == OPEN -> order = CANCELLED; append(manageToAssign, AssignmentCancelRequested, 0)
       :: else
       fi;
       type = NOTHING; about = 0
     }
  :: atomic { atRest -> break }
  od
}

/* A consumer of call. */
proctype Call() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  /* subgraphs/call/src/call/call.ts#movedTo */
  :: atomic {
       nempty(assignToCall.entries) -> take(assignToCall, type, about);
       if
       :: type != NOTHING && call != CANCELLED ->
          call = (type == AssignmentCompleted -> CONFIRMED : WAITING);
          callTeam = about & TEAM; callDay = about / 4; callPrice = priceOf(callDay)
       :: else
       fi;
       type = NOTHING; about = 0
     }
  :: atomic { atRest -> break }
  od
}

proctype Redis() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  DISTURB(manageToAssign)
  DISTURB(assignToCall)
  :: atomic { atRest -> break }
  od
}

/* Nothing can go on. */
proctype Rest() {
  byte a, t;
  /* ops/src/invariants/reschedules.ts#reschedules */
  atomic {
    timeout ->
    for (a : EACH) {
      assert(told[a] != NOTHING && attempt[a] != PENDING);
      assert(hold[a] != HELD)
    }
    if
    :: call == CANCELLED -> assert(order == CANCELLED && job[0] == CANCELLED)
    :: else ->
       assert(orderDay == day[0] && callDay == day[0]);
       assert(orderPrice == price && callPrice == price && price == priceOf(orderDay));
       assert(job[0] == ASSIGNED || job[0] == WAITING);
       assert(job[0] != ASSIGNED || (call == CONFIRMED && callTeam == team[0]));
       assert(job[0] != WAITING || (call == WAITING && passedOver != 0))
    fi;
    for (t : EACH) {
      assert(!(job[1] == WAITING && isFree(t, day[1])));
      assert(!(job[0] == WAITING && isFree(t, day[0]) && !(passedOver & bit(t))))
    }
    atRest = true
  }
}

init {
  byte a;
  atomic {
    job[0] = ASSIGNED; team[0] = 0; callTeam = 0;
    for (a : EACH) {
      run Request(a); run Hold(a);
#ifndef NO_SWEEPER
      run Sweeper(a)
#endif
    }
    run Assign(); run Team();
#ifndef ALONE
    run Other();
#endif
    run Canceller(); run Manage(); run Call(); run Redis(); run Rest()
  }
}

/* Everything comes to rest. */
ltl rest { <> atRest }
/* A cancelled call stays cancelled, and nothing of a team is kept for it in the end. */
ltl cancelled { [] (call == CANCELLED -> ([] (call == CANCELLED) && <> [] (job[0] == CANCELLED && hold[0] != HELD && hold[1] != HELD))) }
/* Whoever reads that the call is rescheduled has the new day, until another change. */
ltl promised {
  [] (told[0] == YES -> <> (call == CANCELLED || attempt[1] == COMMITTED || (day[0] == to(0) && orderDay == to(0) && callDay == to(0))))
}
