import { Link } from 'wouter'
import { useTitle } from '../components/use-title.js'
import { useWords } from '../words/words.js'

export function NotFound() {
  const { words } = useWords()
  useTitle(words.notFound)
  return (
    <>
      <h1>{words.notFound}</h1>
      <p>{words.notFoundHint}</p>
      <Link href="/">{words.home}</Link>
    </>
  )
}
