import type { System } from '../support/system.ts';

const REGISTER =
  'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { userErrors { code } } }';

/** Registers `count` more movers through the router, half of them based in 마포, half in 구로. */
export async function registerMovers({ operator }: Pick<System, 'operator'>, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    const { registerMover } = await operator.ask<{ registerMover: { userErrors: { code: string }[] } }>(
      REGISTER,
      {
        input: {
          name: `이사팀 ${nth + 1}`,
          tel: `0107${String(1_000_000 + nth)}`,
          plate: `${10 + (nth % 80)}가${1000 + nth}`,
          base: { address: nth % 2 === 0 ? '마포구' : '구로구' },
          moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
        },
      },
    );
    const [refusal] = registerMover.userErrors;
    if (refusal) throw new Error(`registerMover was refused: ${refusal.code}`);
  }
}
