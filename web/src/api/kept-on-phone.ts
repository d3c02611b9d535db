import { createStoredText } from './stored-text.ts';

/** What a person's last answer of the server was, for when there is no network. */
interface Kept<Value> {
  readonly tel: string;
  /** When the server answered; ms. */
  readonly at: number;
  readonly value: Value;
}

const store = createStoredText(() => localStorage, 'movecall.kept');

/** Keeps a value for a person, in the place of the last one. It may hold personal data: the end of the session forgets it. */
export const keepOnPhone = (tel: string, value: unknown): void =>
  store.write(JSON.stringify({ tel, at: Date.now(), value }));

/** The value that was kept last for a person; null when there is none. */
export function keptOnPhone<Value>(tel: string): Kept<Value> | null {
  try {
    const kept = JSON.parse(store.read() ?? 'null') as Kept<Value> | null;
    return kept?.tel === tel ? kept : null;
  } catch {
    return null;
  }
}

export const forgetOnPhone = (): void => store.remove();
