import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import './design/tokens.css'
import './design/base.css'
import './design/parts.css'
import { keptTheme, putTheme } from './data/theme.js'
import './design/print.css'
import { firstWords, WordsProvider } from './words/words.js'

putTheme(keptTheme())
const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: false } },
})
// a page that the browser kept may be of somebody who has signed out since
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})
const root = document.getElementById('app')
if (!root) throw new Error('the page has no place for the app')
const first = await firstWords()
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <WordsProvider first={first}>
        <App />
      </WordsProvider>
    </QueryClientProvider>
  </StrictMode>,
)
