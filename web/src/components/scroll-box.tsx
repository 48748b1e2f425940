import type { ReactNode } from 'react'

/** What scrolls within itself; those who have no mouse reach it by Tab. */
export function ScrollBox({ name, label, children }: { name: string; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={name} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
