import { Component, type ReactNode } from 'react';

/** The last resort for a fault of ours: the rest of the page stands, and a reload is offered. (React asks for a class here.) */
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
