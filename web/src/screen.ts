import { type ComponentType, createElement, type ReactNode, use } from 'react';

export interface Screen<Props> {
  (props: Props): ReactNode;
  /** Loads it before it is shown. */
  readonly preload: () => void;
}

/**
 * A screen that is loaded when it is first shown. One that was loaded before is shown at once; with `lazy` a promise would still
 * stand between, and React shows a fallback for a third of a second at least.
 */
export function screen<Props extends object>(load: () => Promise<ComponentType<Props>>): Screen<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;
  let loaded: ComponentType<Props> | undefined;
  const begin = (): Promise<ComponentType<Props>> =>
    (loading ??= load().then((component) => (loaded = component)));

  function Loaded(props: Props): ReactNode {
    return createElement(loaded ?? use(begin()), props);
  }
  return Object.assign(Loaded, {
    // What could not be loaded is tried again when it is shown.
    preload: () => void begin().catch(() => (loading = undefined)),
  });
}
