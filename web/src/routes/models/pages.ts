import { lazy } from 'react'
import type { Page } from '../../pages.js'

const model = lazy(() => import('./model.js'))

export const modelPages: Page[] = [
  { path: '/models', component: lazy(() => import('./models.js')) },
  { path: '/:ns/:name', component: model },
  { path: '/:ns/:name/tensors', component: model },
  { path: '/:ns/:name/discussions/*?', component: model },
]
