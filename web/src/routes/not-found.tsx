import { Link } from 'wouter'
import { useWords } from '../words/words.js'

export function NotFound() {
  const { words } = useWords()
  return (
    <>
      <h1>{words.notFound}</h1>
      <p>{words.notFoundHint}</p>
      <Link href="/">{words.home}</Link>
    </>
  )
}
