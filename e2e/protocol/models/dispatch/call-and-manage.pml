/* What call and manage make of it, and who cancels. */

/* subgraphs/manage/src/ledger/ledger.ts#compensate */
inline compensate(n) {
  if
#ifndef NO_ENTRY_CHECK
  /* subgraphs/manage/src/ledger/failed-teams.ts#isCompensated */
  :: compensated & bit(n)
#endif
  :: else ->
     assert(!(compensated & bit(n)));
     compensated = compensated | bit(n);
     byTeams = byTeams + 2;
     /* subgraphs/manage/src/ledger/failed-teams.ts#correctionsAfter */
     byEnd = (byEnd > 2 -> byEnd - 2 : 0);
     penalty = 0
  fi
}

/* subgraphs/manage/src/ledger/failed-teams.ts#owedAtEnd */
inline endLedger(byCompany, confirmed) {
  if
  :: !confirmed
  :: confirmed && byCompany -> byEnd = (byTeams < 3 -> 3 - byTeams : 0)
  :: confirmed && !byCompany -> penalty = (byTeams == 0 -> 1 : 0)
  fi
}

#define TEAM 3
#define BY_COMPANY 4

/* The customer may cancel at any moment, or the company. */
proctype Canceller() {
  byte by = 0;
  if
  /* subgraphs/call/src/call/call.ts#cancel */
  :: atomic {
#ifdef LEDGER
       if
       :: by = BY_COMPANY; companyEnds = true
       :: skip
       fi;
       if
       :: announced = 0
       :: skip
       fi;
#endif
       call = CANCELLED; hadTeam = announced != NOBODY;
       append(callToManage, CallCancelled, by + announced)
     }
  :: skip
  fi
}

/* Call 1 may be cancelled too. */
proctype OtherCanceller() {
  if
  /* subgraphs/manage/src/order/order-events.ts#eventsOf */
  :: atomic { append(manageToAssign[1], AssignmentCancelRequested, 0) }
  :: skip
  fi
}

/* A consumer of call. */
proctype Call() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  :: atomic {
       nempty(assignToCall.entries) -> take(assignToCall, type, about);
       if
       /* subgraphs/call/src/call/call.ts#confirm */
#ifdef CANCEL_IS_NOT_FINAL
       :: type == AssignmentCompleted ->
#else
       :: type == AssignmentCompleted && call != CANCELLED ->
#endif
          call = CONFIRMED; announced = about
       /* subgraphs/call/src/call/call.ts#noteNoMoverFree */
       :: (type == AssignmentOffered || type == AssignmentFailed) && call != CANCELLED ->
          call = WAITING; announced = NOBODY
       :: else
       fi;
       type = NOTHING; about = 0
     }
  :: atomic { atRest -> break }
  od
}

/* A consumer of manage. Events of call and of assign arrive in either order. */
proctype Manage() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  :: atomic {
       nempty(assignToManage.entries) -> take(assignToManage, type, about);
       if
       /* subgraphs/manage/src/order/order.ts#noteAssigned */
       :: type == AssignmentCompleted && order != CANCELLED -> order = ASSIGNED; orderTeam = about
       :: (type == AssignmentOffered || type == AssignmentFailed) && order != CANCELLED ->
          order = WAITING; orderTeam = NOBODY
       :: type == AssignmentDropped -> compensate(about)
       :: else
       fi;
       type = NOTHING; about = 0
     }
  :: atomic {
       nempty(callToManage.entries) -> take(callToManage, type, about);
       if
       /* subgraphs/manage/src/order/order.ts#voidOrder */
       :: type == CallCancelled && order != CANCELLED ->
          order = CANCELLED; orderTeam = NOBODY; endLedger((about & BY_COMPANY), ((about & TEAM) != NOBODY));
          append(manageToAssign[0], AssignmentCancelRequested, 0)
       :: else
       fi;
       type = NOTHING; about = 0
     }
  :: atomic { atRest -> break }
  od
}
