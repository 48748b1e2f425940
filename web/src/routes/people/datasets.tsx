import { CatalogueList } from '../../components/catalogue-list.js'
import { useWords } from '../../words/words.js'

/** Every data set, as the home page finds them. */
export default function DatasetsPage() {
  const { words } = useWords()
  return <CatalogueList type="dataset" title={words.people.allDatasets} />
}
