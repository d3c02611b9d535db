import type { PageEvents } from '../../src/api/wake.ts';

/** The window and the document of a tab, whose network and visibility a test decides. */
export function createFakePage() {
  const listening: { readonly name: string; readonly listener: unknown }[] = [];
  const createTarget = () => {
    const target = new EventTarget();
    return {
      addEventListener(name: string, listener: EventListener): void {
        target.addEventListener(name, listener);
        listening.push({ name, listener });
      },
      removeEventListener(name: string, listener: EventListener): void {
        target.removeEventListener(name, listener);
        const at = listening.findIndex((entry) => entry.name === name && entry.listener === listener);
        if (at >= 0) listening.splice(at, 1);
      },
      dispatch: (name: string): void => void target.dispatchEvent(new Event(name)),
    };
  };
  const window = createTarget();
  const document = { ...createTarget(), visibilityState: 'visible' as DocumentVisibilityState };
  const page: PageEvents = { window, document };

  function setVisibility(state: DocumentVisibilityState): void {
    document.visibilityState = state;
    document.dispatch('visibilitychange');
  }
  return {
    page,
    goOffline: () => window.dispatch('offline'),
    goOnline: () => window.dispatch('online'),
    hide: () => setVisibility('hidden'),
    show: () => setVisibility('visible'),
    /** How many listeners the tab has at the moment. */
    listeners: (): number => listening.length,
  };
}
