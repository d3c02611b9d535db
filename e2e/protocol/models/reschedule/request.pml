/* The request in manage, and the sweeper. */

/* subgraphs/manage/src/reschedule/reschedule-store.ts#voidAttempts */
inline voidAttempt(a) {
  attempt[a] = VOID;
  append(manageToAssign, RescheduleWithdrawn, a)
}

inline tell(what) {
  told[a] = what;
  assert(what != YES || attempt[a] == COMMITTED);
  assert(what != TRY_AGAIN || attempt[a] != COMMITTED)
}

/* A request in a replica of manage. The first one may die before each step. */
proctype Request(byte a) {
  /* subgraphs/manage/src/reschedule/rescheduling.ts#judgeTime */
  atomic { from[a] = orderDay }
  /* subgraphs/manage/src/reschedule/reschedule-store.ts#begin */
  atomic {
    if
    :: orderDay == from[a] && order != CANCELLED && attempt[1 - a] != PENDING -> attempt[a] = PENDING
    :: else -> told[a] = TRY_AGAIN; goto done
    fi
  }
  if
  /* subgraphs/manage/src/reschedule/assign-client.ts#createAssignClient */
  :: atomic { asked[a] = true }
  :: a == 0 -> goto died
  fi;
  if
  /* subgraphs/manage/src/reschedule/reschedule-saga.ts#createRescheduleSaga */
  :: atomic { answer[a] == HELD -> answer[a] = NOTHING }
  :: atomic { answer[a] == REFUSED -> answer[a] = NOTHING; goto settle }
  /* The answer is late or lost. */
#ifdef UNHELD_COMMIT
  :: skip
#else
  :: goto settle
#endif
  :: a == 0 -> goto died
  fi;
  if
  /* subgraphs/manage/src/reschedule/reschedule-store.ts#commit */
  :: atomic {
       if
#ifdef BLIND_COMMIT
       :: order == OPEN ->
#else
       :: attempt[a] == PENDING && order == OPEN ->
#endif
          attempt[a] = COMMITTED; orderDay = to(a); orderPrice = priceOf(to(a));
          append(manageToAssign, OrderRescheduled, a)
       :: attempt[a] == PENDING && order == CANCELLED -> voidAttempt(a); tell(TRY_AGAIN); goto done
       :: attempt[a] == VOID -> tell(TRY_AGAIN); goto done
       fi
     }
  :: goto settle
  :: a == 0 -> goto died
  fi;
  if
  :: atomic { tell(YES); goto done }
  /* It was committed, but its answer was lost. */
  :: goto settle
  :: a == 0 -> goto died
  fi;

settle:
  if
  /* subgraphs/manage/src/reschedule/reschedule-saga.ts#settle */
  :: atomic {
       if
       :: attempt[a] == PENDING -> voidAttempt(a); tell(TRY_AGAIN)
       :: attempt[a] == VOID -> tell(TRY_AGAIN)
       :: attempt[a] == COMMITTED -> tell(YES)
       fi;
       goto done
     }
  :: a == 0 -> goto died
  fi;

died:
  told[a] = UNKNOWN;
done:
  skip
}

/* Withdraws overdue attempts. It may find a request slow that is not dead. */
proctype Sweeper(byte a) {
end:
  do
  /* subgraphs/manage/src/reschedule/reschedule-store.ts#withdrawOverdue */
  :: atomic { attempt[a] == PENDING -> voidAttempt(a) }
  :: atomic { atRest -> break }
  od
}
