import { Link, useLocation } from 'wouter'
import { useMe } from '../data/me.js'
import { useWords } from '../words/words.js'
import { AccountMenu } from './account-menu.js'
import { NewLink } from './new-link.js'
import { SignInLink } from './sign-in-link.js'
import { ThemeButton } from './theme-button.js'

const PLACES = [
  ['/datasets', 'datasets'],
  ['/models', 'models'],
  ['/sql', 'sql'],
  ['/api-docs', 'api'],
] as const

export function Header() {
  const [place] = useLocation()
  const { words, language, languages, speak } = useWords()
  const me = useMe()
  return (
    <header className="header">
      <Link href="/" className="brand">
        Databelt
      </Link>
      <nav className="places" aria-label={words.nav.label}>
        {PLACES.map(([href, name]) => (
          <Link key={href} href={href} aria-current={place === href ? 'page' : undefined}>
            {words.nav[name]}
          </Link>
        ))}
      </nav>
      <NewLink />
      <label>
        <span className="hidden-label">Language · 언어</span>
        <select value={language} onChange={(event) => speak(event.target.value)}>
          {languages.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <ThemeButton />
      {me.data && <AccountMenu me={me.data} />}
      {me.isPending && (
        <span className="unseen">
          <SignInLink>{words.signIn}</SignInLink>
        </span>
      )}
      {me.data === null && <SignInLink>{words.signIn}</SignInLink>}
    </header>
  )
}
