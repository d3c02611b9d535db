import { type Sealer, UnsealError } from '@movecall/eventlog/sealer';
import { render, templates } from '@movecall/schema/templates';
import { nationalTel, parseTel } from '@movecall/values/tel';
import { dashedTel, oneLine, type Variable } from './message-values.ts';
import type { AlimTalkMessage, Answer } from './provider.ts';
import type { DeliveryRow } from './tables.ts';

type Rejected = Extract<Answer, { kind: 'REJECTED' }>;

type SealedMessage = Pick<DeliveryRow, 'id' | 'template' | 'recipient' | 'variables' | 'link'>;

/**
 * Unseals a delivery and composes the message to send. A message that the provider would have to reject is rejected here
 * already.
 */
export function composeAlimTalk(
  row: SealedMessage,
  sealer: Sealer,
): { readonly kind: 'COMPOSED'; readonly message: AlimTalkMessage } | Rejected {
  const to = recipientOf(row, sealer);
  if (to.kind === 'REJECTED') return to;
  const template = templates[row.template];
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(row.variables)) {
    const text = unsealVariable(value, sealer);
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

/** The recipient's phone in national digits. */
export const recipientOf = (
  row: Pick<SealedMessage, 'recipient'>,
  sealer: Sealer,
): { kind: 'TEL'; tel: string } | Rejected =>
  row.recipient === null ? ERASED : unsealTel(row.recipient, sealer);

function unsealVariable(value: Variable, sealer: Sealer): string | Rejected {
  if (typeof value === 'string') return value;
  if (value.as === 'TEXT') {
    const text = unseal(value.sealed, sealer);
    return text === null ? UNREADABLE : oneLine(text);
  }
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

const ERASED: Rejected = { kind: 'REJECTED', code: 'ERASED', permanent: true };

/** Not permanent: an operator may still add the missing key to SEALING_KEYS. */
const UNREADABLE: Rejected = { kind: 'REJECTED', code: 'UNREADABLE', permanent: false };

function unseal(sealed: string, sealer: Sealer): string | null {
  try {
    return sealer.unseal(sealed);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
