import { CatalogueList } from '../components/catalogue-list.js'
import { useWords } from '../words/words.js'
import { Front } from './home/front.js'

/** The home page: search, what is new, and everything there is. */
export default function CataloguePage() {
  const { words } = useWords()
  return (
    <CatalogueList
      type="dataset"
      title={words.tagline}
      lead={words.lead}
      unasked={(first) => <Front first={first} />}
    />
  )
}
