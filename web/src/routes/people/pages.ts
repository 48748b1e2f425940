import { lazy } from 'react'
import type { Page } from '../../pages.js'

export const peoplePages: Page[] = [
  { path: '/datasets', component: lazy(() => import('./datasets.js')) },
  // an address of one name is somebody's page, so this comes last
  { path: '/:name', component: lazy(() => import('./account.js')) },
]
