import { Component, type ReactNode } from 'react'
import { Problem } from './problem.js'

interface Props {
  /** Which page this is: another one is tried afresh. */
  place: string
  children: ReactNode
}
interface State {
  place: string
  /** In a box: anything may be thrown. */
  failure: { error: unknown } | undefined
}

/**
 * A page that throws leaves the rest of the app standing. To try again is to load anew: after an upgrade of the hub, a tab
 * that stayed open asks for parts of a page that are gone.
 */
export class Boundary extends Component<Props, State> {
  override state: State = { place: this.props.place, failure: undefined }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: { error } }
  }

  static getDerivedStateFromProps = stateAt

  override render(): ReactNode {
    const { failure } = this.state
    return failure ? (
      <Problem error={failure.error} retry={() => window.location.reload()} />
    ) : (
      this.props.children
    )
  }
}

/** What failed belongs to the page on which it did. */
export function stateAt({ place }: Pick<Props, 'place'>, before: State): State | null {
  return place === before.place ? null : { place, failure: undefined }
}
