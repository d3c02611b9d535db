import type { Sealer } from '@movecall/eventlog/sealer';
import { render, templates } from '@movecall/schema/templates';
import { composeAlimTalk } from '../src/alimtalk-message.ts';
import type { Intent } from '../src/message-values.ts';

/** The text that the recipient of a message reads, or why there is none. @throws Error when there is no message */
export function textOf(sealer: Sealer, id: string, found: Intent | null): string {
  if (!found) throw new Error('no message');
  const composed = composeAlimTalk({ id, ...found }, sealer);
  if (composed.kind !== 'COMPOSED') throw new Error(composed.code);
  const rendered = render(templates[found.template], composed.message.variables);
  return rendered.kind === 'RENDERED' ? rendered.text : rendered.code;
}
