import { Component, type ReactNode } from 'react';

/** Shows something else in the place of a page whose code has failed. */
export class CrashBoundary extends Component<
  { crashed: ReactNode; children: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.crashed : this.props.children;
  }
}
