import { Route, Switch } from 'wouter'
import { Header } from './components/header.js'
import { CataloguePage } from './routes/catalogue.js'
import { DatasetPage } from './routes/dataset.js'
import { NotFound } from './routes/not-found.js'
import { useWords } from './words/words.js'

export function App() {
  const { words } = useWords()
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <Switch>
          <Route path="/" component={CataloguePage} />
          <Route path="/datasets/:ns/:name/*?">
            {({ ns, name, '*': rest }) => <DatasetPage id={`${ns}/${name}`} rest={rest ?? ''} />}
          </Route>
          <Route component={NotFound} />
        </Switch>
      </main>
    </>
  )
}
