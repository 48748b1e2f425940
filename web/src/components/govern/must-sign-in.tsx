import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useSignedIn } from '../../data/account.js'
import { type Me, useMe } from '../../data/me.js'
import { useWords } from '../../words/words.js'
import { Shown } from './parts.js'
import { signInHere } from './refusal.js'

/** What is for people who have signed in; others are led to the sign-in and back. */
export function MustSignIn({
  children,
  within = false,
}: {
  children(me: Me): ReactNode
  /** The page has a heading already. */
  within?: boolean
}) {
  const { words } = useWords()
  const me = useMe()
  return (
    <Shown asked={me}>
      {(data) =>
        data === null ? (
          <>
            {!within && <h1>{words.signIn}</h1>}
            <p className="notice">
              {words.account.signInFirst}{' '}
              <a className="button" href={signInHere()}>
                {words.signIn}
              </a>
            </p>
          </>
        ) : (
          children(data)
        )
      }
    </Shown>
  )
}

/** Tells administrators whose session is not strong that it does not act as one. */
export function WeakSession() {
  const { words } = useWords()
  const signedIn = useSignedIn()
  if (!signedIn.data?.notice) return null
  return (
    <p className="notice">
      {words.account.weakAdmin} <Link href="/settings/security">{words.account.addFactor}</Link>{' '}
      <a className="button" href={signInHere()}>
        {words.account.signInAgain}
      </a>
    </p>
  )
}
