import type { EventOf, EventType } from '../events.ts';

const sealedText = { sealed: 'k1.CCCCCCCCCCCCCCCC.c2VhbGVk' };
const mover = {
  id: '0199a000-0000-7000-8000-0000000000a1',
  name: sealedText,
  tel: 'k1.AAAAAAAAAAAAAAAA.c2VhbGVk',
  plate: '34가4567',
};
const company = {
  id: '0199a000-0000-7000-8000-0000000000f1',
  name: sealedText,
  representative: sealedText,
  registrationNumber: '120-81-47521',
  permitNumber: sealedText,
  insuredUntil: '2027-12-31',
  phone: 'k1.AAAAAAAAAAAAAAAA.c2VhbGVk',
  address: sealedText,
};
const summary = {
  moveType: 'FULL_PACKING',
  region: '서울 마포구',
  movingOn: '2026-12-01',
  slot: 'MORNING',
  tons: 2.5,
} as const;
const assignmentId = '0199a000-0000-7000-8000-0000000000b1';
const attemptId = '0199a000-0000-7000-8000-0000000000d1';
const ownerId = '0199a000-0000-7000-8000-0000000000c1';
const at = '2026-11-23T00:00:00.000Z';

/** For the AsyncAPI document: the Korean name of each event, and the data of an example. */
export const eventExamples: { readonly [T in EventType]: { title: string; data: EventOf<T>['data'] } } = {
  AssignmentRequested: {
    title: '할당요청됨',
    data: {
      ownerId,
      moveType: 'FULL_PACKING',
      location: { address: '마포구', district: '마포구', latitude: 37.56, longitude: 126.91 },
      movingOn: '2026-12-01',
      slot: 'ALL_DAY',
      cost: 2_500_000,
      ownerTel: mover.tel,
      tons: 5,
      hasQuote: true,
    },
  },
  AssignmentCancelRequested: { title: '할당취소요청됨', data: {} },
  OrderRescheduled: {
    title: '일정변경됨',
    data: { attemptId, movingOn: '2026-12-03', slot: 'ALL_DAY', cost: 2_700_000 },
  },
  RescheduleWithdrawn: { title: '일정변경철회됨', data: { attemptId } },
  AssignmentCompleted: {
    title: '할당확인됨',
    data: {
      assignmentId,
      mover,
      distanceMeters: 3_200,
      company,
      rescheduled: {
        movingOn: '2026-12-01',
        slot: 'MORNING',
        cost: 2_700_000,
        from: { movingOn: '2026-11-30', slot: 'MORNING' },
      },
      givenBy: 'KEPT',
      summary,
    },
  },
  AssignmentOffered: {
    title: '할당제안됨',
    data: {
      assignmentId,
      mover,
      distanceMeters: 3_200,
      expiresAt: '2026-11-23T00:10:00.000Z',
      summary,
    },
  },
  AssignmentFailed: { title: '할당실패됨', data: { reason: 'NO_MOVER_FREE' } },
  AssignmentCancelled: {
    title: '할당취소됨',
    data: {
      assignmentId,
      cause: 'DROPPED',
      moverId: mover.id,
      companyId: company.id,
      wasOffer: false,
      mover,
      summary,
    },
  },
  TeamDeparted: {
    title: '출발보고됨',
    data: { assignmentId, moverId: mover.id, at: '2026-11-30T22:10:00.000Z' },
  },
  TeamArrived: {
    title: '도착보고됨',
    data: { assignmentId, moverId: mover.id, at: '2026-11-30T22:55:00.000Z' },
  },
  MoverRegistered: {
    title: '이사업체등록됨',
    data: {
      moverId: mover.id,
      name: mover.name,
      tel: mover.tel,
      companyId: company.id,
      moveTypes: ['FULL_PACKING', 'STANDARD'],
      members: [mover.tel],
    },
  },
  MoverUpdated: {
    title: '이사업체변경됨',
    data: {
      moverId: mover.id,
      companyId: company.id,
      moveTypes: ['FULL_PACKING', 'STANDARD'],
      available: true,
      members: [mover.tel],
    },
  },
  MoverAvailabilityChanged: {
    title: '이사업체가용상태변경됨',
    data: {
      moverId: mover.id,
      available: false,
      jobsAtRisk: { team: sealedText, jobs: 2, firstOn: '2026-12-01' },
    },
  },
  CompanyRegistered: { title: '이사회사등록됨', data: { company } },
  CompanyUpdated: {
    title: '이사회사변경됨',
    data: { company, jobsAtRisk: { jobs: 3, firstOn: '2026-12-01' } },
  },
  CallCancelled: {
    title: '호출취소됨',
    data: { reason: sealedText, by: 'CUSTOMER', announcedMoverId: mover.id },
  },
  CallWithdrawn: { title: '호출철회됨', data: {} },
  MoveCallStatusChanged: {
    title: '호출상태변경됨',
    data: {
      version: 3,
      status: 'CONFIRMED',
      at,
      waitingReason: null,
      ownerId,
      mover,
      moverId: mover.id,
      recipient: { tel: 'k1.AAAAAAAAAAAAAAAA.c2VhbGVk' },
      summary: {
        moveType: 'FULL_PACKING',
        address: '마포구',
        movingOn: '2026-12-01',
        slot: 'ALL_DAY',
        cost: 2_500_000,
      },
    },
  },
  LoginCodeRequested: {
    title: '인증번호요청됨',
    data: {
      tel: 'k1.AAAAAAAAAAAAAAAA.c2VhbGVk',
      code: 'k1.BBBBBBBBBBBBBBBB.c2VhbGVk',
      expiresAt: '2026-11-23T00:05:00.000Z',
    },
  },
  TeamLostAlertRequested: {
    title: '이사팀이탈알림요청됨',
    data: { recipient: { tel: mover.tel }, cause: 'NO_SHOW', team: sealedText, summary },
  },
  JobsAtRiskAlertRequested: {
    title: '위험일정알림요청됨',
    data: {
      recipient: { tel: mover.tel },
      risk: 'TEAM_OFF',
      name: sealedText,
      jobs: 2,
      firstOn: '2026-12-01',
    },
  },
  SessionsEnded: {
    title: '로그인종료됨',
    data: { sessionIds: ['0199a000-0000-7000-8000-0000000000e1'] },
  },
  CallErased: { title: '호출개인정보파기됨', data: {} },
  PersonErased: { title: '고객개인정보파기됨', data: {} },
  OrderErased: { title: '주문개인정보파기됨', data: {} },
  QuoteShared: {
    title: '견적발송됨',
    data: {
      version: 1,
      moveType: 'FULL_PACKING',
      address: '성남시',
      movingOn: '2026-12-07',
      total: 1_770_000,
      validUntil: '2026-11-30T00:00:00.000Z',
      recipient: { tel: mover.tel },
    },
  },
  ContractMade: {
    title: '계약완료됨',
    data: {
      callId: '0199a000-0000-7000-8000-000000000001',
      version: 1,
      moveType: 'FULL_PACKING',
      address: '성남시',
      movingOn: '2026-12-07',
      companyName: sealedText,
      total: 1_770_000,
      deposit: 177_000,
      recipient: { tel: mover.tel },
    },
  },
  QuoteErased: { title: '견적파기됨', data: {} },
  AlertSettled: {
    title: '알림결과확정됨',
    data: {
      deliveryId: '0199a000-0000-7000-8000-0000000000d1',
      template: 'MOVER_CONFIRMED',
      channel: 'ALIMTALK',
      outcome: 'DELIVERED',
      at,
    },
  },
};
