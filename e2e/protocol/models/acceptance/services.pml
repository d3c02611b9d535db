/* The other side of the request in manage, and the consumers. */

#ifdef NO_ID_LOCK
#define lock skip
#define unlock skip
#else
/* packages/database/src/id-locks.ts#lockIds */
#define lock !locked -> locked = true
#define unlock locked = false
#endif

/* A request to manage, in one of its replicas: it may arrive late, or never. */
proctype Order() {
  mtype was = NOTHING;
  bool wasVoid;
end:
  if
  :: asked -> skip
  :: atRest -> goto done
  fi;
  if
  /* subgraphs/manage/src/store.ts#createOrderStore */
  :: atomic { lock; was = order; wasVoid = tombstone }
  /* subgraphs/manage/src/order/acceptance-bulkhead.ts#createAcceptanceBulkhead */
  :: atomic { answer = VOID; goto done }
  :: goto done
  fi;
  /* subgraphs/manage/src/order/order.ts#accept */
  atomic {
    if
    :: was == NOTHING && !wasVoid ->
       order = ACCEPTED; answer = ACCEPTED;
       append(manageToAssign, AssignmentRequested, 0); append(manageToCall, AssignmentRequested, 0)
    :: was == ACCEPTED -> answer = ACCEPTED
    :: else -> answer = VOID
    fi;
    was = NOTHING; wasVoid = false;
    unlock
  }
done:
  skip
}

/* A consumer of manage. */
proctype Manage() {
  byte number, about;
  mtype type = NOTHING, was = NOTHING;
end:
  do
  /* packages/eventlog/src/consumer/inbox.ts#applyOnce */
  :: atomic {
       nempty(callToManage.entries) -> take(callToManage, type, about);
       if
       :: type == CallWithdrawn -> lock; was = order
       :: else -> type = NOTHING
       fi
     }
     /* subgraphs/manage/src/order/order.ts#voidOrder */
     atomic {
       if
       :: type == CallWithdrawn && was == NOTHING ->
#ifndef NO_TOMBSTONE
          tombstone = true;
#endif
          unlock
       :: type == CallWithdrawn && was == ACCEPTED ->
          order = CANCELLED; append(manageToAssign, AssignmentCancelRequested, 0); unlock
       :: type == CallWithdrawn && was == CANCELLED -> unlock
       :: else
       fi;
       type = NOTHING; was = NOTHING
     }
  :: atomic { atRest -> break }
  od
}

proctype Assign() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  /* subgraphs/assign/src/assignment/assignment.ts#request */
  :: atomic {
       nempty(manageToAssign.entries) -> take(manageToAssign, type, about);
       if
       :: type == AssignmentRequested && job == NOTHING ->
          job = ASSIGNED; append(assignToCall, AssignmentCompleted, 0)
       /* subgraphs/assign/src/assignment/assignment.ts#cancel */
       :: type == AssignmentCancelRequested -> job = (job == NOTHING -> VOID : CANCELLED)
       :: else
       fi;
       type = NOTHING
     }
  :: atomic { atRest -> break }
  od
}

/* subgraphs/call/src/reactions.ts#isUnsettled */
#ifdef NO_HOLDBACK
#define isUnsettled false
#else
#define isUnsettled (attempt == PENDING)
#endif

/* subgraphs/call/src/call/call-events.ts#eventsOf */
inline reached() {
  facts++;
  append(callToNotifier, MoveCallStatusChanged, 0)
}

/* A consumer of call. */
proctype Call() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  /* subgraphs/call/src/call/call.ts#decide */
  :: atomic {
       nempty(manageToCall.entries) && !isUnsettled -> take(manageToCall, type, about);
       if
       :: type == AssignmentRequested && call == REQUESTED -> call = ASSIGNED; reached()
       :: else
       fi;
       type = NOTHING
     }
  /* subgraphs/call/src/call/call.ts#confirm */
  :: atomic {
       nempty(assignToCall.entries) && !isUnsettled -> take(assignToCall, type, about);
       if
       :: type == AssignmentCompleted && call == REQUESTED -> reached(); reached(); call = CONFIRMED
       :: type == AssignmentCompleted && call == ASSIGNED -> reached(); call = CONFIRMED
       :: else
       fi;
       type = NOTHING
     }
  :: atomic { atRest -> break }
  od
}

proctype Notifier() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  /* notifier/src/reactions.ts#createReactions */
  :: atomic {
       nempty(callToNotifier.entries) -> take(callToNotifier, type, about);
       if
       :: type == MoveCallStatusChanged ->
          messages++; assert(messages <= facts && !saidTryAgain)
       :: else
       fi;
       type = NOTHING
     }
  :: atomic { atRest -> break }
  od
}
