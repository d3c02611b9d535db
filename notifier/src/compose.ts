import { nationalTel, parseTel } from '@movecall/values/tel';
import { type Sealer, UnsealError } from '@movecall/eventlog/sealer';
import { dashedTel, type Variable } from './messages.ts';
import type { AlimTalkMessage, Answer } from './provider.ts';
import type { DeliveryRow } from './tables.ts';
import { render, templates } from '@movecall/schema/templates';

type Rejected = Extract<Answer, { kind: 'REJECTED' }>;

type Written = Pick<DeliveryRow, 'id' | 'template' | 'recipient' | 'variables' | 'link'>;

/** A message in clear, as it leaves; rejected here already when the provider would have to. */
export function compose(
  row: Written,
  sealer: Sealer,
): { readonly kind: 'COMPOSED'; readonly message: AlimTalkMessage } | Rejected {
  const to = recipientOf(row, sealer);
  if (to.kind === 'REJECTED') return to;
  const template = templates[row.template];
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(row.variables)) {
    const text = inClear(value, sealer);
    if (typeof text !== 'string') return text;
    variables[name] = text;
  }
  const rendered = render(template, variables);
  if (rendered.kind === 'REFUSED') return { kind: 'REJECTED', code: rendered.code, permanent: true };
  const { link } = row;
  const buttons = link === null ? [] : template.buttons.map(({ name }) => ({ name, url: link }));
  return {
    kind: 'COMPOSED',
    message: { deliveryId: row.id, to: to.tel, template: row.template, variables, buttons },
  };
}

/** National digits of whom it goes to. */
export const recipientOf = (
  row: Pick<Written, 'recipient'>,
  sealer: Sealer,
): { kind: 'TEL'; tel: string } | Rejected => unsealTel(row.recipient, sealer);

function inClear(value: Variable, sealer: Sealer): string | Rejected {
  if (typeof value === 'string') return value;
  if (value.as === 'TEXT') return unseal(value.sealed, sealer) ?? UNREADABLE;
  const tel = unsealTel(value.sealed, sealer);
  return tel.kind === 'TEL' ? dashedTel(tel.tel) : tel;
}

function unsealTel(sealed: string, sealer: Sealer): { kind: 'TEL'; tel: string } | Rejected {
  const text = unseal(sealed, sealer);
  if (text === null) return UNREADABLE;
  const tel = parseTel(text);
  return tel
    ? { kind: 'TEL', tel: nationalTel(tel) }
    : { kind: 'REJECTED', code: 'NOT_A_PHONE', permanent: true };
}

/** A key that is missing may still be configured: not the end of the message. */
const UNREADABLE: Rejected = { kind: 'REJECTED', code: 'UNREADABLE', permanent: false };

function unseal(sealed: string, sealer: Sealer): string | null {
  try {
    return sealer.unseal(sealed);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
