import { createIdentitySigner, IDENTITY_HEADER } from '@movecall/identity';
import type { LaunchContext } from './services.ts';

interface MoverInput {
  readonly name: string;
  readonly tel: string;
  readonly plate: string;
  readonly base: { readonly address: string; readonly latitude: number; readonly longitude: number };
}

/** The movers of the embedded default, based all over Seoul. All of them offer both move types. */
const MOVERS: readonly MoverInput[] = [
  {
    name: '백영곤',
    tel: '01023456789',
    plate: '34가4567',
    base: { address: '서울 마포구 월드컵북로 400', latitude: 37.5796, longitude: 126.8905 },
  },
  {
    name: '안채우',
    tel: '01033457789',
    plate: '44나4567',
    base: { address: '서울 구로구 디지털로 300', latitude: 37.4842, longitude: 126.8967 },
  },
  {
    name: '임광현',
    tel: '01043458789',
    plate: '54다4567',
    base: { address: '서울 강남구 테헤란로 152', latitude: 37.5, longitude: 127.0364 },
  },
  {
    name: '장윤정',
    tel: '01053459789',
    plate: '64라4567',
    base: { address: '서울 노원구 동일로 1414', latitude: 37.6556, longitude: 127.0613 },
  },
  {
    name: '옥준삼',
    tel: '01063450789',
    plate: '74마4567',
    base: { address: '서울 송파구 올림픽로 300', latitude: 37.5131, longitude: 127.1026 },
  },
  {
    name: '유승오',
    tel: '01073451789',
    plate: '84사4567',
    base: { address: '서울 은평구 통일로 684', latitude: 37.6081, longitude: 126.9345 },
  },
];

const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id } userErrors { code } }
}`;

const TIMEOUT_MS = 10_000;

interface Answer {
  readonly data?: {
    readonly registerMover: {
      readonly mover: { id: string } | null;
      readonly userErrors: { code: string }[];
    };
  } | null;
  readonly errors?: { message: string }[];
}

/**
 * Registers the first movers with assign, as an operator does. Movers that are registered already stay as they are.
 *
 * @returns how many movers are new
 * @throws Error when assign refuses a mover for another reason
 */
export async function seedMovers({
  origins,
  secrets,
}: Pick<LaunchContext, 'origins' | 'secrets'>): Promise<number> {
  const signer = createIdentitySigner(new Uint8Array(Buffer.from(secrets.IDENTITY_KEY, 'base64')));
  const identity = await signer.sign({ id: 'first-data', role: 'OPERATOR', moverId: null });
  let registered = 0;
  for (const mover of MOVERS) {
    const response = await fetch(`${origins['assign']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: identity },
      body: JSON.stringify({
        query: REGISTER,
        variables: { input: { ...mover, moveTypes: ['FULL_PACKING', 'HALF_PACKING'] } },
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { data, errors } = (await response.json()) as Answer;
    const refusals = [
      ...(errors ?? []).map(({ message }) => message),
      ...(data?.registerMover.userErrors ?? []).map(({ code }) => code),
    ];
    if (refusals.length === 0 && data?.registerMover.mover) registered += 1;
    else if (refusals.join() !== 'ALREADY_REGISTERED') {
      throw new Error(
        `assign did not register the seed data's mover ${mover.name}: ${refusals.join(', ') || `HTTP status ${response.status}`}`,
      );
    }
  }
  return registered;
}
