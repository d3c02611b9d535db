import { type ComponentType, createElement, type ReactNode, use } from 'react';

export interface Screen<Props> {
  (props: Props): ReactNode;
  /** Loads the screen before it is shown. */
  readonly preload: () => void;
  /** Loads the screen; resolves when it can be shown at once. */
  readonly loaded: () => Promise<unknown>;
}

/**
 * A screen whose code is loaded when the screen is first shown. A screen that is loaded already is shown at once. React's
 * `lazy` would suspend for one turn even then, and React shows a fallback for at least a third of a second.
 */
export function screen<Props extends object>(load: () => Promise<ComponentType<Props>>): Screen<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;

  function begin(): Promise<ComponentType<Props>> {
    if (loading) return loading;
    const begun = load();
    loading = begun;
    begun.then(
      // `use` sets these properties on a fulfilled promise, and reads a promise that has them without a pause.
      (value) => Object.assign(begun, { status: 'fulfilled', value }),
      // The next time that the screen is shown loads it again.
      () => (loading = undefined),
    );
    return begun;
  }

  const Shown = (props: Props): ReactNode => createElement(use(begin()), props);
  return Object.assign(Shown, { preload: () => void begin(), loaded: begin });
}
