import '../design/menu.css'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { signOut } from '../data/account.js'
import { forgetKept } from '../data/kept.js'
import type { Me } from '../data/me.js'
import { useReviews } from '../data/requests.js'
import { useFormats, useWords } from '../words/words.js'
import { Problem } from './problem.js'

/** Who is signed in, and where they go from here. It closes by Escape, by a click elsewhere and when a page opens. */
export function AccountMenu({ me }: { me: Me }) {
  const { words } = useWords()
  const menu = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [place] = useLocation()
  const close = () => menu.current?.removeAttribute('open')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(close, [place])
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (!menu.current?.contains(event.target as Node)) close()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !menu.current?.open) return
      close()
      menu.current.querySelector('summary')?.focus()
    }
    document.addEventListener('click', onClick)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('click', onClick)
      document.removeEventListener('keydown', onKey)
    }
  })
  // everything that was read belonged to the one who leaves
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      forgetKept()
      window.location.assign('/')
    },
  })
  const links: [string, string][] = [
    [`/${me.name}`, words.account.myPage],
    ['/settings', words.account.settings],
    ['/settings/reviews', words.account.parts.reviews + useWaitingCount(isOpen)],
    ['/new', words.account.newDataset],
    ['/organizations/new', words.account.newOrganisation],
  ]
  if (me.isAdmin || me.isHeldBack) links.push(['/admin-area', words.account.administration])
  return (
    <details className="menu" ref={menu} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={words.account.menu(me.name)}>
        <span>{me.name}</span>
      </summary>
      <div>
        {links.map(([href, label]) => (
          <Link key={href} href={href}>
            {label}
          </Link>
        ))}
        <button type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
          {words.account.signOut}
        </button>
        {leave.error && <Problem error={leave.error} />}
      </div>
    </details>
  )
}

/** How many requests wait for one's decision, once somebody looks; nothing when none does. */
function useWaitingCount(isAsked: boolean): string {
  const { number } = useFormats()
  const { rows = [], hasNextPage } = useReviews(isAsked)
  const waiting = rows.reduce((sum, { pending }) => sum + pending, 0)
  return waiting === 0 ? '' : ` (${number(waiting)}${hasNextPage ? '+' : ''})`
}
