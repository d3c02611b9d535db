import { Component, type ReactNode } from 'react';

/**
 * Catches an error that a screen throws while it renders, and offers a reload. The rest of the page stays. React supports
 * error boundaries only as classes.
 */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <section className="state" role="alert">
        <h1>문제가 생겼어요</h1>
        <p>저희 쪽 문제예요. 화면을 다시 열면 대부분 해결돼요.</p>
        <button type="button" className="secondary" onClick={() => location.reload()}>
          다시 열기
        </button>
      </section>
    );
  }
}
