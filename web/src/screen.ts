import { type ComponentType, createElement, type ReactNode, use } from 'react';

export interface Screen<Props> {
  (props: Props): ReactNode;
  /** Loads it before it is shown. */
  readonly preload: () => void;
}

/**
 * A screen that is loaded when it is first shown. One that was loaded before is shown at once; with `lazy` it would wait for the
 * next turn nevertheless, and React shows a fallback for a third of a second at least.
 */
export function screen<Props extends object>(load: () => Promise<ComponentType<Props>>): Screen<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;

  function begin(): Promise<ComponentType<Props>> {
    if (loading) return loading;
    const begun = load();
    loading = begun;
    begun.then(
      // What `use` writes on a promise that it has seen come true; one that bears it already is read without a pause.
      (value) => Object.assign(begun, { status: 'fulfilled', value }),
      // Tried again when it is shown the next time.
      () => (loading = undefined),
    );
    return begun;
  }

  const Shown = (props: Props): ReactNode => createElement(use(begin()), props);
  return Object.assign(Shown, { preload: () => void begin() });
}
