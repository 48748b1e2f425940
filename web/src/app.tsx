import { lazy, Suspense } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { Boundary } from './components/boundary.js'
import { Header } from './components/header.js'
import { Loading } from './components/problem.js'
import { useArrivals } from './components/use-arrivals.js'
import { pages } from './pages.js'
import { DatasetPage } from './routes/dataset/page.js'
import { NotFound } from './routes/not-found.js'
import { useWords } from './words/words.js'

const CataloguePage = lazy(() => import('./routes/catalogue.js'))

export function App() {
  const { words } = useWords()
  const [place] = useLocation()
  useArrivals()
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <Boundary place={place}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/" component={CataloguePage} />
              <Route path="/datasets/:ns/:name/*?">
                {({ ns, name, '*': rest }) => <DatasetPage id={`${ns}/${name}`} rest={rest ?? ''} />}
              </Route>
              {pages.map(({ path, component: Page }) => (
                <Route key={path} path={path}>
                  {(params) => <Page params={params as Record<string, string | undefined>} />}
                </Route>
              ))}
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </Boundary>
      </main>
    </>
  )
}
