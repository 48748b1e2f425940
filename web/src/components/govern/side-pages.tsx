import type { ReactNode } from 'react'
import { Link } from 'wouter'

interface Props {
  title: ReactNode
  /** Of the first part; the others follow it. */
  base: string
  parts: [name: string, label: string][]
  shown: string
  children: ReactNode
}

/** A page of several parts, each at an address of its own, with the list of them beside it. */
export function SidePages({ title, base, parts, shown, children }: Props) {
  return (
    <div className="side-pages">
      <nav aria-label={typeof title === 'string' ? title : base}>
        {parts.map(([name, label], i) => (
          <Link
            key={name}
            href={i === 0 ? base : `${base}/${name}`}
            aria-current={name === shown ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <div className="side-content">
        <p className="quiet small side-title">{title}</p>
        {children}
      </div>
    </div>
  )
}
