import { CatalogueList } from '../../components/catalogue-list.js'
import { useWords } from '../../words/words.js'

export default function ModelsPage() {
  const { words } = useWords()
  return <CatalogueList type="model" title={words.people.allModels} />
}
