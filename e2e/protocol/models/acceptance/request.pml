/* The request in call, and the sweeper. */

/* No state or outbox row is written alone. */
inline publish(stream, what) {
#ifdef OUTBOX_APART
  if
  :: append(stream, what, 0)
  :: skip
  fi
#else
  append(stream, what, 0)
#endif
}

/* subgraphs/call/src/acceptance/attempts-withdrawn.ts#voidAttempts */
inline voidAttempt() {
  attempt = VOID;
  publish(callToManage, CallWithdrawn)
}

inline tell(what) {
  told[r] = what;
  if
  :: what == YES -> assert(order == ACCEPTED && call != NOTHING); saidYes = true
  :: what == TRY_AGAIN -> assert(call == NOTHING); saidTryAgain = true
  :: else
  fi
}

/* A request in a replica of call. It may die before each step. */
proctype Request(byte r) {
  /* subgraphs/call/src/acceptance/attempts-begun.ts#beginAttempts */
  atomic {
    if
    :: attempt == PENDING || attempt == ACCEPTED -> goto awaitHolder
    :: attempt == VOID -> told[r] = ANOTHER; goto done
    :: attempt == NOTHING -> attempt = PENDING
    fi
  }
  if
  /* subgraphs/call/src/acceptance/manage-client.ts#createManageClient */
  :: atomic { asked = true }
  :: goto died
  fi;
  if
  /* subgraphs/call/src/acceptance/acceptance-saga.ts#askManage */
  :: atomic { answer == ACCEPTED -> answer = NOTHING }
  :: atomic { answer == VOID -> answer = NOTHING; goto refused }
  /* The answer is late or lost. */
  :: goto settle
  :: goto died
  fi;
  if
  /* subgraphs/call/src/acceptance/attempts-accepted.ts#acceptAttempts */
  :: atomic {
       if
#ifdef BLIND_ACCEPTANCE
       :: true ->
#else
       :: attempt == PENDING ->
#endif
          assert(!saidTryAgain);
          attempt = ACCEPTED; call = REQUESTED; facts++;
          append(callToNotifier, MoveCallStatusChanged, 0)
       /* The customer has too many calls open. */
       :: attempt == PENDING -> voidAttempt(); tell(TRY_AGAIN); goto done
       :: attempt == VOID -> tell(TRY_AGAIN); goto done
       fi
     }
  /* The transaction failed. */
  :: goto settle
  :: goto died
  fi;
  if
  :: atomic { tell(YES); goto done }
  /* It was committed, but its answer was lost. */
  :: goto settle
  :: goto died
  fi;

refused:
  if
  /* subgraphs/call/src/acceptance/attempts-withdrawn.ts#withdrawAttempts */
  :: atomic {
       if
       :: attempt == PENDING -> voidAttempt()
       :: else
       fi;
       tell(TRY_AGAIN); goto done
     }
  /* The withdrawal failed: only the sweeper or a repetition settles it now. */
  :: atomic { tell(TRY_AGAIN); goto done }
  :: goto died
  fi;

awaitHolder:
  if
  /* subgraphs/call/src/acceptance/attempt.ts#repetitionOf */
  :: atomic { attempt == ACCEPTED -> tell(YES); goto done }
  :: atomic { attempt == VOID -> tell(TRY_AGAIN); goto done }
  /* The first request takes too long. */
  :: attempt == PENDING -> goto settle
  :: goto died
  fi;

settle:
  if
#ifdef ASK_MANAGE
  /* Instead of a withdrawal: manage is asked for the outcome. */
  :: atomic {
       if
       :: order == ACCEPTED && attempt == PENDING ->
          attempt = ACCEPTED; call = REQUESTED; facts++;
          append(callToNotifier, MoveCallStatusChanged, 0); tell(YES)
       :: call != NOTHING -> tell(YES)
       :: else -> attempt = VOID; tell(TRY_AGAIN)
       fi;
       goto done
     }
#else
  /* subgraphs/call/src/acceptance/acceptance-saga.ts#settle */
  :: atomic {
       if
       :: attempt == PENDING -> voidAttempt(); tell(TRY_AGAIN)
       :: attempt == ACCEPTED -> tell(YES)
       :: attempt == VOID -> tell(TRY_AGAIN)
       fi;
       goto done
     }
#endif
  :: atomic { tell(UNKNOWN); goto done }
  :: goto died
  fi;

died:
  told[r] = UNKNOWN;
done:
  skip
}

/* Withdraws overdue attempts. It may find a request slow that is not dead. */
proctype Sweeper() {
end:
  do
#ifndef NO_SWEEPER
  /* subgraphs/call/src/acceptance/attempts-withdrawn.ts#withdrawOverdue */
  :: atomic { attempt == PENDING -> voidAttempt() }
#endif
  :: atomic { atRest -> break }
  od
}
