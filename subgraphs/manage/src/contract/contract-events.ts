import type { Sealer } from '@movecall/eventlog/sealer';
import { type Fact, fact } from '@movecall/schema/events';
import { labelOf } from '@movecall/values/places';
import type { ContractFact } from './contract.ts';

/** What the notifier is told of a fact about a call's contract. What people typed is sealed; the customer's phone is as call has sealed it. */
export function contractEventsOf(recorded: ContractFact, callId: string, sealer: Sealer): readonly Fact[] {
  if (recorded.type !== 'Announced') return [];
  const { version, agreement, company } = recorded;
  const { id, request, price } = agreement.quote;
  const { moveType, location, movingOn } = request;
  return [
    fact('ContractMade', id, {
      callId,
      version,
      moveType,
      address: labelOf(location) ?? { sealed: sealer.seal(location.address) },
      movingOn,
      companyName: { sealed: sealer.seal(company.name) },
      total: price.total,
      deposit: price.deposit,
      recipient: { tel: agreement.ownerTel },
    }),
  ];
}
