import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useSearchParams } from '../data/address.js'
import { signInHere } from './govern/refusal.js'

/** The way to the sign-in, and back to what is shown now: the query of a page changes while the page stays. */
export function SignInLink({ title, children }: { title?: string; children: ReactNode }) {
  useLocation()
  useSearchParams()
  return (
    <a className="button" href={signInHere()} title={title}>
      {children}
    </a>
  )
}
